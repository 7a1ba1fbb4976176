package org.jacobi.learn.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final Locale BEFORE = Locale.getDefault();

  @BeforeEach
  void english() {
    Locale.setDefault(Locale.ENGLISH);
  }

  @AfterEach
  void asItWas() {
    Locale.setDefault(BEFORE);
  }

  private static Explanation explain(String text, String at, String... definitions) {
    var values = Expression.values(List.of(at));
    return Expression.parse(text, List.of(definitions), values).explain(1);
  }

  private static double value(String text, String at, String... definitions) {
    return explain(text, at, definitions).result().value()[0];
  }

  private static double gradient(Explanation explanation, String name) {
    return explanation.nodes().stream()
        .filter(node -> node.label().equals(name))
        .findFirst()
        .map(Node::gradient)
        .orElseThrow()[0];
  }

  // ---- values ----

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2 + x * 4;14",
        "(2 + x) * 4;20",
        "2 ^ x ^ 2;512",
        "(2 ^ x) ^ 2;64",
        "-x ^ 2;-9",
        "(-x) ^ 2;9",
        "2 ^ -x;0.125",
        "2 - x - 4;-5",
        "2 / x / 4;0.16666666666666666",
        "--x;3",
        "-x * -2;6",
        "+x;3",
        "1.5e2 * x;450",
        "1.5e-1 * x;0.45",
        ".5 * x;1.5",
        "2. * x;6",
        "x ** 2;9",
        "x² + x³;36",
        "x × 2 ÷ 3 − 1;1",
        "2 · x;6",
        "cos(pi) * x;-3",
        "log(e) * x;3",
        "max(x, 5) + min(x, 2) + maximum(x, 1);10",
        "clamp(x, -1, 2) + leaky_relu(-x, 0.1) + ELU(x, 1);4.7",
        "pow(x, 2) + square(x);18",
        " ( ( x ) ) ;3",
        "π * 0 + x;3",
      })
  void isComputedWithTheUsualPrecedence(String text, double expected) {
    assertThat(value(text, "x=3")).isCloseTo(expected, within(1e-14 * Math.abs(expected)));
  }

  @Test
  void theFirstExampleHasItsValueAndItsGradients() {
    var explanation = explain("(a * f(b)) ^ 2 + sin(x^2 + 2)", "x=1.5,a=2,b=0.3", "f=sigmoid");
    double s = 1 / (1 + Math.exp(-0.3));
    assertThat(explanation.result().value()[0])
        .isCloseTo(4 * s * s + Math.sin(4.25), within(1e-14));
    assertThat(gradient(explanation, "x")).isCloseTo(Math.cos(4.25) * 3, within(1e-14));
    assertThat(gradient(explanation, "a")).isCloseTo(2 * 2 * s * s, within(1e-14));
    assertThat(gradient(explanation, "b")).isCloseTo(2 * 4 * s * s * (1 - s), within(1e-14));
  }

  /** A tree that is written down and computed without the parser. */
  private static final class RandomTree {
    private final Rng rng;
    private int drawn;

    RandomTree(long seed) {
      rng = Rng.of(seed, "expression");
    }

    private record Written(String text, double value) {}

    private int below(int n) {
      return rng.below(n, drawn++);
    }

    private String blank() {
      return below(3) == 0 ? " " : "";
    }

    /** As loose as level 0 (sum) or as tight as 3 (no operator outside of brackets). */
    Written draw(int depth, int level) {
      int kind = depth == 0 ? 5 : below(8);
      Written drawn =
          switch (kind) {
            case 0, 1 -> binary(depth, kind == 0 ? '+' : '-', 0, 1);
            case 2, 3 -> binary(depth, kind == 2 ? '*' : '/', 1, 2);
            case 4 -> {
              Written inside = draw(depth - 1, 2);
              yield new Written("-" + blank() + inside.text, -inside.value);
            }
            case 6 -> {
              Written inside = draw(depth - 1, 0);
              yield below(2) == 0
                  ? new Written("tanh(" + inside.text + ")", Math.tanh(inside.value))
                  : new Written("abs(" + inside.text + ")", Math.abs(inside.value));
            }
            case 7 -> {
              Written base = draw(depth - 1, 3);
              int power = below(3);
              yield new Written(base.text + "^" + power, Math.pow(base.value, power));
            }
            default -> leaf();
          };
      int own = kind < 2 ? 0 : kind < 4 ? 1 : kind == 4 ? 2 : kind == 7 ? 2 : 3;
      boolean brackets = own < level || below(6) == 0;
      return brackets ? new Written("(" + blank() + drawn.text + ")", drawn.value) : drawn;
    }

    private Written binary(int depth, char sign, int left, int right) {
      Written a = draw(depth - 1, left);
      Written b = draw(depth - 1, right);
      double value =
          switch (sign) {
            case '+' -> a.value + b.value;
            case '-' -> a.value - b.value;
            case '*' -> a.value * b.value;
            default -> a.value / b.value;
          };
      return new Written(a.text + blank() + sign + blank() + b.text, value);
    }

    private Written leaf() {
      return switch (below(4)) {
        case 0 -> new Written("x", 1.25);
        case 1 -> new Written("y_2", -0.75);
        default -> {
          double number = below(1000) / 64.0;
          yield new Written(Double.toString(number), number);
        }
      };
    }
  }

  @Test
  void randomExpressionsHaveTheValueOfTheTreeTheyWereWrittenFrom() {
    int finite = 0;
    for (int seed = 0; seed < 500; seed++) {
      var written = new RandomTree(seed).draw(5, 0);
      String text = written.text() + " + 0*x + 0*y_2";
      double value = value(text, "x=1.25,y_2=-0.75");
      double expected = written.value() + 0.0;
      if (Double.isFinite(expected)) {
        finite++;
        assertThat(value)
            .as(text)
            .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
      } else {
        assertThat(Double.isFinite(value)).as(text).isFalse();
      }
    }
    assertThat(finite).isGreaterThan(400);
  }

  // ---- functions ----

  @Test
  void everyFunctionOfOneNumberHasTheGradientThatDifferencesGive() {
    double h = 1e-6;
    Set<String> tested = new TreeSet<>();
    for (String name : Functions.names()) {
      var function = Functions.named(name);
      String rest = function.constants() == 0 ? "" : function.constants() == 1 ? ",0.3" : ",-2,2";
      String other = function.arguments() == 2 ? ",0.4" : "";
      boolean vector = name.toLowerCase(Locale.ROOT).contains("softmax");
      String text = name + "(" + (vector ? "x*w" : "x") + other + rest + ")" + (vector ? "*w" : "");
      String more = vector ? ",w=[1,3]" : "";
      double slope =
          (value(text, "x=" + (0.7 + h) + more) - value(text, "x=" + (0.7 - h) + more)) / (2 * h);
      assertThat(gradient(explain(text, "x=0.7" + more), "x"))
          .as(text)
          .isCloseTo(slope, within(1e-7));
      if (!vector) {
        double bend =
            (gradient(explain(text, "x=" + (0.7 + h)), "x")
                    - gradient(explain(text, "x=" + (0.7 - h)), "x"))
                / (2 * h);
        var at = Expression.values(List.of("x=0.7"));
        var second = Expression.parse(text, List.of(), at).explain(2).seconds().getFirst();
        assertThat(second.value()).as(text).isCloseTo(bend, within(1e-7));
      }
      tested.add(name);
    }
    assertThat(tested).hasSizeGreaterThan(25);
  }

  @Test
  void everyFunctionThatATensorHasWithoutArgumentsIsKnown() {
    Set<String> others =
        Set.of("requireGrad", "detach", "keep", "transpose", "flatten", "grad", "backward");
    Set<String> methods =
        Arrays.stream(Tensor.class.getMethods())
            .filter(m -> m.getReturnType() == Tensor.class && m.getParameterCount() == 0)
            .map(Method::getName)
            .filter(name -> !others.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(methods).contains("sin", "gelu").hasSizeGreaterThan(14);
    for (String name : methods) {
      assertThat(Functions.named(name)).as(name).isNotNull();
    }
  }

  @Test
  void definitionsAreFunctionsOrOtherNamesForThem() {
    assertThat(value("f(x) + g(x, 2)", "x=3", "f(t) = t^2 + 1", "g(a,b)=a*b")).isEqualTo(16);
    assertThat(value("f(x)", "x=3", "f=g", "g=square")).isEqualTo(9);
    assertThat(value("f(2)", "a=5,b=1", "f(x)=a*x*b")).isEqualTo(10);
    assertThat(value("f(f(x))", "x=2", "f(x)=x*x")).isEqualTo(16);
  }

  @Test
  void definitionsThatCallEachOtherTwiceStayCheap() {
    String[] definitions = new String[40];
    definitions[0] = "f0(x)=x+1";
    for (int i = 1; i < definitions.length; i++) {
      definitions[i] = "f" + i + "(x)=f" + (i - 1) + "(x)/2+f" + (i - 1) + "(x)/2";
    }
    assertThat(value("f39(x)", "x=3", definitions)).isEqualTo(4);
  }

  @Test
  void whatIsWrittenTwiceIsOneNode() {
    var explanation = explain("sin(x*2) + exp(sin(x * 2))", "x=0.5");
    assertThat(explanation.nodes().stream().filter(n -> n.name().equals("sin"))).hasSize(1);
    int sin = explanation.nodes().stream().map(Node::name).toList().indexOf("sin");
    assertThat(explanation.uses(sin)).hasSize(2);
    assertThat(ExplainForm.TEXT.of(explanation, Locale.ENGLISH))
        .contains("v2 is computed once and used 2 times, by v3, y");
    double s = Math.sin(1);
    assertThat(explanation.result().value()[0]).isCloseTo(s + Math.exp(s), within(1e-14));
    assertThat(gradient(explanation, "x"))
        .isCloseTo((1 + Math.exp(s)) * Math.cos(1) * 2, within(1e-13));
  }

  @Test
  void vectorsAreSummedAndTheTitleSaysSo() {
    var explanation = explain("x^2 * w", "x=[1,2,3],w=2");
    assertThat(explanation.title()).isEqualTo("y = x^2 * w   (it has 3 numbers; y is their sum)");
    assertThat(explanation.result().value()[0]).isEqualTo(28);
    assertThat(explanation.nodes().getFirst().gradient()).containsExactly(4, 8, 12);
    assertThat(gradient(explanation, "w")).isEqualTo(14);
  }

  @Test
  void valuesMayBeComputedAndNamesMayBeInAnyAlphabet() {
    var values = Expression.values(List.of("x=pi/2, y = -1e-3", "速度=[1, 2/4 ,-3]"));
    assertThat(values.get("x")).containsExactly(Math.PI / 2);
    assertThat(values.get("y")).containsExactly(-1e-3);
    assertThat(values.get("速度")).containsExactly(1, 0.5, -3);
    assertThat(value("速度 * 2", "速度=4")).isEqualTo(8);
  }

  // ---- second derivatives ----

  @Test
  void theHessianIsThatOfTheHand() {
    var at = Expression.values(List.of("x=2,y=3"));
    var explanation = Expression.parse("x^2 * y^3", List.of(), at).explain(2);
    assertThat(explanation.seconds().stream().mapToDouble(Explanation.Second::value))
        .containsExactly(54.0, 108.0, 108.0, 72.0);
    assertThat(ExplainForm.TEXT.of(explanation, Locale.ENGLISH))
        .contains("∂x  54   108")
        .contains("∂y  108  72");
    assertThat(ExplainForm.LATEX.of(explanation, Locale.ENGLISH))
        .contains("\\frac{\\partial^2 z}{\\partial x^2} &= 54")
        .contains("\\frac{\\partial^2 z}{\\partial y\\,\\partial x} &= 108");
  }

  @Test
  void aLinearExpressionHasSecondDerivativesOfZero() {
    var at = Expression.values(List.of("x=2,y=3"));
    var explanation = Expression.parse("x + 2*y", List.of(), at).explain(2);
    assertThat(explanation.seconds()).hasSize(4).allMatch(second -> second.value() == 0);
  }

  @Test
  void theSecondDerivativeOfAVectorOrOfAnotherOrderIsRefused() {
    var at = Expression.values(List.of("x=[1,2]"));
    var expression = Expression.parse("sum(x)", List.of(), at);
    assertThatThrownBy(() -> expression.explain(2))
        .hasMessage(
            "[explain] second derivatives are shown for inputs of one number, but one is (2)");
    assertThatThrownBy(() -> expression.explain(3)).hasMessage("--order must be 1 or 2, not 3");
  }

  // ---- mistakes ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "2x¦2¦two values stand side by side",
        "x y¦3¦two values stand side by side",
        "(x)(y)¦4¦two values stand side by side",
        "2e¦2¦two values stand side by side",
        "1.2.3¦4¦two values stand side by side",
        "x(2)¦2¦this is a value and no function; write x * (…)",
        "(x + 1¦1¦this bracket is never closed",
        "sin(x¦4¦this bracket is never closed",
        "x + 1)¦6¦this bracket was never opened",
        "'x + '¦5¦the expression ends here",
        "''¦1¦the expression ends here",
        "x * / 2¦5¦a number, a name or a bracket must stand before /",
        "x $ 2¦3¦the sign $ has no meaning here",
        "x = 2¦3¦the sign = has no meaning here",
        "x 😀¦3¦the sign 😀 has no meaning here",
        "1, 2¦2¦a comma stands between",
        ".¦1¦the sign . has no meaning here",
        "sn(x)¦1¦there is no function sn. Did you mean ln, sin?",
        "quux(x)¦1¦there is no function quux. Functions are abs, clamp",
        "x + sin¦5¦sin is a function; write sin(…)",
        "sin(x, 2)¦1¦sin takes arguments: 1, but was given: 2",
        "max(x)¦1¦max takes arguments: 2, but was given: 1",
        "elu(x, x)¦1¦argument 2 of elu must be a number",
        "1e999*x¦1¦1e999 is too large",
        "sin()¦5¦this bracket was never opened",
      })
  void aMistakeIsFoundInItsColumn(String text, int column, String message) {
    var failure = catchThrowableOfType(ExpressionException.class, () -> explain(text, "x=1,y=2"));
    assertThat(failure).hasMessageStartingWith("column " + column + ": ");
    assertThat(failure.getMessage()).contains(message);
    assertThat(failure.column()).isEqualTo(column);
    assertThat(failure.marked()).isEqualTo(text + "\n" + " ".repeat(column - 1) + "^");
  }

  @Test
  void theCaretStandsUnderTheMistakeBehindWideCharacters() {
    var failure = catchThrowableOfType(ExpressionException.class, () -> explain("速 $", "速=1"));
    assertThat(failure.column()).isEqualTo(3);
    assertThat(failure.marked()).isEqualTo("速 $\n   ^");
  }

  @Test
  void softmaxOfOneNumberIsRefusedInItsPlace() {
    var failure =
        catchThrowableOfType(
            ExpressionException.class, () -> explain("x + 2 * log_softmax(x * 3)", "x=1"));
    assertThat(failure)
        .hasMessage(
            "column 9: log_softmax needs a list of numbers, but gets a single one here; give a list"
                + " such as --at x=[1,2,3]");
    assertThat(failure.column()).isEqualTo(9);
  }

  @Test
  void aMistakeInADefinitionIsShownThere() {
    var failure =
        catchThrowableOfType(
            ExpressionException.class, () -> explain("f(x)", "x=1", "f(t)=t +* 2"));
    assertThat(failure.column()).isEqualTo(9);
    assertThat(failure.marked()).isEqualTo("f(t)=t +* 2\n        ^");
  }

  @Test
  void deepNestingAndLongTextsAreRefused() {
    assertThatThrownBy(() -> explain("(".repeat(9000) + "x" + ")".repeat(900), "x=1"))
        .hasMessage("column 152: brackets, signs and powers are nested deeper than 150");
    assertThatThrownBy(() -> explain("-".repeat(9000) + "x", "x=1")).hasMessageContaining("150");
    assertThatThrownBy(() -> explain("x^".repeat(4000) + "x", "x=1")).hasMessageContaining("150");
    assertThatThrownBy(() -> explain("x+".repeat(6000) + "x", "x=1"))
        .hasMessage("column 1: the expression has 12001 characters; 10000 are the most");
    assertThat(value("x+".repeat(4000) + "x", "x=1")).isEqualTo(4001);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "f(x)¦f(x)=f(x)+1¦f is defined by itself",
        "f(x)¦f=g|g=f¦f is defined by itself",
        "f(x)¦f=2¦--def f=2: 2 is no name of a function; write f(x)=2 for a formula, and --at f=… for a number",
        "f(x)¦f¦--def f: write NAME=FUNCTION",
        "f(x)¦f(2)=3¦--def f(2)=3: write NAME=FUNCTION",
        "f(x)¦f=sine¦there is no function sine. Did you mean sin?",
        "f(x)¦sin(x)=x¦--def: the name sin is taken already",
        "f(x)¦f=sin|f=cos¦--def: the name f is taken already",
        "x¦f=sin¦--def: f is not used in the expression",
      })
  void aWrongDefinitionIsOneLine(String text, String definitions, String message) {
    assertThatThrownBy(() -> explain(text, "x=1", definitions.split("\\|")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "x + y*zz¦x=1¦no value for y, zz; values are given for: x. Give one with --at y=1.5,zz=1.5",
        "x + speeed¦x=1,speed=2¦no value for speeed; values are given for: x, speed. Did you mean speed? Give one with --at speeed=1.5",
        "2 + 3¦x=1¦the expression has no name in it, such as x, that a gradient could be asked for",
        "x¦x=1,y=2¦--at gives values for y, which do not occur; the expression has: x",
        "x¦x¦--at x: write NAME=NUMBER, such as x=1.5, or x=[1,2,3]",
        "x¦x=1,2¦--at 2: write NAME=NUMBER, such as x=1.5, or x=[1,2,3]",
        "x¦x=[]¦--at x=[]: write NAME=NUMBER, such as x=1.5, or x=[1,2,3]",
        "x¦x=y¦--at x=y: write NAME=NUMBER, such as x=1.5, or x=[1,2,3]",
        "x¦x=1,x=2¦--at: there are two values for x",
        "x¦e=1¦--at: e is a constant or a function; choose another name",
        "x¦x=1/0¦--at x=1/0: this is ∞, but must be a finite number",
      })
  void aWrongValueIsOneLine(String text, String at, String message) {
    assertThatThrownBy(() -> explain(text, at))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2x", "sn(x)", "x + ", "q", "(x"})
  void mistakesAreToldInChineseToo(String text) {
    Locale.setDefault(Locale.SIMPLIFIED_CHINESE);
    assertThatThrownBy(() -> Expression.parse(text, List.of(), Map.of("x", new double[] {1})))
        .message()
        .containsPattern("\\p{IsHan}");
  }
}
