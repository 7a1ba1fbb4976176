package org.jacobi.learn.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Locale;
import org.jacobi.io.Json;
import org.jacobi.learn.race.InitStudy.Activation;
import org.jacobi.learn.race.InitStudy.Verdict;
import org.junit.jupiter.api.Test;

class InitStudyTest {
  private static final InitStudy STUDY = InitStudy.run(1);

  private static Verdict verdict(Activation activation, String initialiser) {
    return STUDY.of(activation, initialiser).verdict();
  }

  @Test
  void everyCaseIsWhatTheTheorySays() {
    assertThat(verdict(Activation.SIGMOID, "wide")).isEqualTo(Verdict.SATURATED);
    assertThat(verdict(Activation.SIGMOID, "narrow")).isEqualTo(Verdict.ALIKE);
    assertThat(verdict(Activation.SIGMOID, "xavier")).isEqualTo(Verdict.KEPT);
    assertThat(verdict(Activation.TANH, "wide")).isEqualTo(Verdict.SATURATED);
    assertThat(verdict(Activation.TANH, "narrow")).isEqualTo(Verdict.ALIKE);
    assertThat(verdict(Activation.TANH, "xavier")).isEqualTo(Verdict.KEPT);
    assertThat(verdict(Activation.RELU, "wide")).isEqualTo(Verdict.EXPLODING);
    assertThat(verdict(Activation.RELU, "narrow")).isEqualTo(Verdict.ALIKE);
    assertThat(verdict(Activation.RELU, "xavier")).isEqualTo(Verdict.SHRINKING);
    assertThat(verdict(Activation.RELU, "he")).isEqualTo(Verdict.KEPT);
    assertThat(STUDY.cases()).hasSize(12);
  }

  @Test
  void theFiguresAreThoseOfTheDistributions() {
    // Before the first ReLU the numbers are normal with variance 2: mean 1/√π, deviation √(1 −
    // 1/π).
    var relu = STUDY.of(Activation.RELU, "he").layers().getFirst();
    assertThat(relu.mean()).isEqualTo(1 / Math.sqrt(Math.PI), offset(0.015));
    assertThat(relu.deviation()).isEqualTo(Math.sqrt(1 - 1 / Math.PI), offset(0.015));
    assertThat(relu.idle()).isEqualTo(0.5, offset(0.01));
    assertThat(relu.dead()).isZero();
    // With σ = 0.01 and 100 units each layer of tanh divides the deviation by ten.
    var narrow = STUDY.of(Activation.TANH, "narrow").layers();
    for (int i = 0; i < InitStudy.LAYERS; i++) {
      double expected = Math.pow(10, -(i + 1));
      assertThat(narrow.get(i).deviation()).isEqualTo(expected, offset(0.05 * expected));
      assertThat(narrow.get(i).idle()).isZero();
    }
    // |tanh z| > 0.95 where |z| > 1.8318, and z is normal with variance 100: 85.5 %.
    assertThat(STUDY.of(Activation.TANH, "wide").layers().getFirst().idle())
        .isEqualTo(0.8547, offset(0.01));
  }

  @Test
  void everyActivationIsCountedOnce() {
    for (var one : STUDY.cases()) {
      for (var layer : one.layers()) {
        assertThat(Arrays.stream(layer.counts()).sum()).isEqualTo(InitStudy.ROWS * InitStudy.UNITS);
        assertThat(layer.high()).isEqualTo(one.layers().getFirst().high());
      }
    }
    var wide = STUDY.of(Activation.RELU, "wide").layers();
    assertThat(wide.getFirst().counts()[InitStudy.BINS - 1]).isLessThan(10);
    assertThat(wide.getLast().counts()[InitStudy.BINS - 1]).isGreaterThan(40_000);
  }

  @Test
  void theTextShowsHistogramsInBothLanguages() {
    String english = STUDY.table(Locale.ENGLISH);
    assertThat(english.lines().filter(line -> line.contains("|")).toList())
        .hasSize(12)
        .allMatch(line -> line.startsWith("    |"))
        .allMatch(line -> line.strip().split("\\|\\s+\\|").length == 5);
    assertThat(english)
        .contains("|█▁▁▁▁▁▁▁▁█|")
        .contains("\n  Wide (σ = 1): saturated: ")
        .contains("ReLU");
    assertThat(STUDY.table(Locale.CHINA)).contains("|█▁▁▁▁▁▁▁▁█|").contains("饱和：");
  }

  @Test
  void theSameSeedGivesTheSameHistogramsAndAnotherDoesNot() {
    assertThat(InitStudy.run(1).table(Locale.ENGLISH)).isEqualTo(STUDY.table(Locale.ENGLISH));
    assertThat(InitStudy.run(2).table(Locale.ENGLISH)).isNotEqualTo(STUDY.table(Locale.ENGLISH));
    assertThatThrownBy(() -> STUDY.of(Activation.TANH, "zeros")).hasMessageStartingWith("[init] ");
  }

  @Test
  void jsonAndPageHoldEveryLayer() {
    var json = Json.parseObject(Json.text(STUDY.toMap()), "init");
    assertThat(json.objects("cases")).hasSize(12);
    assertThat(json.objects("cases").get(9).string("verdict")).isEqualTo("alike");
    assertThat(json.objects("cases").get(0).objects("layers").get(4).list("counts"))
        .hasSize(InitStudy.BINS);
    String page = STUDY.html(Locale.CHINA);
    assertThat(page).startsWith("<!DOCTYPE html>\n<html lang=\"zh\">").contains("权重的初始值");
    assertThat(page.split("<path class=bar", -1)).hasSize(61);
  }
}
