package org.jacobi.learn.doctor.blind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;
import org.jacobi.learn.ManualBatches;
import org.jacobi.learn.doctor.Mistake;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The labels of the sources of batches are true: rows are counted. */
class BlindBatchesTest {
  private static final int ROWS = 23;
  private static final int COLUMNS = 6;
  private static final int SIZE = 5;

  private static ManualBatches make(Class<?> type) {
    try {
      return (ManualBatches) type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Class<?>> all() {
    return Stream.concat(BlindPatients.right().stream(), BlindPatients.faulty().keySet().stream())
        .filter(ManualBatches.class::isAssignableFrom);
  }

  /** The mistakes that counting shows in one pass. */
  private static Set<Mistake> seen(List<Dataset.Batch> batches) {
    Set<Mistake> all = EnumSet.noneOf(Mistake.class);
    int[] count = new int[ROWS];
    for (Dataset.Batch batch : batches) {
      assertThat(batch.targets().shape().dim(0)).isEqualTo(batch.rows());
      for (int r = 0; r < batch.rows(); r++) {
        int row = (int) batch.features().get(r, 0) / 100;
        count[row]++;
        for (int j = 0; j < COLUMNS; j++) {
          if (batch.features().get(r, j) != row * 100 + j) {
            all.add(Mistake.COLUMNS_SHUFFLED);
          }
        }
        boolean numbers = batch.targets().shape().rank() == 1;
        double target = numbers ? batch.targets().get(r) : batch.targets().get(r, 1);
        if (target != row) {
          all.add(Mistake.TARGETS_MISPLACED);
        }
      }
    }
    for (int n : count) {
      if (n == 0) {
        all.add(Mistake.ROWS_LEFT_OUT);
      }
      if (n > 1) {
        all.add(Mistake.ROWS_REPEATED);
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void countingTheRowsShowsTheMistakeOfTheLabelAlone(Class<?> type) {
    NDArray features = NDArray.permanent(DType.F32, Shape.of(ROWS, COLUMNS));
    NDArray classes = NDArray.permanent(DType.I32, Shape.of(ROWS));
    NDArray outputs = NDArray.permanent(DType.F32, Shape.of(ROWS, 2));
    for (int r = 0; r < ROWS; r++) {
      classes.set(r, r);
      outputs.set(r, r, 1);
      for (int j = 0; j < COLUMNS; j++) {
        features.set(100 * r + j, r, j);
      }
    }
    double[] before = features.toDoubles();
    Mistake mistake = BlindPatients.faulty().get(type);
    Set<Mistake> expected = mistake == null ? Set.of() : Set.of(mistake);
    for (int epoch = 0; epoch < 4; epoch++) {
      for (NDArray targets : List.of(classes, outputs)) {
        List<Dataset.Batch> batches = make(type).epoch(features, targets, SIZE, epoch);
        assertThat(seen(batches)).as("epoch " + epoch).isEqualTo(expected);
        assertThat(batches.getFirst().targets().dtype()).isEqualTo(targets.dtype());
        if (mistake == null) {
          int[] sizes = batches.stream().mapToInt(Dataset.Batch::rows).toArray();
          assertThat(Arrays.stream(sizes).limit(4)).containsOnly(SIZE);
          assertThat(sizes).hasSize(5).endsWith(3);
        }
      }
    }
    assertThat(features.toDoubles()).containsExactly(before);
  }
}
