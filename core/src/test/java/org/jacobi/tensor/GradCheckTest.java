package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.tensor.GradCheck.Place;
import org.junit.jupiter.api.Test;

/** The checker itself: it must find gradients that are wrong. */
final class GradCheckTest {

  /** a · b, whose gradient of b is wrong by 0.1 %. */
  private static final class SlightlyWrong extends Op {
    @Override
    protected NDArray forward(Kernels kernels, NDArray... in) {
      return binary(kernels, BinaryFn.MUL, in[0], in[1]);
    }

    @Override
    protected Tensor[] backward(Tensor upstream) {
      return gradients(upstream.mul(input(1)), upstream.mul(input(0)).mul(1.001));
    }

    @Override
    public Formula formula() {
      return Formula.of("y = a · b", "y = a b");
    }
  }

  /** A matrix product whose gradients forget to transpose, which fits where all is square. */
  private static final class SwappedAxes extends Op {
    @Override
    protected NDArray forward(Kernels kernels, NDArray... in) {
      var out =
          NDArray.allocate(in[0].dtype(), Shape.of(in[0].shape().dim(0), in[1].shape().dim(1)));
      kernels.matmul(in[0], in[1], out);
      return out;
    }

    @Override
    protected Tensor[] backward(Tensor upstream) {
      return gradients(upstream.matmul(input(1)), input(0).matmul(upstream));
    }

    @Override
    public Formula formula() {
      return Formula.of("y = a · b", "Y = A B");
    }
  }

  private static Tensor sample(int seed, int... dims) {
    return new Tensor(Plain.uniform(seed, -2, 2, dims).array(DType.F64));
  }

  @Test
  void findsAGradientThatIsWrongByOneInAThousandEntryByEntry() {
    var check = GradCheck.of(in -> new SlightlyWrong().apply(in));
    assertThatThrownBy(() -> check.check(sample(1, 2, 3), sample(2, 2, 3)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "[gradCheck] slightlyWrong: 6 gradients differ from the numerical ones\n"
                + "  input 1, entry 0: automatic ")
        .hasMessageContaining("  ← differs");
  }

  @Test
  void findsItInRandomDirectionsToo() {
    var check = GradCheck.of(in -> new SlightlyWrong().apply(in));
    List<Place> places = check.compare(sample(1, 7, 11), sample(2, 7, 11));
    assertThat(places).filteredOn(p -> p.input() == 0).hasSize(8).allMatch(Place::agrees);
    assertThat(places)
        .filteredOn(p -> p.input() == 1)
        .hasSize(8)
        .allMatch(p -> p.position() == -1 && !p.agrees());
  }

  @Test
  void findsSwappedAxesWhereAllIsSquare() {
    var check = GradCheck.of(in -> new SwappedAxes().apply(in));
    List<Place> places = check.compare(sample(1, 3, 3), sample(2, 3, 3));
    assertThat(places).hasSize(18);
    assertThat(places.stream().filter(p -> !p.agrees())).hasSizeGreaterThan(15);
  }

  @Test
  void findsAForgottenGradientOfAnInputThatIsUsedTwice() {
    var check = GradCheck.of(in -> in[0].mul(in[0].detach()));
    assertThatThrownBy(() -> check.check(sample(1, 2, 3)))
        .hasMessageStartingWith("[gradCheck] mul: 6 gradients differ");
  }

  @Test
  void findsAGradientThatIsNotANumber() {
    var check = GradCheck.of(in -> in[0].mul(in[0]).sqrt());
    assertThatThrownBy(() -> check.check(Tensor.scalar(0)))
        .hasMessageContaining("input 0, entry 0: automatic NaN");
  }

  @Test
  void agreesWithARightFunctionOfSeveralInputsAndGivesBothValues() {
    List<Place> places =
        GradCheck.of(in -> in[0].matmul(in[1]).tanh()).compare(sample(1, 2, 3), sample(2, 3, 5));
    assertThat(places).hasSize(6 + 15).allMatch(Place::agrees);
    assertThat(places.getFirst().automatic()).isNotZero();
    assertThat(new Place(1, 4, 0.5, 0.25, false).toString())
        .isEqualTo("input 1, entry 4: automatic 0.500000000, numerical 0.250000000  ← differs");
    assertThat(new Place(0, -1, 2, 2, true).toString())
        .isEqualTo("input 0, random direction: automatic 2.00000000, numerical 2.00000000");
  }

  @Test
  void checksF32InputsInF64AndLeavesIntegersAlone() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    Tensor index = Tensor.of(new long[] {2, 0, 1, 1}, 2, 2);
    List<Place> places = GradCheck.of(in -> in[0].square().gather(0, in[1])).compare(x, index);
    assertThat(places).hasSize(6).allMatch(Place::agrees);
    assertThat(x.requiresGrad()).isFalse();
  }

  @Test
  void takesAnotherStepAndOtherTolerances() {
    var rough = GradCheck.of(in -> in[0].exp()).epsilon(0.1);
    assertThat(rough.compare(Tensor.scalar(1))).noneMatch(Place::agrees);
    rough.tolerance(0, 0.01).check(Tensor.scalar(1));
  }
}
