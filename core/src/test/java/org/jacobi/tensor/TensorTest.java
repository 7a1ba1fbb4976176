package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jacobi.Tolerance.assertClose;

import java.util.Arrays;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StaleArrayException;
import org.jacobi.array.StepScope;
import org.junit.jupiter.api.Test;

/** What {@link Tensor} puts together from operations, and what it is beside them. */
final class TensorTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static Tensor sample(int... dims) {
    return new Tensor(Plain.uniform(1, -3, 3, dims).array(DType.F64));
  }

  private static double[] numbers(double... numbers) {
    return numbers;
  }

  // ---- making ----

  @Test
  void theTypeFollowsTheJavaType() {
    assertThat(Tensor.of(1f, 2f).dtype()).isEqualTo(DType.F32);
    assertThat(Tensor.of(1.0, 2.0).dtype()).isEqualTo(DType.F64);
    assertThat(Tensor.of(1, 2).dtype()).isEqualTo(DType.F32);
    assertThat(Tensor.scalar(1).dtype()).isEqualTo(DType.F64);
    assertThat(Tensor.of(new int[] {1}, 1, 1).dtype()).isEqualTo(DType.I32);
    assertThat(Tensor.of(new long[] {1}, 1, 1).dtype()).isEqualTo(DType.I64);
    assertThat(Tensor.zeros(2).dtype()).isEqualTo(DType.F32);
    assertThat(Tensor.full(3, DType.F64, 2).toDoubles()).containsExactly(3, 3);
  }

  @Test
  void aVectorOfOneStaysAVector() {
    assertThat(Tensor.of(new int[] {7}).shape()).isEqualTo(Shape.of(1));
    assertThat(Tensor.of(new long[] {7}).shape()).isEqualTo(Shape.of(1));
    assertThat(Tensor.of(new float[] {7}).shape()).isEqualTo(Shape.of(1));
    assertThat(Tensor.of(new double[] {7}).shape()).isEqualTo(Shape.of(1));
    assertThat(Tensor.of(7.0).shape()).isEqualTo(Shape.of(1));
    assertThat(Tensor.of(new double[0]).shape()).isEqualTo(Shape.of(0));
    assertThat(Tensor.of(new double[] {7}, new int[0]).shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void makesMatricesFromRows() {
    assertThat(Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}))
        .hasToString("[[1, 2, 3],\n [4, 5, 6]]  f32 (2 × 3)");
    assertThat(Tensor.of(new double[][] {{1}, {2}}).shape()).isEqualTo(Shape.of(2, 1));
    assertThat(Tensor.of(new double[0][]).shape()).isEqualTo(Shape.of(0, 0));
    assertThatThrownBy(() -> Tensor.of(new double[][] {{1, 2}, {3}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[tensor] all rows must have one length: row 0 has 2 numbers, row 1 has 1");
  }

  @Test
  void countsInSteps() {
    assertThat(Tensor.arange(4).toDoubles()).containsExactly(0, 1, 2, 3);
    assertThat(Tensor.arange(2, 3, 0.25).toDoubles()).containsExactly(2, 2.25, 2.5, 2.75);
    assertThat(Tensor.arange(3, 0, -1).toDoubles()).containsExactly(3, 2, 1);
    assertThat(Tensor.arange(3, 0, 1).size()).isZero();
    assertThatThrownBy(() -> Tensor.arange(0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[arange] cannot go from 0.0 to 1.0 in steps of 0.0");
    assertThatThrownBy(() -> Tensor.arange(0, INF, 1))
        .hasMessage("[arange] cannot go from 0.0 to Infinity in steps of 1.0");
  }

  @Test
  void theIdentityLeavesAMatrixAsItIs() {
    Tensor x = sample(3, 5).cast(DType.F32);
    assertThat(Tensor.eye(3).matmul(x).toDoubles()).isEqualTo(x.toDoubles());
    assertThat(x.matmul(Tensor.eye(5)).toDoubles()).isEqualTo(x.toDoubles());
  }

  // ---- what is put together ----

  @Test
  void numbersStandForScalars() {
    Tensor x = Tensor.of(1.0, -2.0, 3.0);
    assertThat(x.add(1).toDoubles()).containsExactly(2, -1, 4);
    assertThat(x.sub(1).toDoubles()).containsExactly(0, -3, 2);
    assertThat(x.mul(2).toDoubles()).containsExactly(2, -4, 6);
    assertThat(x.div(2).toDoubles()).containsExactly(0.5, -1, 1.5);
    assertThat(x.maximum(0).toDoubles()).containsExactly(1, 0, 3);
    assertThat(x.minimum(0).toDoubles()).containsExactly(0, -2, 0);
    assertThatThrownBy(() -> x.clamp(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[clamp] the lower bound 2.0 is above the upper bound 1.0");
  }

  @Test
  void meansAndVariancesAreThoseOfTheirFormulas() {
    Tensor x = Tensor.of(new double[] {1, 2, 4, 7, 11, 16}, 2, 3);
    assertClose("mean", x.mean().toDoubles(), numbers(41.0 / 6), DType.F64, 6, 0);
    assertClose("rows", x.mean(1).toDoubles(), numbers(7.0 / 3, 34.0 / 3), DType.F64, 3, 0);
    assertClose("var", x.var(1).toDoubles(), numbers(14.0 / 9, 122.0 / 9), DType.F64, 9, 0);
    assertClose(
        "sampleVar", x.sampleVar(1).toDoubles(), numbers(7.0 / 3, 61.0 / 3), DType.F64, 9, 0);
    assertThat(x.mean(0, 1).shape()).isEqualTo(Shape.SCALAR);
    GradCheck.of(in -> in[0].var(0)).check(sample(5, 3));
    GradCheck.of(in -> in[0].sampleVar(1, 0)).check(sample(5, 3));
    GradCheck.of(in -> in[0].mean(-1)).check(sample(5, 3));
  }

  @Test
  void nothingHasNoMeanAndNoLargest() {
    Tensor empty = Tensor.zeros(3, 0);
    assertThat(empty.sum(1).toDoubles()).containsExactly(0, 0, 0);
    assertThat(empty.mean(1).toDoubles()).containsOnly(Double.NaN).hasSize(3);
    assertThat(empty.max(1).toDoubles()).containsOnly(-INF).hasSize(3);
    assertThat(empty.min(1).toDoubles()).containsOnly(INF).hasSize(3);
    assertThatThrownBy(() -> empty.argmax(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[argmax] axis 1 of (3 × 0) is empty");
    assertThat(empty.argmax(0).shape()).isEqualTo(Shape.of(0));
  }

  @Test
  void extremaOverAllAndOverSeveralAxes() {
    Tensor x = sample(2, 3, 5);
    double[] all = x.toDoubles();
    double largest = Arrays.stream(all).max().orElseThrow();
    assertThat(x.max().item()).isEqualTo(largest);
    assertThat(x.max(2, 0).max().item()).isEqualTo(largest);
    assertThat(x.neg().min(0, 1, 2).item()).isEqualTo(-largest);
    GradCheck.of(in -> in[0].max(0, 2)).check(x);
    GradCheck.of(in -> in[0].min()).check(x);
  }

  @Test
  void argmaxIsThePositionOfTheFirstLargest() {
    Tensor x = Tensor.of(new double[] {1, 5, 5, -1, -2, -1}, 2, 3);
    assertThat(x.argmax(1).value().toLongs()).containsExactly(1, 0);
    assertThat(x.argmax(-2).value().toLongs()).containsExactly(0, 0, 0);
    assertThat(x.transpose().argmax(0).value().toLongs()).containsExactly(1, 0);
    assertThat(x.argmax(1).dtype()).isEqualTo(DType.I64);
    assertThat(x.argmax(1).shape()).isEqualTo(Shape.of(2));
  }

  @Test
  void comparisonsAreTruthValuesWithoutHistory() {
    Tensor x = Tensor.of(new double[] {1, 2, 3}, 1, 3).requireGrad();
    Tensor y = Tensor.of(new double[] {2, 1}, 2, 1);
    assertThat(x.gt(y).toDoubles()).containsExactly(0, 0, 1, 0, 1, 1);
    assertThat(x.ge(y).toDoubles()).containsExactly(0, 1, 1, 1, 1, 1);
    assertThat(x.lt(y).toDoubles()).containsExactly(1, 0, 0, 0, 0, 0);
    assertThat(x.le(y).toDoubles()).containsExactly(1, 1, 0, 1, 0, 0);
    assertThat(x.eq(y).toDoubles()).containsExactly(0, 1, 0, 1, 0, 0);
    assertThat(x.eq(2).toDoubles()).containsExactly(0, 1, 0);
    assertThat(x.gt(2).dtype()).isEqualTo(DType.BOOL);
    assertThat(x.gt(2).requiresGrad()).isFalse();
    assertThat(x.where(x.le(2)).toDoubles()).containsExactly(1, 2, 0);
    assertThatThrownBy(() -> x.gt(Tensor.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[greater] from the last axis on, lengths must be equal or 1: the first tensor is"
                + " (1 × 3), the second (2)");
    assertThatThrownBy(() -> x.eq(Tensor.of(1f)))
        .hasMessage(
            "[equal] both tensors must have one type: f64 (1 × 3) and f32 (1). Did you mean"
                + " cast(DType.F64)?");
  }

  @Test
  void wholeNumbersAreComparedWithWholeNumbers() {
    Tensor labels = Tensor.of(new long[] {3, 1, 3});
    assertThat(labels.eq(3).toDoubles()).containsExactly(1, 0, 1);
    assertThatThrownBy(() -> labels.ge(0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[constant] 0.5 is no whole number, but the tensor is i64 (3). Did you mean"
                + " cast(DType.F32)?");
  }

  @Test
  void softmaxAlongAnotherAxisIsThatOfTheTurnedTensor() {
    Tensor x = sample(2, 3, 5);
    Tensor turned = x.permute(0, 2, 1);
    assertThat(x.softmax(1).permute(0, 2, 1).toDoubles()).isEqualTo(turned.softmax(-1).toDoubles());
    assertThat(x.logSoftmax(-2).permute(0, 2, 1).toDoubles())
        .isEqualTo(turned.logSoftmax(2).toDoubles());
    GradCheck.of(in -> in[0].softmax(0)).check(x);
    GradCheck.of(in -> in[0].logSoftmax(1)).check(x);
  }

  @Test
  void shapesAreChangedAndRestored() {
    Tensor x = sample(2, 3, 5);
    assertThat(x.flatten().shape()).isEqualTo(Shape.of(30));
    assertThat(x.flatten(1).shape()).isEqualTo(Shape.of(2, 15));
    assertThat(x.flatten(-1).shape()).isEqualTo(Shape.of(2, 3, 5));
    assertThat(x.transpose().shape()).isEqualTo(Shape.of(2, 5, 3));
    assertThat(x.transpose(0, -1).shape()).isEqualTo(Shape.of(5, 3, 2));
    assertThat(x.unsqueeze(1).squeeze(1).toDoubles()).isEqualTo(x.toDoubles());
    assertThat(x.unsqueeze(-1).shape()).isEqualTo(Shape.of(2, 3, 5, 1));
    assertThatThrownBy(() -> x.squeeze(1))
        .hasMessage("[squeeze] axis 1 of (2 × 3 × 5) has length 3, not 1");
    GradCheck.of(in -> in[0].transpose(0, 2).flatten(1).unsqueeze(0).square()).check(x);
  }

  @Test
  void stackPutsTensorsAlongANewAxis() {
    Tensor a = Tensor.of(1.0, 2.0, 3.0);
    Tensor b = Tensor.of(4.0, 5.0, 6.0);
    assertThat(Tensor.stack(0, a, b).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(Tensor.stack(-1, a, b).toDoubles()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(Tensor.stack(0, Tensor.scalar(1), Tensor.scalar(2)).toDoubles())
        .containsExactly(1, 2);
    GradCheck.of(in -> Tensor.stack(1, in).square()).check(a, b);
  }

  @Test
  void indexSelectTakesPartsInTheOrderOfTheIndex() {
    Tensor x = sample(3, 5);
    Tensor rows = x.indexSelect(0, Tensor.of(new int[] {2, 0, 2}));
    assertThat(rows.slice(0, 0, 1).toDoubles()).isEqualTo(x.slice(0, 2, 3).toDoubles());
    assertThat(rows.slice(0, 1, 2).toDoubles()).isEqualTo(x.slice(0, 0, 1).toDoubles());
    assertThat(x.indexSelect(-1, Tensor.of(new long[] {4})).toDoubles())
        .isEqualTo(x.slice(1, 4, 5).toDoubles());
    Tensor index = Tensor.of(new long[] {2, 0, 2, 1});
    GradCheck.of(in -> in[0].indexSelect(0, index).square()).check(x);
    assertThatThrownBy(() -> x.indexSelect(0, Tensor.of(new int[] {3})))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "[gather] the index 3 does not lie within axis 0 of (3 × 5), which has the positions"
                + " 0 to 2");
    assertThatThrownBy(() -> x.indexSelect(0, x))
        .hasMessage("[indexSelect] the index must be a vector, not (3 × 5)");
  }

  @Test
  void dropoutKeepsTheMeanAndDependsOnItsKeyOnly() {
    Tensor ones = Tensor.ones(100_000);
    var rng = Rng.of(1, "dropout", 5);
    double[] dropped = ones.dropout(0.3, rng).toDoubles();
    double kept = Arrays.stream(dropped).filter(x -> x != 0).count() / 1e5;
    // four standard errors of √(0.3 · 0.7 / 100,000)
    assertThat(kept).isBetween(0.7 - 0.0058, 0.7 + 0.0058);
    assertThat(dropped).containsOnly(0, (float) (1 / 0.7));
    assertThat(ones.dropout(0.3, rng).toDoubles()).isEqualTo(dropped);
    assertThat(ones.dropout(0.3, rng.derive(1)).toDoubles()).isNotEqualTo(dropped);
    assertThat(ones.dropout(0, rng).toDoubles()).containsOnly(1);
  }

  @Test
  void standardizeGivesMeanAndVarianceToo() {
    Tensor x = Tensor.of(new double[] {1, 10, 3, 30, 5, 20}, 3, 2);
    var result = x.standardize(0, 0);
    assertThat(result.mean().toDoubles()).containsExactly(3, 20);
    assertClose(
        "variance", result.variance().toDoubles(), numbers(8.0 / 3, 200.0 / 3), DType.F64, 3, 0);
    assertThat(result.mean().shape()).isEqualTo(Shape.of(1, 2));
    double z = Math.sqrt(1.5);
    assertClose(
        "output", result.output().toDoubles(), numbers(-z, -z, 0, z, z, 0), DType.F64, 3, 0);
  }

  @Test
  void casesOfCastThatHaveNoHistory() {
    Tensor x = Tensor.of(1.5f, -2f).requireGrad();
    assertThat(x.cast(DType.F32)).isSameAs(x);
    assertThat(x.cast(DType.I32).requiresGrad()).isFalse();
    assertThat(x.cast(DType.I32).value().toInts()).containsExactly(1, -2);
    assertThat(x.gt(0).cast(DType.F64).toDoubles()).containsExactly(1, 0);
    assertThat(x.cast(DType.F64).requiresGrad()).isTrue();
  }

  @Test
  void theBiasOfALinearMapIsAddedBeforeRounding() {
    Tensor x = Tensor.of(new float[] {1, 0x1p-24f}, 1, 2);
    Tensor ones = Tensor.ones(1, 2);
    // 1 + 2⁻²⁴ + 2⁻²⁴: rounding twice on the way gives 1.
    assertThat(x.linear(ones, Tensor.of(0x1p-24f)).item()).isEqualTo(1 + 0x1p-23);
  }

  // ---- memory ----

  @Test
  void aTensorOfAnEndedStepNamesItsOperationItsLayerAndKeep() {
    var slab = new Slab();
    var trace = new LayerTrace();
    trace.enter("encoder.0");
    Tensor x = Tensor.ones(2, 3);
    Tensor made =
        StepScope.over(slab)
            .with(LayerTrace.SETTING, trace)
            .call(() -> x.matmul(Tensor.ones(3, 5)));
    assertThatThrownBy(made::toDoubles)
        .isInstanceOf(StaleArrayException.class)
        .hasMessageMatching(
            "\\[tensor\\] this f32 \\(2 × 5\\), made by matmul in layer encoder.0 at .+java:\\d+,"
                + " belongs to a step that has ended. Read it inside the step, or call keep\\(\\)"
                + " on it there");
    assertThatThrownBy(() -> made.add(1)).isInstanceOf(StaleArrayException.class);
    Tensor leaf = StepScope.over(slab).call(() -> Tensor.ones(3));
    assertThatThrownBy(leaf::item)
        .hasMessageMatching(
            "\\[tensor\\] this f32 \\(3\\) at .+ belongs to a step that has ended. Read it inside the"
                + " step, or call keep\\(\\) on it there");
    assertThat(made).hasToString("f32 (2 × 5) of a step scope that has ended");
  }

  @Test
  void keepTakesATensorOutOfItsStepWithoutHistory() {
    Tensor x = Tensor.ones(3).requireGrad();
    Tensor kept = StepScope.over(new Slab()).call(() -> x.mul(2).keep());
    assertThat(kept.toDoubles()).containsOnly(2);
    assertThat(kept.requiresGrad()).isFalse();
  }

  @Test
  void gradientsOutliveTheStepThatMadeThem() {
    Tensor x = Tensor.ones(3).requireGrad();
    var slab = new Slab();
    for (int step = 0; step < 3; step++) {
      StepScope.over(slab).run(() -> x.mul(2).sum().backward());
    }
    assertThat(x.grad().toDoubles()).containsOnly(6);
  }

  @Test
  void aTrainingStepAsksForNoMoreMemoryAfterTheFirstOnes() {
    Tensor weight = Tensor.normal(1, 5, 3).requireGrad();
    Tensor x = Tensor.normal(2, 7, 3);
    var slab = new Slab();
    Runnable step =
        () -> {
          weight.zeroGrad();
          x.linear(weight, null).tanh().square().mean().backward();
        };
    StepScope.over(slab).run(step);
    List<Long> before = List.of(slab.bytes(), slab.peakBytes());
    for (int i = 0; i < 1000; i++) {
      StepScope.over(slab).run(step);
    }
    assertThat(List.of(slab.bytes(), slab.peakBytes())).isEqualTo(before);
  }

  @Test
  void aTensorOverAnArraySharesItsNumbers() {
    var array = NDArray.of(new double[] {1, 2}, 2);
    assertThat(new Tensor(array).value()).isSameAs(array);
    assertThat(new Tensor(array).detach().value()).isSameAs(array);
    assertThat(new Tensor(array).keep().value()).isNotSameAs(array);
  }
}
