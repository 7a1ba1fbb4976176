package org.jacobi.learn.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class ContoursTest {
  private static final int COLUMNS = 121;
  private static final int ROWS = 81;

  /** Over x in 0 … 600 and y in 0 … 400, y upwards. */
  private static double[] heights(DoubleBinaryOperator height) {
    double[] all = new double[COLUMNS * ROWS];
    Arrays.setAll(all, i -> height.applyAsDouble(i % COLUMNS * 5.0, i / COLUMNS * 5.0));
    return all;
  }

  /** Rings of places. */
  private static List<double[][]> rings(DoubleBinaryOperator height, double level) {
    String path = new Contours(heights(height), COLUMNS, 600, 400).path(level);
    List<double[][]> rings = new ArrayList<>();
    for (String ring : path.split("Z")) {
      if (!ring.isEmpty()) {
        rings.add(
            Arrays.stream(ring.substring(1).split("L"))
                .map(at -> Arrays.stream(at.split(" ")).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new));
      }
    }
    return rings;
  }

  /** With its sign. */
  private static double area(double[][] ring) {
    double twice = 0;
    for (int i = 0; i < ring.length; i++) {
      double[] a = ring[i];
      double[] b = ring[(i + 1) % ring.length];
      twice += a[0] * b[1] - a[1] * b[0];
    }
    return twice / 2;
  }

  @Test
  void theContourOfABowlIsACircle() {
    var rings = rings((x, y) -> (x - 210) * (x - 210) + (y - 130) * (y - 130), 100 * 100);
    assertThat(rings).hasSize(1);
    for (double[] at : rings.getFirst()) {
      assertThat(Math.hypot(at[0] - 210, at[1] - 270)).isEqualTo(100, offset(0.15));
    }
    assertThat(Math.abs(area(rings.getFirst()))).isEqualTo(Math.PI * 100 * 100, offset(60.0));
  }

  @Test
  void aHoleTurnsTheOtherWay() {
    var rings =
        rings((x, y) -> Math.abs(Math.hypot(x - 300, y - 200) - 100), 50).stream()
            .sorted((a, b) -> Double.compare(Math.abs(area(a)), Math.abs(area(b))))
            .toList();
    assertThat(rings).hasSize(2);
    assertThat(Math.signum(area(rings.get(0)))).isEqualTo(-Math.signum(area(rings.get(1))));
    assertThat(Math.abs(area(rings.get(0)))).isEqualTo(Math.PI * 50 * 50, offset(60.0));
    assertThat(Math.abs(area(rings.get(1)))).isEqualTo(Math.PI * 150 * 150, offset(120.0));
  }

  @Test
  void whatLeavesThePictureIsClosedAlongItsBorder() {
    assertThat(Math.abs(area(rings((x, y) -> x, 150).getFirst())))
        .isEqualTo(150 * 400, offset(1.0));
    assertThat(Math.abs(area(rings((x, y) -> 0, 1).getFirst()))).isEqualTo(600 * 400, offset(1.0));
    assertThat(rings((x, y) -> 2, 1)).isEmpty();
  }

  @Test
  void twoBasinsMeetAboveTheirSaddle() {
    // (y² − 1)²/4 + x²/2 has its saddle at 0.25; the grid has no place in its middle.
    DoubleBinaryOperator saddle =
        (px, py) -> {
          double x = (px - 303) / 200;
          double y = (py - 203) / 120;
          return x * x / 2 + (y * y - 1) * (y * y - 1) / 4;
        };
    assertThat(rings(saddle, 0.2)).hasSize(2);
    assertThat(rings(saddle, 0.3)).hasSize(1);
    // A grid on which every cell of the middle has low corners opposite to each other.
    var checks = rings((x, y) -> (x / 5 + y / 5) % 2 == 0 ? 0 : 1, 0.4);
    double sum = checks.stream().mapToDouble(ContoursTest::area).map(Math::abs).sum();
    assertThat(checks).hasSizeGreaterThan(4000);
    // Each low corner has a diamond of its own, whose half diagonal is 0.4 cells.
    assertThat(sum).isEqualTo(COLUMNS * ROWS / 2.0 * 2 * 4, offset(900.0));
  }

  @Test
  void levelsFallAndCloseUpWhereItIsLow() {
    double[] levels = Contours.levels(heights((x, y) -> x * x + y * y + 7));
    assertThat(levels[0]).isLessThan(600 * 600 + 400 * 400 + 7);
    assertThat(levels[levels.length - 1]).isGreaterThan(7);
    for (int i = 2; i < levels.length; i++) {
      assertThat(levels[i]).isLessThan(levels[i - 1]);
      assertThat(levels[i - 1] - levels[i]).isLessThan(levels[i - 2] - levels[i - 1]);
    }
  }
}
