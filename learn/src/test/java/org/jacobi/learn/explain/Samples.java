package org.jacobi.learn.explain;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jacobi.array.Shape;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.tensor.Formula;

/** Graphs to draw, written down by hand. The formulas are those of the operations of core. */
final class Samples {
  static final Formula MUL =
      Formula.of("y = a · b", "y = a \\odot b")
          .derivative("∂y/∂a = b", "b")
          .derivative("∂y/∂b = a", "a");
  static final Formula ADD =
      Formula.of("y = a + b", "y = a + b")
          .derivative("∂y/∂a = 1", "1")
          .derivative("∂y/∂b = 1", "1");
  static final Formula SUB =
      Formula.of("y = a − b", "y = a - b")
          .derivative("∂y/∂a = 1", "1")
          .derivative("∂y/∂b = −1", "-1");
  static final Formula DIV =
      Formula.of("y = a / b", "y = \\frac{a}{b}")
          .derivative("∂y/∂a = 1/b", "\\frac{1}{b}")
          .derivative("∂y/∂b = −a/b² = −y/b", "-\\frac{a}{b^2}");
  static final Formula SQUARE =
      Formula.of("y = xᵖ", "y = x^{p}").derivative("∂y/∂x = p · xᵖ⁻¹", "p\\,x^{p-1}");
  static final Formula SIN =
      Formula.of("y = sin x", "y = \\sin x").derivative("∂y/∂x = cos x", "\\cos x");
  static final Formula EXP =
      Formula.of("y = eˣ", "y = e^{x}").derivative("∂y/∂x = eˣ = y", "e^{x} = y");
  static final Formula LOG =
      Formula.of("y = log x", "y = \\log x").derivative("∂y/∂x = 1/x", "\\frac{1}{x}");
  static final Formula RELU =
      Formula.of("y = max(x, 0)", "y = \\max(x, 0)")
          .derivative("∂y/∂x = 1 where x > 0, else 0", "[x > 0]");
  static final Formula LINEAR =
      Formula.of("y = x · wᵀ + b", "Y = X W^{\\top} + b")
          .derivative("gradient of x = u · w", "U W")
          .derivative("gradient of w = uᵀ · x", "U^{\\top} X")
          .derivative("gradient of b = Σ over rows of u", "\\textstyle\\sum_r U_r");
  static final Formula SOFTMAX_LOSS =
      Formula.of("y = −Σᵢ tᵢ · log aᵢ with a = softmax x", "y = -\\textstyle\\sum_i t_i \\log a_i")
          .derivative("∂y/∂xᵢ = aᵢ · Σⱼ tⱼ − tᵢ, which is a − t if Σ t = 1", "a_i - t_i");

  private Samples() {}

  private static int[] of(int... nodes) {
    return nodes;
  }

  static Explanation apple() {
    var g = new GraphBuilder();
    int apple = g.input("apple", 100);
    int count = g.input("count", 2);
    int tax = g.input("tax", 1.1);
    int fruit = g.op("mul", "×", MUL, 200, of(apple, count), 2, 100);
    g.op("mul", "×", MUL, 220, of(fruit, tax), 1.1, 200);
    return g.build("apple * count * tax");
  }

  static Explanation oranges() {
    var g = new GraphBuilder();
    int apple = g.input("apple", 100);
    int apples = g.input("apples", 2);
    int orange = g.input("orange", 150);
    int oranges = g.input("oranges", 3);
    int tax = g.input("tax", 1.1);
    int first = g.op("mul", "×", MUL, 200, of(apple, apples), 2, 100);
    int second = g.op("mul", "×", MUL, 450, of(orange, oranges), 3, 150);
    int sum = g.op("add", "+", ADD, 650, of(first, second), 1, 1);
    g.op("mul", "×", MUL, 715, of(sum, tax), 1.1, 650);
    return g.build("(apple * apples + orange * oranges) * tax");
  }

