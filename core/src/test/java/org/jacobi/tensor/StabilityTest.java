package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.jacobi.Tolerance.assertClose;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions at the ends of their range: right values and right, finite gradients. */
final class StabilityTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static Tensor leaf(DType type, double... numbers) {
    return Tensor.of(numbers).cast(type).keep().requireGrad();
  }

  /** Value and derivative at −1000, 1000, −∞ and ∞. */
  private static void holds(
      DType type, UnaryOperator<Tensor> function, double[] values, double[] derivatives) {
    Tensor x = leaf(type, -1000, 1000, -INF, INF);
    Tensor y = function.apply(x);
    y.backward(new Tensor(NDArray.allocate(type, y.shape()).fill(1)), Autograd.Walk.RELEASE);
    assertClose("values", y.toDoubles(), values, type, 1, 0);
    assertClose("derivatives", x.grad().toDoubles(), derivatives, type, 1, 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void squashingFunctionsSaturate(DType type) {
    holds(type, Tensor::sigmoid, numbers(0, 1, 0, 1), numbers(0, 0, 0, 0));
    holds(type, Tensor::tanh, numbers(-1, 1, -1, 1), numbers(0, 0, 0, 0));
    holds(type, Tensor::erf, numbers(-1, 1, -1, 1), numbers(0, 0, 0, 0));
  }

  private static double[] numbers(double... numbers) {
    return numbers;
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void rectifiersAreZeroBelowAndTheNumberAbove(DType type) {
    double[] values = {0, 1000, 0, INF};
    double[] derivatives = {0, 1, 0, 1};
    holds(type, Tensor::softplus, values, derivatives);
    holds(type, Tensor::gelu, values, derivatives);
    holds(type, Tensor::geluTanh, values, derivatives);
    holds(type, Tensor::silu, values, derivatives);
    holds(type, x -> x.elu(1), numbers(-1, 1000, -1, INF), derivatives);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void smallestDifferencesSurviveInTheTails(DType type) {
    // mpmath 1.3, 40 digits: exp(-50), -10 * ncdf(-10)
    assertClose(
        "softplus",
        leaf(type, -50).softplus().toDoubles(),
        numbers(1.9287498479639178e-22),
        type,
        1,
        0);
    assertClose(
        "sigmoid",
        leaf(type, -50).sigmoid().toDoubles(),
        numbers(1.9287498479639178e-22),
        type,
        1,
        0);
    assertClose(
        "gelu",
        leaf(type, -10).gelu().toDoubles(),
        numbers(-7.619853024160525e-23),
        type,
        50,
        0); // rounding x/√2 costs up to x²/2 units
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void softmaxOfLargeLogitsIsThatOfTheirDifferences(DType type) {
    Tensor x = leaf(type, 1000, 999, -1000, -INF);
    double sum = 1 + Math.exp(-1);
    double[] expected = {1 / sum, Math.exp(-1) / sum, 0, 0};
    Tensor y = x.softmax(-1);
    assertClose("softmax", y.toDoubles(), expected, type, 1, 0);
    y.slice(0, 0, 1).sum().backward();
    double p = expected[0];
    assertClose(
        "gradient", x.grad().toDoubles(), numbers(p * (1 - p), -p * (1 - p), 0, 0), type, 4, 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void logSoftmaxOfLargeLogitsKeepsItsDigits(DType type) {
    Tensor x = leaf(type, 1000, 1000, -1000);
    Tensor y = x.logSoftmax(-1);
    double half = -Math.log(2);
    assertClose("logSoftmax", y.toDoubles(), numbers(half, half, -2000 + half), type, 1, 0);
    y.sum().backward();
    assertClose("gradient", x.grad().toDoubles(), numbers(-0.5, -0.5, 1), type, 2, 0);

    Tensor masked = leaf(type, 0, -INF, 0);
    Tensor log = masked.logSoftmax(-1);
    assertClose("masked", log.toDoubles(), numbers(half, -INF, half), type, 1, 0);
    log.slice(0, 0, 1).sum().backward();
    assertClose("its gradient", masked.grad().toDoubles(), numbers(0.5, 0, -0.5), type, 1, 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void crossEntropyIsRightForCertainlyRightAndCertainlyWrongAnswers(DType type) {
    Tensor logits =
        Tensor.of(new double[] {1000, -1000, 0, 1000, -1000, 0, 0, -INF, 0}, 3, 3)
            .cast(type)
            .keep()
            .requireGrad();
    Tensor targets = Tensor.of(new double[] {1, 0, 0, 0, 1, 0, 1, 0, 0}, 3, 3).cast(type);
    Tensor losses = logits.softmaxCrossEntropy(targets);
    assertClose("losses", losses.toDoubles(), numbers(0, 2000, Math.log(2)), type, 1, 0);
    losses.sum().backward();
    assertClose(
        "gradient",
        logits.grad().toDoubles(),
        numbers(0, 0, 0, 1, -1, 0, -0.5, 0, 0.5),
        type,
        2,
        0);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void binaryCrossEntropyFromLogitsNeverOverflows(DType type) {
    Tensor x = leaf(type, -1000, -1000, 0, 0, 1000, 1000);
    Tensor t = Tensor.of(0.0, 1, 0, 1, 0, 1).cast(type);
    Tensor loss = x.softplus().sub(x.mul(t));
    double half = Math.log(2);
    assertClose("losses", loss.toDoubles(), numbers(0, 1000, half, half, 1000, 0), type, 1, 0);
    loss.sum().backward();
    assertClose("gradient", x.grad().toDoubles(), numbers(0, -1, 0.5, -0.5, 1, 0), type, 1, 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void notANumberStaysOneEverywhere(DType type) {
    Tensor x = leaf(type, Double.NaN);
    for (var function :
        List.<UnaryOperator<Tensor>>of(
            Tensor::relu,
            Tensor::sigmoid,
            Tensor::tanh,
            Tensor::softplus,
            Tensor::gelu,
            Tensor::geluTanh,
            Tensor::silu,
            Tensor::erf,
            Tensor::abs,
            Tensor::sign,
            y -> y.elu(1),
            y -> y.leakyRelu(0.1),
            y -> y.clamp(0, 1),
            y -> y.maximum(0),
            y -> y.minimum(0),
            y -> y.max(),
            y -> y.min(),
            y -> y.softmax(0))) {
      assertThat(function.apply(x).toDoubles()).containsOnly(Double.NaN);
    }
  }

  @Test
  void theVarianceOfLargeF32NumbersKeepsItsDigits() {
    Tensor x = Tensor.of(10000f, 10001f, 10002f);
    assertThat(x.var().item()).isCloseTo(2.0 / 3, offset(1e-6));
    double[] z = x.standardize(0, 0).output().toDoubles();
    assertClose("z", z, numbers(-Math.sqrt(1.5), 0, Math.sqrt(1.5)), DType.F32, 1, 0);
  }
}
