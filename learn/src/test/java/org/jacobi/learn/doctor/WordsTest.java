package org.jacobi.learn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both languages say the same, and of every mistake. */
class WordsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");
  private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  @Test
  void everyTextIsThereInBothLanguages() {
    var english = Words.of(Locale.ENGLISH);
    var chinese = Words.of(Locale.SIMPLIFIED_CHINESE);
    assertThat(new TreeSet<>(chinese.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
    assertThat(english.keySet()).hasSizeGreaterThan(100);
    for (String key : english.keySet()) {
      String here = english.getString(key);
      String there = chinese.getString(key);
      assertThat(there).as(key).containsPattern(HAN).doesNotContain("'");
      assertThat(here).as(key).doesNotContainPattern(HAN).doesNotContain("'");
      if (!key.startsWith("formula.")) { // a formula may name the array in one language only
        assertThat(places(there)).as(key).isEqualTo(places(here));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void everyMistakeHasATitleAndAFormula(Mistake mistake) {
    for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.CHINA}) {
      var finding = Finding.of(mistake, "∂L/∂w", "null", "forward");
      assertThat(finding.title(locale)).isNotBlank();
      assertThat(finding.formula(locale)).isNotBlank().doesNotContainPattern(PLACE);
    }
  }

  @Test
  void aRatioToNothingIsNoNumber() {
    assertThat(Words.ratio(1, 4)).isEqualTo("0.25");
    assertThat(Words.ratio(-0., 4)).isEqualTo("0");
    assertThat(Words.ratio(2, 0)).isEqualTo("∞");
    assertThat(Words.ratio(0, 0)).isEqualTo("-");
  }

  @Test
  void numbersAreWrittenShortAndTheSameEverywhere() {
    assertThat(Words.number(0.2)).isEqualTo("0.2");
    assertThat(Words.number(-17.5)).isEqualTo("-17.5");
    assertThat(Words.number(100)).isEqualTo("100");
    assertThat(Words.number(0)).isEqualTo("0");
    assertThat(Words.number(-0.)).isEqualTo("0");
    assertThat(Words.number(0.000012345)).isEqualTo("1.235e-05");
    assertThat(Words.number(12345678)).isEqualTo("1.235e+07");
    assertThat(Words.number(Double.NaN)).isEqualTo("NaN");
  }
}
