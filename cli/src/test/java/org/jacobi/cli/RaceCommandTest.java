package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jacobi.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaceCommandTest {
  @TempDir Path folder;

  private Cli.Result run(String arguments) throws Exception {
    return Cli.run(folder, ("race " + arguments).split(" "));
  }

  @Test
  void aTableSaysWhatBecameOfEachOptimizer() throws Exception {
    var result =
        run("--surface valley --optimizers sgd,adam,nesterov --rate sgd=3,nesterov=0.1 --steps 30");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.lines().getFirst())
        .isEqualTo("A long valley: x²/20 + y² from (-7.000, 2.000), 30 steps");
    assertThat(result.out()).contains("diverged at step 5").contains("First at a loss of 0.01: ");
    assertThat(result.lines().get(2)).startsWith("  sgd        3     diverged at step 5");
    assertThat(result.lines().get(4)).startsWith("  nesterov   0.1   22");
    assertThat(Cli.tree(folder)).containsExactly("");
  }

  @Test
  void aPageIsWrittenInTheLanguageThatWasAskedFor() throws Exception {
    var result = run("--surface saddle --optimizers adam --rate 0.1 --steps 5 --lang zh --html");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("鞍点：").endsWith("\n页面：race.html\n");
    assertThat(Files.readString(folder.resolve("race.html")))
        .startsWith("<!DOCTYPE html>\n<html lang=\"zh\">")
        .contains("优化器同场比较")
        .contains("\"name\":\"adam\",\"rate\":\"0.1\"");
    assertThat(Cli.tree(folder)).containsExactly("", "race.html");
  }

  @Test
  void jsonIsOneObjectAndNothingElse() throws Exception {
    var result = run("--surface noisy --optimizers sgd --rate 0.1 --steps 4 --seed 7 --json");
    assertThat(result.lines()).hasSize(1);
    var json = Json.parseObject(result.out().strip(), "race");
    assertThat(json.integer("seed")).isEqualTo(7);
    var sgd = json.objects("heats").getFirst().objects("runs").getFirst();
    assertThat(sgd.list("path")).hasSize(5);
    assertThat(sgd.bool("rate_searched")).isFalse();
  }

  @Test
  void initShowsHistogramsAndWritesAPage() throws Exception {
    var result = run("--init --html init.html --lang en");
    assertThat(result.out())
        .startsWith("Sigmoid\n")
        .contains("exploding: σ grows from ")
        .endsWith("\nPage: init.html\n");
    assertThat(Files.readString(folder.resolve("init.html"))).contains("How weights should begin");
  }

  @Test
  void overfitTrainsOnDrawnDigitsWhereThereIsNoMnist() throws Exception {
    var result = run("--overfit --epochs 1 --lambda 0.5 --dropout 0.6 --json");
    assertThat(result.err()).isEmpty();
    var json = Json.parseObject(result.out().strip(), "overfit");
    assertThat(json.string("data")).isEqualTo("digits");
    assertThat(json.integer("train_images")).isEqualTo(300);
    assertThat(json.integer("test_images")).isEqualTo(1000);
    assertThat(json.number("lambda")).isEqualTo(0.5);
    assertThat(json.number("dropout")).isEqualTo(0.6);
    assertThat(json.objects("variants")).hasSize(4);
  }

  @Test
  void overfitTakesMnistFromAFolder() throws Exception {
    Samples.idx(folder.resolve("data/mnist"), 0x803, 400, 400, 0, 0);
    var result = run("--overfit --epochs 2 --data data --lang en");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("300 images of MNIST to train on, 400 others to test on, 2 epochs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--optimizers adm | Did you mean \"adam\"?",
        "--surface beele | Did you mean \"beale\"?",
        "--surface valley --rate adam=0 | must be a positive number, not 0",
        "--rate adam=-1 | must be a positive number, not -1",
        "--rate adma=1 | Did you mean \"adam\"?",
        "--rate adam:1 | --rate must be like adam=0.1,sgd=0.9 or a number for all, but is adam:1",
        "--steps 0 | the number of steps must be within 1 and 10000, not 0",
        "--steps 0 --lang zh | 步数必须在 1 到 10000 之间，而不是 0",
        "--init --overfit --lang zh | --init 与 --overfit 是两个不同的实验",
        "--overfit --steps 3 --lang zh | --steps 只用于优化器比较，不能与 --overfit 同用",
        "--html nowhere/race.html --lang zh | --html nowhere/race.html：没有文件夹",
        "--rate adam=0.1 --optimizers sgd | --rate adam=0.1: adam takes no part; --optimizers names sgd",
        "--steps many | is not a whole number",
        "--init --overfit | --init and --overfit are two experiments",
        "--init --rate 1 | --rate is only for the race of optimizers, not for --init",
        "--overfit --steps 3 | --steps is only for the race of optimizers, not for --overfit",
        "--epochs 3 | --epochs is only for --overfit",
        "--overfit --epochs 0 | the number of epochs must be positive, not 0",
        "--overfit --lambda -1 | λ must be a positive number, not -1",
        "--overfit --dropout 1 | must lie between 0 and 1, not be 1",
        "--lang fr | --lang cannot be \"fr\"; it is one of en, zh",
        "--html nowhere/race.html | --html nowhere/race.html: there is no folder",
        "--html . | --html . is a folder; name a file in it",
        "--overfit --data nowhere | nowhere",
        "--surfaces beale | Did you mean \"--surface\"?",
      })
  void whatMakesNoSenseIsOneLine(String arguments, String said) throws Exception {
    var result = run(arguments.strip());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("jacobi: ").contains(said.strip()).hasLineCount(1);
    assertThat(Cli.tree(folder)).containsExactly("");
  }
}
