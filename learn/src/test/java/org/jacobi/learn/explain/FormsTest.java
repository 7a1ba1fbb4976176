package org.jacobi.learn.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormsTest {
  private static Explanation explain(String text, String at) {
    return Expression.parse(text, List.of(), Expression.values(List.of(at))).explain(1);
  }

  static Stream<Explanation> all() {
    Tensor odd = Tensor.scalar(2).requireGrad();
    Tensor result = odd.sin();
    var quoted = new GraphNames("a \"title\" with \\ and | < > # & ;\nand lines");
    return Stream.concat(
        CourseExamples.names().stream().map(name -> CourseExamples.of(name, Locale.ENGLISH)),
        Stream.of(
            explain("x/(x-x) + abs(x)^x - clamp(x,-1,2)*pi", "x=1.5"),
            explain("max(x,y)*softmax(x)", "x=[1,2],y=[2,2]"),
            Explain.of(result, quoted.name(odd, "\"<a>\\|#;"))));
  }

  // ---- text ----

  @Test
  void theTextShowsEachStepForwardAndBackward() {
    assertThat(ExplainForm.TEXT.of(CourseExamples.of("sin", Locale.ENGLISH), Locale.ENGLISH))
        .isEqualTo(
            """
            y = sin(x² + 2)

            Forward
              node  operation  formula      shape   value
              x     input                   scalar  1.5
              v1    pow        v1 = x²      scalar  2.25
              v2    add        v2 = v1 + 2  scalar  4.25
              y     sin        y = sin v2   scalar  −0.894989

            Backward, from ∂y/∂y = 1
              node  upstream   to  local derivative  value      product
              y     1          v2  ∂y/∂v2 = cos v2   −0.446087  1 · (−0.446087) = −0.446087
              v2    −0.446087  v1  ∂v2/∂v1 = 1       1          −0.446087 · 1 = −0.446087
              v1    −0.446087  x   ∂v1/∂x = 2 · x    3          −0.446087 · 3 = −1.33826

            Gradients, as the product along the path
              ∂y/∂x = ∂y/∂v2 · ∂v2/∂v1 · ∂v1/∂x
                    = cos(x² + 2) · 1 · (2 · x)
                    = −0.446087 · 1 · 3 = −1.33826
            """);
  }

  @Test
  void theTextInChineseHasTheSameNumbers() {
    assertThat(ExplainForm.TEXT.of(CourseExamples.of("sin", Locale.CHINESE), Locale.CHINESE))
        .startsWith("复合函数 y = sin(x² + 2)\n\n正向传播\n")
        .contains("  节点  运算  公式         形状  值\n")
        .contains("  x     输入               标量  1.5\n")
        .contains("反向传播，从 ∂y/∂y = 1 开始\n")
        .contains("= −0.446087 · 1 · 3 = −1.33826\n");
  }

  @Test
  void severalPathsAreListedAndSummed() {
    String text = ExplainForm.TEXT.of(explain("x*y - x", "x=2,y=5"), Locale.ENGLISH);
    assertThat(text)
        .contains("x is used 2 times, by v1, z: its gradient is the sum of what comes back")
        .contains(
            """
              ∂z/∂x is the sum over 2 paths
                1.  ∂z/∂v1 · ∂v1/∂x
                  = 1 · y
                  = 1 · 5 = 5
                2.  −1
                5 − 1 = 4
            """
                .indent(2)
                .replaceAll("(?m)^  ", ""));
  }

  @Test
  void aJacobianIsSummedOverItsRowsAndNoProductOfElements() {
    var explanation = explain("softmax(x)*x", "x=[1,2,3]");
    String text = ExplainForm.TEXT.of(explanation, Locale.ENGLISH);
    assertThat(text)
        .contains("    → x   ∂v1ᵢ/∂xⱼ = v1ᵢ · ([i = j] − v1ⱼ)\n      Σᵢ ∂y/∂v1ᵢ · ∂v1ᵢ/∂x = [")
        .contains("  ∂y/∂x = Σᵢ ∂y/∂v1ᵢ · ∂v1ᵢ/∂x + ∂y/∂v2 ⊙ ∂v2/∂x\n")
        .doesNotContain("⊙ ∂v1/∂x");
    assertThat(ExplainForm.TEXT.of(explain("logSoftmax(2*x)", "x=[1,2,3]"), Locale.CHINESE))
        .contains("∂v2ᵢ/∂v1ⱼ = [i = j] − exp v2ⱼ\n      Σᵢ ∂y/∂v2ᵢ · ∂v2ᵢ/∂v1 = [")
        .contains("  ∂y/∂x = ∂y/∂v1 ⊙ ∂v1/∂x\n");
    assertThat(ExplainPage.html(explanation, Locale.ENGLISH).replaceAll("<[^>]*>", ""))
        .contains("∂v₁ᵢ/∂xⱼ = v₁ᵢ · ([i = j] − v₁ⱼ)")
        .contains("∂y/∂x through v₁ = Σᵢ ∂y/∂v₁ᵢ · ∂v₁ᵢ/∂x =");
  }

  @Test
  void aLetterHasOneMeaning() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requireGrad();
    Tensor t = Tensor.of(new double[] {0, 1, 1, 0}, 2, 2);
    Tensor a = x.square();
    Tensor loss = a.softmaxCrossEntropy(t).sumKeep();
    var names = new GraphNames("").name(x, "x").name(t, "t").name(a, "a").name(loss, "L");
    var explanation = Explain.of(loss, names);
    assertThat(ExplainForm.TEXT.of(explanation, Locale.ENGLISH))
        .contains("  v2 = −Σᵢ tᵢ · log pᵢ with p = softmax a ")
        .contains("∂v2/∂a = pᵢ · Σⱼ tⱼ − tᵢ, which is p − t if Σ t = 1")
        .endsWith(
            """
            By hand, line by line
              pᵢ = exp aᵢ / Σₖ exp aₖ
              v2 = −Σᵢ tᵢ · log pᵢ
              ∂v2/∂pᵢ = −tᵢ / pᵢ
              ∂pᵢ/∂aⱼ = pᵢ · ([i = j] − pⱼ)
              ∂v2/∂aⱼ = Σᵢ ∂v2/∂pᵢ · ∂pᵢ/∂aⱼ
                      = −Σᵢ tᵢ / pᵢ · pᵢ · ([i = j] − pⱼ)
                      = −(tⱼ − pⱼ · Σᵢ tᵢ)
                      = pⱼ − tⱼ,   Σᵢ tᵢ = 1
            """);
    assertThat(ExplainForm.LATEX.of(explanation, Locale.ENGLISH))
        .contains("  v_{2} &= -\\textstyle\\sum_i t_i \\log p_i = ")
        .contains("  p_i &= \\frac{e^{a_i}}{\\sum_k e^{a_k}}")
        .contains("\\frac{\\partial v_{2}}{\\partial p_i} &= -\\frac{t_i}{p_i}");
    assertThat(ExplainForm.TEXT.of(explain("silu(s)*geluTanh(v)", "s=1,v=2"), Locale.ENGLISH))
        .contains("v1 = s · g with g = sigmoid s")
        .contains("v2 = ½v · (1 + tanh w) with w = √(2/π) · (v + 0.044715v³)");
  }

  @Test
  void thePageAndListsOfOperandsHaveTheNamesOfTheUser() {
    assertThat(page(explain("exp(y*u)+a*u", "y=2,u=3,a=1"), Locale.ENGLISH, "h-derivations"))
        .contains("v₂ = e^v₁")
        .contains("where v₁ = 6")
        .contains("v₁ = y · u")
        .contains("∂v₂/∂v₁ = e^v₁ = v₂ = 403.429")
        .doesNotContain("x = ")
        .doesNotContain("u = ∂");
    Tensor x = Tensor.of(1.0, 2).requireGrad();
    Tensor y = Tensor.of(3.0).requireGrad();
    Tensor both = Tensor.concat(0, y, x);
    var names = new GraphNames("").name(x, "x").name(y, "y").name(both, "z");
    assertThat(ExplainForm.TEXT.of(Explain.of(both.sum(), names), Locale.ENGLISH))
        .contains("z = (y, x)")
        .contains("= the part of ∂");
  }

  @Test
  void aDivisionByZeroIsNamedAtItsNode() {
    var explanation = explain("a / (b - 2) + log(b - 2) + a", "a=3,b=2");
    assertThat(ExplainForm.TEXT.of(explanation, Locale.ENGLISH))
        .contains("! v2 = a / v1 is ∞ because v1 is 0\n")
        .contains("! v3 = log v1 is −∞\n");
    assertThat(ExplainForm.TEXT.of(explanation, Locale.CHINESE))
        .contains("! v2 = a / v1 的结果是 ∞，因为 v1 等于 0\n");
    assertThat(ExplainForm.TEXT.of(explain("x + 1/0", "x=3"), Locale.ENGLISH))
        .contains("! 1 / 0 is ∞\n");
    assertThat(ExplainForm.TEXT.of(explain("x / 0", "x=1"), Locale.ENGLISH))
        .contains("! y = x / 0 is ∞ because of the division by 0\n");
    assertThat(ExplainForm.TEXT.of(explain("x / 0", "x=1"), Locale.CHINESE))
        .contains("! y = x / 0 的结果是 ∞，因为除数是 0\n");
    assertThat(ExplainForm.TEXT.of(explain("sqrt(x)*2", "x=0"), Locale.ENGLISH))
        .contains("! The gradient is ∞ from here on: ∂v1/∂x = 1/(2√x) = 1/(2v1)\n");
    assertThat(ExplainForm.TEXT.of(explain("a / b", "a=3,b=2"), Locale.ENGLISH))
        .doesNotContain("!");
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyTextHasEveryNodeWithItsValue(Explanation explanation) {
    String text = ExplainForm.TEXT.of(explanation, Locale.ENGLISH);
    for (var node : explanation.nodes()) {
      String value = Figures.array(node.value(), node.shape());
      assertThat(text).contains(node.label()).contains(value);
      double[] gradient = node.gradient();
      if (gradient != null) {
        assertThat(text).contains(Figures.array(gradient, node.shape()));
      }
    }
  }

  @Test
  void aLargeGraphHasItsGradientsAndSaysWhatIsLeftOut() {
    String sum =
        "x*y+sin(x)"
            + IntStream.range(2, 130).mapToObj(i -> "+x^" + i).collect(Collectors.joining());
    var values = Expression.values(List.of("x=1,y=5"));
    var explanation = Expression.parse(sum, List.of(), values).explain(2);
    double first = 5 + Math.cos(1) + IntStream.range(2, 130).sum();
    double second = -Math.sin(1) + IntStream.range(2, 130).map(i -> i * (i - 1)).sum();
    assertThat(ExplainForm.TEXT.of(explanation, Locale.ENGLISH))
        .contains("nodes; up to 120 are shown one by one. Left out here: the values and local")
        .contains("\nGradients\n  gradient  shape   value\n")
        .contains("  ∂z/∂x     scalar  " + Figures.number(first) + "\n")
        .contains("  ∂z/∂y     scalar  1\n")
        .contains("  ∂x  " + Figures.number(second) + "  1\n  ∂y  1       0\n");
    assertThat(ExplainForm.TEXT.of(explanation, Locale.CHINESE))
        .contains("这里省略了各个运算的值和局部导数；--json 的输出包含它们。\n")
        .contains("\n梯度\n  梯度   形状  值\n  ∂z/∂x  标量  ");
  }

  // ---- the page ----

  /** What a page says from a heading on, its cells apart from each other. */
  private static String page(Explanation explanation, Locale locale, String from) {
    String page = ExplainPage.html(explanation, locale);
    String part = page.substring(page.indexOf(from), page.indexOf("<footer"));
    return part.replace("</td>", " |").replace("</th>", " |").replaceAll("<[^>]*>", "");
  }

  @Test
  void thePageHasATableOfSecondDerivatives() {
    var values = Expression.values(List.of("x=2,w=-3"));
    var second = Expression.parse("x^3*w", List.of(), values);
    assertThat(page(second.explain(2), Locale.ENGLISH, "h-seconds"))
        .contains("y is differentiated first for the input of the row, then for that of the column")
        .contains(" |∂x |∂w |∂x |−36 |12 |∂w |12 |0 |");
    assertThat(page(second.explain(2), Locale.CHINESE, "h-seconds")).contains("二阶导数");
    assertThat(ExplainPage.html(second.explain(1), Locale.ENGLISH)).doesNotContain("h-seconds");
  }

  @Test
  void thePageShowsTheRowsOfEveryMatrix() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4).requireGrad();
    Tensor t = Tensor.of(new double[] {1, 0, 0}, 1, 3).requireGrad();
    Tensor cube = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2).requireGrad();
    Tensor sum = x.sumKeep().add(t.sumKeep()).add(cube.sumKeep().reshape(1, 1)).sum();
    var names = new GraphNames("").name(x, "X").name(t, "t").name(cube, "C");
    assertThat(page(Explain.of(sum, names), Locale.ENGLISH, "h-all"))
        .contains("(2 × 4) |[[1, 2, 3, …], [5, 6, 7, …]] |[[1, 1, 1, …], [1, 1, 1, …]] |")
        .contains("(1 × 3) |[[1, 0, 0]] |[[1, 1, 1]] |")
        .contains("(2 × 2 × 2) |[[1, 2], [3, 4], …] |");
  }

  // ---- words within formulas ----

  @Test
  void noEnglishWordIsLeftInAChineseFormula() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).requireGrad();
    Tensor w = Tensor.of(new double[] {1, 2, 3}, 1, 3).requireGrad();
    Tensor b = Tensor.of(1.0).requireGrad();
    Tensor index = Tensor.of(new int[] {1});
    List<Tensor> made =
        List.of(
            x.maximum(0),
            x.minimum(0),
            x.max(0),
            x.min(0),
            x.clamp(0, 1),
            x.leakyRelu(0.1),
            x.elu(1),
            x.relu(),
            x.gelu(),
            x.geluTanh(),
            x.silu(),
            x.dropout(0.5, Rng.of(1, "d")),
            x.linear(w, b),
            x.linearRelu(w, b),
            x.matmul(x.transpose()),
            x.reshape(6),
            x.expand(org.jacobi.array.Shape.of(2, 2, 3)),
            x.slice(0, 0, 1),
            x.indexSelect(0, index),
            x.cast(org.jacobi.array.DType.F32),
            x.standardize(1e-5, 1).output(),
            x.standardize(1e-5, x.slice(0, 0, 1), x.slice(0, 1, 2), 1).output(),
            x.softmaxCrossEntropy(x),
            x.binaryCrossEntropy(x, x),
            x.pow(x),
            Tensor.where(x.gt(1), x, x),
            Tensor.concat(0, x, x));
    Pattern word = Pattern.compile("[A-Za-z]{2,}");
    Set<String> functions =
        Set.of(
            "max", "min", "log", "exp", "tanh", "sigmoid", "softmax", "sqrt", "index", "reshape");
    Set<String> names = Set.of("standardize");
    Set<String> left = new TreeSet<>();
    for (Tensor tensor : made) {
      var explanation = Explain.of(tensor.sumKeep().sum(), new GraphNames("").name(x, "x"));
      var wording = new Wording(explanation, Locale.CHINESE);
      List<String> texts =
          Stream.concat(
                  Stream.iterate(0, i -> i + 1)
                      .limit(explanation.nodes().size())
                      .map(wording::forward),
                  explanation.edges().stream().map(wording::derivative))
              .toList();
      for (String text : texts) {
        left.addAll(word.matcher(text).results().map(m -> m.group()).collect(Collectors.toSet()));
      }
    }
    left.removeAll(functions);
    left.removeAll(names);
    assertThat(left).isEmpty();
  }

  // ---- drawings ----

  private static final String TEXT = "\"(?:[^\"\\\\]++|\\\\[\\\\\"n])*+\"";
  private static final Pattern DOT =
      Pattern.compile(
          "digraph explanation \\{|}|  (?:"
              + ("label=" + TEXT + ";|labelloc=t;|rankdir=LR;")
              + "|(?:node|edge) \\[fontname=\"sans-serif\"];"
              + ("|n\\d+ \\[shape=(?:box|ellipse), label=" + TEXT + "];")
              + ("|n\\d+ -> n\\d+(?: \\[label=" + TEXT + "])?;)"));

  @ParameterizedTest
  @MethodSource("all")
  void theDrawingForGraphvizIsOfItsLanguage(Explanation explanation) {
    String dot = ExplainForm.DOT.of(explanation, Locale.ENGLISH);
    assertThat(dot).startsWith("digraph explanation {\n").endsWith("}\n");
    assertThat(dot.lines()).allMatch(line -> DOT.matcher(line).matches());
    assertThat(dot.lines().filter(line -> line.contains(" -> ")))
        .hasSameSizeAs(explanation.edges());
  }

  private static final String SAFE = "\"(?:[^\"#&<>|`\\\\;*_~\n]++|#\\d+;|<br/>)*+\"";
  private static final Pattern MERMAID =
      Pattern.compile(
          "flowchart LR|  n\\d+(?:"
              + ("\\[" + SAFE + "]|\\(\\[" + SAFE + "]\\)")
              + ("| -->(?:\\|" + SAFE + "\\|)? n\\d+)"));

  @ParameterizedTest
  @MethodSource("all")
  void theDrawingForMermaidIsOfItsLanguage(Explanation explanation) {
    String mermaid = ExplainForm.MERMAID.of(explanation, Locale.ENGLISH);
    assertThat(mermaid.lines()).first().isEqualTo("flowchart LR");
    assertThat(mermaid.lines()).allMatch(line -> MERMAID.matcher(line).matches());
    assertThat(mermaid.lines().filter(line -> line.contains(" -->")))
        .hasSameSizeAs(explanation.edges());
  }

  @Test
  void drawingsShowValueGradientAndLocalDerivative() {
    var apples = CourseExamples.of("apples", Locale.ENGLISH);
    assertThat(ExplainForm.DOT.of(apples, Locale.ENGLISH))
        .contains("n4 [shape=ellipse, label=\"price = v1 · tax\\n= 220\\n∂price/∂price = 1\"];")
        .contains("n0 [shape=box, label=\"apple = 100\\n∂price/∂apple = 2.2\"];")
        .contains("n2 -> n4 [label=\"∂price/∂tax = 200\"];");
    assertThat(ExplainForm.MERMAID.of(apples, Locale.ENGLISH))
        .contains("n3([\"v1 = apple · apples<br/>= 200<br/>∂price/∂v1 = 1.1\"])")
        .contains("n0 -->|\"∂v1/∂apple = 2\"| n3");
  }

  // ---- LaTeX ----

  @ParameterizedTest
  @MethodSource("all")
  void latexHasBalancedBracesAndOneAlignmentALine(Explanation explanation) {
    String latex = ExplainForm.LATEX.of(explanation, Locale.ENGLISH);
    assertThat(latex.split("\\\\begin\\{align\\*}", -1))
        .hasSameSizeAs(latex.split("\\\\end\\{align\\*}", -1))
        .hasSizeGreaterThan(2);
    for (String line : latex.lines().toList()) {
      if (line.startsWith("  ")) {
        String bare = line.replaceAll("\\\\begin\\{pmatrix}.*?\\\\end\\{pmatrix}", "M");
        assertThat(bare.chars().filter(c -> c == '&').count()).as(line).isEqualTo(1);
        String plain = bare.replaceAll("\\\\[{}]", "");
        assertThat(plain.chars().filter(c -> c == '{').count())
            .as(line)
            .isEqualTo(plain.chars().filter(c -> c == '}').count());
        assertThat(bare).doesNotContain("−").doesNotContain("∂").doesNotContain("·");
      } else {
        assertThat(line).matches("%.*|\\\\(begin|end)\\{align\\*}");
      }
    }
  }

  @Test
  void latexEndsWithTheSimplificationOfSoftmaxAndCrossEntropy() {
    var explanation = CourseExamples.of("softmax-loss", Locale.ENGLISH);
    assertThat(ExplainForm.LATEX.of(explanation, Locale.ENGLISH))
        .contains("E &= e^{X} = \\begin{pmatrix} 1.35 & 18.17 & 54.6 \\\\ 2.718 & 7.389 & 20.09")
        .contains("\\frac{\\partial L}{\\partial E} \\odot \\left(e^{X}\\right) = \\begin{pmatrix}")
        .contains("&= \\frac{\\partial L}{\\partial S} \\cdot 1 + ")
        .contains("\\frac{\\partial a_i}{\\partial x_j} &= a_i \\left([i = j] - a_j\\right) \\\\")
        .contains("&= -\\frac{1}{m} \\sum_i \\frac{y_i}{a_i} a_i \\left([i = j] - a_j\\right) \\\\")
        .contains("&= -\\frac{1}{m} \\left(y_j - a_j \\sum_i y_i\\right) \\\\")
        .contains("&= \\frac{a_j - y_j}{m}, \\qquad \\sum_i y_i = 1\n");
  }

  @Test
  void latexSumsWhatComesBackToASharedNode() {
    var explanation = explain("x*y - x", "x=2,y=5");
    assertThat(ExplainForm.LATEX.of(explanation, Locale.ENGLISH))
        .contains("v_{1} &= x \\cdot y = 10")
        .contains(
            "\\frac{\\partial z}{\\partial x} &= \\frac{\\partial z}{\\partial v_{1}} \\cdot"
                + " y + \\frac{\\partial z}{\\partial z} \\cdot \\left(-1\\right) = 4");
  }

  // ---- JSON ----

  @ParameterizedTest
  @MethodSource("all")
  void jsonHasTheKeysThatAreDocumentedAndAllNumbers(Explanation explanation) {
    JsonObject json = Json.parseObject(ExplainForm.JSON.of(explanation, Locale.ENGLISH), "");
    json.allowOnly("title", "result", "nodes", "edges", "steps", "second", "troubles");
    List<JsonObject> nodes = json.objects("nodes");
    assertThat(nodes).hasSameSizeAs(explanation.nodes());
    assertThat(json.integer("result")).isEqualTo(nodes.size() - 1);
    for (int i = 0; i < nodes.size(); i++) {
      JsonObject node = nodes.get(i);
      node.allowOnly(
          ("number label kind name symbol formula latex layer dtype shape value gradient shared")
              .split(" "));
      assertThat(node.integer("number")).isEqualTo(i);
      assertThat(node.string("label")).isEqualTo(explanation.nodes().get(i).label());
      assertThat(node.list("value")).hasSize(explanation.nodes().get(i).value().length);
    }
    List<JsonObject> edges = json.objects("edges");
    assertThat(edges).hasSameSizeAs(explanation.edges());
    for (JsonObject edge : edges) {
      edge.allowOnly("from", "to", "operand", "derivative", "latex", "local", "contribution");
    }
  }

  @Test
  void jsonHasExactNumbersAndNamesWhatIsNotFinite() {
    var json =
        Json.parseObject(ExplainForm.JSON.of(explain("0.1*x/(x-x)", "x=3"), Locale.ENGLISH), "");
    List<JsonObject> nodes = json.objects("nodes");
    assertThat(nodes.getLast().list("value")).containsExactly("Infinity");
    assertThat(nodes.get(2).list("value")).containsExactly(0.1 * 3);
    assertThat(nodes.get(0).integer("shared")).isEqualTo(3);
    assertThat(nodes.get(2).string("formula")).isEqualTo("v1 = 0.1 · x");
    assertThat(json.strings("troubles")).containsExactly("y = v1 / v2 is ∞ because v2 is 0");
    var second = Expression.parse("x^3", List.of(), Expression.values(List.of("x=2"))).explain(2);
    var seconds =
        Json.parseObject(ExplainForm.JSON.of(second, Locale.ENGLISH), "").objects("second");
    assertThat(seconds.getFirst().number("value")).isEqualTo(12);
  }

  @Test
  void jsonShortensArraysOfMoreThanAThousandNumbers() {
    Tensor x = Tensor.zeros(1500).requireGrad();
    var json = Json.parseObject(ExplainForm.JSON.of(Explain.of(x.sumKeep()), Locale.ENGLISH), "");
    JsonObject node = json.objects("nodes").getFirst();
    assertThat(node.list("value")).hasSize(1000);
    assertThat(node.list("shape")).containsExactly(1500L);
  }
}
