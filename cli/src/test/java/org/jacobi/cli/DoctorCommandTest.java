package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.jacobi.io.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor of the command line, as people call it. */
class DoctorCommandTest {
  @TempDir static Path folder;

  private static final String HEAD =
      """
      import java.util.*;
      import org.jacobi.array.*;
      import org.jacobi.learn.*;
      """;

  private static String layer(String name, String forward, String backward) {
    return """
    %s class %s extends ManualLayer {
      private NDArray x;
      %s() { super("own"); }
      public NDArray forward(NDArray... in) { x = in[0]; %s }
      public NDArray[] backward(NDArray u) { %s }
    }
    """
        .formatted(name.equals("Half") ? "public" : "", name, name, forward, backward);
  }

  private static final String COPY = "return in[0].copy();";
  private static final String BACK = "return new NDArray[] {u};";

  @BeforeAll
  static void patients() throws Exception {
    String square = "return Matrices.map(x, v -> v * v);";
    String half = "return new NDArray[] {Matrices.combine(u, x, (a, v) -> a * v)};";
    Cli.write(
        folder.resolve("src/net/Half.java"), "package net;\n" + HEAD + layer("Half", square, half));
    String compact = HEAD + "static " + layer("Right", square, half.replace("a * v", "2 * a * v"));
    Cli.write(
        folder.resolve("Both.java"),
        compact + "static " + layer("Wrong", square, half) + "void main() {}\n");
    Cli.write(folder.resolve("None.java"), "void main() {}\n");
    Cli.write(folder.resolve("Broken.java"), "class Broken {\n  int x = ;\n}\n");
    Cli.write(folder.resolve("Unknown.java"), "class Unknown {\n  HashMap<?, ?> all;\n}\n");
    Cli.write(folder.resolve("Unfit.java"), "class Unfit {\n  int n = \"\".length(1);\n}\n");
    Cli.write(folder.resolve("nothing/readme.txt"), "extends ManualLayer\n");
    Cli.write(
        folder.resolve("src/Odd.java"),
        HEAD
            + layer("Quits", "System.exit(0); " + COPY, BACK)
            + layer("Hangs", COPY, "while (true) { Thread.onSpinWait(); }")
            + layer("Prints", "System.out.println(\"hello\"); " + COPY, BACK)
            + layer(
                "Eats",
                "var all = new ArrayList<double[]>(); while (true) { all.add(new double[1 << 20]); }",
                BACK)
            + layer("Deep", "return forward(in);", BACK)
            + layer("Sized", COPY, BACK).replace("Sized()", "Sized(int n)")
            + "abstract class Open extends ManualLayer { Open() { super(\"open\"); } }\n"
            + "class Text { static class Twin {} }\n"
            + "class Other { static class Twin {} }\n");
    List<String> arguments = new ArrayList<>(List.of("-d", folder.resolve("classes").toString()));
    arguments.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
    arguments.addAll(
        List.of(
            folder.resolve("src/net/Half.java").toString(),
            folder.resolve("src/Odd.java").toString()));
    var said = new StringWriter();
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));
    assertThat(code).as(said.toString()).isZero();
  }

  private static Cli.Result doctor(String arguments) throws Exception {
    String[] all = ("doctor " + arguments).split(" ");
    return Cli.run(folder, all);
  }

  @Test
  void aFileWithSeveralLayersIsExaminedAsItIs() throws Exception {
    var result = doctor("Both.java --lang en");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("Right: no mistake found.")
        .contains("Half of the gradient  [FACTOR_HALF]")
        .contains("the ratio is 0.5");
    assertThat(result.code()).isEqualTo(1);
    assertThat(Cli.tree(folder).stream().filter(name -> name.endsWith(".class")))
        .allMatch(name -> name.startsWith("classes"));
  }

  @Test
  void aClassIsFoundByItsShortNameAndAnswersInChinese() throws Exception {
    var result = doctor("Half --classpath classes --lang zh");
    assertThat(result.out()).contains("梯度只有一半", "比值是 0.5", "改正：");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void jsonIsOneObjectAndWhatThePatientPrintsIsNotInIt() throws Exception {
    var result = doctor("Prints --classpath classes --json");
    assertThat(result.lines()).hasSize(1);
    var json = Json.parseObject(result.lines().getFirst(), "");
    assertThat(json.string("patient")).isEqualTo("Prints");
    assertThat(result.out()).contains("\"healthy\":true").doesNotContain("hello");
    assertThat(result.code()).isZero();
    assertThat(doctor("net.Half --classpath classes --json").out())
        .contains("\"mistake\":\"FACTOR_HALF\"");
  }

  @Test
  void aPatientThatEndsTheProcessIsADiagnosis() throws Exception {
    var result = doctor("Quits --classpath classes --lang en");
    assertThat(result.out()).contains("[THROWS]", "exit code 0", "System.exit");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void aClassOfAFileThatCannotBeExaminedDoesNotHideTheAnswersOfOthers() throws Exception {
    Cli.write(
        folder.resolve("Mixed.java"),
        HEAD
            + "static "
            + layer("Early", COPY, BACK)
            + "static "
            + layer("Middle", COPY, BACK).replace("Middle()", "Middle(int n)")
            + "static "
            + layer("Wrong", COPY, "return new NDArray[] {Matrices.map(u, v -> 2 * v)};")
            + "void main() {}\n");
    var result = doctor("Mixed.java --lang en");
    assertThat(result.out())
        .startsWith("Early: no mistake found.")
        .contains("[FACTOR_TWO]")
        .doesNotContain("Middle");
    assertThat(result.err())
        .startsWith("jacobi: [doctor] Mixed$Middle has no constructor without arguments;")
        .hasLineCount(1);
    assertThat(result.code()).isEqualTo(2);
  }

  @Test
  void aPatientThatNeverReturnsIsEndedAfterTheTimeLimit() throws Exception {
    long start = System.nanoTime();
    var result = doctor("Hangs --classpath classes --timeout 2 --lang en");
    assertThat(result.out())
        .contains("[NEVER_RETURNS]", "backward (5 × 3) did not return within 2 seconds");
    assertThat(result.code()).isEqualTo(1);
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(30);
  }

  @Test
  void anInterruptEndsTheProcessOfThePatient() throws Exception {
    Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
    var process = new DoctorProcess(Duration.ofSeconds(120), Locale.ENGLISH, false);
    String classes = folder.resolve("classes").toString();
    var examination = new FutureTask<>(() -> process.examine("Hangs", classes, true));
    Thread thread = Thread.ofPlatform().daemon().start(examination);
    ProcessHandle child = null;
    for (int i = 0; i < 2000 && child == null; i++) {
      Thread.sleep(10);
      child =
          ProcessHandle.current()
              .children()
              .filter(each -> !before.contains(each))
              .findFirst()
              .orElse(null);
    }
    assertThat(child).isNotNull();
    thread.interrupt();
    assertThatThrownBy(() -> examination.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    child.onExit().get(20, TimeUnit.SECONDS);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void aPatientThatUsesUpHeapOrStackIsADiagnosis() throws Exception {
    var heap = doctor("Eats --classpath classes --lang en");
    assertThat(heap.out()).contains("[THROWS]", "OutOfMemoryError");
    var stack = doctor("Deep --classpath classes --lang en");
    assertThat(stack.out()).contains("[THROWS]", "StackOverflowError");
    assertThat(List.of(heap.code(), stack.code())).containsExactly(1, 1);
    assertThat(heap.err() + stack.err()).isEmpty();
  }

  @Test
  void whatCannotBeExaminedIsOneLineThatSaysWhatToDo() throws Exception {
    record Bad(String arguments, String line) {}
    List<Bad> all =
        List.of(
            new Bad(
                "Hlaf --classpath classes",
                "there is no class Hlaf on the class path classes; compile it first, and name its"
                    + " folder or jar with --classpath. Did you mean \"Half\"?"),
            new Bad(
                "Half --classpath clases",
                "--classpath: there is no folder and no jar clases. Did you mean \"classes\"?"),
            new Bad(
                "Half --classpath Both.java",
                "--classpath: Both.java is neither a folder nor a jar"),
            new Bad(
                "Sized --classpath classes",
                "[doctor] Sized has no constructor without arguments; add one that makes a small"
                    + " instance, such as super(...) with sizes 4 and 3"),
            new Bad(
                "Open --classpath classes",
                "[doctor] Open is abstract; name a class that can be made"),
            new Bad(
                "Text --classpath classes",
                "[doctor] Text is nothing that can be examined: it must extend ManualLayer,"
                    + " ManualLoss, ManualOptimizer, ManualInit or ManualBatches"),
            new Bad("Botch.java", "Botch.java: there is no such file. Did you mean \"Both.java\"?"),
            new Bad("Broken.java", "Broken.java, line 2: illegal start of expression"),
            new Bad("Unknown.java", "Unknown.java, line 2: cannot find symbol: class HashMap"),
            new Bad("Unknown.java --lang zh", "Unknown.java，第 2 行：找不到符号: 类 HashMap"),
            new Bad(
                "Unfit.java",
                "Unfit.java, line 2: method length in class java.lang.String cannot be applied to given"
                    + " types; required: no arguments; found: int; reason: actual and formal argument"
                    + " lists differ in length"),
            new Bad(
                "src",
                "src is a folder; name one of its files that can be examined: src/Odd.java,"
                    + " src/net/Half.java"),
            new Bad("src/net --lang zh", "src/net 是一个文件夹；请给出其中一个可以检查的文件：src/net/Half.java"),
            new Bad(
                "classes",
                "classes is a folder; name one of its classes, with --classpath classes"),
            new Bad(
                "nothing",
                "nothing is a folder without anything that can be examined; name a file such as"
                    + " MyLayer.java, or a class"),
            new Bad(
                "Twis --classpath classes",
                "there is no class Twis on the class path classes; compile it first, and name its"
                    + " folder or jar with --classpath. Did you mean \"Twin\"?"),
            new Bad(
                "None.java",
                "None.java: no class here extends ManualLayer, ManualLoss, ManualOptimizer,"
                    + " ManualInit or ManualBatches"),
            new Bad(
                "Half --classpath classes --timeout 0",
                "--timeout must be a number of seconds above 0, up to 86400, but is 0"),
            new Bad(
                "Half --classpath classes --lang fr",
                "--lang cannot be \"fr\"; it is one of en, zh"),
            new Bad(
                "Half --classpath classes --timeout 0 --lang zh",
                "--timeout 必须是大于 0、不超过 86400 的秒数，而不是 0"),
            new Bad("Half --classpath Both.java --lang zh", "--classpath：Both.java 既不是文件夹，也不是 jar"),
            new Bad("Broken.java --lang zh", "Broken.java，第 2 行：非法的表达式开始"));
    for (Bad bad : all) {
      var result = doctor(bad.arguments());
      assertThat(result.err()).as(bad.arguments()).isEqualTo("jacobi: " + bad.line() + "\n");
      assertThat(result.code()).as(bad.arguments()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
    }
    assertThat(Arrays.asList(Cli.tree(folder).toArray())).doesNotContain("Broken.class");
  }
}
