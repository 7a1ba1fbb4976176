package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.jacobi.array.DType;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

class PenaltyTest {
  private static Sequential model(DType dtype) {
    var model = new Sequential(new Linear(2, 1), new BatchNorm1d(1), new Linear(1, 2, false));
    model.init(1, dtype);
    model.param("0.weight").value().copyFrom(new double[] {3, -4});
    model.param("0.bias").value().copyFrom(new double[] {100});
    model.param("1.weight").value().copyFrom(new double[] {50});
    model.param("2.weight").value().copyFrom(new double[] {0, 2});
    return model;
  }

  private static double[] gradient(Sequential model, String path) {
    return model.param(path).tensor().grad().toDoubles();
  }

  @Test
  void theSquaresOfWeightsHaveThemselvesAsGradient() {
    var model = model(DType.F64);
    Tensor penalty = Penalty.l2(0.5).of(model);
    penalty.backward();
    assertThat(penalty.item()).isEqualTo(0.25 * (9 + 16 + 4));
    assertThat(penalty.shape().rank()).isZero();
    assertThat(gradient(model, "0.weight")).containsExactly(1.5, -2);
    assertThat(gradient(model, "2.weight")).containsExactly(0, 1);
    assertThat(model.param("0.bias").tensor().hasGrad()).isFalse();
    assertThat(model.param("1.weight").tensor().hasGrad()).isFalse();
  }

  @Test
  void absoluteWeightsHaveTheirSignsAsGradient() {
    var model = model(DType.F64);
    Tensor penalty = Penalty.l1(0.5).of(model);
    penalty.backward();
    assertThat(penalty.item()).isEqualTo(0.5 * 9);
    assertThat(gradient(model, "0.weight")).containsExactly(0.5, -0.5);
    assertThat(gradient(model, "2.weight")).containsExactly(0, 0.5);
  }

  @Test
  void theElasticNetAddsBoth() {
    var model = model(DType.F64);
    Tensor penalty = Penalty.elastic(0.1, 0.5).of(model);
    penalty.backward();
    assertThat(penalty.item()).isCloseTo(0.9 + 7.25, within(1e-15));
    assertThat(gradient(model, "0.weight"))
        .containsExactly(new double[] {1.6, -2.1}, within(1e-15));
  }

  @Test
  void aPredicateChoosesOtherParameters() {
    var model = model(DType.F64);
    var biases = Penalty.l2(2).over(param -> param.role() == Param.Role.BIAS);
    assertThat(biases.of(model).item()).isEqualTo(10_000);
    assertThat(Penalty.l2(2).over(param -> param.path().startsWith("2")).of(model).item())
        .isEqualTo(4);
  }

  @Test
  void frozenParametersDoNotCount() {
    var model = model(DType.F32);
    model.freeze("0");
    Tensor penalty = Penalty.l2(1).of(model);
    assertThat(penalty.dtype()).isEqualTo(DType.F32);
    assertThat(penalty.item()).isEqualTo(2);
    model.freeze("2");
    Tensor nothing = Penalty.l2(1).of(model);
    assertThat(nothing.dtype()).isEqualTo(DType.F32);
    assertThat(nothing.item()).isZero();
    assertThat(nothing.requiresGrad()).isFalse();
  }

  @Test
  void negativeFactorsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Penalty.elastic(1, -0.5))
        .withMessage("[penalty] a factor must be finite and not negative, but is -0.5");
  }

  @Test
  void penaltiesPrintThemselves() {
    assertThat(Penalty.l2(1e-4)).hasToString("L2(1e-4)");
    assertThat(Penalty.l1(0.01)).hasToString("L1(0.01)");
    assertThat(Penalty.elastic(0.01, 0.5)).hasToString("elastic(0.01, 0.5)");
  }
}
