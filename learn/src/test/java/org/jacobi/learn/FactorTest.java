package org.jacobi.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jacobi.learn.Numbers.normal;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Derivations with one and with two hidden layers, each factor named. */
class FactorTest {
  private static final int M = 11;

  private static NDArray sigmoid(NDArray x) {
    return Matrices.map(x, v -> 1 / (1 + StrictMath.exp(-v)));
  }

  private static Factor slope(String name, NDArray a) {
    return Factor.rows(name + "(1 − " + name + ")", Matrices.map(a, v -> v * (1 - v)));
  }

  @Test
  void oneHiddenLayerHasTheShapesOfTheNotesAndTheAutomaticGradients() {
    NDArray x = normal(DType.F64, 1, M, 3);
    NDArray y = normal(DType.F64, 2, M, 1);
    NDArray w1 = normal(DType.F64, 3, 3, 4);
    NDArray w2 = normal(DType.F64, 4, 4, 1);
    NDArray a1 = sigmoid(Matrices.product(x, w1));
    NDArray a2 = sigmoid(Matrices.product(a1, w2));

    Factor error = Factor.rows("(A2 − Y)", Matrices.combine(a2, y, (a, t) -> a - t));
    Factor delta2 = error.times(slope("A2", a2));
    Factor dw2 = Factor.rows("A1", a1).transpose().dot(delta2).as("∂L/∂W2");
    assertThat(dw2.formula()).isEqualTo("∂L/∂W2 = A1ᵀ · ((A2 − Y) ⊙ A2(1 − A2))");
    assertThat(dw2.shapes()).isEqualTo("(4, m) · ((m, 1) ⊙ (m, 1)) → (4, 1)");

    Factor delta1 = delta2.dot(Factor.of("W2", w2).transpose()).times(slope("A1", a1));
    Factor dw1 = Factor.rows("X", x).transpose().dot(delta1).as("∂L/∂W1");
    assertThat(dw1)
        .hasToString(
            "∂L/∂W1 = Xᵀ · ((((A2 − Y) ⊙ A2(1 − A2)) · W2ᵀ) ⊙ A1(1 − A1))\n"
                + "  (3, m) · ((((m, 1) ⊙ (m, 1)) · (1, 4)) ⊙ (m, 4)) → (3, 4)");

    Tensor first = new Tensor(w1).requireGrad();
    Tensor second = new Tensor(w2).requireGrad();
    Tensor out = new Tensor(x).matmul(first).sigmoid().matmul(second).sigmoid();
    Tensor loss = out.sub(new Tensor(y)).square().sum().mul(0.5);
    List<Tensor> automatic = Autograd.gradients(loss, first, second);
    assertThat(Numbers.largestDifference(dw1.value(), automatic.get(0).value())).isLessThan(1e-12);
    assertThat(Numbers.largestDifference(dw2.value(), automatic.get(1).value())).isLessThan(1e-12);
    assertThat(Numbers.largest(dw1.value())).isGreaterThan(1e-3);
  }

  @Test
  void twoHiddenLayersHaveTheAutomaticGradients() {
    NDArray x = normal(DType.F64, 1, M, 3);
    NDArray y = normal(DType.F64, 2, M, 1);
    NDArray w1 = normal(DType.F64, 3, 3, 5);
    NDArray w2 = normal(DType.F64, 4, 5, 4);
    NDArray w3 = normal(DType.F64, 5, 4, 1);
    NDArray a1 = sigmoid(Matrices.product(x, w1));
    NDArray a2 = sigmoid(Matrices.product(a1, w2));
    NDArray a3 = sigmoid(Matrices.product(a2, w3));

    Factor error = Factor.rows("(A3 − Y)", Matrices.combine(a3, y, (a, t) -> a - t));
    Factor delta3 = error.times(slope("A3", a3));
    Factor delta2 = delta3.dot(Factor.of("W3", w3).transpose()).times(slope("A2", a2));
    Factor delta1 = delta2.dot(Factor.of("W2", w2).transpose()).times(slope("A1", a1));
    Factor dw3 = Factor.rows("A2", a2).transpose().dot(delta3);
    Factor dw2 = Factor.rows("A1", a1).transpose().dot(delta2);
    Factor dw1 = Factor.rows("X", x).transpose().dot(delta1);
    assertThat(dw3.shapes()).isEqualTo("(4, m) · ((m, 1) ⊙ (m, 1)) → (4, 1)");
    assertThat(dw2.shapes()).isEqualTo("(5, m) · ((((m, 1) ⊙ (m, 1)) · (1, 4)) ⊙ (m, 4)) → (5, 4)");
    assertThat(dw1.shapes())
        .isEqualTo(
            "(3, m) · ((((((m, 1) ⊙ (m, 1)) · (1, 4)) ⊙ (m, 4)) · (4, 5)) ⊙ (m, 5)) → (3, 5)");

    Tensor[] w = {
      new Tensor(w1).requireGrad(), new Tensor(w2).requireGrad(), new Tensor(w3).requireGrad()
    };
    Tensor hidden = new Tensor(x).matmul(w[0]).sigmoid().matmul(w[1]).sigmoid();
    Tensor out = hidden.matmul(w[2]).sigmoid();
    Tensor loss = out.sub(new Tensor(y)).square().sum().mul(0.5);
    List<Tensor> automatic = Autograd.gradients(loss, w);
    List<Factor> manual = List.of(dw1, dw2, dw3);
    for (int i = 0; i < 3; i++) {
      NDArray value = manual.get(i).value();
      assertThat(Numbers.largestDifference(value, automatic.get(i).value())).isLessThan(1e-12);
    }
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    Factor a = Factor.rows("A", normal(DType.F64, 1, M, 3));
    Factor b = Factor.of("B", normal(DType.F64, 1, 4, 3));
    assertThatThrownBy(() -> a.dot(b)).hasMessageContaining("(11 × 3)").hasMessageContaining("(4");
    assertThatThrownBy(() -> a.times(b)).hasMessageContaining("(11 × 3)");
    assertThatThrownBy(() -> Factor.of("v", normal(DType.F64, 1, 4))).hasMessageContaining("(4)");
  }
}
