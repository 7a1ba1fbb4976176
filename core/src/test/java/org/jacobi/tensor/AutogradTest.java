package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.tensor.Autograd.Walk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The walk back. */
final class AutogradTest {

  private static Tensor leaf(double number) {
    return Tensor.scalar(number).requireGrad();
  }

  @Test
  void applesCost220AndEachPriceHasItsGradient() {
    Tensor apple = leaf(100);
    Tensor count = leaf(2);
    Tensor tax = leaf(1.1);
    Tensor price = apple.mul(count).mul(tax);
    assertThat(price.item()).isCloseTo(220, within(1e-12));
    price.backward();
    assertThat(apple.grad().item()).isCloseTo(2.2, within(1e-15));
    assertThat(count.grad().item()).isCloseTo(110, within(1e-13));
    assertThat(tax.grad().item()).isEqualTo(200);
  }

  @Test
  void applesAndOrangesCost715AndEachPriceHasItsGradient() {
    Tensor apple = leaf(100);
    Tensor apples = leaf(2);
    Tensor orange = leaf(150);
    Tensor oranges = leaf(3);
    Tensor tax = leaf(1.1);
    Tensor both = apple.mul(apples).add(orange.mul(oranges));
    Tensor price = both.mul(tax);
    assertThat(price.item()).isCloseTo(715, within(1e-12));
    assertThat(Autograd.gradients(price, Walk.RETAIN, both).getFirst().item()).isEqualTo(1.1);
    price.backward();
    assertThat(apple.grad().item()).isCloseTo(2.2, within(1e-15));
    assertThat(apples.grad().item()).isCloseTo(110, within(1e-13));
    assertThat(orange.grad().item()).isCloseTo(3.3, within(1e-15));
    assertThat(oranges.grad().item()).isCloseTo(165, within(1e-13));
    assertThat(tax.grad().item()).isEqualTo(650);
  }

  @Test
  void walksThroughASharedSubExpressionOnce() {
    List<String> walked = new ArrayList<>();
    Tensor x = leaf(3);
    Tensor shared = x.square();
    Tensor loss = shared.mul(shared).add(shared);
    StepScope.current().with(LayerTrace.SETTING, recorder(walked)).run(loss::backward);
    assertThat(x.grad().item()).isEqualTo(4 * 27 + 2 * 3);
    assertThat(walked).filteredOn("pow"::equals).hasSize(1);
    assertThat(walked).first().isEqualTo("add");
    assertThat(walked).last().isEqualTo("pow");
  }

  /** Notes the operations of the walk itself, not those that the backward passes compute. */
  private static LayerTrace recorder(List<String> walked) {
    return new LayerTrace() {
      @Override
      public void walkedBack(Op op, Tensor upstream, @Nullable Tensor[] gradients) {
        walked.add(op.name());
      }
    };
  }

