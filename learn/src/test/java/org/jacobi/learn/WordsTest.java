package org.jacobi.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  @Test
  void everyTextIsThereInBothLanguagesWithTheSamePlaces() {
    var english = Words.of(Locale.ENGLISH);
    var chinese = Words.of(Locale.SIMPLIFIED_CHINESE);
    assertThat(new TreeSet<>(chinese.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
    assertThat(english.keySet()).hasSizeGreaterThan(25);
    for (String key : english.keySet()) {
      assertThat(places(chinese.getString(key))).as(key).isEqualTo(places(english.getString(key)));
      assertThat(chinese.getString(key)).as(key).containsPattern(HAN).doesNotContain("'");
      assertThat(english.getString(key)).as(key).doesNotContainPattern(HAN).doesNotContain("'");
    }
  }

  @Test
  void theLanguageOfTheMachineDecidesAndOthersAreEnglish() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.CHINA);
      assertThatThrownBy(() -> new MatMulLayer(0, 3)).hasMessage("[matmul] 大小必须是正数，而不是 0");
      assertThat(new ManualNetwork(new TanhLayer(), new SquaredErrorLayer()))
          .hasToString("第 0 层：tanh\n第 1 层：loss");
      Locale.setDefault(Locale.FRANCE);
      assertThatThrownBy(() -> new MatMulLayer(0, 3))
          .hasMessage("[matmul] a size must be positive, not 0");
    } finally {
      Locale.setDefault(before);
    }
    assertThat(Words.text(Locale.ENGLISH, "layer", 1234, "x")).isEqualTo("Layer 1234: x");
  }
}
