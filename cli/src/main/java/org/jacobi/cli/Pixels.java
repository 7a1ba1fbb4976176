package org.jacobi.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jacobi.data.DataException;

/** A grey image: 0 is the background, 255 ink. */
final class Pixels {
  private static final long MOST = 100_000_000;
  private static final int LIGHT = 127;
  private static final int FULL = 255;

  // The shares of red, green and blue in what the eye takes for light (Recommendation ITU-R
  // BT.601).
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private final double[][] light;
  private final boolean isColoured;
  private final boolean isDeep;

  private Pixels(BufferedImage image, boolean invert) {
    light = light(image, invert);
    isColoured = isColoured(image);
    isDeep = image.getColorModel().getComponentSize(0) > Byte.SIZE;
  }

  /**
   * Reads an image file.
   *
   * @param invert dark on light: turned round, and what is transparent counts as light
   * @throws DataException if it is no image, or a damaged one
   */
  static Pixels read(Path file, boolean invert) {
    if (!Files.isRegularFile(file)) {
      throw new UserError(file + ": there is no such image" + SourceFinder.nearFile(file));
    }
    ImageIO.setUseCache(false);
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      var readers = in == null ? null : ImageIO.getImageReaders(in);
      if (in == null || readers == null || !readers.hasNext()) {
        throw DataException.in(
            file.toString(), "this is no image that is known here; save it as PNG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return new Pixels(image(file, reader), invert);
      } finally {
        reader.dispose();
      }
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new DataException(
          file + ": the image is damaged (" + e.getMessage() + "); save it again as PNG", e);
    }
  }

  private static BufferedImage image(Path file, ImageReader reader) throws IOException {
    // Looked at before the pixels: a small file can claim to be a huge image.
    long size = (long) reader.getWidth(0) * reader.getHeight(0);
    if (size > MOST) {
      throw DataException.in(
          file.toString(),
          "the image has " + Words.count(size) + " pixels, more than " + Words.count(MOST));
    }
    return reader.read(0);
  }

  private static double[][] light(BufferedImage image, boolean invert) {
    double[][] light = new double[image.getHeight()][image.getWidth()];
    for (int y = 0; y < light.length; y++) {
      for (int x = 0; x < light[y].length; x++) {
        int argb = image.getRGB(x, y);
        double alpha = (argb >>> 24) / (double) FULL;
        double own = RED * (argb >> 16 & FULL) + GREEN * (argb >> 8 & FULL) + BLUE * (argb & FULL);
        double seen = alpha * own + (1 - alpha) * (invert ? FULL : 0);
        light[y][x] = invert ? FULL - seen : seen;
      }
    }
    return light;
  }

  private static boolean isColoured(BufferedImage image) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int argb = image.getRGB(x, y);
        int red = argb >> 16 & FULL;
        if (argb >>> 24 > 0 && (red != (argb >> 8 & FULL) || red != (argb & FULL))) {
          return true;
        }
      }
    }
    return false;
  }

  int height() {
    return light.length;
  }

  int width() {
    return light[0].length;
  }

  /** True if any pixel that can be seen is not grey. */
  boolean isColoured() {
    return isColoured;
  }

  /** True if a pixel has more than a byte for each colour. */
  boolean isDeep() {
    return isDeep;
  }

  /** True if the pixels along the edge are mostly light: probably dark on light. */
  boolean isLightAround() {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < light.length; y++) {
      for (int x = 0; x < light[y].length; x++) {
        if (y == 0 || x == 0 || y == light.length - 1 || x == light[y].length - 1) {
          sum += light[y][x];
          count++;
        }
      }
    }
    return sum / count > LIGHT;
  }

  /** In another size: each new pixel is the mean of the area that it covers. */
  byte[] resized(int height, int width) {
    byte[] pixels = new byte[height * width];
    double stepY = (double) light.length / height;
    double stepX = (double) light[0].length / width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double mean = mean(y * stepY, (y + 1) * stepY, x * stepX, (x + 1) * stepX);
        pixels[y * width + x] = (byte) Math.round(Math.clamp(mean, 0, FULL));
      }
    }
    return pixels;
  }

  private double mean(double top, double bottom, double left, double right) {
    double sum = 0;
    for (int y = (int) top; y < Math.min(light.length, Math.ceil(bottom)); y++) {
      double rows = Math.min(bottom, y + 1) - Math.max(top, y);
      for (int x = (int) left; x < Math.min(light[y].length, Math.ceil(right)); x++) {
        double columns = Math.min(right, x + 1) - Math.max(left, x);
        sum += Math.max(0, rows) * Math.max(0, columns) * light[y][x];
      }
    }
    return sum / ((bottom - top) * (right - left));
  }
}
