package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {
  private static final int PIXELS = DrawnDigits.SIDE * DrawnDigits.SIDE;

  @Test
  void theSameSeedGivesTheSameImagesWhereverOneStarts() {
    byte[] all = DrawnDigits.images(3, 0, 47);
    byte[] labels = DrawnDigits.labels(3, 0, 47);
    assertThat(DrawnDigits.images(3, 13, 34))
        .isEqualTo(Arrays.copyOfRange(all, 13 * PIXELS, 47 * PIXELS));
    assertThat(DrawnDigits.labels(3, 13, 34)).isEqualTo(Arrays.copyOfRange(labels, 13, 47));
  }

  @Test
  void anotherSeedGivesOtherImagesInAnotherOrder() {
    assertThat(DrawnDigits.images(1, 0, 10)).isNotEqualTo(DrawnDigits.images(2, 0, 10));
    assertThat(DrawnDigits.labels(1, 0, 30)).isNotEqualTo(DrawnDigits.labels(2, 0, 30));
  }

  @Test
  void ofTenInARowEachDigitComesOnce() {
    byte[] labels = DrawnDigits.labels(5, 0, 1000);
    for (int block = 0; block < 1000; block += 10) {
      byte[] ten = Arrays.copyOfRange(labels, block, block + 10);
      Arrays.sort(ten);
      assertThat(ten).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  @Test
  void noTwoImagesOfADigitAreAlike() {
    byte[] pixels = DrawnDigits.images(7, 0, 200);
    long different =
        IntStream.range(0, 200)
            .mapToObj(
                i -> Arrays.hashCode(Arrays.copyOfRange(pixels, i * PIXELS, (i + 1) * PIXELS)))
            .distinct()
            .count();
    assertThat(different).isEqualTo(200);
  }

  @Test
  void everyImageHasInkAndPaperWithItsMiddleNearTheMiddle() {
    byte[] pixels = DrawnDigits.images(11, 0, 500);
    for (int image = 0; image < 500; image++) {
      int inked = 0;
      double mass = 0;
      double across = 0;
      double down = 0;
      for (int i = 0; i < PIXELS; i++) {
        int value = pixels[image * PIXELS + i] & 0xFF;
        inked += value > 0 ? 1 : 0;
        mass += value;
        across += value * (i % DrawnDigits.SIDE + 0.5);
        down += value * (i / DrawnDigits.SIDE + 0.5);
      }
      assertThat(inked).as("inked pixels of image %d", image).isBetween(30, 400);
      assertThat(across / mass).as("middle of image %d", image).isCloseTo(14, within(3.5));
      assertThat(down / mass).as("middle of image %d", image).isCloseTo(14, within(3.5));
    }
  }

  // The bits of the images belong to the promise "the same images for the same seed": this sum was
  // taken when they were settled, and changes only with the drawing itself.
  @Test
  void theFirstImagesOfSeedZeroStayAsTheyAre() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    digest.update(DrawnDigits.images(0, 0, 1000));
    digest.update(DrawnDigits.labels(0, 0, 1000));
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("1365f440c928ebe7c32b5aa825fa70b34ea1ea061ad23c7a0263d790a553f2d8");
  }

  @Test
  void numbersBelowZeroAreRefused() {
    assertThatThrownBy(() -> DrawnDigits.images(0, 0, -3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[digits] count must be at least 0, but is -3");
    assertThatThrownBy(() -> DrawnDigits.labels(0, -1, 3))
        .hasMessage("[digits] from must be at least 0, but is -1");
    assertThatThrownBy(() -> DrawnDigits.images(0, 0, 10_000_000))
        .hasMessage("[digits] 10000000 images do not fit one array");
  }
}
