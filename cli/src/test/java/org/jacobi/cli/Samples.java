package org.jacobi.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Small files made for the tests. */
final class Samples {
  /** Rows of the band, of 28. */
  static final int BAND = 4;

  private Samples() {}

  /** 60 points in a plane, class "in" within a circle: learnt by a small network in no time. */
  static String circle() {
    var text = new StringBuilder("x,y,place\n");
    for (int i = 0; i < 60; i++) {
      double x = (i * 37 % 60) / 30.0 - 1;
      double y = (i * 23 % 59) / 29.5 - 1;
      text.append(x).append(',').append(y).append(x * x + y * y < 0.6 ? ",in\n" : ",out\n");
    }
    return text.toString();
  }

  /** price = 1000 · size + 500 · rooms, with a town that does not matter and some gaps. */
  static String houses() {
    var text = new StringBuilder("size,rooms,town,price\n");
    for (int i = 0; i < 50; i++) {
      int size = 20 + i * 17 % 50;
      int rooms = 1 + i * 7 % 5;
      text.append(i % 10 == 3 ? "" : size).append(',').append(rooms).append(',');
      text.append(i % 3 == 0 ? "Bern" : "Graz").append(',').append(1000 * size + 500 * rooms + 0.5);
      text.append('\n');
    }
    return text.toString();
  }

  /** A table of numbers where one line was replaced; lines count from 1, the header included. */
  static String tableWith(int line, String text) {
    var lines = new StringBuilder("a,b,kind\n");
    for (int i = 2; i <= 41; i++) {
      lines.append(i == line ? text : i * 0.5 + "," + i % 7 + "," + (i % 2 == 0 ? "p" : "q"));
      lines.append('\n');
    }
    return lines.toString();
  }

  /** Four IDX files of a set like MNIST: images of class k have a bright band from row 2 k on. */
  static void idx(Path folder, int magic, int images, int labels, int firstLabel, int missing)
      throws IOException {
    Files.createDirectories(folder);
    byte[] pixels = new byte[16 + images * 784];
    ByteBuffer.wrap(pixels).putInt(magic).putInt(images).putInt(28).putInt(28);
    byte[] numbers = new byte[8 + labels];
    ByteBuffer.wrap(numbers).putInt(0x801).putInt(labels);
    for (int i = 0; i < labels; i++) {
      numbers[8 + i] = (byte) (i == 0 ? firstLabel : i % 10);
      int band = 16 + i % images * 784 + i % 10 * 2 * 28;
      Arrays.fill(pixels, band, band + BAND * 28, (byte) 255);
    }
    for (String part : new String[] {"train", "t10k"}) {
      Files.write(
          folder.resolve(part + "-images-idx3-ubyte"),
          Arrays.copyOf(pixels, pixels.length - missing));
      Files.write(folder.resolve(part + "-labels-idx1-ubyte"), numbers);
    }
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
