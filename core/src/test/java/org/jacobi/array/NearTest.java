package org.jacobi.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearTest {
  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 3",
    "'', abc, 3",
    "abc, '', 3",
    "same, same, 0",
    "ab, ba, 1",
    "flaw, lawn, 2",
    "shuffel, shuffle, 1"
  })
  void theDistanceCountsChanges(String a, String b, int distance) {
    assertThat(Near.distance(a, b)).isEqualTo(distance);
    assertThat(Near.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void nearestNamesComeFirst() {
    var known = List.of("epoch", "epochs", "batch", "seed", "epics");
    assertThat(Near.names("epochs", known)).containsExactly("epochs", "epoch", "epics");
    assertThat(Near.names("Sead", known)).containsExactly("seed");
    assertThat(Near.names("momentum", known)).isEmpty();
    assertThat(Near.names("x", List.of("y", "xx", "X"))).containsExactly("X", "xx");
  }

  @Test
  void atMostThreeNamesAreGiven() {
    var known = List.of("a1", "a2", "a3", "a4");
    assertThat(Near.names("a5", known)).containsExactly("a1", "a2", "a3");
    assertThat(Near.hint("a5", known)).isEqualTo(". Did you mean \"a1\", \"a2\" or \"a3\"?");
  }

  @Test
  void thereIsNoHintWithoutANearName() {
    assertThat(Near.hint("xyz", List.of("age"))).isEmpty();
    assertThat(Near.hint("x".repeat(100_000), List.of("x"))).isEmpty();
  }
}