  @Test
  void aDiamondOfSquaresCountsEveryPathButEachOperationOnce() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 40; i++) {
      y = y.add(y).mul(0.5); // 2^40 paths
    }
    y.backward();
    assertThat(x.grad().item()).isEqualTo(1);
  }

  @Test
  void refusesASecondWalkAfterTheGraphWasReleased() {
    Tensor x = leaf(3);
    Tensor loss = x.square().sin();
    loss.backward();
    assertThatThrownBy(loss::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[backward] this graph was walked before, and its operation sin is gone. Compute the"
                + " loss again, or keep the graph with backward(Walk.RETAIN)");
  }

  @Test
  void refusesASecondWalkThroughAReleasedPartOfAnotherGraph() {
    Tensor x = leaf(3);
    Tensor shared = x.square();
    shared.sin().backward();
    assertThatThrownBy(() -> shared.cos().backward())
        .hasMessageStartingWith("[backward] this graph was walked before, and its operation pow");
  }

  @Test
  void walksARetainedGraphAgainAndAddsToTheGradient() {
    Tensor x = leaf(3);
    Tensor loss = x.square();
    loss.backward(Walk.RETAIN);
    assertThat(x.grad().item()).isEqualTo(6);
    loss.backward(Walk.RETAIN);
    assertThat(x.grad().item()).isEqualTo(12);
    loss.backward();
    assertThat(x.grad().item()).isEqualTo(18);
    x.zeroGrad();
    assertThat(x.hasGrad()).isFalse();
    x.square().backward();
    assertThat(x.grad().item()).isEqualTo(6);
  }

  @Test
  void recordingGivesHigherDerivativesOfTheSineOfASquare() {
    double at = 0.7;
    double inner = at * at + 2;
    Tensor x = leaf(at);
    Tensor y = x.square().add(2).sin();
    Tensor first = Autograd.gradients(y, Walk.RECORD, x).getFirst();
    Tensor second = Autograd.gradients(first, Walk.RECORD, x).getFirst();
    Tensor third = Autograd.gradients(second, Walk.RECORD, x).getFirst();
    double cos = Math.cos(inner);
    double sin = Math.sin(inner);
    assertThat(y.item()).isCloseTo(sin, within(1e-15));
    assertThat(first.item()).isCloseTo(2 * at * cos, within(1e-14));
    assertThat(second.item()).isCloseTo(2 * cos - 4 * at * at * sin, within(1e-14));
    assertThat(third.item()).isCloseTo(-12 * at * sin - 8 * at * at * at * cos, within(1e-13));
  }

  @Test
  void recordedGradientsOfLeavesCanBeUsedInAPenalty() {
    Tensor x = leaf(2);
    x.pow(3).backward(Walk.RECORD); // 3x² = 12
    Tensor penalty = x.grad().square(); // 9x⁴
    x.zeroGrad();
    penalty.backward(); // 36x³
    assertThat(x.grad().item()).isEqualTo(288);
  }

  @Test
  void aPlainWalkAfterARecordedOneDoesNotWriteIntoSharedGradients() {
    Tensor a = leaf(1);
    Tensor b = leaf(1);
    a.add(b).backward(Walk.RECORD);
    Tensor recorded = b.grad();
    a.mul(5).backward();
    assertThat(a.grad().item()).isEqualTo(6);
    assertThat(b.grad().item()).isEqualTo(1);
    assertThat(recorded.item()).isEqualTo(1);
  }

  @Test
  void aPlainWalkRecordsNothing() {
    Tensor x = leaf(2);
    Tensor gradient = Autograd.gradients(x.square(), x).getFirst();
    assertThat(gradient.requiresGrad()).isFalse();
    x.square().backward();
    assertThat(x.grad().requiresGrad()).isFalse();
  }

  @Test
  void insideNoGradNothingIsRemembered() {
    Tensor x = leaf(2);
    Tensor y = Autograd.noGrad(() -> x.square());
    assertThat(y.item()).isEqualTo(4);
    assertThat(y.requiresGrad()).isFalse();
    assertThat(y.op()).isNull();
    assertThatThrownBy(y::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[backward] nothing that this tensor was computed from asks for a gradient: call"
                + " requireGrad() on the leaves, and do not record inside noGrad");
    Autograd.noGrad(() -> assertThat(Autograd.isRecording()).isFalse());
    assertThat(Autograd.isRecording()).isTrue();
  }

  @Test
  void detachCutsTheHistory() {
    Tensor x = leaf(3);
    Tensor loss = x.mul(x.detach());
    loss.backward();
    assertThat(x.grad().item()).isEqualTo(3);
  }

  @Test
  void theFirstContributionToAGradientIsWrittenAndTheNextAreAdded() {
    var storage = NDArray.of(new double[] {Double.NaN, 17}, 2); // what an earlier step left
    var value = NDArray.of(new double[] {2, 3}, 2);
    Tensor x = Tensor.leaf(value, storage);
    x.square().sum().backward();
    assertThat(storage.toDoubles()).containsExactly(4, 6);
    x.mul(10).sum().backward();
    assertThat(storage.toDoubles()).containsExactly(14, 16);
    assertThat(x.grad().value()).isSameAs(storage);
    x.zeroGrad();
    x.sum().backward();
    assertThat(storage.toDoubles()).containsExactly(1, 1);
  }

  @Test
  void aRecordedGradientIsWrittenToTheStorageOfALeafToo() {
    var storage = NDArray.of(new double[] {-1, -1}, 2);
    Tensor x = Tensor.leaf(NDArray.of(new double[] {2, 3}, 2), storage);
    x.square().sum().backward(Walk.RECORD);
    assertThat(storage.toDoubles()).containsExactly(4, 6);
    assertThat(x.grad().requiresGrad()).isTrue();
    x.sum().backward();
    assertThat(storage.toDoubles()).containsExactly(5, 7);
    assertThat(x.grad().value()).isSameAs(storage);
  }

  @Test
  void aLeafUsedTwiceGetsBothContributionsAndItsGradientIsItsOwn() {
    Tensor x = leaf(3);
    Tensor loss = x.mul(2).add(x);
    loss.backward();
    Tensor gradient = x.grad();
    assertThat(gradient.item()).isEqualTo(3);
    assertThat(gradient.value()).isNotSameAs(x.value());
  }

  @Test
  void aSinkTakesTheGradientsOfLeaves() {
    Tensor x = leaf(3);
    List<Double> taken = new ArrayList<>();
    GradientSink sink = (leaf, gradient) -> taken.add(gradient.item());
    StepScope.current().with(GradientSink.SETTING, sink).run(() -> x.mul(5).add(x).backward());
    assertThat(taken).containsExactlyInAnyOrder(5.0, 1.0);
    assertThat(x.hasGrad()).isFalse();
  }

  @Test
  void saysWhyThereIsNoGradient() {
    Tensor x = leaf(3);
    assertThatThrownBy(x::grad)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[grad] there is no gradient yet: call backward() on the loss first");
    Tensor computed = x.square();
    assertThatThrownBy(computed::grad)
        .hasMessage(
            "[grad] only leaves keep their gradient. For a computed tensor use"
                + " Autograd.gradients(loss, tensor)");
    assertThatThrownBy(() -> Tensor.scalar(1).grad())
        .hasMessage(
            "[grad] this tensor does not ask for a gradient: call requireGrad() on it before the"
                + " loss is computed");
    assertThatThrownBy(() -> Tensor.of(new int[] {1}).requireGrad())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[requireGrad] only f32 and f64 have gradients, not i32 (1)");
    assertThatThrownBy(computed::requireGrad)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[requireGrad] this tensor was computed by pow, and only leaves keep a gradient: use"
                + " Autograd.gradients(loss, tensor), or detach() it first");
  }

  @Test
  void saysWhatAWalkStartsWith() {
    Tensor x = Tensor.zeros(2, 3).requireGrad();
    Tensor y = x.mul(2);
    assertThatThrownBy(y::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[backward] starts at one number, but this tensor is (2 × 3). Did you mean loss.sum()"
                + " or loss.mean()?");
    assertThatThrownBy(() -> y.backward(Tensor.zeros(3, 2), Walk.RELEASE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[backward] the upstream gradient must have the tensor's shape (2 × 3), not (3 × 2)");
    assertThatThrownBy(() -> y.backward(Tensor.full(1, DType.F64, 2, 3), Walk.RELEASE))
        .hasMessage(
            "[backward] both tensors must have one type: f32 (2 × 3) and f64 (2 × 3). Did you mean"
                + " cast(DType.F32)?");
    assertThatThrownBy(() -> Autograd.gradients(y, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[gradients] the loss must be one number, but it is (2 × 3). Did you mean loss.sum()"
                + " or loss.mean()?");
    assertThatThrownBy(() -> Autograd.gradients(y.sum(), x, Tensor.zeros(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[gradients] the input (5) does not ask for a gradient: call requireGrad() on it"
                + " before the loss is computed");
  }

  @Test
  void givesGradientsOfComputedTensorsInTheOrderAskedFor() {
    Tensor x = leaf(3);
    Tensor middle = x.square();
    Tensor loss = middle.mul(middle).mul(x); // x⁵
    List<Tensor> found = Autograd.gradients(loss, Walk.RETAIN, middle, x, loss, middle);
    assertThat(found.stream().map(Tensor::item)).containsExactly(54.0, 405.0, 1.0, 54.0);
    assertThat(x.hasGrad()).isFalse();
  }

  @Test
  void givesZerosForWhatTheLossDoesNotDependOn() {
    Tensor x = leaf(3);
    Tensor other = Tensor.ones(2, 3).requireGrad();
    Tensor later = x.square();
    List<Tensor> found = Autograd.gradients(x.mul(2), other, x, later);
    assertThat(found.get(0).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(found.get(0).toDoubles()).containsOnly(0);
    assertThat(found.get(1).item()).isEqualTo(2);
    assertThat(found.get(2).item()).isZero();
    assertThat(Autograd.gradients(Tensor.scalar(1), x).getFirst().item()).isZero();
  }

  @Test
  void computesOnlyTheGradientsThatSomebodyNeeds() {
    List<Boolean> asked = new ArrayList<>();
    Tensor x = leaf(3);
    Tensor constant = Tensor.scalar(2);
    Tensor loss = x.mul(constant);
    var trace =
        new LayerTrace() {
          @Override
          public void walkedBack(Op op, Tensor upstream, @Nullable Tensor[] gradients) {
            for (Tensor gradient : gradients) {
              asked.add(gradient != null);
            }
          }
        };
    StepScope.current().with(LayerTrace.SETTING, trace).run(loss::backward);
    assertThat(asked).containsExactly(true, false);
  }

  @Test
  void aChainOfHundredThousandOperationsIsWalkedWithoutDeepCalls() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.neg();
    }
    y.backward(Walk.RETAIN);
    assertThat(x.grad().item()).isEqualTo(1);
    y.backward();
    assertThat(x.grad().item()).isEqualTo(2);
  }

  @Test
  void backwardOfALeafGivesItItsUpstreamGradient() {
    Tensor x = leaf(3);
    x.backward();
    assertThat(x.grad().item()).isEqualTo(1);
  }

  @Test
  void gradientsGoThroughACastIntoTheTypeOfTheLeaf() {
    Tensor x = Tensor.of(1f, 2f).requireGrad();
    x.cast(DType.F64).square().sum().backward();
    assertThat(x.grad().dtype()).isEqualTo(DType.F32);
    assertThat(x.grad().toDoubles()).containsExactly(2, 4);
  }
}
