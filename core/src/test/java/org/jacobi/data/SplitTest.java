package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
  // 51 of class 0, 40 of class 1, 10 of class 2, mixed.
  private static final int[] LABELS =
      IntStream.range(0, 101)
          .map(i -> i % 10 == 7 ? 2 : i % 10 % 3 == 0 && i != 0 ? 1 : 0)
          .toArray();

  private static int[] counts(int[] rows) {
    int[] counts = new int[3];
    for (int row : rows) {
      counts[LABELS[row]]++;
    }
    return counts;
  }

  private static int[] together(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
  }

  @Test
  void eachRowIsInOnePart() {
    var split = Split.of(101, 0.2, 0.1, 3);
    assertThat(split.test()).hasSize(20).isSorted();
    assertThat(split.validation()).hasSize(10).isSorted();
    assertThat(split.train()).hasSize(71).isSorted();
    assertThat(together(split.train(), split.validation(), split.test()))
        .containsExactlyInAnyOrder(IntStream.range(0, 101).toArray());
  }

  @Test
  void theSeedDecides() {
    assertThat(Split.of(101, 0.2, 3).test()).isEqualTo(Split.of(101, 0.2, 3).test());
    assertThat(Split.of(101, 0.2, 3).test()).isNotEqualTo(Split.of(101, 0.2, 4).test());
    assertThat(Split.stratified(LABELS, 0.2, 3).test())
        .isEqualTo(Split.stratified(LABELS, 0.2, 3).test())
        .isNotEqualTo(Split.stratified(LABELS, 0.2, 4).test());
    assertThat(Split.of(101, 0.2, 3).validation()).isEmpty();
  }

  @Test
  void theTestRowsAreSpreadOverAllRows() {
    int[] hits = new int[10];
    for (int seed = 0; seed < 500; seed++) {
      for (int row : Split.of(10, 0.3, seed).test()) {
        hits[row]++;
      }
    }
    // 150 expected, standard deviation 10.2; five of them either side.
    assertThat(Arrays.stream(hits).boxed()).allSatisfy(n -> assertThat(n).isBetween(99, 201));
  }

  @Test
  void classesKeepTheirShares() {
    assertThat(counts(IntStream.range(0, 101).toArray())).containsExactly(51, 40, 10);
    for (int seed = 0; seed < 20; seed++) {
      var split = Split.stratified(LABELS, 0.2, 0.1, seed);
      assertThat(split.test()).hasSize(20);
      assertThat(split.validation()).hasSize(10);
      assertThat(together(split.train(), split.validation(), split.test()))
          .containsExactlyInAnyOrder(IntStream.range(0, 101).toArray());
      int[] test = counts(split.test());
      assertThat(test[0]).isBetween(10, 11);
      assertThat(test[1]).isBetween(7, 8);
      assertThat(test[2]).isBetween(1, 2);
      int[] validation = counts(split.validation());
      assertThat(validation[0]).isBetween(4, 6);
      assertThat(validation[1]).isBetween(3, 5);
      assertThat(validation[2]).isBetween(0, 2);
    }
  }

  @Test
  void wrongFractionsAreRefused() {
    for (double wrong : new double[] {0, 1, -0.1, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> Split.of(10, wrong, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("[split] the test fraction must lie between 0 and 1, not be " + wrong);
    }
    assertThatThrownBy(() -> Split.stratified(LABELS, 0.5, 0, 1))
        .hasMessage("[split] the validation fraction must lie between 0 and 1, not be 0.0");
    assertThatThrownBy(() -> Split.of(10, 0.5, 0.5, 1))
        .hasMessage(
            "[split] the test fraction 0.5 and the validation fraction 0.5 leave no rows for"
                + " training; their sum must be below 1");
  }

  @Test
  void emptyPartsAreRefused() {
    assertThatThrownBy(() -> Split.of(4, 0.1, 0.3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[split] 4 rows are too few for these fractions: 3 for training, 1 for validation, 0"
                + " for test. Each part needs at least one");
    assertThatThrownBy(() -> Split.of(1, 0.5, 1))
        .hasMessage(
            "[split] 1 rows are too few for these fractions: 0 for training, 1 for test. Each part"
                + " needs at least one");
    assertThatThrownBy(() -> Split.of(0, 0.5, 1))
        .hasMessage("[split] there must be rows to divide, not 0");
  }

  @Test
  void foldsTakeTurnsAsTestRows() {
    var folds = Folds.of(23, 5, 2);
    int[][] tests = new int[5][];
    for (int i = 0; i < 5; i++) {
      tests[i] = folds.test(i);
      assertThat(tests[i].length).isBetween(4, 5);
      assertThat(together(tests[i], folds.train(i)))
          .containsExactlyInAnyOrder(IntStream.range(0, 23).toArray());
    }
    assertThat(together(tests)).containsExactlyInAnyOrder(IntStream.range(0, 23).toArray());
    assertThat(Folds.of(23, 5, 3).test(0)).isNotEqualTo(folds.test(0));
    assertThat(Folds.of(23, 5, 2).test(0)).isEqualTo(folds.test(0));
  }

  @Test
  void stratifiedFoldsHoldEachClass() {
    var folds = Folds.stratified(LABELS, 10, 1);
    for (int i = 0; i < 10; i++) {
      int[] counts = counts(folds.test(i));
      assertThat(counts[0]).isBetween(5, 6);
      assertThat(counts[1]).isEqualTo(4);
      assertThat(counts[2]).isEqualTo(1);
    }
  }

  @Test
  void wrongNumbersOfFoldsAreRefused() {
    assertThatThrownBy(() -> Folds.of(3, 4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[folds] the number of parts must lie between 2 and the number of rows, 3, not be 4");
    assertThatThrownBy(() -> Folds.of(3, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Folds.of(3, 3, 1).test(3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[folds] there is no part 3; parts are numbered from 0 to 2");
  }
}
