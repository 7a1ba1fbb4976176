package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.function.BiFunction;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Operations that a user writes. */
final class OwnOpTest {

  /** The example of the Javadoc of {@link Op}. */
  private static final class Square extends Op {
    @Override
    protected NDArray forward(Kernels kernels, NDArray... in) {
      return binary(kernels, BinaryFn.MUL, in[0], in[0]);
    }

    @Override
    protected Tensor[] backward(Tensor upstream) {
      return gradients(upstream.mul(input(0)).mul(2));
    }

    @Override
    public Formula formula() {
      return Formula.of("y = x²", "y = x^2").derivative("∂y/∂x = 2x", "2x");
    }
  }

  /** a · b with a backward that a test plants. */
  private static final class Planted extends Op {
    private final BiFunction<Planted, Tensor, @Nullable Tensor[]> backward;

    Planted(BiFunction<Planted, Tensor, @Nullable Tensor[]> backward) {
      this.backward = backward;
    }

    @Override
    protected NDArray forward(Kernels kernels, NDArray... in) {
      return binary(kernels, BinaryFn.MUL, in[0], in[1]);
    }

    @Override
    protected @Nullable Tensor[] backward(Tensor upstream) {
      return backward.apply(this, upstream);
    }

    @Override
    public Formula formula() {
      return Formula.of("y = a · b", "y = a b");
    }
  }

  @Test
  void anOwnOperationHasItsNameItsGradientAndItsSecondDerivative() {
    Tensor x = Tensor.of(new double[] {1, -2, 3, 4, 5, 6}, 2, 3).requireGrad();
    Tensor y = new Square().apply(x);
    assertThat(y.op().name()).isEqualTo("square");
    GradCheck.of(in -> new Square().apply(in)).check(x);
    Tensor first = Autograd.gradients(y.sum(), Autograd.Walk.RECORD, x).getFirst();
    Tensor second = Autograd.gradients(first.sum(), x).getFirst();
    assertThat(second.toDoubles()).containsOnly(2);
  }

  @Test
  void anAnonymousOperationHasANameToo() {
    Op op =
        new Op() {
          @Override
          protected NDArray forward(Kernels kernels, NDArray... in) {
            return in[0];
          }

          @Override
          protected Tensor[] backward(Tensor upstream) {
            return gradients(upstream);
          }

          @Override
          public Formula formula() {
            return Formula.of("y = x", "y = x");
          }
        };
    assertThat(op.apply(Tensor.scalar(3)).item()).isEqualTo(3);
    assertThat(op.name()).isEqualTo("operation");
  }

  private static Tensor planted(BiFunction<Planted, Tensor, @Nullable Tensor[]> backward) {
    Tensor a = Tensor.zeros(2, 3).requireGrad();
    Tensor b = Tensor.zeros(3).requireGrad();
    return new Planted(backward).apply(a, b).sum();
  }

  @Test
  void saysThatAGradientHasTheWrongShape() {
    Tensor loss = planted((op, u) -> new Tensor[] {u.mul(op.input(1)), u.mul(op.input(0))});
    assertThatThrownBy(loss::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[planted] the gradient of input 1 must be like the input, f32 (3), but backward gave"
                + " f32 (2 × 3)");
  }

  @Test
  void saysThatAGradientHasTheWrongType() {
    Tensor loss = planted((op, u) -> new Tensor[] {u.cast(DType.F64), u.sum(0)});
    assertThatThrownBy(loss::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[planted] the gradient of input 0 must be like the input, f32 (2 × 3), but backward"
                + " gave f64 (2 × 3)");
  }

  @Test
  void saysThatTheNumberOfGradientsIsWrong() {
    Tensor loss = planted((op, u) -> new Tensor[] {u});
    assertThatThrownBy(loss::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[planted] backward must give one gradient for each of the 2 inputs, but gave 1");
  }

  @Test
  void saysThatAGradientIsMissing() {
    Tensor loss = planted((op, u) -> new Tensor[] {u, null});
    assertThatThrownBy(loss::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[planted] has no derivative with respect to input 1");
  }

  @Test
  void refusesToBeAppliedTwice() {
    var op = new Square();
    Tensor x = Tensor.scalar(3).requireGrad();
    Tensor y = op.apply(x);
    assertThatThrownBy(() -> op.apply(Tensor.scalar(5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[square] an operation is applied once: make a new object for each use");
    y.backward();
    assertThat(x.grad().item()).isEqualTo(6);
  }

  @Test
  void aTraceSeesEveryOperationAsItIsMadeAndNamesTheLayer() {
    var made = new ArrayList<String>();
    var trace =
        new LayerTrace() {
          @Override
          public void made(Op op, Tensor output) {
            made.add(layer() + ":" + op.name() + output.shape());
          }
        };
    StepScope.current()
        .with(LayerTrace.SETTING, trace)
        .run(() -> {
          Tensor x = Tensor.zeros(2, 3);
          String before = LayerTrace.SETTING.get().enter("encoder.2");
          new Square().apply(x);
          LayerTrace.SETTING.get().enter(before);
          x.sum(0);
        });
    assertThat(made).containsExactly("encoder.2:square(2 × 3)", ":sum(1 × 3)", ":reshape(3)");
    assertThat(LayerTrace.SETTING.get().enter("outside")).isEmpty();
    assertThat(LayerTrace.SETTING.get().layer()).isEmpty();
  }
}
