package org.jacobi.learn.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Both languages say the same. */
class WordsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");
  private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
  private static final Set<String> SYMBOLS =
      Set.of(
          "language",
          "race.kicker",
          "init.kicker",
          "overfit.kicker",
          "race.colon",
          "race.and",
          "init.rule.xavier",
          "init.rule.he",
          "init.rule.wide",
          "init.rule.narrow",
          "init.head",
          "init.spread");

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  @Test
  void everyTextIsThereInBothLanguagesWithTheSamePlaces() {
    var english = Words.of(Locale.ENGLISH);
    var chinese = Words.of(Locale.SIMPLIFIED_CHINESE);
    assertThat(new TreeSet<>(chinese.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
    assertThat(english.keySet()).hasSizeGreaterThan(100);
    for (String key : english.keySet()) {
      assertThat(places(chinese.getString(key))).as(key).isEqualTo(places(english.getString(key)));
      assertThat(english.getString(key)).as(key).doesNotContainPattern(HAN).doesNotContain("'");
      assertThat(chinese.getString(key)).as(key).doesNotContain("'").isNotBlank();
      if (!SYMBOLS.contains(key)) {
        assertThat(chinese.getString(key)).as(key).containsPattern(HAN);
      }
    }
  }

  @Test
  void numbersAreShortAndTheSameInEveryLanguage() {
    assertThat(Figures.number(0.0312345)).isEqualTo("0.03123");
    assertThat(Figures.number(2.5e-9)).isEqualTo("2.5e-9");
    assertThat(Figures.number(9.99999e-4)).isEqualTo("1e-3");
    assertThat(Figures.number(-12345678)).isEqualTo("-1.235e7");
    assertThat(Figures.number(0)).isEqualTo("0");
    assertThat(Figures.number(Double.POSITIVE_INFINITY)).isEqualTo("∞");
    assertThat(Figures.number(Double.NaN)).isEqualTo("–");
    assertThat(Figures.brief(-0.04567)).isEqualTo("−0.0457");
    assertThat(Figures.exact(1.0)).isEqualTo("1");
    assertThat(Figures.exact(3e-7)).isEqualTo("3e-7");
    assertThat(Figures.place(new double[] {-7, 0.12345})).isEqualTo("(-7.000, 0.123)");
    assertThat(Figures.percent(0.8239)).isEqualTo("82.4 %");
  }
}
