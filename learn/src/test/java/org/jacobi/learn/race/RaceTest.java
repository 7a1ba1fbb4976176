package org.jacobi.learn.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jacobi.io.Json;
import org.jacobi.optim.Optimizers;
import org.junit.jupiter.api.Test;

class RaceTest {
  private static RaceRun alone(String course, String optimizer, double rate, int steps) {
    return new Race()
        .on(course)
        .optimizers(optimizer)
        .rate(optimizer, rate)
        .steps(steps)
        .run()
        .heat(course)
        .run(optimizer);
  }

  @Test
  void oneThatHasNoLossAtTheStartHasDivergedThere() {
    var trial = new Runner.Trial(0.1, new double[] {Double.NaN}, new double[][] {{1, 2}}, 0);
    assertThat(trial.score()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void descentGoesWhereTheFormulaSays() {
    var run = alone("valley", "sgd", 0.95, 9);
    assertThat(run.path()).hasNumberOfRows(10);
    for (int t = 0; t <= 9; t++) {
      double x = -7 * Math.pow(1 - 0.095, t);
      double y = 2 * Math.pow(1 - 1.9, t);
      assertThat(run.path()[t][0]).isEqualTo(x, offset(1e-13));
      assertThat(run.path()[t][1]).isEqualTo(y, offset(1e-13));
      assertThat(run.losses()[t]).isEqualTo(x * x / 20 + y * y, offset(1e-13));
    }
    assertThat(run.searched()).isFalse();
    assertThat(run.finalPoint()).isEqualTo(run.path()[9]);
  }

  @Test
  void anOptimizerThatDivergesIsStoppedAndTheTableSaysIt() {
    // y is multiplied by −5 in each step: 4 · 25⁵ is the first above 10⁶ · 6.45.
    var race = new Race().on("valley").optimizers("sgd").rate("sgd", 3).steps(50).run();
    var run = race.heat("valley").run("sgd");
    assertThat(run.divergedAt()).isEqualTo(5);
    assertThat(run.diverged()).isTrue();
    assertThat(run.losses()).hasSize(6);
    assertThat(run.path()).hasNumberOfRows(6);
    assertThat(race.table(Locale.ENGLISH))
        .contains("diverged at step 5")
        .contains("Nobody reached");
    assertThat(race.table(Locale.CHINA)).contains("第 5 步发散");
  }

  @Test
  void theFirstStepAtTheGoalIsCounted() {
    var run = alone("valley", "momentum", 0.1, 60);
    double[] losses = run.losses();
    assertThat(losses[run.reached()]).isLessThanOrEqualTo(Surface.VALLEY.goal());
    assertThat(Arrays.stream(losses, 0, run.reached())).allMatch(x -> x > 0.01);
    assertThat(alone("valley", "sgd", 0.3, 60).reached()).isEqualTo(-1);
  }

  @Test
  void theSearchTakesTheRateWithTheSmallestEnd() {
    for (String name : List.of("sgd", "adam", "adagrad")) {
      var found =
          new Race().on("rosenbrock").optimizers(name).steps(40).run().heat("rosenbrock").run(name);
      assertThat(found.searched()).isTrue();
      double best =
          Race.RATES.stream()
              .filter(rate -> {
                var run = alone("rosenbrock", name, rate, 40);
                double most = Arrays.stream(run.losses()).max().orElseThrow();
                return !run.diverged() && most <= 2 * run.losses()[0];
              })
              .min(Comparator.comparingDouble(rate -> end(alone("rosenbrock", name, rate, 40))))
              .orElseThrow();
      assertThat(found.rate()).as(name).isEqualTo(best);
    }
  }

  /** The mean loss of the last four of 40 steps. */
  private static double end(RaceRun run) {
    return Arrays.stream(run.losses(), 37, 41).average().orElseThrow();
  }

  @Test
  void aRateThatThrowsTheLossUpIsPassedOver() {
    // With the rate 100 AdaGrad lands 100 away and then, by chance, almost at the minimum.
    var run = new Race().on("valley").optimizers("adagrad").run().heat("valley").run("adagrad");
    assertThat(alone("valley", "adagrad", 100, 60).finalLoss()).isLessThan(run.finalLoss());
    assertThat(Arrays.stream(run.losses()).max().orElseThrow())
        .isLessThanOrEqualTo(Race.MOST_RISE * run.losses()[0]);
  }

  @Test
  void theThreeFormsOfMomentumGoTheSameWay() {
    var heat =
        new Race()
            .on("rosenbrock")
            .optimizers("momentum", "classic-momentum", "averaged-momentum")
            .rate("momentum", 0.001)
            .rate("classic-momentum", 0.001)
            .rate("averaged-momentum", 0.01)
            .steps(30)
            .run()
            .heat("rosenbrock");
    double[][] path = heat.run("momentum").path();
    for (RaceRun run : heat.runs()) {
      for (int t = 0; t < path.length; t++) {
        assertThat(run.path()[t][0]).isEqualTo(path[t][0], offset(1e-9));
        assertThat(run.path()[t][1]).isEqualTo(path[t][1], offset(1e-9));
      }
    }
  }

  @Test
  void allMeetTheSameNoise() {
    double[] slow = noise(alone("noisy", "sgd", 0.01, 20), 0.01);
    double[] fast = noise(alone("noisy", "sgd", 0.3, 20), 0.3);
    assertThat(Arrays.stream(slow).map(Math::abs).max().orElseThrow()).isGreaterThan(0.3);
    for (int i = 0; i < slow.length; i++) {
      assertThat(slow[i]).isEqualTo(fast[i], offset(1e-11));
    }
  }

  /** What each step's gradient had besides that of the valley. */
  private static double[] noise(RaceRun run, double rate) {
    double[] noise = new double[2 * (run.path().length - 1)];
    for (int t = 0; t + 1 < run.path().length; t++) {
      double[] from = run.path()[t];
      double[] to = run.path()[t + 1];
      noise[2 * t] = (from[0] - to[0]) / rate - from[0] / 10;
      noise[2 * t + 1] = (from[1] - to[1]) / rate - 2 * from[1];
    }
    return noise;
  }

  @Test
  void theSameSeedGivesTheSameTable() {
    Race one = new Race().steps(6).seed(3);
    Race other = new Race().steps(6).seed(3);
    RaceResult result = one.run();
    assertThat(result.table(Locale.ENGLISH)).isEqualTo(other.run().table(Locale.ENGLISH));
    RaceResult seeded = new Race().steps(6).seed(4).run();
    for (String course : List.of("noisy", "network")) {
      assertThat(seeded.heat(course).run("sgd").losses())
          .isNotEqualTo(result.heat(course).run("sgd").losses());
    }
    assertThat(seeded.heat("beale").run("sgd").losses())
        .isEqualTo(result.heat("beale").run("sgd").losses());
    assertThat(result.heats().stream().map(Heat::course)).isEqualTo(Race.courses());
    for (Heat heat : result.heats()) {
      assertThat(heat.runs().stream().map(RaceRun::optimizer)).isEqualTo(Optimizers.names());
    }
  }

  @Test
  void theNetworkLearnsTheSpiralAndItsPathIsAShadow() {
    var heat =
        new Race()
            .on("network")
            .optimizers("adam", "sgd")
            .rate("adam", 0.1)
            .rate("sgd", 1)
            .run()
            .heat("network");
    assertThat(heat.run("adam").finalLoss()).isLessThan(0.02);
    assertThat(heat.run("adam").losses()[0]).isGreaterThan(0.9);
    for (RaceRun run : heat.runs()) {
      assertThat(run.path()[0]).containsExactly(0, 0);
      double[] end = run.finalPoint();
      assertThat(end[0]).isBetween(heat.view().left(), heat.view().right());
      assertThat(end[1]).isBetween(heat.view().bottom(), heat.view().top());
    }
    // Two ends and the start lie in the plane: there, the height is the loss itself.
    for (RaceRun run : heat.runs()) {
      double[] end = run.finalPoint();
      double height = heat.heights().over(new double[] {end[0]}, new double[] {end[1]})[0];
      assertThat(height).isEqualTo(run.finalLoss(), offset(1e-9));
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Race().on("beele"))
        .hasMessageContaining("network")
        .hasMessageEndingWith("Did you mean \"beale\"?");
    assertThatThrownBy(() -> new Race().on()).hasMessageStartingWith("[race] ");
    assertThatThrownBy(() -> new Race().optimizers("adm"))
        .hasMessageContaining("Did you mean \"adam\"?");
    assertThatThrownBy(() -> new Race().optimizers()).hasMessageStartingWith("[race] ");
    assertThatThrownBy(() -> new Race().rate("adam", 0)).hasMessageContaining("positive");
    assertThatThrownBy(() -> new Race().rate("eve", 1)).hasMessageContaining("\"eve\"");
    assertThatThrownBy(() -> new Race().steps(0)).hasMessageContaining("0");
    assertThatThrownBy(() -> new Race().steps(Race.MOST_STEPS + 1))
        .hasMessageContaining("" + Race.MOST_STEPS);
  }

  @Test
  void jsonHoldsEveryRun() {
    var result = new Race().on("valley").optimizers("sgd", "adam").rate("sgd", 3).steps(400).run();
    var json = Json.parseObject(Json.text(result.toMap()), "race");
    var heat = json.objects("heats").getFirst();
    assertThat(heat.string("surface")).isEqualTo("valley");
    var runs = heat.objects("runs");
    assertThat(runs.get(0).integer("diverged_at_step")).isEqualTo(5);
    assertThat(runs.get(0).number("rate")).isEqualTo(3);
    assertThat(runs.get(1).list("losses")).hasSize(401);
    assertThat(runs.get(1).list("path")).hasSize(401);
  }
}
