package org.jacobi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jacobi.testing.Limit.Unit.EPOCHS;
import static org.jacobi.testing.Limit.Unit.STEPS;
import static org.jacobi.testing.Limit.within;
import static org.jacobi.testing.NetworkAssertions.assertGradients;
import static org.jacobi.testing.NetworkAssertions.assertOverfitsOneBatch;
import static org.jacobi.testing.NetworkAssertions.assertReaches;
import static org.jacobi.testing.NetworkAssertions.assertRunHash;
import static org.jacobi.testing.NetworkAssertions.assertSurvivesSaveAndLoad;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Embedding;
import org.jacobi.nn.Fan;
import org.jacobi.nn.GELU;
import org.jacobi.nn.Init;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.LayerNorm;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Loss;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.Param;
import org.jacobi.nn.Randomness;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Reduction;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Softmax;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Adam;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Formula;
import org.jacobi.tensor.Op;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.jacobi.train.Trainer;
import org.junit.jupiter.api.Test;

/** Each assertion holds for what is right, and fails for what is wrong by a little. */
class NetworkAssertionsTest {
  private static final float[][] XOR = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};

  private static Dataset xor() {
    return Dataset.of(XOR, new int[] {0, 1, 1, 0});
  }

  /** y = x², with a derivative that is wrong by a thousandth. */
  private static final class AlmostSquare extends Op {
    @Override
    protected NDArray forward(Kernels kernels, NDArray... in) {
      return binary(kernels, BinaryFn.MUL, in[0], in[0]);
    }

    @Override
    protected Tensor[] backward(Tensor upstream) {
      return new Tensor[] {upstream.mul(input(0)).mul(2.002)};
    }

    @Override
    public Formula formula() {
      return Formula.of("y = x²", "y = x^2").derivative("∂y/∂x = 2x", "2x");
    }
  }

  private static final class Squares extends UnaryLayer {
    @Override
    public Tensor forward(Tensor x) {
      return new AlmostSquare().apply(x);
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  /** Multiplies by a weight whose gradient is cut off. */
  private static final class Deaf extends UnaryLayer {
    private final Param weight =
        param("weight", Param.Role.WEIGHT, Shape.of(2), Fan.NONE, Init.ones());

    @Override
    public Tensor forward(Tensor x) {
      return x.mul(weight.tensor().detach());
    }

    @Override
    public Shape outputShape(Shape input) {
      if (!input.equals(Shape.of(2))) {
        throw new IllegalArgumentException("[deaf] takes rows of 2");
      }
      return input;
    }
  }

  @Test
  void gradientsOfLayersThatAreRightPass() {
    assertGradients(new Linear(7, 3));
    assertGradients(
        new Sequential(new Linear(11, 5), new LayerNorm(5), new GELU(), new Linear(5, 2)));
    assertGradients(new BatchNorm1d(3), Shape.of(7, 3));
    assertGradients(new Tanh());
    assertGradients(new ReLU());
    assertGradients(new Softmax(), Shape.of(5, 3));
  }

  @Test
  void aDerivativeThatIsWrongByAThousandthIsFound() {
    assertThatThrownBy(() -> assertGradients(new Squares()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the input, number 0: backward gives ");
    assertThatThrownBy(() -> assertGradients(new Deaf()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("weight, number 0: backward gives 0.00000000, the difference");
  }

  /** y = x², with a derivative that is right in the first column only. */
  private static final class FirstColumnOnly extends UnaryLayer {
    @Override
    public Tensor forward(Tensor x) {
      return new Op() {
        @Override
        protected NDArray forward(Kernels kernels, NDArray... in) {
          return binary(kernels, BinaryFn.MUL, in[0], in[0]);
        }

        @Override
        protected Tensor[] backward(Tensor upstream) {
          double[] factors = new double[x.shape().dim(1)];
          Arrays.fill(factors, 2.2);
          factors[0] = 2;
          return new Tensor[] {upstream.mul(input(0)).mul(Tensor.of(factors))};
        }

        @Override
        public Formula formula() {
          return Formula.of("y = x²", "y = x^2").derivative("∂y/∂x = 2x", "2x");
        }
      }.apply(x);
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  @Test
  void aFaultOutsideOfTheFirstColumnOfALargeArrayIsFound() {
    for (int columns : new int[] {32, 64, 128}) {
      assertThatThrownBy(() -> assertGradients(new FirstColumnOnly(), Shape.of(64, columns)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("the input, number ");
    }
  }

  @Test
  void aLossThatBeginsAtZeroOrBelowShowsNothing() {
    var zeros =
        Dataset.regression(new float[][] {{0}, {0}}, new float[] {0, 0}).batch(new int[] {0, 1});
    assertThatThrownBy(() -> assertOverfitsOneBatch(new Linear(1, 1, false), new MSELoss(), zeros))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the loss of the batch begins at 0.0, so that it says nothing");
    assertThatThrownBy(() -> assertOverfitsOneBatch(new Linear(1, 1), new Scripted(-3, 9), zeros))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the loss of the batch begins at -3.0, ");
  }

  @Test
  void theLossAfterTheLastUpdateCounts() {
    var batch = xor().batch(new int[] {0, 1});
    var late = new Scripted(1, NetworkAssertions.OVERFIT_STEPS);
    assertOverfitsOneBatch(new Linear(2, 1), late, batch);
    var tooLate = new Scripted(1, NetworkAssertions.OVERFIT_STEPS + 1);
    assertThatThrownBy(() -> assertOverfitsOneBatch(new Linear(2, 1), tooLate, batch))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the loss was 1.000 and is 1.000 after 500 steps of Adam");
  }

  @Test
  void aRightNetworkWithDropoutIsNotAccused() {
    assertGradients(new Sequential(new Linear(7, 11), new Dropout(0.4), new Linear(11, 3)));
    assertThatThrownBy(() -> assertGradients(new Sequential(new Squares(), new Dropout(0.4))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the input, number ");
  }

  /** Takes off a mean that moves on with each pass. */
  private static final class Centred extends UnaryLayer {
    private final LayerBuffer mean = buffer("mean", Shape.of(1), 0);

    @Override
    public Tensor forward(Tensor x) {
      mean.propose(new double[] {3}, 0.5);
      return x.sub(mean.tensor());
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  @Test
  void aRightLayerWithABufferThatMovesOnIsNotAccused() {
    assertGradients(new Centred());
  }

  @Test
  void masksOfABatchThatIsLearntByHeartDoNotDependOnWhatRanBefore() {
    var batch = xor().batch(new int[] {0, 1, 2, 3});
    double[] first = learnt(batch);
    Randomness.SETTING.get(); // as another test would
    assertThat(learnt(batch)).containsExactly(first);
  }

  private static double[] learnt(Dataset.Batch batch) {
    var model = new Sequential(new Linear(2, 64), new Tanh(), new Dropout(0.2), new Linear(64, 2));
    assertOverfitsOneBatch(model, new CrossEntropyLoss(), batch);
    return model.store().values().toDoubles();
  }

  /** Its mask is the same in two steps if they have the same randomness. */
  @Test
  void eachStepOfABatchThatIsLearntByHeartHasAMaskOfItsOwn() {
    var masks = new LinkedHashSet<String>();
    var noisy =
        new UnaryLayer() {
          @Override
          public Tensor forward(Tensor x) {
            masks.add(Arrays.toString(Randomness.SETTING.get().permutation(31)));
            return x;
          }
        };
    var batch = xor().batch(new int[] {0, 1});
    assertOverfitsOneBatch(new Sequential(noisy, new Linear(2, 1)), new Scripted(1, 5), batch);
    assertThat(masks).hasSize(6);
  }

  @Test
  void inputsOfSeveralAxesOrOfWholeNumbersAreGivenAsTheyAre() {
    assertGradients(new LayerNorm(3, 4), Shape.of(5, 3, 4));
    NDArray cube = NDArray.allocate(DType.F32, Shape.of(2, 3, 4));
    Rng.of(1, "cube").fillUniform(cube, -1, 1);
    float[] before = cube.toFloats();
    assertGradients(new LayerNorm(3, 4), cube);
    assertThat(cube.toFloats()).containsExactly(before);
    NDArray words = NDArray.of(new int[] {1, 0, 4, 4, 2, 1}, 2, 3);
    assertGradients(new Embedding(5, 7), words);
    assertThatThrownBy(
            () -> assertGradients(new Sequential(new Embedding(5, 3), new Squares()), words))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0.weight, number ");
    assertThatThrownBy(() -> assertGradients(new Tanh(), words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no gradient");

    assertSurvivesSaveAndLoad(new LayerNorm(3, 4), cube);
    assertSurvivesSaveAndLoad(new Embedding(5, 7), words);
    assertSurvivesSaveAndLoad(new Embedding(5, 7), () -> new Embedding(5, 7), words);
    assertThatThrownBy(() ->
            assertSurvivesSaveAndLoad(
                new Sequential(new LayerNorm(3, 4)),
                () -> new Sequential(new LayerNorm(3, 4), new Tanh()),
                cube))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the output does not survive a file: number 0 was ");
    assertThatThrownBy(() -> assertSurvivesSaveAndLoad(new Tanh(), NDArray.of(new float[7], 7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the input must be (rows × …), but is (7)");
  }

  /** The same loss whatever the output is, and a hundredth of it after so many calls. */
  private static final class Scripted extends Loss {
    private final double first;
    private final int until;
    private int calls;

    Scripted(double first, int until) {
      super(Reduction.MEAN);
      this.first = first;
      this.until = until;
    }

    @Override
    public Tensor sum(Tensor output, Tensor target) {
      double now = calls < until ? first : first / 100;
      calls++;
      return output.mul(0).sum().add(now);
    }

    @Override
    public double weight(Tensor target) {
      return 1;
    }
  }

  @Test
  void aLayerWithNumbersIsNotOverwritten() {
    var layer = new Linear(3, 2);
    layer.init(1);
    assertThatThrownBy(() -> assertGradients(layer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has its numbers already");
  }

  @Test
  void aNetworkThatCanLearnLearnsABatchByHeart() {
    var batch = xor().batch(new int[] {0, 1, 2, 3});
    var model = new Sequential(new Linear(2, 16), new Tanh(), new Linear(16, 2));
    assertOverfitsOneBatch(model, new CrossEntropyLoss(), batch);
    // No line divides exclusive or.
    assertThatThrownBy(
            () -> assertOverfitsOneBatch(new Linear(2, 2), new CrossEntropyLoss(), batch))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("does not learn one batch of 4 rows by heart: the loss was 0.");
  }

  @Test
  void aFigureIsReachedInTimeOrNot() {
    assertReaches(1, within(200, EPOCHS), training(), xor(), xor());
    assertReaches(1, within(800, STEPS), training(), xor(), xor());
    assertThatThrownBy(() -> assertReaches(1, within(1, EPOCHS), training(), xor(), xor()))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "the training should reach an accuracy of at least 1.000 on the test part within 1 epoch,"
                + " but it is 0\\..*");
    var line = Dataset.regression(new float[][] {{0}, {1}, {2}}, new float[] {1, 3, 5});
    var linear =
        Trainer.builder(new Linear(1, 1)).loss(new MSELoss()).optimizer(new SGD(0.1)).batchSize(3);
    assertReaches(0.05, within(500, EPOCHS), linear, line, line);
    assertThatThrownBy(() -> assertReaches(1e-9, within(2, STEPS), linear, line, line))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "the training should reach an rmse of at most 1.000e-09 on the test part within 2"
                + " steps, but it is .*");
    assertThatThrownBy(() -> within(0, STEPS)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Trainer.Builder training() {
    return Trainer.builder(new Sequential(new Linear(2, 16), new Tanh(), new Linear(16, 2)))
        .loss(new CrossEntropyLoss())
        .optimizer(new Adam(0.05))
        .batchSize(1);
  }

  @Test
  void aRunHashIsComparedByItsFirstDigits() {
    var one = training().epochs(3).threads(1).build().fit(xor());
    var two = training().epochs(3).threads(2).build().fit(xor());
    assertRunHash(one.runHash(), two);
    assertRunHash(one.runHash().substring(0, 8), two);
    var other = training().epochs(3).seed(2).build().fit(xor());
    assertThatThrownBy(() -> assertRunHash(one.runHash(), other))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the run hash should be " + one.runHash() + ", but is " + other.runHash());
    assertThatThrownBy(() -> assertRunHash("", one)).isInstanceOf(AssertionError.class);
  }

  /** Gives its rows twice. */
  private static final class Repeated extends UnaryLayer {
    @Override
    public Tensor forward(Tensor x) {
      return Tensor.concat(0, x, x);
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  @Test
  void aModelSurvivesAFileAndAConstructorThatForgetsALayerIsFound() {
    var model =
        new Sequential(
            new Linear(5, 7), new BatchNorm1d(7), new ReLU(), new Dropout(0.5), new Linear(7, 3));
    assertSurvivesSaveAndLoad(model);
    assertSurvivesSaveAndLoad(new Deaf(), Deaf::new);
    assertThatThrownBy(() ->
            assertSurvivesSaveAndLoad(
                new Sequential(new Linear(5, 3), new Tanh()),
                () -> new Sequential(new Linear(5, 3))))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the output does not survive a file: number 0 was ");
    assertThatThrownBy(() ->
            assertSurvivesSaveAndLoad(
                new Sequential(new Linear(5, 3)),
                () -> new Sequential(new Linear(5, 3), new Repeated())))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the output does not survive a file: it was f32 (5 × 3) and is f32 (10 × 3)");
  }

  @Test
  void aConstructorThatGivesBackTheModelOrItsLayersIsRefused() {
    var linear = new Linear(5, 3);
    var model = new Sequential(linear);
    assertThatThrownBy(() -> assertSurvivesSaveAndLoad(model, () -> model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the constructor gives back the model itself");
    assertThatThrownBy(() -> assertSurvivesSaveAndLoad(model, () -> new Sequential(linear)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the constructor gives back layers of the model itself");
    var norm = new BatchNorm1d(3);
    assertThatThrownBy(() -> assertSurvivesSaveAndLoad(norm, () -> new Sequential(norm)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theModelKeepsItsNumbers() {
    var model = new Sequential(new Linear(5, 7), new BatchNorm1d(7));
    model.init(3);
    double[] before = model.store().values().toDoubles();
    assertSurvivesSaveAndLoad(model);
    assertThat(model.store().values().toDoubles()).containsExactly(before);
    assertThat(model.buffers().get(0).value().toDoubles()).containsOnly(0);
    assertThat(model.buffers().get(1).value().toDoubles()).containsOnly(1);
  }

  @Test
  void aTensorThatIsMissingOrOfAnotherShapeOrKindIsNamed() {
    var model = new Sequential(new Linear(5, 3), new BatchNorm1d(3));
    model.init(1);
    lost(model, () -> new Sequential(new Linear(5, 3)), "the tensors do not survive a file: they");
    lost(
        model,
        () -> new Sequential(new Linear(5, 3), new BatchNorm1d(3), new Linear(3, 3)),
        "the tensors do not survive a file: they");
    lost(
        new Sequential(new Linear(5, 3)),
        () -> new Sequential(new Linear(5, 4)),
        "0.weight does not survive a file: it was (");
    lost(new Shift(true), () -> new Shift(false), "the parameters do not survive a file: they");
    lost(new Shift(false), () -> new Shift(true), "the parameters do not survive a file: they");
  }

  private static void lost(UnaryLayer model, Supplier<UnaryLayer> constructor, String words) {
    assertThatThrownBy(() -> assertSurvivesSaveAndLoad(model, constructor))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(words);
  }

  /** Adds numbers that are trained or only kept. */
  private static final class Shift extends UnaryLayer {
    Shift(boolean trained) {
      if (trained) {
        param("shift", Param.Role.BIAS, Shape.of(2), Fan.NONE, Init.ones());
      } else {
        buffer("shift", Shape.of(2), 1);
      }
    }

    @Override
    public Tensor forward(Tensor x) {
      return x.add(1);
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  /** Its parameter and its buffer have one name, so that a file has room for one of them. */
  private static final class Twins extends UnaryLayer {
    private final Param scale =
        param("scale", Param.Role.SCALE, Shape.of(2), Fan.NONE, Init.ones());
    private final LayerBuffer kept = buffer("scale", Shape.of(2), 1);

    @Override
    public Tensor forward(Tensor x) {
      return x.mul(scale.tensor()).mul(kept.tensor());
    }

    @Override
    public Shape outputShape(Shape input) {
      if (!input.equals(Shape.of(2))) {
        throw new IllegalArgumentException("[twins] takes rows of 2");
      }
      return input;
    }
  }

  @Test
  void numbersThatAreRightOnlyAsAConstructorSetsThemAreFound() {
    lost(new Twins(), Twins::new, "scale does not survive a file: number 0 was ");
  }
}
