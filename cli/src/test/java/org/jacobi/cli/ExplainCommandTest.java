package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.train.Predictor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
  @TempDir static Path folder;

  @BeforeAll
  static void models() throws Exception {
    Cli.write(folder.resolve("circle.csv"), Samples.circle());
    Cli.write(folder.resolve("houses.csv"), Samples.houses());
    Cli.write(folder.resolve("points.csv"), "x,y\n0.1,0.2\n-0.9,0.9\n");
    Samples.idx(folder.resolve("mnist"), 0x803, 100, 100, 0, 0);
    for (String command :
        List.of(
            "train circle.csv --hidden 5 --epochs 20 --out circle",
            "train houses.csv --hidden 4 --epochs 20 --out houses",
            "train mnist --data mnist --hidden 6 --epochs 3 --out mnist-run")) {
      var result = Cli.run(folder, command.split(" "));
      assertThat(result.code()).as(result.err()).isZero();
    }
  }

  private static Cli.Result explain(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("explain"));
    all.addAll(List.of(arguments));
    return Cli.run(folder, all.toArray(String[]::new));
  }

  private static JsonObject json(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    var result = explain(all.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return Json.parseObject(result.out().strip(), "");
  }

  private static JsonObject node(JsonObject json, String label) {
    return json.objects("nodes").stream()
        .filter(node -> node.string("label").equals(label))
        .findFirst()
        .orElseThrow();
  }

  // ---- documents ----

  private static final Pattern SHOWN =
      Pattern.compile(
          "```sh\\n\\./jacobi (explain [^\\n|]*?)(?: \\| (head|tail) -(\\d+))?\\n```\\n\\n```text\\n(.*?)```",
          Pattern.DOTALL);

  @Test
  void theGuideShowsWhatTheCommandsPrint() throws Exception {
    Path guide = Path.of("").toAbsolutePath().getParent().resolve("docs/guide/explain.md");
    List<MatchResult> shown = SHOWN.matcher(Files.readString(guide)).results().toList();
    assertThat(shown).hasSizeGreaterThanOrEqualTo(9);
    for (MatchResult block : shown) {
      var result = Cli.run(folder, DocumentedCommandsTest.arguments(block.group(1)));
      List<String> lines = (result.code() == 0 ? result.out() : result.err()).lines().toList();
      if (block.group(2) != null) {
        int count = Integer.parseInt(block.group(3));
        lines =
            block.group(2).equals("head")
                ? lines.subList(0, count)
                : lines.subList(lines.size() - count, lines.size());
      }
      assertThat(lines).as(block.group(1)).isEqualTo(block.group(4).lines().toList());
    }
  }

  // ---- expressions ----

  @Test
  void anExpressionOfTheUsersIsExplained() throws Exception {
    var result =
        explain(
            "(a * f(b)) ^ 2 + sin(x^2 + 2)",
            "--def",
            "f=sigmoid",
            "--at",
            "x=1.5,a=2",
            "--at",
            "b=0.3");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("= 1 · (−0.446087) · 1 · 3 = −1.33826")
        .contains("= 1 · 2.29777 · 2 · 0.244458 = 1.12342");
  }

  @Test
  void anExpressionThatStartsWithASignStandsBehindTwoDashes() throws Exception {
    var result = explain("--at", "x=3", "--", "-x^2");
    assertThat(result.out()).contains("= −1 · 6 = −6");
  }

  @Test
  void aMistakeIsShownWithACaret() throws Exception {
    var result = explain("2 * sn(x)", "--at", "x=1");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines().toList())
        .hasSize(3)
        .endsWith("2 * sn(x)", "    ^")
        .first()
        .asString()
        .startsWith("jacobi: column 5: there is no function sn. Did you mean ln, sin? Functions");
  }

  @Test
  void anEmptyExpressionIsNoFolder() throws Exception {
    var result = explain("");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("jacobi: column 1: ");
  }

  @Test
  void theLanguageIsThatOfTheOption() throws Exception {
    var result = explain("2 * (x", "--at", "x=1", "--lang", "zh");
    assertThat(result.err()).isEqualTo("jacobi: 第 5 列：这个括号没有闭合\n2 * (x\n    ^\n");
    assertThat(explain("sin", "--lang", "zh").out()).startsWith("复合函数").contains("正向传播");
    assertThat(explain("sin", "--lang", "en").out()).contains("Forward");
    assertThat(explain("sin", "--lang", "fr").err())
        .isEqualTo("jacobi: --lang cannot be \"fr\"; it is one of en, zh\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "aples¦no value for aples; values are given for: none. Give one with --at aples=1.5. Did you mean \"apples\"?",
        "runs/x¦no value for runs, x; values are given for: none. Give one with --at runs=1.5,x=1.5. There is no run, model or file of this name either",
        "x --order 3 --at x=1¦--order must be 1 or 2, not 3",
        "sum(x) --order 2 --at x=[1,2]¦[explain] second derivatives are shown for inputs of one number, but one is (2)",
        "x*y --at x=[1,2],y=[1,2,3]¦[mul] from the last axis on, lengths must be equal or 1: the first tensor is (2), the second (3)",
        "apples --at x=1¦--at does not go together with apples",
        "apples --order 2¦--order does not go together with apples",
        "x --at x=1 --row 2¦--row is for a trained network, but x is taken as an expression",
        "x --at x=1 --data mnist --lang zh¦--data 只用于训练好的网络，而 x 被当作表达式",
        "x points.csv --def f=sin¦points.csv is for a trained network, but x is taken as an expression",
        "/dev/null¦/dev/null is neither a file nor a folder; name the folder of a run, or a model file",
        "/dev/null --lang zh¦/dev/null 既不是文件也不是文件夹；请给出运行结果的文件夹或模型文件",
        "x*x --at x=1 --order 2 --dot¦--order 2 does not go together with --dot",
        "x*x --at x=1 --order 2 --mermaid --lang zh¦--order 2 不能与 --mermaid 一起使用",
        "circle --row 99¦there is no row 99: circle.csv has 12, numbered from 1",
        "circle --row 0¦there is no row 0: circle.csv has 12, numbered from 1",
        "circle points.csv --row 3¦there is no row 3: points.csv has 2, numbered from 1",
        "circle --at x=1 --row 1¦--at does not go together with circle",
        "nowhere --row 2¦nowhere: there is no such run or model",
        "apples --dot --json¦choose one form: --html, --latex, --dot, --mermaid, --json",
        "x+1 --at x=1 --def f=sin¦--def: f is not used in the expression",
        "x --at x=one¦no value",
      })
  void aWrongCallIsOneLine(String command, String line) throws Exception {
    var result = explain(command.split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(1);
    if (!line.equals("no value")) {
      assertThat(result.err()).isEqualTo("jacobi: " + line + "\n");
    } else {
      assertThat(result.err()).startsWith("jacobi: --at x=one: write NAME=NUMBER");
    }
  }

  @Test
  void aFolderThatIsNotThereIsSaidBeforeAnythingIsComputed() throws Exception {
    var result = explain("no such example (", "--out", "nowhere/a.txt", "--lang", "zh");
    assertThat(result.err())
        .startsWith("jacobi: --out nowhere/a.txt：没有文件夹 ")
        .endsWith("nowhere\n")
        .hasLineCount(1);
    assertThat(explain("apples", "--out", ".").err())
        .isEqualTo("jacobi: --out . is a folder; name a file in it\n");
  }

  @Test
  void secondDerivativesAreATable() throws Exception {
    var json = json("x^2*w", "--at", "x=0.5,w=2", "--order", "2");
    assertThat(json.objects("second").stream().map(second -> second.number("value")))
        .containsExactly(4.0, 1.0, 1.0, 0.0);
  }

  @Test
  void softmaxOfOneNumberIsShownInItsPlace() throws Exception {
    assertThat(explain("2*softmax(x)", "--at", "x=1", "--lang", "zh").err())
        .startsWith("jacobi: 第 3 列：softmax 需要一列数")
        .endsWith("\n2*softmax(x)\n  ^\n");
  }

  @Test
  void secondDerivativesStandOnThePage() throws Exception {
    explain("x^2*w", "--at", "x=0.5,w=2", "--order", "2", "--html", "--out", "page.html");
    assertThat(Files.readString(folder.resolve("page.html"))).contains(">Second derivatives</h2>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--latex", "--dot", "--mermaid", "--json"})
  void aFormMayBeWrittenToAFile(String form) throws Exception {
    Path file = folder.resolve("out" + form);
    var result = explain("apples", form, "--out", file.toString());
    assertThat(result.out()).isEqualTo("wrote " + file + "\n");
    assertThat(Files.readString(file)).isEqualTo(explain("apples", form).out()).contains("220");
  }

  // ---- networks ----

  @Test
  void aTrainedNetworkIsExplainedOnARowOfItsOwnData() throws Exception {
    var json = json("circle", "--row", "3");
    assertThat(json.string("title"))
        .startsWith(
            "circle: the loss of row 3 of circle.csv (the rows set aside for the test). It is");
    assertThat(node(json, "0.weight").string("kind")).isEqualTo("parameter");
    assertThat(node(json, "0.weight").list("gradient")).hasSize(10);
    assertThat(node(json, "v1").string("layer")).isEqualTo("0");
    assertThat(node(json, "L").list("value")).hasSize(1);
  }

  @Test
  void theLossOfARowIsThatOfTheModelsAnswer() throws Exception {
    var json = json("circle", "circle.csv", "--row", "2");
    double[] x =
        node(json, "x").list("value").stream()
            .mapToDouble(v -> ((Number) v).doubleValue())
            .toArray();
    var predictor = Predictor.load(folder.resolve("circle/model.safetensors"));
    double[] answer = predictor.predict(new float[][] {{(float) x[0], (float) x[1]}})[0];
    List<Object> target = node(json, "t").list("value");
    int truth = ((Number) target.get(0)).doubleValue() == 1 ? 0 : 1;
    double loss = ((Number) node(json, "L").list("value").getFirst()).doubleValue();
    assertThat(loss).isCloseTo(-Math.log(answer[truth]), within(1e-5));
  }

  @Test
  void aTableWithoutTheTargetHasItsAnswerExplained() throws Exception {
    var result = explain("circle", "points.csv", "--row", "1");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("circle: the output for in, which is the answer to row 1 of points.csv\n")
        .contains("linearRelu")
        .doesNotContain("softmaxCrossEntropy");
  }

  @Test
  void aRegressionIsExplainedInTheUnitsOfItsTarget() throws Exception {
    var result = explain("houses", "--row", "1");
    assertThat(result.out()).containsPattern("It is \\d\\d,\\d{3}; the answer is [\\d,]+");
    assertThat(result.out()).contains("L = ");
  }

  @Test
  void aNetworkOnImagesIsExplained() throws Exception {
    var json = json("mnist-run", "--data", "mnist");
    assertThat(json.string("title")).contains("row 1 of mnist (its test part)");
    assertThat(node(json, "x").list("value")).hasSize(784);
    assertThat(node(json, "0.weight").list("value")).hasSize(1000); // of 4704
    assertThat(explain("mnist-run", "--data", "mnist", "--lang", "zh").out())
        .contains("第 1 行的损失（自带的测试集）。真实值是 0");
  }
}
