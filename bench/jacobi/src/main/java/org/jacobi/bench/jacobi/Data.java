package org.jacobi.bench.jacobi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.bench.Workload;
import org.jacobi.data.DataLoader;
import org.jacobi.data.DataStore;
import org.jacobi.data.Dataset;
import org.jacobi.data.KnownData;
import org.jacobi.data.KnownTables;
import org.jacobi.data.Mnist;
import org.jacobi.data.Preprocessor;
import org.jacobi.nn.Linear;
import org.jacobi.tensor.Rng;

/**
 * Writes what every contestant starts from, as plain numbers, little-endian, without a header:
 * {@code NAME-x.f32} features, shuffled and scaled, {@code NAME-y.i32} class numbers, {@code
 * NAME-weights.f32} weight (out × in) and bias of each layer.
 */
public final class Data {
  private static final long SEED = 1;

  private Data() {}

  /**
   * Arguments: the folder of data sets, the folder to write to.
   *
   * @throws IOException if a file cannot be written
   */
  public static void main(String[] args) throws IOException {
    var from = Path.of(args[0]);
    var to = Files.createDirectories(Path.of(args[1]));
    write(to, Workload.W1, Mnist.load(DataStore.in(from)).train());
    var set = KnownData.named("breast-cancer");
    var table = KnownTables.load(set, DataStore.in(from)).train();
    var prepare = Preprocessor.fit(table, KnownTables.options(set));
    write(to, Workload.W5, prepare.transform(table));
  }

  private static void write(Path folder, Workload workload, Dataset data) throws IOException {
    // The loader's order is the order of a training run with this seed.
    int[] rows = new DataLoader(data, data.rows()).shuffle(SEED).rowsOf(0, 0);
    int[] labels = data.subset(rows).labels();
    var name = folder.resolve(workload.data()).toString();
    try (var out = open(name + "-x.f32")) {
      for (int i = 0; i < rows.length; i += 1000) {
        var batch = data.batch(rows, i, Math.min(rows.length, i + 1000));
        out.write(bytes(batch.features().toFloats()));
      }
    }
    finish(name + "-x.f32");
    try (var out = open(name + "-weights.f32")) {
      for (int i = 0; i + 1 < workload.sizes().size(); i++) {
        var layer = new Linear(workload.sizes().get(i), workload.sizes().get(i + 1));
        layer.init(Rng.of(SEED, "bench").derive(i).key(), DType.F32);
        out.write(bytes(layer.weight().value().toFloats()));
        out.write(bytes(Objects.requireNonNull(layer.bias()).value().toFloats()));
      }
    }
    finish(name + "-weights.f32");
    try (var out = open(name + "-y.i32")) {
      var buffer = ByteBuffer.allocate(4 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
      IntStream.of(labels).forEach(buffer::putInt);
      out.write(buffer.flip());
    }
    finish(name + "-y.i32");
  }

  private static FileChannel open(String file) throws IOException {
    return FileChannel.open(
        Path.of(file + ".part"),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  private static void finish(String file) throws IOException {
    Files.move(Path.of(file + ".part"), Path.of(file), StandardCopyOption.REPLACE_EXISTING);
  }

  private static ByteBuffer bytes(float[] numbers) {
    var buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(numbers);
    return buffer;
  }
}
