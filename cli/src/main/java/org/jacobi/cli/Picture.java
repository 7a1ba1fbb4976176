package org.jacobi.cli;

import java.util.Base64;
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
    return "data:image/png;base64,"
        + Base64.getEncoder().encodeToString(GrayPng.of(width, height, pixels));
  }
}
