package org.jacobi.learn.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Linear;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Autograd.Walk;
import org.jacobi.tensor.Formula;
import org.jacobi.tensor.Op;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private final Tensor x = Tensor.scalar(3).requireGrad();

  private static Edge edge(Explanation explanation, String from, String to) {
    return explanation.edges().stream()
        .filter(e -> explanation.nodes().get(e.from()).label().equals(from))
        .filter(e -> explanation.nodes().get(e.to()).label().equals(to))
        .findFirst()
        .orElseThrow();
  }

  private static Node node(Explanation explanation, String label) {
    return explanation.nodes().stream()
        .filter(node -> node.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSharedResultIsOneNodeWhoseGradientIsTheSum() {
    Tensor square = x.square(); // 9
    Tensor y = square.mul(2).add(square.exp());
    var explanation = Explain.of(y);
    assertThat(explanation.nodes().stream().map(Node::label))
        .containsExactly("x1", "2", "v1", "v2", "v3", "y");
    assertThat(explanation.nodes().stream().map(Node::kind))
        .containsExactly(
            Kind.INPUT,
            Kind.CONSTANT,
            Kind.OPERATION,
            Kind.OPERATION,
            Kind.OPERATION,
            Kind.OPERATION);
    assertThat(explanation.nodes().stream().map(Node::symbol))
        .containsExactly("x1", "2", "(·)²", "×", "exp", "+");
    assertThat(node(explanation, "v1").gradient()[0]).isCloseTo(2 + Math.exp(9), within(1e-9));
    assertThat(node(explanation, "x1").gradient()[0])
        .isCloseTo(6 * (2 + Math.exp(9)), within(1e-8));
    assertThat(edge(explanation, "v1", "v2").contribution()).containsExactly(2);
    assertThat(edge(explanation, "v1", "v3").local()[0]).isCloseTo(Math.exp(9), within(1e-9));
    assertThat(edge(explanation, "x1", "v1").local()).containsExactly(6);
    assertThat(edge(explanation, "2", "v2").contribution()).isNull();
    assertThat(edge(explanation, "2", "v2").local()).isNull();
    assertThat(node(explanation, "2").gradient()).isNull();
  }

  @Test
  void theGraphStaysAndGradientsOfTheUserAreNotTouched() {
    Tensor y = x.sin();
    Explain.of(y);
    assertThat(x.hasGrad()).isFalse();
    y.backward(Walk.RETAIN);
    Explain.of(y);
    assertThat(x.grad().item()).isCloseTo(Math.cos(3), within(1e-15));
    y.backward();
    assertThatThrownBy(() -> Explain.of(y))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("look at a graph before backward()");
  }

  @Test
  void aLeafAloneExplainsItself() {
    var explanation = Explain.of(x);
    assertThat(explanation.nodes()).hasSize(1);
    assertThat(explanation.result().gradient()).containsExactly(1);
    assertThat(ExplainForm.TEXT.of(explanation, Locale.ENGLISH)).contains("∂x1/∂x1 = 1");
  }

  @Test
  void whatIsNoNumberOrHasNoGradientIsRefused() {
    Tensor vector = Tensor.of(1.0, 2.0).requireGrad();
    assertThatThrownBy(() -> Explain.of(vector.mul(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2)");
    assertThatThrownBy(() -> Explain.of(Tensor.scalar(2).mul(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("requireGrad()");
  }

  @Test
  void anInputMayBeCalledLikeAnOperation() {
    Tensor result = x.mul(2).sin();
    var explanation = Explain.of(result, new GraphNames("t").name(x, "v1"));
    assertThat(explanation.nodes().stream().map(Node::label)).containsExactly("v1", "2", "w1", "y");
  }

  @Test
  void localDerivativesAreThereWhereEachElementHasOne() {
    Tensor a = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).requireGrad();
    Tensor b = Tensor.of(2.0, 3.0, 5.0).requireGrad();
    Tensor product = a.mul(b);
    Tensor turned = product.transpose();
    Tensor soft = turned.softmax(-1);
    Tensor result = soft.square().sumKeep();
    var names = new GraphNames("t").name(a, "a").name(b, "b").name(product, "p");
    var explanation = Explain.of(result, names.name(turned, "t").name(soft, "s").name(result, "y"));
    assertThat(edge(explanation, "a", "p").local()).containsExactly(2, 3, 5, 2, 3, 5);
    assertThat(edge(explanation, "b", "p").local()).isNull(); // was stretched over the rows
    assertThat(edge(explanation, "p", "t").local()).isNull(); // changes places
    assertThat(edge(explanation, "t", "s").local()).isNull(); // a matrix for each row
    assertThat(edge(explanation, "v4", "y").local()).containsOnly(1).hasSize(6);
    assertThat(edge(explanation, "b", "p").contribution()).hasSize(3);
    assertThat(node(explanation, "p").shape()).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void squareMatricesAreNotTakenForElementByElement() {
    Tensor a = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requireGrad();
    Tensor b = Tensor.of(new double[] {5, 6, 7, 8}, 2, 2).requireGrad();
    Tensor product = a.matmul(b);
    var explanation =
        Explain.of(
            product.sumKeep(), new GraphNames("").name(a, "A").name(b, "B").name(product, "C"));
    assertThat(edge(explanation, "A", "C").local()).isNull();
    assertThat(edge(explanation, "B", "C").local()).isNull();
    assertThat(edge(explanation, "A", "C").contribution()).containsExactly(11, 15, 11, 15);
    assertThat(ExplainForm.TEXT.of(explanation, Locale.ENGLISH)).contains("∂y/∂A = ∂y/∂C · Bᵀ");
  }

  private static final class Cube extends Op {
    @Override
    protected NDArray forward(Kernels kernels, NDArray... in) {
      return binary(kernels, BinaryFn.MUL, binary(kernels, BinaryFn.MUL, in[0], in[0]), in[0]);
    }

    @Override
    protected Tensor[] backward(Tensor upstream) {
      return gradients(upstream.mul(input(0).square()).mul(3));
    }

    @Override
    public Formula formula() {
      return Formula.of("y = x³", "y = x^3").derivative("∂y/∂x = 3x²", "3x^2");
    }
  }

  @Test
  void anOperationOfOnesOwnIsExplainedByItsOwnFormula() {
    var explanation = Explain.of(new Cube().apply(x.mul(2)), new GraphNames("").name(x, "x"));
    String text = ExplainForm.TEXT.of(explanation, Locale.ENGLISH);
    assertThat(text)
        .contains("y = v1³")
        .contains("∂y/∂v1 = 3v1²")
        .contains("= 3(x · 2)² · 2")
        .contains("= 108 · 2 = 216");
    assertThat(ExplainForm.LATEX.of(explanation, Locale.ENGLISH)).contains("y &= {v_{1}}^3 = 216");
  }

  @Test
  void worksInsideAStepAndOutlivesIt() {
    var explanation =
        StepScope.over(new Slab()).call(() -> Explain.of(x.square().add(Tensor.scalar(1))));
    assertThat(explanation.result().value()).containsExactly(10);
    assertThat(node(explanation, "x1").gradient()).containsExactly(6);
  }

  @Test
  void secondDerivativesThatDoNotExistAreNamed() {
    Tensor scores = Tensor.of(new double[] {1, 2}, 1, 2);
    Tensor loss = scores.mul(x).softmaxCrossEntropy(Tensor.of(new double[] {0, 1}, 1, 2)).sumKeep();
    assertThatThrownBy(() -> Explain.ofSecondOrder(loss, new GraphNames(""), x))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("second derivative");
    Tensor other = Tensor.scalar(1).requireGrad();
    assertThatThrownBy(() -> Explain.ofSecondOrder(x.sin(), new GraphNames(""), other))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---- models ----

  @Test
  void aModelHasItsParametersAndLayersByName() {
    var model = new Sequential(new Linear(3, 5), new ReLU(), new Linear(5, 2));
    model.init(1);
    NDArray features = NDArray.of(new float[] {1, -2, 0.5f}, 1, 3);
    var explanation =
        new ExplainedModel(model, "a model")
            .loss(features, new CrossEntropyLoss(), Tensor.of(new int[] {1}));
    assertThat(explanation.title()).isEqualTo("a model");
    assertThat(node(explanation, "0.weight").kind()).isEqualTo(Kind.PARAMETER);
    assertThat(node(explanation, "2.bias").gradient()).hasSize(2);
    assertThat(node(explanation, "t").value()).containsExactly(0, 1);
    assertThat(node(explanation, "x").gradient()).hasSize(3);
    assertThat(node(explanation, "v1").layer()).isEqualTo("0");
    assertThat(node(explanation, "v2").layer()).isEqualTo("2");
    assertThat(explanation.result().label()).isEqualTo("L");
    assertThat(explanation.result().dtype()).isEqualTo(DType.F32);
    double[] z = node(explanation, "v2").value();
    double p = 1 / (1 + Math.exp(z[0] - z[1]));
    assertThat(explanation.result().value()[0]).isCloseTo(-Math.log(p), within(1e-6));
    assertThat(node(explanation, "2.bias").gradient()[1]).isCloseTo(p - 1, within(1e-6));
    assertThat(model.params().getFirst().tensor().hasGrad()).isFalse();
    assertThat(explanation.steps().getLast().text()).contains("aⱼ − tⱼ");
  }

  @Test
  void constantsWithinALayerAreNoTargets() {
    var model = new Sequential(new Linear(3, 2), new BatchNorm1d(2), new Linear(2, 2));
    model.init(1);
    NDArray features = NDArray.of(new float[] {1, -2, 0.5f}, 1, 3);
    NDArray target = NDArray.of(new float[] {4, 5}, 1, 2);
    var explanation =
        new ExplainedModel(model, "t").loss(features, new MSELoss(), new Tensor(target));
    assertThat(node(explanation, "t").value()).containsExactly(4, 5);
    assertThat(explanation.nodes().stream().filter(n -> n.kind() == Kind.CONSTANT).map(Node::label))
        .contains("t", "c1")
        .doesNotContain("t1");
  }

  @Test
  void oneOutputOfAModelIsExplainedInEvaluationMode() {
    var model = new Sequential(new Linear(3, 2), new Dropout(0.5));
    model.init(1);
    NDArray features = NDArray.of(new float[] {1, -2, 0.5f}, 1, 3);
    var explanation = new ExplainedModel(model, "t").output(features, 1);
    double[] w = model.params().getFirst().value().toDoubles();
    assertThat(node(explanation, "x").gradient()).containsExactly(w[3], w[4], w[5]);
    assertThat(explanation.nodes()).noneMatch(node -> node.name().equals("dropout"));
  }

  // ---- limits ----

  @Test
  void aLargeNetworkIsSummedUpByLayer() {
    List<UnaryLayer> layers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      layers.add(new Linear(3, 3));
      layers.add(new Tanh());
    }
    var model = new Sequential(layers.toArray(UnaryLayer[]::new));
    model.init(1);
    NDArray features = NDArray.of(new float[] {1, -2, 0.5f}, 1, 3);
    NDArray target = NDArray.of(new float[] {0, 0, 1}, 1, 3);
    var explanation =
        new ExplainedModel(model, "deep").loss(features, new MSELoss(), new Tensor(target));
    int nodes = explanation.nodes().size();
    assertThat(nodes).isGreaterThan(Explanation.MOST_NODES);
    String text = ExplainForm.TEXT.of(explanation, Locale.ENGLISH);
    assertThat(text)
        .contains("This graph has " + nodes + " nodes; up to 120 are shown one by one.")
        .containsPattern("\n0 +linear +\\(1 × 3\\) +12\n")
        .containsPattern("\n79 +tanh +\\(1 × 3\\) +0\n")
        .containsPattern("\n\\(outside of layers\\) +sub, pow, .*sum");
    assertThat(text)
        .containsPattern("\n  ∂L/∂x +\\(1 × 3\\) +\\[\\[")
        .containsPattern("\n  ∂L/∂0.weight +\\(3 × 3\\) +\\[\\[");
    assertThat(text.lines().filter(line -> line.startsWith("  ∂L/∂"))).hasSize(1 + 80);
    assertThat(ExplainForm.TEXT.of(explanation, Locale.CHINESE)).contains("计算图有 " + nodes);
    for (var form : List.of(ExplainForm.DOT, ExplainForm.MERMAID, ExplainForm.LATEX)) {
      assertThatThrownBy(() -> form.of(explanation, Locale.ENGLISH))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "[explain] This graph has "
                  + nodes
                  + " nodes; up to 120 are shown one by one. The text form sums it up by layer, and"
                  + " JSON has all of it.");
    }
    assertThat(ExplainForm.JSON.of(explanation, Locale.ENGLISH))
        .contains("\"number\": " + (nodes - 1));
  }

  @Test
  void aGraphOfManyThousandNodesIsExplainedInShortTime() {
    Tensor sum = x;
    for (int i = 0; i < 20_000; i++) {
      sum = sum.add(x);
    }
    var explanation = Explain.of(sum);
    assertThat(node(explanation, "x1").gradient()).containsExactly(20_001);
    assertThat(ExplainForm.TEXT.of(explanation, Locale.ENGLISH)).contains("20000 × add");
  }

  @Test
  void moreThanABillionPathsAreCountedAndOnlyTheFirstShown() {
    Tensor y = x;
    for (int i = 0; i < 40; i++) {
      y = y.mul(0.25).add(y.mul(0.25));
    }
    var explanation = Explain.of(y);
    assertThat(explanation.nodes().size()).isGreaterThan(Explanation.MOST_NODES);
    Tensor z = x;
    for (int i = 0; i < 32; i++) {
      z = z.add(z);
    }
    String text = ExplainForm.TEXT.of(Explain.of(z), Locale.ENGLISH);
    assertThat(text)
        .contains("∂y/∂x1 is the sum over 4.29497e9 paths; the first 6:")
        .contains("1 + 1 + 1 + 1 + 1 + 1 + … = 4.29497e9");
  }
}
