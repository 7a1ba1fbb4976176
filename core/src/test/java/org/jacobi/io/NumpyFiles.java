package org.jacobi.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jacobi.array.Shape;

/** The files that npy_golden.py has made with numpy. */
final class NumpyFiles {
  private NumpyFiles() {}

  /** A file of one array, and what numpy says is in it, row-major. */
  record OneArray(
      String name, String version, NpyForm form, Shape shape, List<String> numbers, byte[] file) {
    double[] doubles() {
      return numbers.stream()
          .map(n -> n.replace("inf", "Infinity").replace("nan", "NaN"))
          .mapToDouble(Double::parseDouble)
          .toArray();
    }

    long[] longs() {
      return numbers.stream().mapToLong(Long::parseLong).toArray();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<OneArray> arrays() {
    return lines().stream()
        .map(line -> line.split("\\|", -1))
        .filter(fields -> fields.length == 7)
        .map(NumpyFiles::array)
        .toList();
  }

  private static OneArray array(String[] fields) {
    String code = fields[2].substring(1);
    var type =
        Arrays.stream(NpyType.values())
            .filter(t -> t.code().equals(code))
            .findFirst()
            .orElseThrow();
    var bytes = fields[2].startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var form = new NpyForm(type, bytes, fields[3].equals("F"));
    int[] dims = words(fields[4]).stream().mapToInt(Integer::parseInt).toArray();
    return new OneArray(
        fields[0],
        fields[1],
        form,
        Shape.of(dims),
        words(fields[5]),
        HexFormat.of().parseHex(fields[6]));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  /** A file of the arrays {@code weights} and {@code labels}. */
  static byte[] zip(String name) {
    String line = lines().stream().filter(l -> l.startsWith(name + "|")).findFirst().orElseThrow();
    return HexFormat.of().parseHex(line.substring(line.lastIndexOf('|') + 1));
  }

  private static List<String> lines() {
    try (var in = Objects.requireNonNull(NumpyFiles.class.getResourceAsStream("npy.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
