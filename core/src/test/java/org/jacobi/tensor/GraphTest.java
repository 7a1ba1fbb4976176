package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jacobi.tensor.Autograd.Walk;
import org.junit.jupiter.api.Test;

class GraphTest {
  private final Tensor x = Tensor.scalar(3).requireGrad();
  private final Tensor two = Tensor.scalar(2);

  @Test
  void everyTensorComesOnceAndAfterItsOperands() {
    Tensor square = x.square();
    Tensor sum = square.add(two);
    Tensor root = sum.mul(square);
    assertThat(Graph.tensors(root)).containsExactly(x, square, two, sum, root);
    assertThat(Graph.tensors(x)).containsExactly(x);
    assertThat(Graph.operands(root)).containsExactly(sum, square);
    assertThat(Graph.operands(two)).isEmpty();
  }

  @Test
  void aVeryDeepGraphIsRead() {
    Tensor root = x;
    for (int i = 0; i < 100_000; i++) {
      root = root.neg();
    }
    assertThat(Graph.tensors(root)).hasSize(100_001).startsWith(x).endsWith(root);
  }

  @Test
  void whatIsPassedBackIsUpstreamTimesTheLocalDerivative() {
    Tensor product = x.mul(two);
    var back = Graph.passedBack(product, Tensor.scalar(5));
    assertThat(back).hasSize(2);
    assertThat(back[0].item()).isEqualTo(10);
    assertThat(back[1]).isNull();
    assertThat(back[0].op()).isNull();
    assertThat(x.hasGrad()).isFalse();
    product.backward(); // nothing was released
    assertThat(x.grad().item()).isEqualTo(2);
  }

  @Test
  void aReleasedGraphIsGoneAndARetainedOneStays() {
    Tensor kept = x.sin();
    kept.backward(Walk.RETAIN);
    assertThat(Graph.tensors(kept)).containsExactly(x, kept);
    Tensor gone = x.cos();
    gone.backward();
    assertThatThrownBy(() -> Graph.tensors(gone))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[cos] the operands of this operation are gone: look at a graph before backward(), or"
                + " keep it with backward(Walk.RETAIN)");
  }

  @Test
  void anUpstreamOfAnotherShapeOrALeafIsRefused() {
    assertThatThrownBy(() -> Graph.passedBack(x.sin(), Tensor.zeros(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[graph] the upstream gradient must be like the output of sin, f64 (), not f32 (2)");
    assertThatThrownBy(() -> Graph.passedBack(x, two))
        .hasMessage("[graph] a leaf passes nothing back: no operation made it");
  }

  @Test
  void theFormulaOfAPowerNamesItsExponent() {
    assertThat(x.square().op().formula().text()).isEqualTo("y = x²");
    assertThat(x.square().op().formula().derivatives().getFirst().text())
        .isEqualTo("∂y/∂x = 2 · x");
    assertThat(x.pow(3).op().formula().derivatives().getFirst().text()).isEqualTo("∂y/∂x = 3 · x²");
    assertThat(x.pow(-1).op().formula().text()).isEqualTo("y = x⁻¹");
    assertThat(x.pow(-1).op().formula().derivatives().getFirst().text())
        .isEqualTo("∂y/∂x = −1 · x⁻²");
    assertThat(x.pow(1).op().formula().derivatives().getFirst().text()).isEqualTo("∂y/∂x = 1");
    assertThat(x.pow(0).op().formula().derivatives().getFirst().text()).isEqualTo("∂y/∂x = 0");
    Formula root = x.pow(0.1).op().formula();
    assertThat(root.text()).isEqualTo("y = x^0.1");
    assertThat(root.latex()).isEqualTo("y = x^{0.1}");
    assertThat(root.derivatives().getFirst().text()).isEqualTo("∂y/∂x = 0.1 · x^(−0.9)");
    assertThat(root.derivatives().getFirst().latex()).isEqualTo("0.1\\,x^{-0.9}");
  }

  @Test
  void theFormulaOfOtherOperationsNamesTheirConstants() {
    assertThat(x.leakyRelu(0.01).op().formula().text())
        .isEqualTo("y = x where x > 0, else 0.01 · x");
    assertThat(x.elu(1.5).op().formula().text())
        .isEqualTo("y = x where x > 0, else 1.5 · (eˣ − 1)");
    assertThat(x.clamp(-1, 2).op().formula().text()).isEqualTo("y = min(max(x, −1), 2)");
    assertThat(x.clamp(-1, 2).op().formula().derivatives().getFirst().latex())
        .isEqualTo("[-1 \\le x \\le 2]");
    assertThat(x.dropout(0.2, Rng.of(1, "d")).op().formula().text())
        .isEqualTo("y = x · m with m = 0 with probability 0.2, else 1.25");
  }
}
