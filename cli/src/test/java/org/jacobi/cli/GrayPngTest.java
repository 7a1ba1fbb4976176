package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrayPngTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "7, 3", "3, 7", "28, 28", "128, 97"})
  void theJdksReaderSeesTheSamePixels(int width, int height) throws IOException {
    byte[] pixels = new byte[width * height];
    new Random(5).nextBytes(pixels);
    pixels[0] = (byte) 255;
    var image = ImageIO.read(new ByteArrayInputStream(GrayPng.of(width, height, pixels)));
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
    var read = (byte[]) image.getRaster().getDataElements(0, 0, width, height, null);
    assertThat(read).isEqualTo(pixels);
  }
}
