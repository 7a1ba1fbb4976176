package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jacobi.tensor.Rng;
import org.junit.jupiter.api.Test;

class DataLoaderTest {
  private static Dataset data(int rows) {
    float[][] x = new float[rows][2];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = new float[] {i, -i};
      y[i] = i;
    }
    return Dataset.regression(x, y);
  }

  private static int[] epoch(DataLoader loader, int epoch) {
    return IntStream.range(0, loader.steps())
        .flatMap(step -> IntStream.of(loader.rowsOf(epoch, step)))
        .toArray();
  }

  @Test
  void anEpochCoversEachRowOnce() {
    for (int batchSize : new int[] {1, 3, 7, 23, 100}) {
      var loader = new DataLoader(data(23), batchSize).shuffle(5);
      assertThat(loader.steps()).isEqualTo((23 + batchSize - 1) / batchSize);
      assertThat(epoch(loader, 2)).containsExactlyInAnyOrder(IntStream.range(0, 23).toArray());
    }
  }

  @Test
  void theOrderDependsOnSeedAndEpochAlone() {
    var loader = new DataLoader(data(41), 5).shuffle(9);
    int[] first = epoch(loader, 0);
    int[] second = epoch(loader, 1);
    assertThat(second).isNotEqualTo(first);
    assertThat(epoch(loader, 0)).isEqualTo(first);
    assertThat(epoch(new DataLoader(data(41), 7).shuffle(9), 1)).isEqualTo(second);
    assertThat(epoch(new DataLoader(data(41), 5).shuffle(10), 0)).isNotEqualTo(first);
    assertThat(first).isEqualTo(Rng.of(9, "shuffle", 0).permutation(41));
  }

  @Test
  void aStepCanBeAskedForOutOfOrder() {
    int[] all = epoch(new DataLoader(data(41), 5).shuffle(9), 3);
    int[] sixth = new DataLoader(data(41), 5).shuffle(9).rowsOf(3, 6);
    assertThat(sixth).containsExactly(IntStream.range(30, 35).map(i -> all[i]).toArray());
  }

  @Test
  void rowsKeepTheirOrderWithoutShuffling() {
    var loader = new DataLoader(data(5), 2);
    assertThat(loader.rowsOf(0, 0)).containsExactly(0, 1);
    assertThat(loader.rowsOf(7, 2)).containsExactly(4);
  }

  @Test
  void aShortBatchCanBeDropped() {
    var loader = new DataLoader(data(23), 5).dropLast();
    assertThat(loader.steps()).isEqualTo(4);
    assertThat(epoch(loader, 0)).containsExactly(IntStream.range(0, 20).toArray());
    assertThat(new DataLoader(data(20), 5).steps()).isEqualTo(4);
    assertThat(new DataLoader(data(5), 5).dropLast().steps()).isEqualTo(1);
  }

  @Test
  void batchesComeOneAfterAnother() {
    var seen = new ArrayList<Integer>();
    var batches = new DataLoader(data(7), 3).shuffle(1).batches(4);
    for (var batch : batches) {
      float[] x = batch.features().toFloats();
      float[] y = batch.targets().toFloats();
      for (int i = 0; i < y.length; i++) {
        assertThat(x[2 * i]).isEqualTo(y[i]);
        assertThat(x[2 * i + 1]).isEqualTo(-y[i]);
        seen.add((int) y[i]);
      }
    }
    assertThat(seen)
        .containsExactly(
            IntStream.of(Rng.of(1, "shuffle", 4).permutation(7)).boxed().toArray(Integer[]::new));
    var iterator = batches.iterator();
    for (int i = 0; i < 3; i++) {
      iterator.next();
    }
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void wrongSizesAreRefused() {
    assertThatThrownBy(() -> new DataLoader(data(3), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[data loader] the batch size must be positive, not 0");
    assertThatThrownBy(() -> new DataLoader(data(3), 4).dropLast())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[data loader] data: 3 rows (2), 1 target has fewer rows than one batch of 4, and a"
                + " short batch is to be dropped, so nothing is left. Use a batch size of at most"
                + " 3");
    assertThatThrownBy(() -> new DataLoader(data(3), 2).rowsOf(0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "[data loader] there is no step 2 of epoch 0; an epoch has 2 steps, and both are"
                + " numbered from 0");
  }
}
