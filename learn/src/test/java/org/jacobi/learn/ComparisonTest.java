package org.jacobi.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jacobi.learn.Numbers.normal;

import java.util.List;
import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.data.Dataset;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table, and that it shows what is wrong. */
class ComparisonTest {
  /** tanh with a backward pass that is wrong by a factor. */
  private static final class WrongTanh extends ManualLayer {
    private final TanhLayer right = new TanhLayer();
    private final double factor;

    WrongTanh(double factor) {
      super("tanh");
      this.factor = factor;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return right.forward(inputs);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {Matrices.map(right.backward(upstream)[0], d -> d * factor)};
    }

    @Override
    public UnaryLayer automatic() {
      return new Tanh();
    }
  }

  private static ManualNetwork network(ManualLayer middle, DType type) {
    var network =
        new ManualNetwork(
            new AffineLayer(5, 7), middle, new AffineLayer(7, 3), new SoftmaxWithLossLayer());
    network.init(3, type);
    return network;
  }

  private static Dataset.Batch batch(DType type) {
    return new Dataset.Batch(normal(type, 1, 11, 5), Numbers.labels(2, 11, 3));
  }

  private static Comparison compared(ManualLayer middle, DType type) {
    var network = network(middle, type);
    return ManualGradients.compare(network, network.automatic(), batch(type));
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void aRightNetworkIsTheSameInEveryRow(DType type) {
    Comparison compared = compared(new TanhLayer(), type);
    assertThat(compared.rows().stream().map(row -> row.layer() + " " + row.quantity()))
        .containsExactly(
            "0 affine y",
            "0 affine ∂L/∂x",
            "0 affine ∂L/∂weight",
            "0 affine ∂L/∂bias",
            "1 tanh y",
            "1 tanh ∂L/∂x",
            "2 affine y",
            "2 affine ∂L/∂x",
            "2 affine ∂L/∂weight",
            "2 affine ∂L/∂bias",
            "3 loss L",
            "3 loss ∂L/∂x");
    assertThat(compared.same()).as(compared.toString()).isTrue();
    assertThat(compared.rows()).allSatisfy(row -> assertThat(row.shape()).isNotNull());
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void anErrorOfATenthOfAPercentIsSeenInTheLayerAndAllBelow(DType type) {
    Comparison compared = compared(new WrongTanh(1.001), type);
    assertThat(compared.same()).isFalse();
    assertThat(compared.different().stream().map(row -> row.layer() + " " + row.quantity()))
        .containsExactly(
            "0 affine ∂L/∂x", "0 affine ∂L/∂weight", "0 affine ∂L/∂bias", "1 tanh ∂L/∂x");
    assertThat(compared.different())
        .allSatisfy(row -> assertThat(row.relativeError()).isBetween(5e-4, 1.1e-3));
  }

  @Test
  void aSmallErrorIsSeenInSmallGradientsToo() {
    NDArray right = NDArray.of(new double[] {1e-9, 2e-9});
    NDArray wrong = NDArray.of(new double[] {1e-9, 2.002e-9});
    assertThat(Comparison.row("0 x", "y", right, wrong).same()).isFalse();
    assertThat(Comparison.row("0 x", "y", right, right.copy()).same()).isTrue();
    NDArray zero = NDArray.of(new double[] {0, -0.0});
    NDArray other = NDArray.of(new double[] {-0.0, 0});
    assertThat(Comparison.row("0 x", "y", zero, other).same()).isTrue();
  }

  @Test
  void aNaNOrAnotherShapeOnOneSideIsADifference() {
    NDArray right = NDArray.of(new double[] {1, 2});
    NDArray broken = NDArray.of(new double[] {1, Double.NaN});
    assertThat(Comparison.row("0 x", "y", broken, right).same()).isFalse();
    assertThat(Comparison.row("0 x", "y", right, broken).same()).isFalse();
    NDArray turned = NDArray.of(new double[] {1, 2}, 1, 2);
    assertThat(Comparison.row("0 x", "y", turned, right).difference()).isInfinite();
  }

  /** Scales row i of x by a whole number; the second input has no gradient, nor has the first. */
  private static final class Scaled extends ManualLayer {
    private @Nullable NDArray counts;

    Scaled() {
      super("scaled");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      requireCount(2, inputs);
      counts = inputs[0].cast(inputs[1].dtype());
      return Matrices.combine(inputs[1], kept(counts), (x, n) -> x * n);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return new NDArray[] {
        kept(counts), Matrices.combine(upstream, kept(counts), (u, n) -> u * n)
      };
    }
  }

  @Test
  void aGradientBehindAnInputOfWholeNumbersIsHeldAgainstItsOwn() {
    NDArray counts = NDArray.of(new int[] {2, 0, 5}, 3, 1);
    NDArray x = normal(DType.F64, 4, 3, 1);
    Comparison compared =
        ManualGradients.compare(
            new Scaled(), in -> in[1].mul(new Tensor(counts.cast(DType.F64))), counts, x);
    assertThat(compared.rows().stream().map(Comparison.Row::quantity))
        .containsExactly("y", "∂L/∂x2");
    assertThat(compared.same()).as(compared.toString()).isTrue();
  }

  @Test
  void theTableIsAlignedInBothLanguages() {
    var rows =
        List.of(
            Comparison.row(
                "0 affine",
                "∂L/∂weight",
                NDArray.of(new double[] {1, 2, 3, 4}, 2, 2),
                NDArray.of(new double[] {1, 2, 3, 4.5}, 2, 2)),
            Comparison.row(
                "1 loss", "L", NDArray.of(new double[] {2}), NDArray.of(new double[] {2})));
    var compared = new Comparison(rows, 1e-12);
    assertThat(compared.table(Locale.ENGLISH))
        .isEqualTo(
            """
            layer     value       shape    largest difference  relative error  same
            0 affine  ∂L/∂weight  (2 × 2)  5.0e-01             1.1e-01         NO
            1 loss    L           ()       0                   0               yes
            By hand and automatic differ in 1 of 2 rows.\
            """);
    assertThat(compared.table(Locale.SIMPLIFIED_CHINESE))
        .isEqualTo(
            """
            层        量          形状     最大差值  相对误差  一致
            0 affine  ∂L/∂weight  (2 × 2)  5.0e-01   1.1e-01   否
            1 loss    L           ()       0         0         是
            手写与自动的结果在 2 行中有 1 行不一致。\
            """);
    assertThat(new Comparison(rows.subList(1, 2), 1e-12).table(Locale.ENGLISH))
        .endsWith("By hand and automatic: the same, to 1.0e-12.");
  }

  @Test
  void networksThatAreNotAlikeAreRefused() {
    var network = network(new TanhLayer(), DType.F64);
    var shorter = new Sequential(new Linear(5, 3));
    shorter.init(1, DType.F64);
    assertThatThrownBy(() -> ManualGradients.compare(network, shorter, batch(DType.F64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3")
        .hasMessageContaining("1");
    var wider = new Sequential(new Linear(5, 8), new Tanh(), new Linear(8, 3));
    wider.init(1, DType.F64);
    assertThatThrownBy(() -> ManualGradients.compare(network, wider, batch(DType.F64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(5 × 7)")
        .hasMessageContaining("(8 × 5)");
  }
}
