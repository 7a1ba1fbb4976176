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

/** Every program runs, and prints what it should. */
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
    String tests =
        Files.readString(
            Program.FOLDER.resolve("src/test/java/org/jacobi/examples/ExamplesTest.java"));
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

  private static double last(String line) {
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
  private static List<String> clouds(int rows) {
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

  // ---- by hand ----

  private static final String SAME = "By hand and automatic: the same, to ";

  @Test
  void theApplesCostTheSameByHand() throws Exception {
    var lines = run("ApplesByHand");
    assertThat(lines.subList(0, 11))
        .containsExactly(
            "price          220  f64 ()",
            "∂price/apple   2.2  f64 ()",
            "∂price/apples  110  f64 ()",
            "∂price/tax     200  f64 ()",
            "price          715  f64 ()",
            "∂price/fruit   1.1  f64 ()",
            "∂price/apple   2.2  f64 ()",
            "∂price/apples  110  f64 ()",
            "∂price/orange  3.3  f64 ()",
            "∂price/oranges 165  f64 ()",
            "∂price/tax     650  f64 ()");
    assertThat(lines).hasSize(11 + 8).last().isEqualTo(SAME + "1.0e-12.");
  }

  @Test
  void activationsByHandHaveTheGradientsOfTheirFormulas() throws Exception {
    var lines = run("ActivationsByHand");
    assertThat(lines).filteredOn(line -> line.equals(SAME + "1.0e-12.")).hasSize(5);
    assertThat(lines)
        .containsSequence(
            "  backward  [[10, 0, 0],",
            " [40, 0, 60]]  f64 (2 × 3)",
            "  mask      [[0, 1, 1],",
            " [0, 1, 0]]  f64 (2 × 3)")
        .containsSequence(
            "  ∂L/∂weight [[7, 70],",
            " [-0.5, -5],",
            " [-1.5, -15]]  f64 (3 × 2)",
            "  ∂L/∂bias [3, 30]  f64 (2)");
    int number = lines.indexOf("softmax with loss, class numbers");
    int oneHot = lines.indexOf("softmax with loss, one-hot rows");
    assertThat(lines.subList(number + 1, number + 4))
        .isEqualTo(lines.subList(oneHot + 1, oneHot + 4));
  }

  @Test
  void programsSpeakTheLanguageOfTheMachine() throws Exception {
    var lines = Program.run(folder, "zh", "ActivationsByHand");
    assertThat(lines).contains("affine，一行", "手写与自动的结果一致，误差不超过 1.0e-12。");
  }

  @Test
  void theRaceOnBealeSaysWhoArrivedAndWritesItsPage() throws Exception {
    var lines = run("RaceOnBeale");
    assertThat(lines)
        .contains("  First at a loss of 0.01: momentum, after 60 steps.")
        .last()
        .isEqualTo("adam after 10 steps: [0.44058025596806627, -0.20053764018618156]");
    assertThat(Files.readString(folder.resolve("beale.html"))).contains("\"course\":\"beale\"");
  }

  @Test
  void everyFactorOfTheDerivationHasItsNameAndShape() throws Exception {
    var lines = run("FactorsByHand");
    assertThat(lines)
        .containsSequence(
            "∂L/∂W2 = A1ᵀ · ((A2 − Y) ⊙ A2(1 − A2))",
            "  (4, m) · ((m, 1) ⊙ (m, 1)) → (4, 1)",
            "  = automatic");
    assertThat(lines).filteredOn(line -> line.equals("  = automatic")).hasSize(5);
  }

  @Test
  void twoLayersByHandHaveTheNumericalGradientsAndLearn() throws Exception {
    var lines = run("TwoLayersByHand");
    assertThat(lines)
        .startsWith("Layer 0: affine", "Layer 1: sigmoid", "Layer 2: affine", "Layer 3: loss")
        .contains("0.weight (784 × 50)", "0.bias (50)", "2.weight (50 × 10)", "2.bias (10)")
        .contains(SAME + "1.0e-12.");
    assertThat(lines).filteredOn(line -> line.contains(": largest difference ")).hasSize(4);
    assertThat(lines)
        .filteredOn(line -> line.contains(": largest difference "))
        .allSatisfy(line -> assertThat(last(line)).isLessThan(1e-9));
    assertThat(last(lines.getLast())).isBetween(0.8, 1.0);
  }

  @Test
  void layersByHandTellCloudsApartInSmallBatches() throws Exception {
    Path table = Files.write(folder.resolve("clouds.csv"), clouds(200));
    var lines = run("LayersByHand", table.toString());
    assertThat(lines).startsWith("Layer 0: matmul", "Layer 1: bias_add", "Layer 2: sigmoid");
    assertThat(lines).contains("Layer 9: loss", SAME + "1.0e-06.");
    assertThat(last(lines.get(lines.size() - 2))).isBetween(0.96, 1.0);
    assertThat(lines.getLast()).startsWith("batch size 160: 100 steps, loss ");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void layersByHandLearnTumoursInSmallBatchesAndStandStillInOne() throws Exception {
    Path data = Path.of(System.getenv("JACOBI_DATA"), "breast-cancer", "breast_cancer.csv");
    var lines = run("LayersByHand", data.toString());
    assertThat(lines).contains(SAME + "1.0e-06.");
    assertThat(lines.get(lines.size() - 2)).startsWith("batch size 16: 2900 steps");
    assertThat(last(lines.get(lines.size() - 2))).isBetween(0.96, 1.0);
    assertThat(lines.getLast()).startsWith("batch size 455: 100 steps");
    assertThat(last(lines.getLast())).isBetween(0.62, 0.64);
  }

  @Test
  void denseLayersAndDropoutByHandTellCloudsApart() throws Exception {
    Path table = Files.write(folder.resolve("clouds.csv"), clouds(200));
    var lines = run("DenseByHand", table.toString(), "sgd");
    assertThat(lines).contains(SAME + "1.0e-06.");
    assertThat(lines.getLast()).startsWith("SGD(rate 0.005): test accuracy ");
    assertThat(last(lines.getLast())).isBetween(0.9, 1.0);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void denseLayersAndDropoutByHandTellTumoursApartWithAnyOptimizer() throws Exception {
    Path data = Path.of(System.getenv("JACOBI_DATA"), "breast-cancer", "breast_cancer.csv");
    for (String optimizer : List.of("momentum", "adam", "rmsprop")) {
      var lines = run("DenseByHand", data.toString(), optimizer);
      assertThat(lines).contains(SAME + "1.0e-06.");
      assertThat(last(lines.getLast())).as(optimizer).isBetween(0.96, 1.0);
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void threeLayersByHandReadHandwrittenDigits() throws Exception {
    Path data = Path.of(System.getenv("JACOBI_DATA"), "mnist");
    var lines = run("MnistByHand", data.toString());
    assertThat(lines).contains(SAME + "1.0e-06.");
    assertThat(last(lines.getLast())).isBetween(0.9, 1.0);
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
