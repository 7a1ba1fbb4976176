package org.jacobi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a contestant starts from: the workload, the options of its setting, and plain numbers from
 * the files that the data program has written. Without a folder the numbers are made up: for
 * measurements of the start.
 *
 * @param workload what is to be done
 * @param folder where the files are, or null
 * @param options of the setting, such as {@code threads=1}
 */
public record Setup(Workload workload, @Nullable Path folder, Map<String, String> options) {
  /** Rows that are copied at once when tensors are filled. */
  public static final int CHUNK = 1000;

  /** Rows without a folder: one batch of the largest kind. */
  private static final int MADE_UP = 128;

  /**
   * Weight (out × in) and bias (out) of a layer.
   *
   * @param inputs length of a row of the input
   * @param outputs length of a row of the output
   * @param weight outputs × inputs, row by row
   * @param bias outputs
   */
  public record Dense(int inputs, int outputs, float[] weight, float[] bias) {}

  /** An option's number, or the given one. */
  public int number(String name, int otherwise) {
    String text = options.get(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  /** Whether an option is {@code true}. */
  public boolean is(String name) {
    return Boolean.parseBoolean(options.get(name));
  }

  /** How many rows there are. */
  public int rows() {
    if (folder == null) {
      return MADE_UP;
    }
    try {
      return Math.toIntExact(Files.size(file("y", "i32")) / Integer.BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many whole batches there are. */
  public int batches() {
    return rows() / workload.batch();
  }

  /** The features of the rows from … to − 1, row by row. */
  public float[] features(int from, int to) {
    float[] numbers = new float[(to - from) * workload.inputs()];
    if (folder == null) {
      var random = new Random(from);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextFloat();
      }
      return numbers;
    }
    read(file("x", "f32"), (long) from * workload.inputs() * Float.BYTES, 4 * numbers.length)
        .asFloatBuffer()
        .get(numbers);
    return numbers;
  }

  /** The class numbers of the rows from … to − 1. */
  public int[] labels(int from, int to) {
    int[] numbers = new int[to - from];
    if (folder == null) {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = i % Math.max(2, workload.outputs());
      }
      return numbers;
    }
    read(file("y", "i32"), 4L * from, 4 * numbers.length).asIntBuffer().get(numbers);
    return numbers;
  }

  /** The first weights of the layers. */
  public List<Dense> layers() {
    var sizes = workload.sizes();
    List<Dense> layers = new ArrayList<>();
    var random = new Random(1);
    FloatSource source = folder == null ? null : new FloatSource(file("weights", "f32"));
    for (int i = 0; i + 1 < sizes.size(); i++) {
      int in = sizes.get(i);
      int out = sizes.get(i + 1);
      float[] weight = new float[in * out];
      float[] bias = new float[out];
      fill(source, random, in, weight);
      fill(source, random, in, bias);
      layers.add(new Dense(in, out, weight, bias));
    }
    return layers;
  }

  private static void fill(@Nullable FloatSource source, Random random, int in, float[] out) {
    if (source != null) {
      source.next(out);
      return;
    }
    double bound = 1 / Math.sqrt(in);
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
  }

  private Path file(String what, String ending) {
    return Objects.requireNonNull(folder).resolve(workload.data() + "-" + what + "." + ending);
  }

  /** Numbers of a file, one part after the other. */
  private static final class FloatSource {
    private final Path file;
    private long at;

    FloatSource(Path file) {
      this.file = file;
    }

    void next(float[] out) {
      read(file, at, 4 * out.length).asFloatBuffer().get(out);
      at += 4L * out.length;
    }
  }

  private static ByteBuffer read(Path file, long start, int bytes) {
    var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, start + buffer.position()) < 0) {
          throw new IOException(file + " is too short; delete it, and it is made again");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.flip();
  }
}
