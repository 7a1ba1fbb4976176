package org.jacobi.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;

/** A row of a data set of images as a PNG that stands in the page itself. */
final class Picture {
  /** Larger pictures are made smaller by leaving out pixels. */
  static final int LONGEST_SIDE = 128;

  private final int height;
  private final int width;
  private final byte[] pixels;

  private Picture(int height, int width, byte[] pixels) {
    this.height = height;
    this.width = width;
    this.pixels = pixels;
  }

  /** The picture of a row; {@code shape} is its height and width. */
  static Picture of(Dataset data, Shape shape, int row) {
    NDArray one = data.features().slice(0, row, row + 1).contiguous();
    double[] numbers = one.toDoubles();
    double low = 0;
    double high = one.dtype() == DType.U8 ? 255 : 1;
    for (double number : numbers) {
      if (number < low || number > high) {
        low = java.util.Arrays.stream(numbers).min().orElse(0);
        high = java.util.Arrays.stream(numbers).max().orElse(1);
        break;
      }
    }
    int every = (Math.max(shape.dim(0), shape.dim(1)) + LONGEST_SIDE - 1) / LONGEST_SIDE;
    int height = (shape.dim(0) + every - 1) / every;
    int width = (shape.dim(1) + every - 1) / every;
    byte[] pixels = new byte[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double number = numbers[y * every * shape.dim(1) + x * every];
        pixels[y * width + x] = (byte) Math.round(255 * (number - low) / (high - low));
      }
    }
    return new Picture(height, width, pixels);
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** As the source of an image element. */
  String dataUri() {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) { // no files in the temporary folder
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
