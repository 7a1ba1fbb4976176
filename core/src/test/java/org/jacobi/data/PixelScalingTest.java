package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jacobi.array.NDArray;
import org.junit.jupiter.api.Test;

class PixelScalingTest {
  private static Dataset images(byte... pixels) {
    int rows = pixels.length / 2;
    return Dataset.classification(
        "dots", NDArray.of(pixels, rows, 2), NDArray.of(new int[rows], rows), List.of("a"));
  }

  @Test
  void standardScalingGivesMeanZeroAndDeviationOne() {
    var dots = images((byte) 0, (byte) 255, (byte) 3, (byte) 10, (byte) 200, (byte) 128);
    var batch = dots.scaled(PixelScaling.standard(dots)).batch(new int[] {0, 1, 2});
    double mean = 0;
    double squares = 0;
    for (double x : batch.features().toDoubles()) {
      mean += x / 6;
      squares += x * x / 6;
    }
    assertThat(mean).isCloseTo(0, within(1e-7));
    assertThat(squares).isCloseTo(1, within(1e-6));
  }

  @Test
  void constantImagesAreOnlyShifted() {
    var dots = images((byte) 7, (byte) 7);
    assertThat(PixelScaling.standard(dots)).isEqualTo(new PixelScaling(1, -7));
  }

  @Test
  void scalesThatDestroyAreRefused() {
    assertThatThrownBy(() -> new PixelScaling(0, 1))
        .hasMessage("[pixels] cannot scale by 0.0 and shift by 1.0");
    assertThatThrownBy(() -> new PixelScaling(1, Float.NaN)).hasMessageContaining("NaN");
  }
}
