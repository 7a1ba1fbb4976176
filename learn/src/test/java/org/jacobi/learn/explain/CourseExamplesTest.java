package org.jacobi.learn.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import org.jacobi.learn.explain.Explanation.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CourseExamplesTest {
  private static Node node(Explanation explanation, String label) {
    return explanation.nodes().stream()
        .filter(node -> node.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static void near(double[] found, double... expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i])
          .isCloseTo(expected[i], within(1e-12 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "apples, price, 220, 1",
    "apples, apple, 100, 2.2",
    "apples, apples, 2, 110",
    "apples, tax, 1.1, 200",
    "oranges, price, 715, 1",
    "oranges, fruit, 650, 1.1",
    "oranges, orange, 150, 3.3",
    "oranges, oranges, 3, 165",
    "oranges, apples, 2, 110",
    "oranges, apple, 100, 2.2",
    "oranges, tax, 1.1, 650",
  })
  void theFruitHasThePricesOfTheCourse(
      String example, String label, double value, double gradient) {
    Node node = node(CourseExamples.of(example, Locale.ENGLISH), label);
    near(node.value(), value);
    near(node.gradient(), gradient);
  }

  @Test
  void theSineHasTheChainRule() {
    var explanation = CourseExamples.of("sin", Locale.ENGLISH);
    near(explanation.result().value(), Math.sin(4.25));
    near(node(explanation, "x").gradient(), 3 * Math.cos(4.25));
  }

  @Test
  void theLinearLayerHasThreeGradients() {
    var explanation = CourseExamples.of("linear", Locale.ENGLISH);
    // Z = (0.2, 0.8, 1.4), Z − T = (−0.8, 0.8, −0.6)
    near(node(explanation, "Z").value(), 0.2, 0.8, 1.4);
    near(explanation.result().value(), 0.5 * (0.64 + 0.64 + 0.36));
    near(node(explanation, "X").gradient(), -0.4, 0.16, 0.4, -0.16, -0.3, 0.12);
    near(node(explanation, "W").gradient(), -0.8 + 2.4 - 3, -1.6 + 3.2 - 3.6);
    near(node(explanation, "b").gradient(), -0.6);
  }

  @Test
  void softmaxWithCrossEntropyLeavesTheDifferenceOverTheRows() {
    var explanation = CourseExamples.of("softmax-loss", Locale.ENGLISH);
    double[] x = {0.3, 2.9, 4, 1, 2, 3};
    double[] y = {0, 0, 1, 1, 0, 0};
    double[] a = new double[6];
    double[] expected = new double[6];
    double loss = 0;
    for (int i = 0; i < 6; i++) {
      int row = i / 3 * 3;
      double sum = Math.exp(x[row]) + Math.exp(x[row + 1]) + Math.exp(x[row + 2]);
      a[i] = Math.exp(x[i]) / sum;
      expected[i] = (a[i] - y[i]) / 2;
      loss -= y[i] * Math.log(a[i]) / 2;
    }
    assertThat(a[0]).isCloseTo(0.01821127, within(1e-8)); // as in the book
    near(node(explanation, "A").value(), a);
    near(explanation.result().value(), loss);
    near(node(explanation, "X").gradient(), expected);
    assertThat(explanation.steps().getLast().text())
        .isEqualTo("       = (aⱼ − yⱼ) / m,   Σᵢ yᵢ = 1");
    int e = explanation.nodes().indexOf(node(explanation, "E"));
    assertThat(explanation.uses(e)).hasSize(2);
  }

  @Test
  void theTwoLayersHaveTheGradientsOfTheHand() {
    var explanation = CourseExamples.of("two-layer", Locale.ENGLISH);
    double[] z = node(explanation, "Z2").value();
    double[] y = {0, 1, 1, 0};
    double[] delta = new double[4];
    for (int i = 0; i < 4; i++) {
      int row = i / 2 * 2;
      delta[i] = (Math.exp(z[i]) / (Math.exp(z[row]) + Math.exp(z[row + 1])) - y[i]) / 2;
    }
    near(node(explanation, "Z2").gradient(), delta);
    near(node(explanation, "b2").gradient(), delta[0] + delta[2], delta[1] + delta[3]);
    double[] a = node(explanation, "A1").value();
    double[] w2 = node(explanation, "W2").gradient();
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(w2[2 * i + j])
            .isCloseTo(a[i] * delta[j] + a[4 + i] * delta[2 + j], within(1e-14));
      }
    }
    assertThat(explanation.steps().getLast().text()).contains("aⱼ − Yⱼ");
  }

  @Test
  void oneHiddenLayerHasTheDerivationFactorByFactorAndItsNumbers() {
    var explanation = CourseExamples.of("one-hidden", Locale.ENGLISH);
    assertThat(explanation.steps().stream().map(Explanation.Step::text))
        .containsExactly(
            "∂L/∂W2 = A1ᵀ · ((A2 − Y) ⊙ A2(1 − A2))",
            "    (4, m) · ((m, 1) ⊙ (m, 1)) → (4, 1)",
            "∂L/∂W1 = Xᵀ · ((((A2 − Y) ⊙ A2(1 − A2)) · W2ᵀ) ⊙ A1(1 − A1))",
            "    (3, m) · ((((m, 1) ⊙ (m, 1)) · (1, 4)) ⊙ (m, 4)) → (3, 4)");
    double[] a1 = node(explanation, "A1").value();
    double[] a2 = node(explanation, "A2").value();
    double[] y = node(explanation, "Y").value();
    double[] found = node(explanation, "W2").gradient();
    for (int i = 0; i < 4; i++) {
      double expected = 0;
      for (int row = 0; row < 2; row++) {
        double d = (a2[row] - y[row]) * a2[row] * (1 - a2[row]);
        expected += a1[4 * row + i] * d;
      }
      assertThat(found[i]).isCloseTo(expected, within(1e-14));
    }
  }

  @Test
  void twoHiddenLayersHaveThreeGradientsAndThreeDerivations() {
    var explanation = CourseExamples.of("two-hidden", Locale.ENGLISH);
    assertThat(explanation.steps()).hasSize(6);
    assertThat(explanation.steps().get(5).text())
        .isEqualTo(
            "    (3, m) · ((((((m, 1) ⊙ (m, 1)) · (1, 4)) ⊙ (m, 4)) · (4, 5)) ⊙ (m, 5)) → (3, 5)");
    assertThat(node(explanation, "W1").gradient()).hasSize(15);
    double[] a3 = node(explanation, "A3").value();
    double[] y = node(explanation, "Y").value();
    double[] a2 = node(explanation, "A2").value();
    double first = 0;
    for (int row = 0; row < 2; row++) {
      first += a2[4 * row] * (a3[row] - y[row]) * a3[row] * (1 - a3[row]);
    }
    assertThat(node(explanation, "W3").gradient()[0]).isCloseTo(first, within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apples",
        "oranges",
        "sin",
        "linear",
        "softmax-loss",
        "two-layer",
        "one-hidden",
        "two-hidden"
      })
  void everyExampleHasATitleInBothLanguages(String name) {
    assertThat(CourseExamples.names()).contains(name);
    assertThat(CourseExamples.of(name, Locale.ENGLISH).title()).doesNotContainPattern("\\p{IsHan}");
    String chinese = ExplainForm.TEXT.of(CourseExamples.of(name, Locale.CHINESE), Locale.CHINESE);
    assertThat(chinese).containsPattern("\\p{IsHan}.*\n").contains("正向传播").contains("反向传播");
    assertThat(chinese).doesNotContainPattern("\\b(where|else|rows|shape|product|which)\\b");
  }

  @Test
  void anUnknownNameIsTold() {
    assertThatThrownBy(() -> CourseExamples.of("pears", Locale.ENGLISH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pears")
        .hasMessageContaining("softmax-loss");
  }
}