  static Explanation sine() {
    var g = new GraphBuilder();
    int x = g.input("x", 3);
    int square = g.op("pow", "x²", SQUARE, 9, of(x), 6);
    int two = g.constant(2);
    int sum = g.op("add", "+", ADD, 11, of(square, two), 1, 1);
    g.op("sin", "sin", SIN, Math.sin(11), of(sum), Math.cos(11));
    return g.build("sin(x² + 2)");
  }

  /** (a − b)·(a + b)/c, where a, b and the difference are used twice. */
  static Explanation shared() {
    var g = new GraphBuilder();
    int a = g.input("a", 3);
    int b = g.input("b", -2);
    int c = g.input("c", 4);
    int difference = g.op("sub", "−", SUB, 5, of(a, b), 1, -1);
    int sum = g.op("add", "+", ADD, 1, of(a, b), 1, 1);
    int product = g.op("mul", "×", MUL, 5, of(difference, sum), 1, 5);
    int ratio = g.op("div", "÷", DIV, 1.25, of(product, c), 0.25, -5 / 16.0);
    int e = g.op("exp", "exp", EXP, Math.exp(5), of(difference), Math.exp(5));
    g.op("add", "+", ADD, 1.25 + Math.exp(5), of(ratio, e), 1, 1);
    return g.build("(a − b) · (a + b) / c + exp(a − b)");
  }

  static Explanation special() {
    var g = new GraphBuilder();
    int x = g.input("x", 0);
    int z = g.input("z", Double.NaN);
    int tiny = g.input("tiny", 1.23456789e-9);
    int log = g.op("log", "log", LOG, Double.NEGATIVE_INFINITY, of(x), Double.POSITIVE_INFINITY);
    int product =
        g.op("mul", "×", MUL, Double.NaN, of(log, z), Double.NaN, Double.NEGATIVE_INFINITY);
    g.op("add", "+", ADD, Double.NaN, of(product, tiny), 1, 1);
    return g.build("log(x) * z + tiny");
  }

  /** Names that would break a page which trusts them. */
  static Explanation strange() {
    var g = new GraphBuilder();
    int script = g.input("</script><script>alert(1)</script>", 2);
    int quotes = g.input("\"a\" & 'b' <i>", 3);
    int chinese = g.input("苹果的价格", 5);
    int endless = g.input("a".repeat(70), 7);
    int first = g.op("mul", "×", MUL, 6, of(script, quotes), 3, 2);
    int second = g.op("add", "+", ADD, 12, of(chinese, endless), 1, 1);
    g.op("mul", "×", MUL, 72, of(first, second), 12, 6);
    return g.build("</title></script><script>alert('&')</script> \"x\" 苹果");
  }

  /** A batch of two rows through an affine layer of three to two, and the loss of its softmax. */
  static Explanation affine() {
    var g = new GraphBuilder();
    double[] x = {1, 2, -1, 0.5, 0, 3};
    double[] w = {0.1, 0.2, -0.3, 0.4, -0.5, 0.6};
    double[] b = {0.05, -0.05};
    double[] y = new double[4];
    for (int r = 0; r < 2; r++) {
      for (int c = 0; c < 2; c++) {
        y[2 * r + c] = b[c];
        for (int k = 0; k < 3; k++) {
          y[2 * r + c] += x[3 * r + k] * w[3 * c + k];
        }
      }
    }
    int[] labels = {0, 1};
    double loss = 0;
    double[] back = new double[4];
    for (int r = 0; r < 2; r++) {
      double sum = Math.exp(y[2 * r]) + Math.exp(y[2 * r + 1]);
      for (int c = 0; c < 2; c++) {
        double a = Math.exp(y[2 * r + c]) / sum;
        double t = labels[r] == c ? 1 : 0;
        loss -= t * Math.log(a) / 2;
        back[2 * r + c] = (a - t) / 2;
      }
    }
    double[] toX = new double[6];
    double[] toW = new double[6];
    double[] toB = new double[2];
    for (int r = 0; r < 2; r++) {
      for (int c = 0; c < 2; c++) {
        toB[c] += back[2 * r + c];
        for (int k = 0; k < 3; k++) {
          toX[3 * r + k] += back[2 * r + c] * w[3 * c + k];
          toW[3 * c + k] += back[2 * r + c] * x[3 * r + k];
        }
      }
    }
    int input = g.source(Kind.INPUT, "x", Shape.of(2, 3), x);
    int weight = g.source(Kind.PARAMETER, "0.weight", Shape.of(2, 3), w);
    int bias = g.source(Kind.PARAMETER, "0.bias", Shape.of(2), b);
    int target = g.source(Kind.CONSTANT, "t", Shape.of(2, 2), 1, 0, 0, 1);
    int affine = g.op("linear", "x·wᵀ + b", LINEAR, "0", Shape.of(2, 2), y);
    g.edge(input, affine, 0, LINEAR.derivatives().get(0), null, toX);
    g.edge(weight, affine, 1, LINEAR.derivatives().get(1), null, toW);
    g.edge(bias, affine, 2, LINEAR.derivatives().get(2), null, toB);
    int softmax =
        g.op(
            "softmaxCrossEntropy",
            "softmax loss",
            SOFTMAX_LOSS,
            "",
            Shape.SCALAR,
            new double[] {loss});
    g.edge(affine, softmax, 0, SOFTMAX_LOSS.derivatives().getFirst(), null, back);
    g.edge(target, softmax, 1, null, null, null);
    return g.build("cross entropy of softmax(x·wᵀ + b)");
  }

