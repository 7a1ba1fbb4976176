package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StaleArrayException;
import org.jacobi.array.StepScope;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.GradCheck;
import org.jacobi.tensor.GradientSink;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LayerTest {
  /** As a user writes one: children in fields, and some in a list. */
  private static final class Own extends UnaryLayer {
    private final Linear first = new Linear(3, 5);
    private final List<Linear> middle =
        List.of(child("middle.0", new Linear(5, 5)), child("middle.1", new Linear(5, 5)));
    private final Linear last = new Linear(5, 2);

    @Override
    public Tensor forward(Tensor x) {
      Tensor flow = first.forward(x).tanh();
      for (Linear layer : middle) {
        flow = layer.forward(flow).tanh();
      }
      return last.forward(flow);
    }
  }

  /** A decoder that uses the encoder's weight, the other way round. */
  private static final class Tied extends UnaryLayer {
    private final Linear encoder = new Linear(5, 3, false);
    private final Decoder decoder = new Decoder(encoder.weight());

    @Override
    public Tensor forward(Tensor x) {
      return decoder.forward(encoder.forward(x));
    }
  }

  private static final class Decoder extends UnaryLayer {
    private final Param weight;

    Decoder(Param weight) {
      this.weight = weight;
      share("weight", weight);
    }

    @Override
    public Tensor forward(Tensor x) {
      return x.matmul(weight.tensor());
    }
  }

  /** The layers of a base class count too. */
  private abstract static class Base extends UnaryLayer {
    final Linear below = new Linear(3, 3);
  }

  private static final class Derived extends Base {
    private final Linear above = new Linear(3, 2);
    private final UnaryLayer same = above;

    @Override
    public Tensor forward(Tensor x) {
      return same.forward(below.forward(x));
    }
  }

  private static List<String> paths(Layer layer) {
    return layer.params().stream().map(Param::path).toList();
  }

  // ---- structure ----

  @Test
  void childrenAreRegisteredOnesThenThoseInFields() {
    var own = new Own();
    own.init(1);
    assertThat(own.children().keySet()).containsExactly("middle.0", "middle.1", "first", "last");
    assertThat(paths(own))
        .containsExactly(
            "middle.0.weight",
            "middle.0.bias",
            "middle.1.weight",
            "middle.1.bias",
            "first.weight",
            "first.bias",
            "last.weight",
            "last.bias");
    assertThat(own.first.path()).isEqualTo("first");
    assertThat(own.path()).isEmpty();
  }

  @Test
  void fieldsOfABaseClassComeFirstAndAnAliasIsNoSecondLayer() {
    var derived = new Derived();
    assertThat(derived.paths())
        .containsExactly("below.weight", "below.bias", "above.weight", "above.bias");
  }

  @Test
  void pathsAreMadeOfTheNamesOnTheWay() {
    var model = new Sequential(new Own(), new ReLU(), new Sequential(new Linear(2, 7)));
    model.init(1);
    assertThat(model.param("0.middle.1.weight").shape()).isEqualTo(Shape.of(5, 5));
    assertThat(model.param("2.0.bias").shape()).isEqualTo(Shape.of(7));
    assertThat(model.layers().keySet()).contains("", "0", "0.middle.1", "2", "2.0");
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new UnaryLayer() {
              final Layer one = child("a", new ReLU());
              final Layer two = child("a", new Tanh());

              @Override
              public Tensor forward(Tensor x) {
                return x;
              }
            })
        .withMessage("[layer]  has a child a already");
  }

  @Test
  void aParameterThatIsNotThereIsNamedWithThoseThatAre() {
    var model = new Sequential(new Linear(3, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.param("1.weight"))
        .withMessage("[layer] there is no parameter 1.weight; there are [0.weight, 0.bias]");
  }

  @Test
  void aLayerWithoutNumbersSaysWhatToCall() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new Linear(3, 2).forward(Tensor.zeros(5, 3)))
        .withMessage(
            "[param] weight has no numbers yet: call init(seed) on the model first. A layer that is held"
                + " in a list or an array is only found if it is registered with child(name, layer)");
    assertThatIllegalStateException()
        .isThrownBy(() -> new Linear(3, 2).store())
        .withMessage("[layer] this model has no numbers yet: call init(seed) on it first");
  }

  // ---- numbers ----

  @Test
  void theSameSeedGivesTheSameNumbersWhateverElseTheModelHas() {
    var small = new Sequential(new Linear(3, 2));
    var large = new Sequential(new Linear(3, 2), new Linear(2, 7));
    small.init(5);
    large.init(5);
    float[] weight = small.param("0.weight").value().toFloats();
    assertThat(large.param("0.weight").value().toFloats()).containsExactly(weight);
    small.init(6);
    assertThat(small.param("0.weight").value().toFloats()).isNotEqualTo(weight);
  }

  @Test
  void allParametersLieInOneSlabAtMultiplesOfACacheLine() {
    var model = new Sequential(new Linear(3, 2), new Linear(2, 7));
    model.init(1);
    var store = model.store();
    assertThat(store.size()).isEqualTo(6 + 2 + 14 + 7);
    assertThat(List.of(store.offset(0), store.offset(1), store.offset(2), store.offset(3)))
        .containsExactly(0, 16, 32, 48);
    store.values().fill(3);
    assertThat(model.param("1.bias").value().toFloats()).containsOnly(3);
  }

  @Test
  void aTiedParameterIsStoredOnceAndGetsBothGradients() {
    var tied = new Tied();
    tied.init(1, DType.F64);
    assertThat(paths(tied)).containsExactly("encoder.weight");
    assertThat(tied.store().size()).isEqualTo(15);
    Tensor x = Golden.pattern(3, 7, 5);
    tied.forward(x).square().sum().backward();
    Tensor w = tied.encoder.weight().tensor().keep();
    GradCheck.of(in -> x.linear(in[0], null).matmul(in[0]).square().sum()).check(w);
    Tensor leaf = w.keep().requireGrad();
    Tensor loss = x.linear(leaf, null).matmul(leaf).square().sum();
    assertThat(tied.encoder.weight().tensor().grad().toDoubles())
        .containsExactly(Autograd.gradients(loss, leaf).getFirst().toDoubles(), within(1e-9));
  }

  @Test
  void aFrozenParameterHasNoGradientAndDoesNotChange() {
    var model = new Sequential(new Linear(3, 5), new Tanh(), new Linear(5, 2));
    model.freeze("0"); // before there are numbers
    model.init(1, DType.F64);
    double[] before = model.param("0.weight").value().toDoubles();
    double[] free = model.param("2.weight").value().toDoubles();
    step(model, 0.1);
    assertThat(model.param("0.weight").tensor().hasGrad()).isFalse();
    assertThat(model.param("0.weight").value().toDoubles()).containsExactly(before);
    assertThat(model.param("2.weight").value().toDoubles()).isNotEqualTo(free);

    model.param("0.weight").freeze(false);
    step(model, 0.1);
    assertThat(model.param("0.weight").tensor().hasGrad()).isTrue();
    assertThat(model.param("0.weight").value().toDoubles()).isNotEqualTo(before);
    assertThat(model.param("0.bias").tensor().hasGrad()).isFalse();
  }

  @Test
  void freezingNothingIsRefused() {
    var model = new Sequential(new Linear(3, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.freeze("encoder"))
        .withMessage(
            "[freeze] no parameter is, or lies below, encoder; there are [0.weight, 0.bias]");
  }

  /** One step of gradient descent on fixed data. */
  private static double step(Sequential model, double rate) {
    model.store().zeroGrad();
    Tensor loss = loss(model);
    loss.backward();
    for (Param param : model.params()) {
      if (!param.isFrozen()) {
        Tensor moved = Autograd.noGrad(() -> param.tensor().sub(param.tensor().grad().mul(rate)));
        param.value().copyFrom(moved.value());
      }
    }
    return loss.item();
  }

  private static Tensor loss(Sequential model) {
    Tensor output = model.forward(Golden.pattern(3, 7, 3));
    return new CrossEntropyLoss().of(output, Tensor.of(new int[] {0, 1, 1, 0, 1, 0, 0}, 7));
  }

  @Test
  void gradientsAreRightInEveryStepAndNotOnlyInTheFirst() {
    var model = new Sequential(new Linear(3, 5), new BatchNorm1d(5), new GELU(), new Linear(5, 2));
    model.init(1, DType.F64);
    double last = Double.POSITIVE_INFINITY;
    for (int step = 0; step < 3; step++) {
      double loss = step(model, 0.5);
      assertThat(loss).isLessThan(last);
      last = loss;
      model.store().zeroGrad();
      loss(model).backward();
      for (Param param : model.params()) {
        checkAgainstDifferences(model, param);
      }
    }
  }

  private static void checkAgainstDifferences(Sequential model, Param param) {
    double[] gradient = param.tensor().grad().toDoubles();
    double[] numbers = param.value().toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      double[] moved = numbers.clone();
      moved[i] += 1e-6;
      param.value().copyFrom(moved);
      double ahead = loss(model).item();
      moved[i] -= 2e-6;
      param.value().copyFrom(moved);
      double behind = loss(model).item();
      param.value().copyFrom(numbers);
      assertThat(gradient[i]).as(param.path()).isCloseTo((ahead - behind) / 2e-6, within(1e-7));
    }
  }

  @Test
  void aSinkTakesTheGradientsOfOneShardAndLeavesTheParametersAlone() {
    var model = new Sequential(new Linear(3, 2), new Linear(2, 2, false));
    model.init(1, DType.F64);
    loss(model).backward();
    double[] first = model.param("0.bias").tensor().grad().toDoubles();
    model.store().zeroGrad();

    var slab = model.store().newSlab().fill(Double.NaN);
    var sink = model.store().sinkInto(slab);
    StepScope.over(new Slab())
        .with(GradientSink.SETTING, sink)
        .run(() -> {
          loss(model).backward();
          loss(model).backward();
        });
    sink.finish();
    assertThat(model.param("0.bias").tensor().hasGrad()).isFalse();
    double[] twice = {2 * first[0], 2 * first[1]};
    assertThat(model.store().part(slab, 1).toDoubles()).containsExactly(twice, within(1e-15));
  }

  @Test
  void gradientsThatBackwardLeftAreCollectedWhole() {
    var model = new Sequential(new Linear(3, 2), new Linear(2, 2, false));
    model.init(1, DType.F64);
    assertThatIllegalStateException()
        .isThrownBy(() -> model.store().collectGradients())
        .withMessage(
            "[step] no parameter has a gradient: call backward() on the loss before step()");
    model.param("1.weight").freeze(true);
    loss(model).backward();
    var gradients = model.store().collectGradients();
    assertThat(model.store().part(gradients, 1).toDoubles())
        .containsExactly(model.param("0.bias").tensor().grad().toDoubles());
    assertThat(model.store().part(gradients, 2).toDoubles()).containsOnly(0);
  }

  // ---- tables ----

  @Test
  void aSummaryShowsLayersOutputsAndParameters() {
    var model =
        new Sequential(
            new Flatten(),
            new Linear(784, 256),
            new BatchNorm1d(256),
            new ReLU(),
            new Sequential(new Dropout(0.5), new Linear(256, 10)));
    model.freeze("1");
    model.param("2.bias").freeze(true);
    assertThat(model.summary(Shape.of(28, 28)))
        .isEqualTo(
            """
            Layer                                 Output     Parameters
            ───────────────────────────────────────────────────────────
            Sequential                            (n × 10)      204,042
              0  Flatten                          (n × 784)           0
              1  Linear(784 → 256, bias), frozen  (n × 256)     200,960
              2  BatchNorm1d(256), partly frozen  (n × 256)         512
              3  ReLU                             (n × 256)           0
              4  Sequential                       (n × 10)        2,570
                0  Dropout(0.5)                   (n × 256)           0
                1  Linear(256 → 10, bias)         (n × 10)        2,570
            ───────────────────────────────────────────────────────────
            204,042 parameters: 2,826 trained, 201,216 frozen
            512 running numbers
            799.0 KiB in f32
            """);
  }

  @Test
  void aSummaryOfAnOwnLayerLeavesOutTheShapesBelowIt() {
    assertThat(new Sequential(new Own(), new Tanh()).summary(Shape.of(3)))
        .isEqualTo(
            """
            Layer                              Output  Parameters
            ─────────────────────────────────────────────────────
            Sequential                                         92
              0  Own                                           92
                middle.0  Linear(5 → 5, bias)                  30
                middle.1  Linear(5 → 5, bias)                  30
                first  Linear(3 → 5, bias)                     20
                last  Linear(5 → 2, bias)                      12
              1  Tanh                                           0
            ─────────────────────────────────────────────────────
            92 parameters: 92 trained, 0 frozen
            368 bytes in f32
            """);
  }

  @Test
  void aSummaryWithoutAnInputHasNoOutputs() {
    var shared = new Linear(3, 3);
    var model = new Sequential(shared, new Tied(), shared);
    model.init(1, DType.F64);
    assertThat(model.summary())
        .isEqualTo(
            """
            Layer                       Parameters
            ──────────────────────────────────────
            Sequential                          27
              0  Linear(3 → 3, bias)            12
              1  Tied                           15
                encoder  Linear(5 → 3)          15
                decoder  Decoder                 0
              2  the same as 0                   0
            ──────────────────────────────────────
            27 parameters: 27 trained, 0 frozen
            216 bytes in f64
            """);
  }

  @Test
  void aSummaryFindsTheLayerThatCannotTakeWhatArrives() {
    var model = new Sequential(new Linear(3, 5), new ReLU(), new Linear(4, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.summary(Shape.of(3)))
        .withMessage(
            "[Linear(4 → 2, bias)] the last axis of the input must have length 4, but the input is"
                + " (5)");
  }

  @Test
  void aStaleTensorOfAnOwnLoopNamesItsLayer() {
    var model = new Sequential(new Linear(3, 5), new Sequential(new Tanh(), new Linear(5, 2)));
    model.init(1);
    Tensor x = Tensor.ones(2, 3);
    Tensor stale = StepScope.over(new Slab()).call(() -> model.forward(x));
    assertThatThrownBy(stale::toDoubles)
        .isInstanceOf(StaleArrayException.class)
        .hasMessageStartingWith("[tensor] this f32 (2 × 2), made by linear in layer 1.1 at ");
  }
}
