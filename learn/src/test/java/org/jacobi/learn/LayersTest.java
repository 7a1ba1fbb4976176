package org.jacobi.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.jacobi.learn.Numbers.normal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.HalfSquaredErrorLoss;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Randomness;
import org.jacobi.nn.Reduction;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each layer beside its formula in tensors, and at the points where formulas break. */
class LayersTest {
  private static final int ROWS = 7;
  private static final int IN = 5;
  private static final int OUT = 3;

  /** A layer with the same as a function of tensors, and what goes in. */
  private record Sample(
      ManualLayer layer, Function<Tensor[], Tensor> formula, List<NDArray> inputs) {
    static Sample of(ManualLayer layer, Function<Tensor[], Tensor> formula, NDArray... inputs) {
      return new Sample(layer, formula, List.of(inputs));
    }

    NDArray[] given() {
      return inputs.toArray(NDArray[]::new);
    }
  }

  private static List<Sample> samples(DType type) {
    NDArray x = normal(type, 1, ROWS, IN);
    x.set(0, 2, 3);
    x.set(-0.0, 3, 2);
    NDArray other = normal(type, 2, ROWS, IN);
    NDArray scores = normal(type, 3, ROWS, OUT);
    NDArray labels = Numbers.labels(4, ROWS, OUT);
    NDArray hot = Matrices.oneHot(labels, OUT, type);
    NDArray wanted = normal(type, 5, ROWS, OUT);
    return List.of(
        Sample.of(new MultiplyLayer(), in -> in[0].mul(in[1]), x, other),
        Sample.of(new AddLayer(), in -> in[0].add(in[1]), x, other),
        Sample.of(new MatMulLayer(IN, OUT), in -> in[0].matmul(in[1]), x),
        Sample.of(new BiasAddLayer(IN), in -> in[0].add(in[1]), x),
        Sample.of(new AffineLayer(IN, OUT), in -> in[0].matmul(in[1]).add(in[2]), x),
        Sample.of(
            new AffineLayer(IN, OUT), in -> in[0].matmul(in[1]).add(in[2]), normal(type, 6, IN)),
        Sample.of(new ReLULayer(), in -> in[0].relu(), x),
        Sample.of(new SigmoidLayer(), in -> in[0].sigmoid(), x),
        Sample.of(new TanhLayer(), in -> in[0].tanh(), x),
        Sample.of(
            new SoftmaxWithLossLayer(),
            in -> new CrossEntropyLoss().of(in[0], in[1]),
            scores,
            labels),
        Sample.of(
            new SoftmaxWithLossLayer(),
            in -> new CrossEntropyLoss().of(in[0], in[1].detach()),
            scores,
            hot),
        Sample.of(
            new SquaredErrorLayer(),
            in -> new HalfSquaredErrorLoss(Reduction.MEAN).of(in[0], in[1].detach()),
            scores,
            wanted));
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void everyLayerHasTheAutomaticGradients(DType type) {
    for (Sample sample : samples(type)) {
      sample.layer.init(11, type);
      sample.layer.params().forEach(p -> p.value().copyFrom(normal(type, 9, dims(p.shape()))));
      var compared = ManualGradients.compare(sample.layer, sample.formula, sample.given());
      int least = 2 + sample.layer.params().size();
      assertThat(compared.rows()).hasSizeGreaterThanOrEqualTo(least);
      assertThat(compared.same()).as(sample.layer + "\n" + compared).isTrue();
      double largest = type == DType.F64 ? 1e-12 : 1e-6;
      assertThat(compared.largestDifference()).as(compared.toString()).isLessThan(largest);
    }
  }

  private static int[] dims(Shape shape) {
    return shape.toArray();
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void noLayerChangesWhatItIsGiven(DType type) {
    for (Sample sample : samples(type)) {
      sample.layer.init(11, type);
      List<double[]> before = sample.inputs.stream().map(NDArray::toDoubles).toList();
      NDArray y = sample.layer.forward(sample.given());
      NDArray upstream = normal(type, 13, dims(y.shape()));
      double[] given = upstream.toDoubles();
      NDArray[] gradients = sample.layer.backward(upstream);
      assertThat(upstream.toDoubles()).as(sample.layer.name()).containsExactly(given);
      for (int i = 0; i < before.size(); i++) {
        assertThat(sample.inputs.get(i).toDoubles()).containsExactly(before.get(i));
      }
      // Nor is a gradient a window onto the upstream one: who writes to it changes nothing else.
      gradients[0].fill(77);
      assertThat(upstream.toDoubles()).as(sample.layer.name()).containsExactly(given);
    }
  }

  @Test
  void reluPassesNothingBackAtZeroAndBelow() {
    var relu = new ReLULayer();
    NDArray x = NDArray.of(new double[] {1, -0.5, -2, 3, 0, -0.0}, 2, 3);
    assertThat(relu.forward(x).toDoubles()).containsExactly(1, 0, 0, 3, 0, 0);
    assertThat(relu.mask().toDoubles()).containsExactly(0, 1, 1, 0, 1, 1);
    NDArray upstream = NDArray.of(new double[] {10, 20, 30, 40, 50, 60}, 2, 3);
    assertThat(relu.backward(upstream)[0].toDoubles()).containsExactly(10, 0, 0, 40, 0, 0);
    assertThat(upstream.toDoubles()).containsExactly(10, 20, 30, 40, 50, 60);
  }

  @Test
  void sigmoidGoesBackByItsOutputAndSaturatesWithoutNaN() {
    var sigmoid = new SigmoidLayer();
    NDArray x = NDArray.of(new double[] {0, StrictMath.log(3), -1000, 1000});
    // log 3 itself is rounded
    assertThat(sigmoid.forward(x).toDoubles())
        .containsExactly(new double[] {0.5, 0.75, 0, 1}, within(2e-16));
    NDArray upstream = NDArray.of(new double[] {1, 2, 1, 1});
    assertThat(sigmoid.backward(upstream)[0].toDoubles())
        .containsExactly(new double[] {0.25, 0.375, 0, 0}, within(4e-16));
  }

  @Test
  void tanhGoesBackByItsOutput() {
    var tanh = new TanhLayer();
    double half = StrictMath.log(3) / 2; // tanh of it is ½
    assertThat(tanh.forward(NDArray.of(new double[] {0, half, 400})).toDoubles())
        .containsExactly(new double[] {0, 0.5, 1}, within(1e-15));
    assertThat(tanh.backward(NDArray.of(new double[] {1, 4, 1}))[0].toDoubles())
        .containsExactly(new double[] {1, 3, 0}, within(1e-15));
  }

  @Test
  void affineGivesTheNumbersOfTheFormulaForOneRowAndForABatch() {
    var affine = new AffineLayer(2, 3);
    affine.init(1, DType.F64);
    affine.weight().value().copyFrom(new double[] {1, 2, 3, 4, 5, 6});
    affine.bias().value().copyFrom(new double[] {10, 20, 30});

    assertThat(affine.forward(NDArray.of(new double[] {1, 2})).toDoubles())
        .containsExactly(19, 32, 45);
    NDArray dx = affine.backward(NDArray.of(new double[] {1, 0, 2}))[0];
    assertThat(dx.shape()).isEqualTo(Shape.of(2));
    assertThat(dx.toDoubles()).containsExactly(7, 16);
    assertThat(affine.weight().gradient().toDoubles()).containsExactly(1, 0, 2, 2, 0, 4);
    assertThat(affine.bias().gradient().toDoubles()).containsExactly(1, 0, 2);

    NDArray y = affine.forward(NDArray.of(new double[] {1, 2, 0, 1}, 2, 2));
    assertThat(y.toDoubles()).containsExactly(19, 32, 45, 14, 25, 36);
    dx = affine.backward(NDArray.of(new double[] {1, 0, 2, 0, 1, 0}, 2, 3))[0];
    assertThat(dx.toDoubles()).containsExactly(7, 16, 2, 5);
    assertThat(affine.weight().gradient().toDoubles()).containsExactly(1, 0, 2, 2, 1, 4);
    assertThat(affine.bias().gradient().toDoubles()).containsExactly(1, 1, 2);
  }

  @Test
  void softmaxWithLossIsRightForScoresOfAnySize() {
    var loss = new SoftmaxWithLossLayer();
    NDArray scores = NDArray.of(new double[] {0.3, 2.9, 4.0, 1010, 1000, 990}, 2, 3);
    double value = loss.forward(scores, NDArray.of(new int[] {2, 1}, 2)).item();
    double sum = StrictMath.exp(0.3) + StrictMath.exp(2.9) + StrictMath.exp(4.0);
    double second = StrictMath.log(1 + StrictMath.exp(-10) + StrictMath.exp(-20)) + 10;
    double expected = (StrictMath.log(sum) - 4 + second) / 2;
    assertThat(value).isCloseTo(expected, within(1e-12));
    assertThat(loss.probabilities().toDoubles())
        .startsWith(
            new double[] {
              StrictMath.exp(0.3) / sum, StrictMath.exp(2.9) / sum, StrictMath.exp(4) / sum
            },
            within(1e-15));
    double[] p = loss.probabilities().toDoubles();
    assertThat(loss.backward(Numbers.scalar(1))[0].toDoubles())
        .containsExactly(p[0] / 2, p[1] / 2, (p[2] - 1) / 2, p[3] / 2, (p[4] - 1) / 2, p[5] / 2);
  }

  @Test
  void aCertainAndWrongAnswerHasAFiniteLossAndTheFullGradient() {
    var loss = new SoftmaxWithLossLayer();
    NDArray scores = NDArray.of(new double[] {0, 2000}, 1, 2);
    assertThat(loss.forward(scores, NDArray.of(new int[] {0}, 1)).item()).isEqualTo(2000);
    assertThat(loss.backward(Numbers.scalar(1))[0].toDoubles()).containsExactly(-1, 1);
  }

  @Test
  void oneHotRowsAndClassNumbersGiveTheSameBits() {
    NDArray scores = normal(DType.F64, 1, 11, 5);
    NDArray labels = Numbers.labels(2, 11, 5);
    var byNumber = new SoftmaxWithLossLayer();
    var byRow = new SoftmaxWithLossLayer();
    double a = byNumber.forward(scores, labels).item();
    double b = byRow.forward(scores, Matrices.oneHot(labels, 5, DType.F64)).item();
    assertThat(a).isEqualTo(b).isPositive();
    assertThat(byNumber.backward(Numbers.scalar(3))[0].toDoubles())
        .containsExactly(byRow.backward(Numbers.scalar(3))[0].toDoubles());
  }

  @Test
  void dropoutDropsTheUnitsThatTheAutomaticOneDrops() {
    NDArray x = normal(DType.F64, 1, 13, 17);
    var layer = new DropoutLayer(0.4);
    var rng = Rng.of(5, "test");
    StepScope.outside()
        .with(Randomness.SETTING, rng)
        .run(() -> {
          NDArray y = layer.forward(x);
          Tensor expected = new Tensor(x).dropout(0.4, rng.derive(layer.path()));
          assertThat(Numbers.largestDifference(y, expected.value())).isLessThan(1e-15);
        });
    double[] mask = layer.mask().toDoubles();
    assertThat(mask).containsOnly(0, 1 / 0.6);
    long dropped = Arrays.stream(mask).filter(m -> m == 0).count();
    assertThat(dropped).isBetween(60L, 120L); // of 221, about 88
    NDArray upstream = normal(DType.F64, 2, 13, 17);
    double[] back = layer.backward(upstream)[0].toDoubles();
    for (int i = 0; i < back.length; i++) {
      assertThat(back[i]).isEqualTo(upstream.toDoubles()[i] * mask[i]);
    }
    Mode.EVALUATE.call(() -> assertThat(layer.forward(x).toDoubles()).isEqualTo(x.toDoubles()));
  }

  // ---- errors ----

  @Test
  void whatDoesNotFitIsRefusedWithTheShapes() {
    var affine = new AffineLayer(IN, OUT);
    assertThatThrownBy(() -> affine.forward(normal(DType.F64, 1, ROWS, IN)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("init(seed)");
    affine.init(1, DType.F64);
    assertThatThrownBy(() -> affine.forward(normal(DType.F64, 1, ROWS, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[affine]")
        .hasMessageContaining("(7 × 4)")
        .hasMessageContaining("weight (5 × 3)");
    assertThatThrownBy(() -> affine.forward(normal(DType.F32, 1, ROWS, IN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f32")
        .hasMessageContaining("f64");
    affine.forward(normal(DType.F64, 1, ROWS, IN));
    assertThatThrownBy(() -> affine.backward(normal(DType.F64, 1, ROWS, IN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(7 × 3)")
        .hasMessageContaining("(7 × 5)");
    assertThatThrownBy(() -> new MultiplyLayer().forward(Numbers.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[multiply]");
    assertThatThrownBy(() -> new ReLULayer().backward(Numbers.scalar(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("forward");
    assertThatThrownBy(() -> new DropoutLayer(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.0");
    assertThatThrownBy(() -> new MatMulLayer(0, 3)).isInstanceOf(IllegalArgumentException.class);
    NDArray scores = normal(DType.F64, 1, ROWS, OUT);
    assertThatThrownBy(
            () -> new SoftmaxWithLossLayer().forward(scores, Numbers.labels(1, ROWS - 1, OUT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(7 × 3)")
        .hasMessageContaining("(6)");
    NDArray wrong = NDArray.of(new int[] {0, 1, 2, 0, 1, 2, 3}, 7);
    assertThatThrownBy(() -> new SoftmaxWithLossLayer().forward(scores, wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6")
        .hasMessageContaining("3");
  }
}
