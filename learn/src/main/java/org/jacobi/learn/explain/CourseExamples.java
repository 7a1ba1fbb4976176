package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.Factor;
import org.jacobi.learn.explain.Explanation.Step;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;

/** The examples with which courses on backpropagation begin, in F64. */
public final class CourseExamples {
  private static final String LOSS = "L";

  private final Locale locale;
  private final Map<String, Supplier<Explanation>> all = new LinkedHashMap<>();

  private CourseExamples(Locale locale) {
    this.locale = locale;
    all.put("apples", this::apples);
    all.put("oranges", this::oranges);
    all.put("sin", this::sin);
    all.put("linear", this::linear);
    all.put("softmax-loss", this::softmaxLoss);
    all.put("two-layer", this::twoLayer);
    all.put("one-hidden", this::oneHidden);
    all.put("two-hidden", this::twoHidden);
  }

  /** Their names. */
  public static List<String> names() {
    return List.copyOf(new CourseExamples(Locale.ENGLISH).all.keySet());
  }

  /**
   * The example of a name, with a title in a language.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Explanation of(String name, Locale locale) {
    var example = new CourseExamples(locale).all.get(name);
    if (example == null) {
      throw new IllegalArgumentException(
          Words.error("explain", "example", name, String.join(", ", names())));
    }
    return example.get();
  }

  private GraphNames names(String example) {
    return new GraphNames(Words.text(locale, "example." + example));
  }

  // ---- numbers ----

  private static Tensor number(double value) {
    return Tensor.scalar(value).requireGrad();
  }

  private Explanation apples() {
    Tensor apple = number(100);
    Tensor apples = number(2);
    Tensor tax = number(1.1);
    Tensor price = apple.mul(apples).mul(tax);
    return Explain.of(
        price,
        names("apples")
            .name(apple, "apple")
            .name(apples, "apples")
            .name(tax, "tax")
            .name(price, "price"));
  }

  private Explanation oranges() {
    Tensor apple = number(100);
    Tensor apples = number(2);
    Tensor orange = number(150);
    Tensor oranges = number(3);
    Tensor tax = number(1.1);
    Tensor fruit = apple.mul(apples).add(orange.mul(oranges));
    Tensor price = fruit.mul(tax);
    return Explain.of(
        price,
        names("oranges")
            .name(apple, "apple")
            .name(apples, "apples")
            .name(orange, "orange")
            .name(oranges, "oranges")
            .name(tax, "tax")
            .name(fruit, "fruit")
            .name(price, "price"));
  }

  private Explanation sin() {
    Tensor x = number(1.5);
    return Explain.of(x.square().add(2).sin(), names("sin").name(x, "x"));
  }

  // ---- arrays ----

  /** Drawn numbers with one digit behind the point, the same each time. */
  private static NDArray drawn(String name, int... dims) {
    var drawn = NDArray.allocate(DType.F64, Shape.of(dims));
    Rng.of(1, "explain").derive(name).fillNormal(drawn, 0, 1);
    double[] rounded = drawn.toDoubles();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Math.rint(rounded[i] * 10) / 10 + 0.0; // no −0
    }
    return NDArray.of(rounded, dims);
  }

  private static Tensor parameter(String name, int... dims) {
    return new Tensor(drawn(name, dims)).requireGrad();
  }

  private Explanation linear() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2).requireGrad();
    Tensor w = Tensor.of(new double[] {0.5, -0.2}, 2, 1).requireGrad();
    Tensor b = Tensor.of(0.1).requireGrad();
    Tensor t = Tensor.of(new double[] {1, 0, 2}, 3, 1);
    Tensor z = x.matmul(w).add(b);
    Tensor loss = z.sub(t).square().sumKeep().mul(0.5);
    var names = names("linear").name(x, "X").name(w, "W").name(b, "b").name(t, "T");
    return Explain.of(loss, names.name(z, "Z").name(loss, LOSS));
  }

  private Explanation softmaxLoss() {
    Tensor x = Tensor.of(new double[] {0.3, 2.9, 4, 1, 2, 3}, 2, 3).requireGrad();
    Tensor y = Tensor.of(new double[] {0, 0, 1, 1, 0, 0}, 2, 3);
    Tensor e = x.exp();
    Tensor s = e.sumKeep(1);
    Tensor a = e.div(s);
    Tensor loss = y.mul(a.log()).sumKeep().div(-2);
    var names = names("softmax-loss").name(x, "X").name(y, "Y").name(e, "E").name(s, "S");
    return Explain.of(loss, names.name(a, "A").name(loss, LOSS)).withSteps(SoftmaxSteps.ofBatch());
  }

  private Explanation twoLayer() {
    Tensor x = new Tensor(drawn("x", 2, 3));
    Tensor t = Tensor.of(new double[] {0, 1, 1, 0}, 2, 2);
    Tensor w1 = parameter("w1", 3, 4);
    Tensor b1 = parameter("b1", 4);
    Tensor w2 = parameter("w2", 4, 2);
    Tensor b2 = parameter("b2", 2);
    Tensor z1 = x.matmul(w1).add(b1);
    Tensor a1 = z1.sigmoid();
    Tensor z2 = a1.matmul(w2).add(b2);
    Tensor loss = z2.softmaxCrossEntropy(t).sumKeep().div(2);
    var names = names("two-layer").name(x, "X").name(t, "Y").name(w1, "W1").name(b1, "b1");
    names.name(w2, "W2").name(b2, "b2").name(z1, "Z1").name(a1, "A1").name(z2, "Z2");
    return Explain.of(loss, names.name(loss, LOSS));
  }

  // ---- networks whose derivation is written factor by factor ----

  private Explanation oneHidden() {
    return sigmoids("one-hidden", 3, 4, 1);
  }

  private Explanation twoHidden() {
    return sigmoids("two-hidden", 3, 5, 4, 1);
  }

  /** Layers Aₙ = sigmoid(Aₙ₋₁ · Wₙ), and ½ Σ (A − Y)². */
  private Explanation sigmoids(String example, int... sizes) {
    int rows = 2;
    int layers = sizes.length - 1;
    Tensor x = new Tensor(drawn("x", rows, sizes[0]));
    Tensor y = new Tensor(NDArray.of(new double[] {1, 0}, rows, 1));
    var names = names(example).name(x, "X").name(y, "Y");
    List<Tensor> weights = new ArrayList<>();
    List<Tensor> activations = new ArrayList<>(List.of(x));
    for (int i = 1; i <= layers; i++) {
      Tensor weight = parameter("w" + i, sizes[i - 1], sizes[i]);
      Tensor sums = activations.getLast().matmul(weight);
      weights.add(weight);
      activations.add(sums.sigmoid());
      names.name(weight, "W" + i).name(sums, "Z" + i).name(activations.getLast(), "A" + i);
    }
    Tensor loss = activations.getLast().sub(y).square().sumKeep().mul(0.5);
    return Explain.of(loss, names.name(loss, LOSS)).withSteps(factors(weights, activations, y));
  }

  private static List<Step> factors(List<Tensor> weights, List<Tensor> activations, Tensor y) {
    int last = weights.size();
    Tensor answer = activations.getLast();
    Factor delta =
        Factor.rows("(A" + last + " − Y)", answer.sub(y).value()).times(slope(last, answer));
    List<Step> steps = new ArrayList<>();
    for (int i = last; i >= 1; i--) {
      Factor input = Factor.rows(i == 1 ? "X" : "A" + (i - 1), activations.get(i - 1).value());
      Factor gradient = input.transpose().dot(delta).as("∂L/∂W" + i);
      steps.add(new Step(gradient.formula(), latex(gradient.formula())));
      steps.add(new Step("    " + gradient.shapes(), "&\\qquad " + latex(gradient.shapes())));
      if (i > 1) {
        Factor weight = Factor.of("W" + i, weights.get(i - 1).value());
        delta = delta.dot(weight.transpose()).times(slope(i - 1, activations.get(i - 1)));
      }
    }
    return steps;
  }

  private static Factor slope(int i, Tensor a) {
    String name = "A" + i;
    Tensor slope = a.mul(a.neg().add(1));
    return Factor.rows(name + "(1 − " + name + ")", slope.value());
  }

  private static String latex(String text) {
    return text.replaceAll("∂L/∂W(\\d)", "\\\\frac{\\\\partial L}{\\\\partial W$1}")
        .replaceAll("([AWZ])(\\d)", "$1_{$2}")
        .replace("ᵀ", "^{\\top}")
        .replace(" = ", " &= ")
        .replace(" ⊙ ", " \\odot ")
        .replace(" · ", " \\cdot ")
        .replace("→", "\\to")
        .replace('−', '-');
  }
}
