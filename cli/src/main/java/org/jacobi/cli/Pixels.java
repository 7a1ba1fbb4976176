package org.jacobi.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataException;

/** A grey image: 0 is the background, 255 ink. */
final class Pixels {
  // Not JPEG: a warning of its native decoder allocates while it holds the lock of the collector,
  // so that a damaged file can stop a Java with the serial collector for ever (seen on JDK 25).
  private static final Set<String> FORMATS = Set.of("png", "gif", "bmp");
  private static final int BMP_HEADER = 38;

  /** What may stand in the header; larger pictures than {@link #MOST_KEPT} are thinned out. */
  private static final long MOST = 100_000_000;

  /** The same of one side: a decoder holds a few rows as they are. */
  private static final int LONGEST_SIDE = 65_535;

  /** How many pixels are held at a time. */
  private static final long MOST_KEPT = 3_000_000;

  // Other decoders than that of PNG may hold all of a picture; few real ones have more a byte.
  private static final int PIXELS_OF_A_BYTE = 50;

  private static final int LIGHT = 127;
  private static final int FULL = 255;

  // The shares of red, green and blue in what the eye takes for light (Recommendation ITU-R
  // BT.601).
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private final float[][] light;
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
      String format = reader.getFormatName().toLowerCase(Locale.ROOT);
      if (!FORMATS.contains(format)) {
        throw DataException.in(
            file.toString(), "images of the kind " + format + " are not read; save it as PNG");
      }
      if (format.equals("bmp")) {
        requireSizes(file);
      }
      try {
        reader.setInput(in, true, true);
        return new Pixels(image(file, reader), invert);
      } finally {
        reader.dispose();
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // a decoder for damaged files throws anything
      throw new DataException(
          file
              + ": the image is damaged ("
              + Quoted.plain(String.valueOf(e.getMessage()), 200)
              + "); save it again as PNG",
          e);
    }
  }

  /** The decoder of the JDK believes the length that a BMP file states of its pixels. */
  private static void requireSizes(Path file) throws IOException {
    byte[] header;
    try (var in = Files.newInputStream(file)) {
      header = in.readNBytes(BMP_HEADER);
    }
    var numbers = ByteBuffer.wrap(Arrays.copyOf(header, BMP_HEADER)).order(ByteOrder.LITTLE_ENDIAN);
    long size = Files.size(file);
    boolean windows = Integer.toUnsignedLong(numbers.getInt(14)) >= 40;
    boolean larger = windows && Integer.toUnsignedLong(numbers.getInt(34)) > size;
    boolean embedded = windows && Integer.toUnsignedLong(numbers.getInt(30)) > 3;
    if (larger || embedded || Integer.toUnsignedLong(numbers.getInt(2)) > size) {
      throw DataException.in(
          file.toString(),
          embedded
              ? "a BMP file that holds another image is not read; save it as PNG"
              : "the image is damaged (it states more bytes than it has); save it again as PNG");
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
    int longest = Math.max(reader.getWidth(0), reader.getHeight(0));
    if (longest > LONGEST_SIDE) {
      throw DataException.in(
          file.toString(),
          "a side of the image has "
              + Words.count(longest)
              + " pixels, more than "
              + Words.count(LONGEST_SIDE));
    }
    boolean png = reader.getFormatName().equalsIgnoreCase("png");
    if (!png && size > MOST_KEPT + PIXELS_OF_A_BYTE * Files.size(file)) {
      throw DataException.in(
          file.toString(),
          "the image claims "
              + Words.count(size)
              + " pixels, more than so small a file holds; save it as PNG");
    }
    var parameters = reader.getDefaultReadParam();
    int every = 1;
    while (thinned(reader.getWidth(0), every) * thinned(reader.getHeight(0), every) > MOST_KEPT) {
      every++;
    }
    parameters.setSourceSubsampling(every, every, 0, 0);
    return reader.read(0, parameters);
  }

  private static long thinned(int length, int every) {
    return ((long) length + every - 1) / every;
  }

  private static float[][] light(BufferedImage image, boolean invert) {
    float[][] light = new float[image.getHeight()][image.getWidth()];
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < light.length; y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int x = 0; x < light[y].length; x++) {
        int argb = row[x];
        double alpha = (argb >>> 24) / (double) FULL;
        double own = RED * (argb >> 16 & FULL) + GREEN * (argb >> 8 & FULL) + BLUE * (argb & FULL);
        double seen = alpha * own + (1 - alpha) * (invert ? FULL : 0);
        light[y][x] = (float) (invert ? FULL - seen : seen);
      }
    }
    return light;
  }

  private static boolean isColoured(BufferedImage image) {
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int argb : row) {
        int red = argb >> 16 & FULL;
        if (argb >>> 24 > 0 && (red != (argb >> 8 & FULL) || red != (argb & FULL))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Rows of pixels that are held. */
  int height() {
    return light.length;
  }

  /** Pixels of a row that are held. */
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
