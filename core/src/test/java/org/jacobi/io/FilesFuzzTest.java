package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.fuzz.Fuzzer;
import org.jacobi.fuzz.InMemory;
import org.jacobi.fuzz.Seals;
import org.jacobi.fuzz.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed files for the readers of this package; see {@link Fuzzer}. */
class FilesFuzzTest {
  @TempDir(factory = InMemory.class)
  Path folder;

  private static Map<String, NDArray> arrays() {
    var arrays = new LinkedHashMap<String, NDArray>();
    arrays.put("0.weight", NDArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    arrays.put("0.bias", NDArray.of(new double[] {1, 2}));
    arrays.put("mask", NDArray.permanent(DType.BOOL, Shape.of(3)));
    arrays.put("empty", NDArray.permanent(DType.I64, Shape.of(0, 5)));
    return arrays;
  }

  @Test
  void safetensors() throws InterruptedException {
    byte[] file = SafeTensors.toBytes(new TensorFile(arrays(), Map.of("note", "text")));
    byte[] header = Seals.header(file);
    byte[] data = Seals.data(file);
    var target =
        new Target("safetensors", FilesFuzzTest::readTensors, DataException.class)
            .files(file)
            .parts(changed -> Seals.safetensors(changed, data), header)
            .parts(
                changed -> Seals.safetensors(changed, data),
                Seals.plainHeader(header, "", new byte[0]))
            .words(
                "{",
                "}",
                "[",
                "]",
                "\"",
                ",",
                ":",
                "\"F32\"",
                "\"F16\"",
                "\"BF16\"",
                "\"U8\"",
                "\"BOOL\"",
                "\"I64\"",
                "\"dtype\":",
                "\"shape\":",
                "\"data_offsets\":",
                "[0,0]",
                "\"__metadata__\":",
                "\"jacobi.sums\":\"{}\"",
                "\"jacobi.sum\":",
                "null",
                "\\u0000",
                "\\ud800",
                "4611686018427387904",
                "[65536,65536,65536,65536]");
    Fuzzer.run(target).requireVaried(20);
  }

  private static void readTensors(byte[] input) {
    var file = SafeTensors.read(input, "fuzz");
    // What is accepted must be whole: it can be written, and reads back the same.
    byte[] written = SafeTensors.toBytes(file);
    assertThat(SafeTensors.toBytes(SafeTensors.read(written, "again"))).isEqualTo(written);
  }

  @Test
  void npy() throws InterruptedException {
    var numpy = NumpyFiles.arrays();
    var target =
        new Target("npy", FilesFuzzTest::readArray, DataException.class)
            .files(numpy.stream().map(NumpyFiles.OneArray::file).toArray(byte[][]::new))
            .parts(
                changed -> npy(changed, 24),
                header("<f4", "(2, 3)"),
                header(">u8", "(3,)"),
                header("|b1", "(2, 12)"),
                header("<f2", "(12, 1, 1)"))
            .words(
                "{",
                "}",
                "(",
                ")",
                "[",
                ",",
                ":",
                "'",
                "\"",
                "'descr': ",
                "'fortran_order': ",
                "'shape': ",
                "True",
                "False",
                "None",
                "'<f4'",
                "'|O'",
                "'>i2'",
                "'|u1'",
                "()",
                "(1,)",
                "L",
                "[('a', '<f4')]",
                "__import__('os')",
                "\u0093NUMPY\u0001\u0000",
                "\u0093NUMPY\u0003\u0000");
    Fuzzer.run(target).requireVaried(20);
  }

  private static byte[] header(String descr, String shape) {
    return ("{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] npy(byte[] header, int dataBytes) {
    return ByteBuffer.allocate(12 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0})
        .putInt(header.length)
        .put(header)
        .array();
  }

  private static void readArray(byte[] input) {
    var array = Npy.read(input, "fuzz");
    byte[] written = Npy.toBytes(array, NpyForm.of(array.dtype()));
    assertThat(Npy.toBytes(Npy.read(written, "again"), NpyForm.of(array.dtype())))
        .isEqualTo(written);
  }

  @Test
  void npz() throws InterruptedException, IOException {
    var file = folder.resolve("a.npz");
    Npz.writeCompressed(file, arrays());
    byte[] packed = Files.readAllBytes(file);
    byte[] inner = Npy.toBytes(arrays().get("0.weight"), NpyForm.of(DType.F32));
    var target =
        new Target(
                "npz",
                input -> {
                  Files.write(file, input);
                  Npz.read(file).values().forEach(NDArray::toDoubles);
                },
                DataException.class,
                UncheckedIOException.class)
            .files(packed, NumpyFiles.zip("savez"), NumpyFiles.zip("savez_compressed"))
            .parts(changed -> Seals.zip("a.npy", changed, false), inner)
            .parts(changed -> Seals.zip("a.npy", changed, true), inner)
            .parts(
                changed -> Seals.zip(name(changed), inner, false),
                "a.npy".getBytes(StandardCharsets.UTF_8),
                "a/b/c.npy".getBytes(StandardCharsets.UTF_8))
            .words(
                "PK\u0001\u0002",
                "PK\u0003\u0004",
                "PK\u0005\u0006",
                "PK\u0006\u0006",
                "../",
                ".npy",
                "/",
                "\\",
                "C:",
                "\u0001\u0000\u0010\u0000",
                "META-INF/MANIFEST.MF");
    Fuzzer.run(target).requireVaried(20);
  }

  private static String name(byte[] changed) {
    byte[] part = Arrays.copyOf(changed, Math.min(changed.length, 20_000));
    return new String(part, StandardCharsets.UTF_8);
  }

  @Test
  void json() throws InterruptedException {
    var target =
        new Target("json", FilesFuzzTest::readJson, DataException.class)
            .texts(
                "{\"a\":[1,-2.5e-3,true,false,null,\"text \\u00fc \\n\"],\"b\":{\"c\":{}}}",
                "[[[[1]]],{\"k\":{\"k\":[]}},9223372036854775807,1e308]",
                "\"grüße \ud83d\ude00\"")
            .words(
                "{",
                "}",
                "[",
                "]",
                "\"",
                ",",
                ":",
                "null",
                "true",
                "false",
                "{\"a\":",
                "[[[[[[[[",
                "\\u",
                "\\ud800",
                "\\udc00",
                "1e400",
                "-0.0",
                "9223372036854775808",
                "/*",
                "//",
                "NaN",
                "Infinity",
                "\u00ef\u00bb\u00bf");
    Fuzzer.run(target).requireVaried(20);
  }

  private static void readJson(byte[] input) {
    String text = Json.text(Json.parse(input, "fuzz"));
    assertThat(Json.text(Json.parse(text, "again"))).isEqualTo(text);
  }
}
