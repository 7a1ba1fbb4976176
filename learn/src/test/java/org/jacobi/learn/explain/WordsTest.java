package org.jacobi.learn.explain;

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

  /** Signs alone, the same in both languages but for their width. */
  private static final Set<String> SIGNS = Set.of("phrase.comma", "stop");

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  @Test
  void everyTextIsThereInBothLanguagesWithTheSamePlaces() {
    var english = Words.of(Locale.ENGLISH);
    var chinese = Words.of(Locale.SIMPLIFIED_CHINESE);
    assertThat(new TreeSet<>(chinese.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
    assertThat(english.keySet()).hasSizeGreaterThan(80);
    for (String key : english.keySet()) {
      assertThat(places(chinese.getString(key))).as(key).isEqualTo(places(english.getString(key)));
      assertThat(chinese.getString(key)).as(key).doesNotContain("'");
      assertThat(english.getString(key)).as(key).doesNotContainPattern(HAN).doesNotContain("'");
      if (!SIGNS.contains(key)) {
        assertThat(chinese.getString(key)).as(key).containsPattern(HAN);
      }
    }
  }
}
