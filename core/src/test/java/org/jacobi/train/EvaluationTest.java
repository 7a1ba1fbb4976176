package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.jacobi.data.Task;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final double NAN = Double.NaN;

  /** Rows of two classes with a score for the second one. */
  private static Evaluation binary(double[] scores, int... labels) {
    double[] both = new double[2 * scores.length];
    for (int i = 0; i < scores.length; i++) {
      both[2 * i] = 1 - scores[i];
      both[2 * i + 1] = scores[i];
    }
    return Evaluation.classification(0.5, 2, both, labels);
  }

  // ---- classes ----

  // Three classes, seven rows. Predicted: 0 0 1 2 2 1 0.
  private static final double[] SCORES = {
    0.7, 0.2, 0.1, //
    0.5, 0.1, 0.4, //
    0.2, 0.5, 0.3, //
    0.1, 0.3, 0.6, //
    0.3, 0.2, 0.5, //
    0.1, 0.8, 0.1, //
    0.6, 0.3, 0.1
  };
  private static final int[] LABELS = {0, 2, 1, 2, 0, 1, 0};

  private static Evaluation three() {
    return Evaluation.classification(0.25, 3, SCORES, LABELS);
  }

  @Test
  void classesAreCountedAndAveraged() {
    var counts = three().confusion();
    assertThat(counts.rows()).isEqualTo(7);
    assertThat(counts.classes()).isEqualTo(3);
    int[][] expected = {{2, 0, 1}, {0, 2, 0}, {1, 0, 1}};
    for (int e = 0; e < 3; e++) {
      for (int p = 0; p < 3; p++) {
        assertThat(counts.count(e, p)).as("%d taken for %d", e, p).isEqualTo(expected[e][p]);
      }
    }
    assertThat(counts.precision(0)).isEqualTo(2 / 3.0);
    assertThat(counts.recall(0)).isEqualTo(2 / 3.0);
    assertThat(counts.precision(2)).isEqualTo(0.5);
    assertThat(counts.recall(2)).isEqualTo(0.5);
    assertThat(counts.f1(0)).isEqualTo(2 / 3.0);
    assertThat(counts.f1(1)).isEqualTo(1);
    assertThat(counts.accuracy()).isEqualTo(5 / 7.0);
    assertThat(counts.microF1()).isEqualTo(5 / 7.0);
    double macro = (2 / 3.0 + 1 + 0.5) / 3;
    assertThat(counts.macroPrecision()).isCloseTo(macro, within(1e-15));
    assertThat(counts.macroRecall()).isCloseTo(macro, within(1e-15));
    assertThat(counts.macroF1()).isCloseTo(macro, within(1e-15));
  }

  @Test
  void precisionAndRecallDifferWhereClassesAreUnlike() {
    // Class 0 is taken for 0 three times and once for 1; class 1 twice for 0 and once for 1.
    var counts =
        new ConfusionMatrix(2, new int[] {0, 0, 0, 0, 1, 1, 1}, new int[] {0, 0, 0, 1, 0, 0, 1});
    assertThat(counts.precision(0)).isEqualTo(3 / 5.0);
    assertThat(counts.recall(0)).isEqualTo(3 / 4.0);
    assertThat(counts.f1(0)).isCloseTo(2 * 0.6 * 0.75 / 1.35, within(1e-15));
    assertThat(counts.precision(1)).isEqualTo(1 / 2.0);
    assertThat(counts.recall(1)).isEqualTo(1 / 3.0);
    assertThat(counts.macroRecall()).isCloseTo((3 / 4.0 + 1 / 3.0) / 2, within(1e-15));
    assertThat(counts.macroPrecision()).isCloseTo(0.55, within(1e-15));
    assertThat(counts.microF1()).isEqualTo(4 / 7.0);
  }

  @Test
  void aClassThatNeverOccursHasZerosAndIsPartOfTheMean() {
    var counts = new ConfusionMatrix(3, new int[] {0, 1}, new int[] {0, 0});
    assertThat(counts.precision(2)).isZero();
    assertThat(counts.recall(2)).isZero();
    assertThat(counts.f1(2)).isZero();
    assertThat(counts.precision(1)).isZero();
    assertThat(counts.macroRecall()).isEqualTo(1 / 3.0);
    assertThat(new ConfusionMatrix(3, new int[0], new int[0]).accuracy()).isZero();
  }

  @Test
  void countsRefuseWhatIsNoClassAndUnequalLengths() {
    assertThatThrownBy(() -> new ConfusionMatrix(3, new int[] {0, 3}, new int[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[confusion] there is no class 3, only 0 to 2");
    assertThatThrownBy(() -> new ConfusionMatrix(3, new int[] {0}, new int[] {-1}))
        .hasMessageContaining("no class -1");
    assertThatThrownBy(() -> new ConfusionMatrix(3, new int[] {0}, new int[] {0, 1}))
        .hasMessage("[confusion] there are 1 labels but 2 predictions");
  }

  @Test
  void theClassIsAmongTheFirstK() {
    // The ranks of the expected classes: 1 2 1 1 2 1 1.
    assertThat(three().topK(1)).isEqualTo(5 / 7.0);
    assertThat(three().accuracy()).isEqualTo(5 / 7.0);
    assertThat(three().topK(2)).isEqualTo(1);
    assertThat(three().topK(9)).isEqualTo(1);
    assertThatThrownBy(() -> three().topK(0)).hasMessage("[topK] k must be positive, not 0");
  }

  @Test
  void ofEqualProbabilitiesTheFirstClassWinsEverywhere() {
    double[] equal = {0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25};
    var evaluation = Evaluation.classification(0, 4, equal, new int[] {0, 2});
    assertThat(evaluation.predicted(1)).isZero();
    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    assertThat(evaluation.confusion().accuracy()).isEqualTo(0.5);
    assertThat(evaluation.topK(2)).isEqualTo(0.5);
    assertThat(evaluation.topK(3)).isEqualTo(1);
  }

  @Test
  void aModelThatGivesNanIsNotRight() {
    double[] broken = {NAN, NAN, NAN, NAN, 0.2, 0.1, 0.3, NAN, 0.6};
    var evaluation = Evaluation.classification(NAN, 3, broken, new int[] {2, 1, 2});
    assertThat(evaluation.predicted(0)).isZero();
    assertThat(evaluation.predicted(1)).isEqualTo(1);
    assertThat(evaluation.predicted(2)).isEqualTo(2);
    assertThat(evaluation.accuracy()).isEqualTo(2 / 3.0);
    assertThat(evaluation.confusion().accuracy()).isEqualTo(2 / 3.0);
    assertThat(evaluation.topK(2)).isEqualTo(2 / 3.0);
    assertThat(evaluation.rocAuc(0)).isNaN();
    assertThat(evaluation.rocAuc(2)).isNaN();
  }

  // ---- ROC ----

  @Test
  void theAreaIsTheShareOfPairsInTheRightOrder() {
    // Positives 0.35, 0.8; negatives 0.1, 0.4: of four pairs only (0.35, 0.4) is wrong.
    assertThat(binary(new double[] {0.1, 0.4, 0.35, 0.8}, 0, 0, 1, 1).rocAuc()).isEqualTo(0.75);
    assertThat(binary(new double[] {0.9, 0.8, 0.2, 0.1, 0.3}, 1, 1, 0, 0, 0).rocAuc()).isEqualTo(1);
    assertThat(binary(new double[] {0.9, 0.8, 0.2}, 0, 0, 1).rocAuc()).isZero();
  }

  @Test
  void tiesCountHalf() {
    // Positives 0.5, 0.5, 0.9; negatives 0.5, 0.2: (2 · ½ + 1) + 3 = 5 of 6 pairs.
    var tied = binary(new double[] {0.5, 0.5, 0.9, 0.5, 0.2}, 1, 1, 1, 0, 0);
    assertThat(tied.rocAuc()).isCloseTo(5 / 6.0, within(1e-15));
    assertThat(binary(new double[] {0.5, 0.5, 0.5}, 0, 1, 0).rocAuc()).isEqualTo(0.5);
  }

  @Test
  void theAreaOfSeveralClassesIsTheirMean() {
    var one = three();
    // By pairs. Class 0 scores .7 .3 .6 against .5 .2 .1 .1: 11 of 12. Class 1: .5 .8 against
    // .2 .1 .3 .2 .3: 10 of 10. Class 2: .4 .6 against .1 .3 .5 .1 .1: 9 of 10.
    assertThat(one.rocAuc(0)).isCloseTo(11 / 12.0, within(1e-15));
    assertThat(one.rocAuc(1)).isEqualTo(1);
    assertThat(one.rocAuc(2)).isCloseTo(0.9, within(1e-15));
    assertThat(one.rocAuc()).isCloseTo((11 / 12.0 + 1 + 0.9) / 3, within(1e-15));
  }

  @Test
  void withoutOneOfTheSidesThereIsNoArea() {
    assertThat(binary(new double[] {0.1, 0.7}, 1, 1).rocAuc()).isNaN();
    assertThat(binary(new double[] {0.1, 0.7}, 0, 0).rocAuc()).isNaN();
  }

  // ---- numbers ----

  @Test
  void errorsOfNumbersAreThoseOfTheirFormulas() {
    var evaluation =
        Evaluation.regression(0.3, 1, new double[] {2, 4, 6, 9}, new double[] {1, 4, 8, 7});
    // Errors 1 0 −2 2: squares 9; mean 5, deviations −4 −1 3 2: squares 30.
    assertThat(evaluation.mae()).isEqualTo(1.25);
    assertThat(evaluation.rmse()).isEqualTo(1.5);
    assertThat(evaluation.r2()).isCloseTo(0.7, within(1e-15));
    assertThat(evaluation.rows()).isEqualTo(4);
    assertThat(evaluation.target(2, 0)).isEqualTo(8);
    assertThat(evaluation.summary()).isEqualTo(new Scores(Task.REGRESSION, 0.3, 1.5));
    assertThat(evaluation.summary().metricName()).isEqualTo("rmse");
  }

  @Test
  void deviationsAreFromTheMeanOfEachOutput() {
    // Two outputs: 0 and 2 (mean 1), 100 and 106 (mean 103): squares 2 + 18; errors 1 1 1 1.
    var evaluation =
        Evaluation.regression(0, 2, new double[] {1, 101, 3, 105}, new double[] {0, 100, 2, 106});
    assertThat(evaluation.rows()).isEqualTo(2);
    assertThat(evaluation.outputs()).isEqualTo(2);
    assertThat(evaluation.r2()).isCloseTo(1 - 4 / 20.0, within(1e-14));
    assertThat(evaluation.rmse()).isEqualTo(1);
  }

  @Test
  void forEqualTargetsR2IsNotDefined() {
    // 0.1 three times: a mean that rounds would leave a deviation of 1e-34, and R² of −1e32.
    double[] equal = {0.1, 0.1, 0.1};
    assertThat(Evaluation.regression(0, 1, new double[] {0.2, 0.1, 0.3}, equal).r2()).isNaN();
    assertThat(Evaluation.regression(0, 1, equal, equal).r2()).isNaN();
    assertThat(Evaluation.regression(0, 1, equal, equal).rmse()).isZero();
  }

  @Test
  void figuresOfTheOtherTaskAreRefused() {
    var numbers = Evaluation.regression(0, 1, new double[] {1}, new double[] {2});
    assertThatThrownBy(numbers::accuracy)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[evaluation] a regression has no classes");
    assertThatThrownBy(numbers::rocAuc).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> three().rmse())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[evaluation] a classification has no numbers to compare");
    assertThat(three().summary()).isEqualTo(new Scores(Task.CLASSIFICATION, 0.25, 5 / 7.0));
    assertThat(three().summary().metricName()).isEqualTo("accuracy");
  }
}
