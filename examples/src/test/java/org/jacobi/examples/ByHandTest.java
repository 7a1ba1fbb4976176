package org.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the course: layers and networks by hand, and races. */
class ByHandTest {
  @TempDir private Path folder;

  private List<String> run(String name, String... arguments)
      throws IOException, InterruptedException {
    return Program.run(folder, "en", name, arguments);
  }

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
        .allSatisfy(line -> assertThat(ExamplesTest.last(line)).isLessThan(1e-9));
    assertThat(ExamplesTest.last(lines.getLast())).isBetween(0.8, 1.0);
  }

  @Test
  void layersByHandTellCloudsApartInSmallBatches() throws Exception {
    Path table = Files.write(folder.resolve("clouds.csv"), ExamplesTest.clouds(200));
    var lines = run("LayersByHand", table.toString());
    assertThat(lines).startsWith("Layer 0: matmul", "Layer 1: bias_add", "Layer 2: sigmoid");
    assertThat(lines).contains("Layer 9: loss", SAME + "1.0e-06.");
    assertThat(ExamplesTest.last(lines.get(lines.size() - 2))).isBetween(0.96, 1.0);
    assertThat(lines.getLast()).startsWith("batch size 160: 100 steps, loss ");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void layersByHandLearnTumoursInSmallBatchesAndStandStillInOne() throws Exception {
    Path data = Path.of(System.getenv("JACOBI_DATA"), "breast-cancer", "breast_cancer.csv");
    var lines = run("LayersByHand", data.toString());
    assertThat(lines).contains(SAME + "1.0e-06.");
    assertThat(lines.get(lines.size() - 2)).startsWith("batch size 16: 2900 steps");
    assertThat(ExamplesTest.last(lines.get(lines.size() - 2))).isBetween(0.96, 1.0);
    assertThat(lines.getLast()).startsWith("batch size 455: 100 steps");
    assertThat(ExamplesTest.last(lines.getLast())).isBetween(0.62, 0.64);
  }

  @Test
  void denseLayersAndDropoutByHandTellCloudsApart() throws Exception {
    Path table = Files.write(folder.resolve("clouds.csv"), ExamplesTest.clouds(200));
    var lines = run("DenseByHand", table.toString(), "sgd");
    assertThat(lines).contains(SAME + "1.0e-06.");
    assertThat(lines.getLast()).startsWith("SGD(rate 0.005): test accuracy ");
    assertThat(ExamplesTest.last(lines.getLast())).isBetween(0.9, 1.0);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void denseLayersAndDropoutByHandTellTumoursApartWithAnyOptimizer() throws Exception {
    Path data = Path.of(System.getenv("JACOBI_DATA"), "breast-cancer", "breast_cancer.csv");
    for (String optimizer : List.of("momentum", "adam", "rmsprop")) {
      var lines = run("DenseByHand", data.toString(), optimizer);
      assertThat(lines).contains(SAME + "1.0e-06.");
      assertThat(ExamplesTest.last(lines.getLast())).as(optimizer).isBetween(0.96, 1.0);
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
  void threeLayersByHandReadHandwrittenDigits() throws Exception {
    Path data = Path.of(System.getenv("JACOBI_DATA"), "mnist");
    var lines = run("MnistByHand", data.toString());
    assertThat(lines).contains(SAME + "1.0e-06.");
    assertThat(ExamplesTest.last(lines.getLast())).isBetween(0.9, 1.0);
  }
}
