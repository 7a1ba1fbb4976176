package org.jacobi.array;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {
  @Test
  void whatDisturbsATerminalBecomesAnEscape() {
    assertThat(Quoted.of("a\nb\u001b[31m")).isEqualTo("\"a\\u000ab\\u001b[31m\"");
    assertThat(Quoted.of("gpj\u202eexe")).isEqualTo("\"gpj\\u202eexe\""); // turns the line round
    assertThat(Quoted.of("\ud83d")).isEqualTo("\"\\ud83d\"");
  }

  @Test
  void lettersOfAllLanguagesAndWholePairsStay() {
    assertThat(Quoted.of("größe 价格 😀")).isEqualTo("\"größe 价格 😀\"");
  }

  @Test
  void longTextsAreCutWithoutTearingAPairApart() {
    assertThat(Quoted.of("x".repeat(60))).isEqualTo('"' + "x".repeat(60) + '"');
    assertThat(Quoted.of("x".repeat(61))).isEqualTo('"' + "x".repeat(60) + "…\"");
    assertThat(Quoted.plain("xyz😀", 4)).isEqualTo("xyz😀");
    assertThat(Quoted.plain("xyz😀w", 4)).isEqualTo("xyz😀…");
  }
}
