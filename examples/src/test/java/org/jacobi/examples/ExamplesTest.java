package org.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.spi.ToolProvider;
import java.util.zip.GZIPOutputStream;
import org.jacobi.data.DrawnDigits;
import org.jacobi.tensor.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Every program runs, and prints what it should; those by hand in {@link ByHandTest}. */
class ExamplesTest {
  @TempDir private Path folder;

  private List<String> run(String name, String... arguments)
      throws IOException, InterruptedException {
    return Program.run(folder, "en", name, arguments);
  }

  @Test
  void everyProgramCompilesWithoutAWarning() throws IOException {
    var messages = new StringWriter();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-Xlint:all,-path", "-Werror", "-proc:none", "-d", folder.toString()));
    arguments.addAll(
        List.of("-p", Program.modulePath(), "--add-modules", "org.jacobi,org.jacobi.learn"));
    Program.all().forEach(file -> arguments.add(file.toString()));
    var out = new PrintWriter(messages);
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(String[]::new));
    assertThat(code).as(messages.toString()).isZero();
  }

  @Test
  void everyProgramHasATest() throws IOException {
    Path sources = Program.FOLDER.resolve("src/test/java/org/jacobi/examples");
    String tests =
        Files.readString(sources.resolve("ExamplesTest.java"))
            + Files.readString(sources.resolve("ByHandTest.java"));
    assertThat(Program.all()).hasSizeGreaterThan(8);
    for (Path file : Program.all()) {
      String name = file.getFileName().toString().replace(".java", "");
      assertThat(tests).contains("run(\"" + name + "\"");
    }
  }

  @Test
  void twoApplesCost220AndEachGradientIsThatOfTheCourse() throws Exception {
    assertThat(run("Apples"))
        .containsExactly(
            "price         220  f64 ()",
            "∂price/apple  2.2  f64 ()",
            "∂price/apples 110  f64 ()",
            "∂price/tax    200  f64 ()");
  }

  @Test
  void theDoctorFindsTheAveragedBias() throws Exception {
    assertThat(run("DoctorByHand"))
        .contains("The bias gradient is averaged, not summed  [BIAS_AVERAGED]")
        .anyMatch(line -> line.contains("the ratio is 0.2"));
  }

  @Test
  void theDoctorFindsNothingInTheOtherParts() throws Exception {
    assertThat(run("PartsByHand").stream().filter(line -> line.contains("found")))
        .containsExactly(
            "Squares: no mistake found.",
            "Momentum: no mistake found.",
            "Kaiming: no mistake found.",
            "Shuffled: no mistake found.",
            "LogAboveTwo: no mistake found.");
  }

  @Test
  void applesAndOrangesCost715() throws Exception {
    assertThat(run("ApplesAndOranges"))
        .containsExactly(
            "price          715  f64 ()",
            "∂price/apples  110  f64 ()",
            "∂price/apple   2.2  f64 ()",
            "∂price/orange  3.3  f64 ()",
            "∂price/oranges 165  f64 ()",
            "∂price/tax     650  f64 ()");
  }

  @Test
  void theSecondDerivativeIsThatOfTheFormula() throws Exception {
    double first = 6 * StrictMath.cos(11);
    double second = 2 * StrictMath.cos(11) - 36 * StrictMath.sin(11);
    assertThat(run("SecondDerivative"))
        .containsExactly(
            String.format(Locale.ROOT, "y   %.5f  f64 ()", StrictMath.sin(11)),
            String.format(Locale.ROOT, "y′  %.7f  f64 ()", first),
            String.format(Locale.ROOT, "y″  %.4f  f64 ()", second));
  }

  @Test
  void arraysGoToNumpyAndComeBack() throws Exception {
    assertThat(run("NumpyArrays"))
        .containsExactly("f32 (2 × 3)", "row f64 (2)", "table f32 (2 × 3)");
  }

  @Test
  void anOwnLoopLearnsExclusiveOr() throws Exception {
    var lines = run("OwnLoop");
    assertThat(lines).hasSize(4);
    double[] losses = lines.subList(0, 3).stream().mapToDouble(ExamplesTest::last).toArray();
    assertThat(losses[0]).isLessThan(0.05);
    assertThat(losses[2]).isLessThan(losses[0]);
    String[] numbers = lines.get(3).replaceAll(".*\\[|\\].*", "").split(", ");
    assertThat(numbers).hasSize(4);
    for (int i = 0; i < 4; i++) {
      double expected = i == 1 || i == 2 ? 1 : 0;
      assertThat(Math.abs(Double.parseDouble(numbers[i]) - expected)).isLessThan(0.01);
    }
  }

  @Test
  void onTheClassPathAProgramImportsPackages() throws Exception {
    assertThat(run("ClassPath")).containsExactly("accuracy 1.0");
    assertThat(Program.runOnClassPath(folder, "ClassPath")).containsExactly("accuracy 1.0");
  }

  @Test
  void onTheClassPathTheModuleIsNotThereToBeImported() {
    assertThatThrownBy(() -> Program.runOnClassPath(folder, "Apples"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("imported module not found: org.jacobi");
  }

  @Test
  void aWrongArgumentIsOneLineInEitherLanguage() {
    for (String name : List.of("DenseByHand", "LayersByHand", "MnistByHand")) {
      assertThatThrownBy(() -> Program.run(folder, "en", name, "nowhere"))
          .hasMessageContaining("nowhere: there is no such f")
          .hasMessageContaining("Give ")
          .hasMessageNotContainingAny("\tat ", "Exception in");
      assertThatThrownBy(() -> Program.run(folder, "zh", name, "nowhere"))
          .hasMessageContaining("请给出");
    }
  }

  static double last(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void anOwnOperationHasTheGradientOfItsFormula() throws Exception {
    assertThat(run("OwnOp"))
        .containsExactly(
            "gradient [12, 0, 6.75]  f64 (3)",
            "input 0, entry 0: automatic 12.0000000, numerical 12.0000000",
            "input 0, entry 1: automatic 0.00000000, numerical 0.00000000",
            "input 0, entry 2: automatic 6.75000000, numerical 6.75000000");
  }

  @Test
  void anOwnLayerIsSummedUpTrainsAndComesBackFromAFile() throws Exception {
    var lines = run("OwnLayer");
    // 784·32 + 32, twice (32·64 + 64 + 64·32 + 32), 32·10 + 10
    assertThat(lines).contains("33,834 parameters: 33,834 trained, 0 frozen");
    assertThat(last(lines.get(lines.size() - 2))).isBetween(0.8, 1.0);
    assertThat(lines.getLast()).isEqualTo("the same after loading: true");
  }

  @Test
  void aTrainingThatIsResumedEndsWithTheSameBits() throws Exception {
    assertThat(run("StopAndGoOn")).containsExactly("resumed after step 126", "the same bits: true");
  }

  // ---- tables ----

  /** A first line that counts, then 30 numbers and a class: two clouds of points. */
  static List<String> clouds(int rows) {
    List<String> lines = new ArrayList<>(List.of(rows + ",30,malignant,benign"));
    for (int row = 0; row < rows; row++) {
      var rng = Rng.of(5, "clouds", row);
      var line = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        line.append(String.format(Locale.ROOT, "%.4f,", rng.normal(i) + (row % 2) * 2));
      }
      lines.add(line.append(row % 2).toString());
    }
    return lines;
  }

  @Test
  void aTableIsPreparedTrainedOnAndPredictedFromItsFile() throws Exception {
    var lines = clouds(200);
    Path table = Files.write(folder.resolve("clouds.csv"), lines);
    assertThat(run("BreastCancer", table.toString()))
        .containsExactly(
            "30 columns → 30 features, 2 classes of \"column 31\"",
            "test rows 40",
            "accuracy  1.0000",
            "ROC AUC   1.0000");

    List<String> fresh =
        lines.subList(1, 4).stream().map(l -> l.substring(0, l.lastIndexOf(','))).toList();
    Path unlabelled = Files.write(folder.resolve("new.csv"), fresh);
    var answers = run("Predict", "breast-cancer.safetensors", unlabelled.toString());
    assertThat(answers).hasSize(3);
    for (int row = 0; row < 3; row++) {
      assertThat(answers.get(row)).startsWith("class " + row % 2 + ", probability ");
      assertThat(last(answers.get(row))).isBetween(0.9, 1.0);
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void tumoursAreToldApart() throws Exception {
    Path data = Path.of(System.getenv("JACOBI_DATA"), "breast-cancer", "breast_cancer.csv");
    var lines = run("BreastCancer", data.toString());
    assertThat(lines).contains("test rows 114");
    assertThat(last(lines.get(2))).isBetween(0.93, 1.0);
    assertThat(last(lines.get(3))).isBetween(0.97, 1.0);
  }

  @Test
  void anExplainedGraphHasTheGradientThatBackwardGives() throws Exception {
    var lines = run("ExplainGraph");
    double t = Math.tanh(3);
    double gradient = t + 2 * (1 - t * t) * 1.5;
    assertThat(lines)
        .contains("    0.0295981 + 0.995055 = 1.02465")
        .contains("  w is used 2 times, by v1, y: its gradient is the sum of what comes back");
    assertThat(lines.getLast()).startsWith("∂y/∂w = 1.0246528651");
    assertThat(gradient).isCloseTo(1.0246528651, within(1e-10));
  }

  // ---- images ----

  @Test
  void theThirtyLineProgramTrainsOnFilesInTheFormOfMnist() throws Exception {
    Path mnist = Files.createDirectories(folder.resolve("data/mnist"));
    write(mnist, "train", 0, 256);
    write(mnist, "t10k", 256, 50);
    // 20 epochs of 2 steps: enough to be far above chance.
    var lines = run("TrainMnist");
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).startsWith("test accuracy ");
    assertThat(last(lines.getFirst())).isBetween(0.4, 1.0);
    assertThat(folder.resolve("mnist.safetensors")).isNotEmptyFile();
  }

  @Test
  void aSmallContainerIsToldItsMemoryAndPredictsFrozen() throws Exception {
    var lines = run("SmallContainer");
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).matches("needs [0-9]+\\.[0-9] MB");
    assertThat(lines.get(1)).startsWith("test accuracy ");
    assertThat(last(lines.get(1))).isBetween(0.5, 1.0);
    assertThat(lines.getLast().split(",")).hasSize(10);
  }

  private static void write(Path mnist, String part, int from, int count) throws IOException {
    var images = ByteBuffer.allocate(16 + count * 784);
    images.putInt(0x803).putInt(count).putInt(28).putInt(28);
    images.put(DrawnDigits.images(1, from, count));
    zip(mnist.resolve(part + "-images-idx3-ubyte.gz"), images.array());
    var labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count).put(DrawnDigits.labels(1, from, count));
    zip(mnist.resolve(part + "-labels-idx1-ubyte.gz"), labels.array());
  }

  private static void zip(Path file, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }

  @Test
  void programsAreUtf8WithLinesOfAHundredAtMost() throws IOException {
    for (Path file : Program.all()) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        assertThat(line.length()).as(file + ": " + line).isLessThanOrEqualTo(100);
      }
    }
  }
}
