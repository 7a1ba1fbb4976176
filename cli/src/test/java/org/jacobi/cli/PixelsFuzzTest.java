package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.jacobi.data.DataException;
import org.jacobi.fuzz.Fuzzer;
import org.jacobi.fuzz.InMemory;
import org.jacobi.fuzz.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed pictures, and pictures that were made to harm. */
class PixelsFuzzTest {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'};

  @TempDir(factory = InMemory.class)
  Path folder;

  private static byte[] image(int type, String format) throws IOException {
    var image = new BufferedImage(13, 7, type);
    var graphics = image.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillOval(1, 1, 9, 5);
    graphics.dispose();
    var out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  /** Lengths as they are, but the right sum of each chunk. */
  private static byte[] summed(byte[] png) {
    byte[] bytes = png.clone();
    var buffer = ByteBuffer.wrap(bytes);
    for (int at = SIGNATURE.length; at + 12 <= bytes.length; ) {
      int length = buffer.getInt(at);
      if (length < 0 || length > bytes.length - at - 12) {
        break;
      }
      var sum = new CRC32();
      sum.update(bytes, at + 4, length + 4);
      buffer.putInt(at + 8 + length, (int) sum.getValue());
      at += 12 + length;
    }
    return bytes;
  }

  private static byte[] chunk(String type, byte[] content) {
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }

  private static byte[] png(byte[] header, byte[] rows) {
    var packed = new ByteArrayOutputStream();
    try (var deflate = new DeflaterOutputStream(packed)) {
      deflate.write(rows);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    out.writeBytes(chunk("IHDR", header));
    out.writeBytes(chunk("PLTE", new byte[48]));
    out.writeBytes(chunk("IDAT", packed.toByteArray()));
    out.writeBytes(chunk("IEND", new byte[0]));
    return summed(out.toByteArray());
  }

  private static byte[] header(int width, int height, int depth, int color, int interlace) {
    return ByteBuffer.allocate(13)
        .putInt(width)
        .putInt(height)
        .put((byte) depth)
        .put((byte) color)
        .putShort((short) 0)
        .put((byte) interlace)
        .array();
  }

  @Test
  void png() throws InterruptedException, IOException {
    Path file = folder.resolve("a.png");
    byte[] rows = new byte[9 * 40];
    var target =
        new Target(
                "png",
                input -> {
                  Files.write(file, input);
                  var pixels = Pixels.read(file, input.length % 2 == 0);
                  assertThat(pixels.isLightAround() ? 1 : 0).isBetween(0, 1);
                  assertThat(pixels.resized(28, 28)).hasSize(28 * 28);
                },
                DataException.class,
                UserError.class)
            .files(
                image(BufferedImage.TYPE_INT_RGB, "png"),
                image(BufferedImage.TYPE_BYTE_GRAY, "png"),
                image(BufferedImage.TYPE_INT_ARGB, "png"))
            .parts(
                PixelsFuzzTest::summed,
                image(BufferedImage.TYPE_BYTE_BINARY, "png"),
                image(BufferedImage.TYPE_BYTE_INDEXED, "png"),
                image(BufferedImage.TYPE_USHORT_GRAY, "png"),
                image(BufferedImage.TYPE_INT_ARGB, "png"))
            .parts(
                changed -> png(changed, rows),
                header(9, 8, 8, 2, 0),
                header(9, 8, 8, 2, 1),
                header(9, 8, 16, 4, 0),
                header(9, 8, 4, 3, 1),
                header(9, 8, 1, 0, 0))
            .parts(changed -> png(header(9, 8, 8, 2, 0), changed), rows)
            .words("IHDR", "IDAT", "IEND", "PLTE", "tRNS", "gAMA", "iCCP", "zTXt", "\u0000\u0000");
    Fuzzer.run(target).requireVaried(8);
  }

  @Test
  void otherPictures() throws InterruptedException, IOException {
    Path file = folder.resolve("a");
    var target =
        new Target(
                "pictures",
                input -> {
                  Files.write(file, input);
                  assertThat(Pixels.read(file, false).resized(28, 28)).hasSize(28 * 28);
                },
                DataException.class,
                UserError.class)
            .files(
                image(BufferedImage.TYPE_BYTE_INDEXED, "gif"),
                image(BufferedImage.TYPE_INT_RGB, "bmp"))
            .words("GIF89a", "BM");
    Fuzzer.run(target).requireVaried(8);
  }

  // ---- attacks ----

  private void refused(byte[] bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("evil.png"), bytes);
    assertThatThrownBy(() -> Pixels.read(file, false))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void sizesThatCannotBeAreRefusedBeforeThePixels() throws IOException {
    refused(
        png(header(100_000, 100_000, 8, 2, 0), new byte[9]), "10,000,000,000 pixels, more than");
    refused(png(header(70_000, 1, 8, 2, 0), new byte[9]), "a side of the image has 70,000 pixels");
    refused(png(header(0, 9, 8, 2, 0), new byte[9]), "the image is damaged");
    refused(png(header(-1, 9, 8, 2, 0), new byte[9]), "the image is damaged");
    byte[] gif = image(BufferedImage.TYPE_BYTE_INDEXED, "gif");
    int at = new String(gif, StandardCharsets.ISO_8859_1).indexOf(',');
    ByteBuffer.wrap(gif).putInt(6, 0x1027_1027).putInt(at + 5, 0x1027_1027);
    refused(gif, "more than so small a file holds");
  }

  @Test
  void lengthsInABitmapAreNotBelieved() throws IOException {
    byte[] sound = image(BufferedImage.TYPE_INT_RGB, "bmp");
    var buffer = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
    Path file = Files.write(folder.resolve("sound"), sound);
    assertThat(Pixels.read(file, false).resized(7, 13)).hasSize(91);
    buffer.putInt(34, 808_000_000);
    refused(sound, "it states more bytes than it has");
    buffer.putInt(30, 4);
    refused(sound, "a BMP file that holds another image is not read");
    buffer.putInt(30, 0).putInt(34, 0).putInt(2, -1);
    refused(sound, "it states more bytes than it has");
  }

  @Test
  void otherKindsAreNotRead() throws IOException {
    refused(image(BufferedImage.TYPE_INT_RGB, "tiff"), "images of the kind tif");
    // Not for its content: the decoder can hang, see Pixels.
    refused(image(BufferedImage.TYPE_INT_RGB, "jpg"), "images of the kind jpeg are not read");
  }

  @Test
  void aLargePictureIsThinnedOutInLittleMemory() throws IOException {
    int side = 8000;
    byte[] rows = new byte[side * (1 + side / 8)];
    for (int y = 0; y < side / 2; y++) { // the upper half is white
      Arrays.fill(rows, y * (1 + side / 8) + 1, (y + 1) * (1 + side / 8), (byte) 0xFF);
    }
    Path file = folder.resolve("large.png");
    Files.write(file, png(header(side, side, 1, 0, 0), rows));
    long bytes =
        Fuzzer.bytesOf(() ->
            assertThat(Pixels.read(file, false).resized(4, 1))
                .containsExactly((byte) 255, (byte) 255, (byte) 0, (byte) 0));
    assertThat(bytes).isLessThan(64L << 20);
  }
}