  /** Arrays too large to be shown whole; four layers. */
  static Explanation large() {
    var g = new GraphBuilder();
    int before = g.source(Kind.INPUT, "x", Shape.of(128, 784), numbers(128 * 784, 1));
    for (int layer = 0; layer < 3; layer++) {
      int in = layer == 0 ? 784 : 50;
      double[] weights = numbers(50 * in, layer + 2);
      int weight = g.source(Kind.PARAMETER, 2 * layer + ".weight", Shape.of(50, in), weights);
      int bias = g.source(Kind.PARAMETER, 2 * layer + ".bias", Shape.of(50), numbers(50, 7));
      String path = Integer.toString(2 * layer);
      int affine =
          g.op("linear", "linear", LINEAR, path, Shape.of(128, 50), numbers(6400, layer + 5));
      g.edge(before, affine, 0, LINEAR.derivatives().get(0), null, numbers(128 * in, 3));
      g.edge(weight, affine, 1, LINEAR.derivatives().get(1), null, numbers(50 * in, 4));
      g.edge(bias, affine, 2, LINEAR.derivatives().get(2), null, numbers(50, 5));
      double[] slopes = Arrays.stream(numbers(6400, 6)).map(v -> v > 0 ? 1 : 0).toArray();
      before =
          g.op(
              "relu",
              "ReLU",
              RELU,
              Integer.toString(2 * layer + 1),
              Shape.of(128, 50),
              numbers(6400, 9));
      g.edge(affine, before, 0, RELU.derivatives().getFirst(), slopes, null);
    }
    int loss =
        g.op(
            "softmaxCrossEntropy",
            "softmax loss",
            SOFTMAX_LOSS,
            "",
            Shape.SCALAR,
            new double[] {2.3});
    g.edge(before, loss, 0, SOFTMAX_LOSS.derivatives().getFirst(), null, numbers(6400, 8));
    return g.build("A network of three layers");
  }

  private static double[] numbers(int count, int seed) {
    return IntStream.range(0, count).mapToDouble(i -> Math.sin(i * 0.7 + seed) / 3).toArray();
  }

  /** Only one node, which is the result. */
  static Explanation alone() {
    var g = new GraphBuilder();
    g.input("x", -4.5);
    return g.build("x");
  }

  /** All of them by name. */
  static Map<String, Explanation> all() {
    Map<String, Explanation> all = new LinkedHashMap<>();
    all.put("apple", apple());
    all.put("oranges", oranges());
    all.put("sine", sine());
    all.put("shared", shared());
    all.put("special", special());
    all.put("strange", strange());
    all.put("affine", affine());
    all.put("large", large());
    all.put("alone", alone());
    return all;
  }
}
