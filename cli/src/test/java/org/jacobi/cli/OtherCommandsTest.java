package org.jacobi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jacobi.io.Json;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherCommandsTest {
  @TempDir static Path folder;

  /** A model of images that have a band, which is lower for higher classes. */
  @BeforeAll
  static void model() throws Exception {
    Samples.idx(folder.resolve("mnist"), 0x803, 100, 100, 0, 0);
    var result =
        Cli.run(
            folder,
            "train mnist --data mnist --hidden 16 --epochs 20 --batch-size 10 --optimizer adam --lr 0.01 --out run"
                .split(" "));
    assertThat(result.err()).isEmpty();
  }

  private static void picture(String name, int scale, int band, boolean darkOnLight)
      throws Exception {
    var image = new BufferedImage(28 * scale, 14 * scale, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(darkOnLight ? Color.WHITE : Color.BLACK);
    graphics.fillRect(0, 0, 28 * scale, 14 * scale);
    graphics.setColor(darkOnLight ? Color.BLACK : Color.WHITE);
    graphics.fillRect(0, band * scale, 28 * scale, Samples.BAND / 2 * scale);
    graphics.dispose();
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  @Test
  void anImageOfAnotherSizeIsBroughtToTheModels() throws Exception {
    picture("three.png", 3, 3, false);
    picture("nine.png", 1, 9, true);
    var result = Cli.run(folder, "predict", "run", "three.png", "nine.png", "--json");
    assertThat(Json.parseObject(result.lines().getFirst(), "").string("class")).isEqualTo("3");
    assertThat(result.err())
        .isEqualTo(
            """
            jacobi: some of 2 files differ from the data of the training (--strict refuses that):
              2 of 2 images: not 28 × 28 pixels, the first three.png with 42 × 84; brought to that size
              1 of 2 images: light around the edge, but the model knows dark backgrounds: nine.png; --invert turns it round
            """);
    var inverted = Cli.run(folder, "predict", "run", "nine.png", "--invert");
    assertThat(inverted.out()).startsWith("nine.png   9 ");
    assertThat(inverted.err()).contains("14 × 28").doesNotContain("light");
  }

  @Test
  void strictTakesOnlyImagesLikeThoseOfTheTraining() throws Exception {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
      var image = new BufferedImage(28, 28, type);
      for (int i = 0; i < 28 * Samples.BAND; i++) {
        image.setRGB(i % 28, 6 + i / 28, Color.WHITE.getRGB());
      }
      boolean isDeep = type == BufferedImage.TYPE_USHORT_GRAY;
      ImageIO.write(image, "png", folder.resolve(isDeep ? "deep.png" : "grey.png").toFile());
    }
    var coloured = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    coloured.setRGB(27, 27, new Color(9, 9, 10).getRGB());
    ImageIO.write(coloured, "png", folder.resolve("blue.png").toFile());
    var good = Cli.run(folder, "predict", "run", "grey.png", "--strict");
    assertThat(good.err()).isEmpty();
    assertThat(good.out()).startsWith("grey.png   3 ");
    var bad = Cli.run(folder, "predict", "run", "grey.png", "deep.png", "blue.png", "--strict");
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.out()).isEmpty();
    assertThat(bad.err())
        .isEqualTo(
            "jacobi: --strict: some of 3 files differ from the data of the training: 1 of 3 images:"
                + " coloured: blue.png; 1 of 3 images: more than 8 bits a pixel: deep.png\n");
  }

  @Test
  void aDamagedImageIsOneLine() throws Exception {
    picture("whole.png", 2, 5, false);
    byte[] bytes = Files.readAllBytes(folder.resolve("whole.png"));
    Files.write(folder.resolve("cut.png"), Arrays.copyOf(bytes, 40));
    var result = Cli.run(folder, "predict", "run", "whole.png", "cut.png");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("jacobi: cut.png: the image is damaged").hasLineCount(1);
  }

  @Test
  void pixelsAreMeansOfTheAreasTheyCover() throws Exception {
    int[] greys = {0, 90, 180, 30, 60, 240};
    var plain = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < greys.length; i++) {
      plain.setRGB(i % 3, i / 3, new Color(greys[i], greys[i], greys[i]).getRGB());
    }
    ImageIO.write(plain, "png", folder.resolve("six.png").toFile());
    var pixels = Pixels.read(folder.resolve("six.png"), false);
    // Columns 0…1.5 and 1.5…3: (0 + 90/2 + 30 + 60/2) / 3 and (90/2 + 180 + 60/2 + 240) / 3.
    assertThat(pixels.resized(1, 2)).containsExactly((byte) 35, (byte) 165);
    assertThat(Pixels.read(folder.resolve("six.png"), true).resized(2, 3))
        .containsExactly(255, 165, 75, 225, 195, 15);
  }

  @Test
  void inspectShowsLayersInputAndHowItWasMade() throws Exception {
    var result = Cli.run(folder, "inspect", "run");
    assertThat(result.out())
        .contains("0  Linear(784 → 16, bias)")
        .contains("2.weight (10 × 16)")
        .contains("grey images of 28 × 28 pixels of a byte (u8, 0 the background), byte × ")
        .contains("Classes    0, 1, 2, 3, 4, 5, 6, 7, 8, 9")
        .contains("\"command\": \"jacobi train mnist --data mnist --hidden 16");
    var json = Json.parseObject(Cli.run(folder, "inspect", "run", "--json").out().strip(), "");
    assertThat(json.integer("parameters")).isEqualTo(784 * 16 + 16 + 160 + 10);
  }

  @Test
  void evaluateShowsWhichClassWasTakenForWhich() throws Exception {
    var result = Cli.run(folder, "evaluate", "run");
    assertThat(result.out())
        .startsWith("It classifies ")
        .contains("100 rows of mnist (its test part)");
    var json = Json.parseObject(Cli.run(folder, "evaluate", "run", "--json").out().strip(), "");
    assertThat(json.list("confusion")).hasSize(10);
    assertThat(json.number("accuracy")).isEqualTo(1);
    assertThat(json.integer("rows")).isEqualTo(100);
    assertThat(json.object("contract").toMap())
        .isEqualTo(Map.of("kept", true, "rows", 100L, "breaches", List.of()));
  }

  @Test
  void aProgramRunsWithJacobiAndGivesItsExitCode() throws Exception {
    Cli.write(
        folder.resolve("Hello.java"),
        """
        import module org.jacobi;

        void main(String[] arguments) {
          IO.println(new Linear(3, 2) + " " + List.of(arguments));
          System.exit(7);
        }
        """);
    var result = Cli.run(folder, "run", "Hello.java", "--lr", "3", "x");
    assertThat(result.out()).isEqualTo("Linear(3 → 2, bias) [--lr, 3, x]\n");
    assertThat(result.code()).isEqualTo(7);
  }

  @Test
  void aProgramMayUseTheLayersByHand() throws Exception {
    Cli.write(
        folder.resolve("Hello.java"),
        """
        import module org.jacobi.learn;

        void main() {
          NDArray x = NDArray.of(new double[] {-1, 2});
          IO.println(new ReLULayer().forward(x));
        }
        """);
    var result = Cli.run(folder, "run", "Hello.java");
    assertThat(result.out()).isEqualTo("[0, 2]  f64 (2)\n");
    assertThat(result.code()).isZero();
  }

  @Test
  void aProgramSpeaksTheLanguageAndHasTheOptionsOfTheCommand() throws Exception {
    Cli.write(
        folder.resolve("Hello.java"),
        """
        void main() {
          IO.println(Locale.getDefault().getLanguage() + " " + System.getProperty("colour"));
        }
        """);
    var builder = Cli.builder(folder, "org.jacobi.cli.Main", "run", "Hello.java");
    builder.command().add(1, "-Duser.language=zh");
    builder.environment().put("JACOBI_JAVA_OPTS", " -Dcolour=blue  -Xmx64m ");
    var process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(said).isEqualTo("zh blue\n");
    assertThat(process.waitFor()).isZero();
  }

  /** LANG=zh_CN.UTF-8 and LANG=zh also where these locales are not installed. */
  @ParameterizedTest
  @CsvSource({
    "zh_CN.UTF-8,,,zh",
    "zh,,,zh",
    "zh.UTF-8,,,zh",
    "en_US,zh_TW,,zh",
    "zh,en_US.UTF-8,,en",
    "en_US,,zh_CN,zh",
    "C,,,''",
    "POSIX,,,''",
    "zhx,,,''"
  })
  void theLauncherReadsTheLanguageOfALocaleThatIsNotInstalled(
      String lang, @Nullable String all, @Nullable String messages, String language)
      throws Exception {
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash), "no bash on this system");
    String launcher = Files.readString(Path.of("").toAbsolutePath().getParent().resolve("jacobi"));
    int from = launcher.indexOf("language=()");
    String part = launcher.substring(from, launcher.indexOf("\n# What does not fit", from));
    String quiet = part.replace("locale charmap", "echo ASCII");
    assertThat(quiet).isNotEqualTo(part);
    var builder =
        new ProcessBuilder(bash.toString(), "-euc", quiet + "\necho \"${language[*]:-}\"");
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
    builder.environment().put("LANG", lang);
    if (all != null) {
      builder.environment().put("LC_ALL", all);
    }
    if (messages != null) {
      builder.environment().put("LC_MESSAGES", messages);
    }
    builder.redirectError(ProcessBuilder.Redirect.DISCARD); // warnings of bash about the locale
    String said = new String(builder.start().getInputStream().readAllBytes(), UTF_8);
    assertThat(said.strip()).isEqualTo(language.isEmpty() ? "" : "-Duser.language=" + language);
  }

  @Test
  void outputThatCannotBeWrittenIsAnError() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "no /dev/full on this system");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.jacobi.cli.Main",
                "datasets")
            .redirectOutput(full.toFile())
            .start();
    String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(said)
        .isEqualTo(
            "jacobi: could not write all of its output: the disk is full, or its reader has gone\n");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void aModelWhoseClassesAreNotItsOutputsIsRefused() throws Exception {
    var content = SafeTensors.read(folder.resolve("run/model.safetensors"));
    Map<String, Object> changed = new LinkedHashMap<>();
    Json.parseObject(content.metadata().get("jacobi"), "")
        .toMap()
        .forEach((key, value) -> changed.put(key, key.equals("classes") ? List.of("a") : value));
    SafeTensors.write(
        folder.resolve("changed.safetensors"),
        new TensorFile(content.tensors(), Map.of("jacobi", Json.text(changed))));
    picture("band.png", 2, 6, false);
    var result = Cli.run(folder, "predict", "changed.safetensors", "band.png");
    assertThat(result.err())
        .isEqualTo(
            "jacobi: changed.safetensors, metadata, classes: there are 1, but the model gives (10) for"
                + " a row\n");
    assertThat(result.code()).isEqualTo(2);
  }

  @Test
  void everyCommandHasHelpWithExamples() throws Exception {
    for (var command : Main.commandLine().getSubcommands().values()) {
      String help = command.getUsageMessage();
      assertThat(help).contains("Examples:").contains("jacobi " + command.getCommandName());
    }
  }

  @Test
  void helpNamesEveryOptionOfTrain() {
    var train = Main.commandLine().getSubcommands().get("train");
    assertThat(train.getCommandSpec().optionsMap().keySet())
        .containsAll(
            List.of(
                "--data",
                "--target",
                "--task",
                "--test",
                "--hidden",
                "--activation",
                "--output",
                "--no-bias",
                "--init",
                "--dropout",
                "--batch-norm",
                "--loss",
                "--optimizer",
                "--lr",
                "--momentum",
                "--schedule",
                "--weight-decay",
                "--l2",
                "--clip-norm",
                "--batch-size",
                "--epochs",
                "--steps",
                "--validation",
                "--early-stop",
                "--folds",
                "--from",
                "--freeze",
                "--seed",
                "--out",
                "--json",
                "--scaling",
                "--ignore",
                "--debug",
                "--help"));
  }

  @Test
  void completionAndDatasetsAndVersionPrint() throws Exception {
    assertThat(Cli.run(folder, "completion").out())
        .startsWith("#!/usr/bin/env bash")
        .contains("--batch-size");
    var sets = Cli.run(folder, "datasets", "--json").lines();
    assertThat(sets).hasSize(8).allMatch(line -> Json.parseObject(line, "").has("licence"));
    assertThat(Cli.run(folder, "datasets").out()).contains("california-housing");
    assertThat(Cli.run(folder, "--version").out())
        .startsWith("jacobi 0.")
        .doesNotContain("unknown");
  }

  @Test
  void debugShowsWhereInTheProgram() throws Exception {
    var result = Cli.run(folder, "train", "nothing.csv", "--debug");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("at org.jacobi").contains("jacobi: nothing.csv:");
  }
}
