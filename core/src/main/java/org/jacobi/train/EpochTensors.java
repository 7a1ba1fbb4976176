package org.jacobi.train;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.data.Task;
import org.jacobi.io.TensorFile;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of a run as tensors with a row for each: 131 bytes an epoch, where JSON takes some 500
 * and is too long for a header after 10,000.
 */
final class EpochTensors {
  private static final String PREFIX = CheckpointFolder.HISTORY;
  private static final String COUNTS = PREFIX + "counts"; // epoch, step
  private static final String FIGURES = PREFIX + "figures"; // rate, three of time
  private static final String SCORES = PREFIX + "scores"; // loss and metric of each part
  private static final String MEASURED = PREFIX + "measured"; // which parts there are
  private static final String HASHES = PREFIX + "run_hashes";
  private static final int PARTS = 3;
  private static final int HASH = 32;

  /** As objects they take more than twice as much: with more, a reader would take over 64 MiB. */
  static final int MOST = 200_000;

  private EpochTensors() {}

  /**
   * The tensors by name.
   *
   * @throws IllegalArgumentException if there are more than {@link #MOST} epochs
   */
  static Map<String, NDArray> of(List<EpochRecord> epochs) {
    int rows = epochs.size();
    if (rows > MOST) {
      throw new IllegalArgumentException(
          "[checkpoint] it can hold " + MOST + " epochs, and this run has " + rows + " by now");
    }
    long[] counts = new long[2 * rows];
    double[] figures = new double[4 * rows];
    double[] scores = new double[2 * PARTS * rows];
    byte[] measured = new byte[PARTS * rows];
    byte[] hashes = new byte[HASH * rows];
    for (int i = 0; i < rows; i++) {
      var epoch = epochs.get(i);
      counts[2 * i] = epoch.epoch();
      counts[2 * i + 1] = epoch.step();
      figures[4 * i] = epoch.rate();
      figures[4 * i + 1] = epoch.seconds();
      figures[4 * i + 2] = epoch.waitingSeconds();
      figures[4 * i + 3] = epoch.samplesPerSecond();
      Scores[] parts = {epoch.train(), epoch.validation(), epoch.test()};
      for (int part = 0; part < PARTS; part++) {
        int at = PARTS * i + part;
        if (parts[part] != null) {
          measured[at] = 1;
          scores[2 * at] = parts[part].loss();
          scores[2 * at + 1] = parts[part].metric();
        }
      }
      System.arraycopy(HexFormat.of().parseHex(epoch.runHash()), 0, hashes, HASH * i, HASH);
    }
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    tensors.put(COUNTS, NDArray.of(counts, rows, 2));
    tensors.put(FIGURES, NDArray.of(figures, rows, 4));
    tensors.put(SCORES, NDArray.of(scores, rows, 2 * PARTS));
    tensors.put(MEASURED, NDArray.of(measured, rows, PARTS));
    tensors.put(HASHES, NDArray.of(hashes, rows, HASH));
    return tensors;
  }

  /**
   * What {@link #of} was given.
   *
   * @param where the file, for messages
   * @throws DataException if a tensor is missing, or does not fit
   */
  static List<EpochRecord> read(TensorFile file, Task task, String where) {
    var shape = tensor(file, COUNTS, where).shape();
    int rows = shape.rank() == 0 ? 0 : shape.dim(0);
    if (rows > MOST) {
      throw DataException.in(where, "it holds " + rows + " epochs, more than " + MOST);
    }
    var counts = numbers(file, COUNTS, DType.I64, rows, 2, where);
    var figures = numbers(file, FIGURES, DType.F64, rows, 4, where);
    var scores = numbers(file, SCORES, DType.F64, rows, 2 * PARTS, where);
    var measured = numbers(file, MEASURED, DType.U8, rows, PARTS, where);
    var hashes = numbers(file, HASHES, DType.U8, rows, HASH, where);
    List<EpochRecord> epochs = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      long epoch = counts.getAtIndex(JAVA_LONG, 2L * i);
      long step = counts.getAtIndex(JAVA_LONG, 2L * i + 1);
      var train = scores(task, measured, scores, PARTS * i);
      double[] figure = new double[4];
      for (int k = 0; k < figure.length; k++) {
        figure[k] = figures.getAtIndex(JAVA_DOUBLE, 4L * i + k);
      }
      boolean hasTimes = Arrays.stream(figure, 1, 4).allMatch(Double::isFinite);
      if (epoch < 1 || epoch > Integer.MAX_VALUE || step < 0 || train == null || !hasTimes) {
        throw DataException.in(where, "row " + i + " of the tensors " + PREFIX + " is no epoch");
      }
      epochs.add(
          new EpochRecord(
              (int) epoch,
              step,
              figure[0],
              train,
              scores(task, measured, scores, PARTS * i + 1),
              scores(task, measured, scores, PARTS * i + 2),
              figure[1],
              figure[2],
              figure[3],
              hash(hashes, HASH * i)));
    }
    return epochs;
  }

  private static NDArray tensor(TensorFile file, String name, String where) {
    var tensor = file.tensors().get(name);
    if (tensor == null) {
      throw DataException.in(where, "there is no tensor " + name);
    }
    return tensor;
  }

  private static MemorySegment numbers(
      TensorFile file, String name, DType type, int rows, int columns, String where) {
    var tensor = tensor(file, name, where);
    CheckpointFile.requireForm(tensor, type, Shape.of(rows, columns), where + ": " + name);
    return tensor.contiguous().segment();
  }

  private static @Nullable Scores scores(
      Task task, MemorySegment measured, MemorySegment scores, int at) {
    return measured.get(JAVA_BYTE, at) == 0
        ? null
        : new Scores(
            task,
            scores.getAtIndex(JAVA_DOUBLE, 2L * at),
            scores.getAtIndex(JAVA_DOUBLE, 2L * at + 1));
  }

  private static String hash(MemorySegment hashes, int from) {
    return HexFormat.of().formatHex(hashes.asSlice(from, HASH).toArray(JAVA_BYTE));
  }
}
