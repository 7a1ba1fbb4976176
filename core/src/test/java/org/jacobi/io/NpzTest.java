package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
  @TempDir Path folder;
  private Path file;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  @BeforeEach
  void twoArrays() {
    file = folder.resolve("a.npz");
    arrays.put("weights", NDArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    arrays.put("labels", NDArray.of(new long[] {7, 8, 9}));
  }

  // ---- from and to NumPy ----

  @ParameterizedTest
  @ValueSource(strings = {"savez", "savez_compressed"})
  void whatNumpyWroteIsRead(String name) throws IOException {
    Files.write(file, NumpyFiles.zip(name));
    var read = Npz.read(file);
    assertThat(read.keySet()).containsExactly("weights", "labels");
    assertThat(read.get("weights").toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(read.get("weights").shape()).isEqualTo(Shape.of(2, 3));
    assertThat(read.get("labels").toLongs()).containsExactly(7, 8, 9);
  }

  @Test
  void theEntriesAreThoseOfNumpyByteByByte() throws IOException {
    var numpy = Files.write(folder.resolve("numpy.npz"), NumpyFiles.zip("savez"));
    Npz.write(file, arrays);
    assertThat(contents(file)).containsExactlyElementsOf(contents(numpy));
    Npz.writeCompressed(file, arrays);
    assertThat(contents(file)).containsExactlyElementsOf(contents(numpy));
  }

  private static List<Map.Entry<String, String>> contents(Path file) throws IOException {
    var contents = new ArrayList<Map.Entry<String, String>>();
    try (var zip = new ZipFile(file.toFile())) {
      for (var entry : Collections.list(zip.entries())) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        contents.add(entry(entry.getName(), HexFormat.of().formatHex(bytes)));
      }
    }
    return contents;
  }

  @Test
  void whatIsWrittenIsReadAgainInItsOrder() {
    arrays.put("größe/0", NDArray.permanent(DType.F64, Shape.of(3, 0)));
    arrays.put("many", NDArray.permanent(DType.U8, Shape.of(70_001)));
    for (boolean packed : new boolean[] {false, true}) {
      if (packed) {
        Npz.writeCompressed(file, arrays);
        assertThat(file.toFile().length()).isLessThan(5_000);
      } else {
        Npz.write(file, arrays);
      }
      var read = Npz.read(file);
      assertThat(read.keySet()).containsExactlyElementsOf(arrays.keySet());
      arrays.forEach((name, array) -> {
        assertThat(read.get(name).describe()).isEqualTo(array.describe());
        assertThat(read.get(name).toDoubles()).isEqualTo(array.toDoubles());
      });
    }
  }

  @Test
  void theSameArraysGiveTheSameBytesAtAnyTime() throws IOException {
    Npz.write(file, arrays);
    byte[] first = Files.readAllBytes(file);
    try (var zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(e -> e.getTimeLocal().toString()))
          .containsOnly("1980-01-01T00:00");
    }
    Npz.write(file, arrays);
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
  }

  @Test
  void aFileWithoutArraysIsAllowed() {
    Npz.write(file, Map.of());
    assertThat(Npz.read(file)).isEmpty();
  }

  // ---- names ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../a",
        "a/../../b",
        "/etc/passwd",
        "..",
        "a//b",
        "./a",
        "C:a",
        "a\\..\\b",
        "a\u001b[2J",
        "",
      })
  void namesThatLeadElsewhereAreNeitherWrittenNorRead(String name) throws IOException {
    assertThatThrownBy(() -> Npz.write(file, Map.of(name, arrays.get("labels"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("[npz] ");
    assertThat(file).doesNotExist();
    zip(name + ".npy", ZipEntry.DEFLATED, npy());
    refused(
        name.isEmpty() ? "only entries name.npy" : name.contains("\u001b") ? "printed" : "lead");
  }

  @Test
  void otherEntriesAreRefused() throws IOException {
    zip("a.txt", ZipEntry.DEFLATED, npy());
    refused("\"a.txt\": only entries name.npy belong into an npz file");
    zip("folder/", ZipEntry.DEFLATED, new byte[0]);
    refused("only entries name.npy");
    zip("a.npy", ZipEntry.DEFLATED, "not npy at all".getBytes(StandardCharsets.US_ASCII));
    refused("\"a.npy\": this is no npy file");
  }

  @Test
  void namesThatStandTwiceAreRefused() throws IOException {
    Npz.write(file, Map.of("a", arrays.get("labels"), "b", arrays.get("labels")));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i + 5 < bytes.length; i++) {
      if (bytes[i] == 'b'
          && new String(bytes, i + 1, 4, StandardCharsets.US_ASCII).equals(".npy")) {
        bytes[i] = 'a';
      }
    }
    Files.write(file, bytes);
    refused("\"a.npy\": this name stands twice");
  }

  // ---- sizes ----

  private static byte[] npy() {
    return Npy.toBytes(NDArray.of(new int[] {1, 2, 3}), NpyForm.of(DType.I32));
  }

  private void zip(String name, int method, byte[] content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      var entry = new ZipEntry(name);
      zip.setMethod(method);
      zip.putNextEntry(entry);
      zip.write(content);
    }
    Files.write(file, out.toByteArray());
  }

  private void refused(String... rules) {
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContainingAll(rules)
        .message()
        .matches("\\P{Cntrl}*");
  }

  @Test
  void aBombIsRefusedBeforeItIsUnpacked() {
    // 200 MB of zeros in 200 kB.
    var zeros = NDArray.permanent(DType.U8, Shape.of(200_000_000));
    Npz.writeCompressed(file, Map.of("zeros", zeros));
    assertThat(file.toFile().length()).isLessThan(300_000);
    long before = System.nanoTime();
    refused("which is the most that is unpacked here", "unpack it first");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void entriesThatShareTheirBytesCountEachForItself() throws IOException {
    var zeros = NDArray.permanent(DType.U8, Shape.of(6_000_000));
    Npz.writeCompressed(file, Map.of("z0", zeros));
    byte[] one = Files.readAllBytes(file);
    Files.write(file, withRepeatedEntry(one, 9));
    refused("which is the most that is unpacked here");
    Files.write(file, withRepeatedEntry(one, 2));
    assertThat(Npz.read(file).keySet()).containsExactly("z0", "z1");
  }

  /** A zip file of one entry, with that entry several times in its directory, renamed. */
  private static byte[] withRepeatedEntry(byte[] zip, int times) {
    int end = zip.length - 22;
    var buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int start = buffer.getInt(end + 16);
    int length = end - start;
    var out = ByteBuffer.allocate(zip.length + (times - 1) * length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(zip, 0, start);
    for (int i = 0; i < times; i++) {
      byte[] entry = Arrays.copyOfRange(zip, start, end);
      entry[46 + 1] = (byte) ('0' + i);
      out.put(entry);
    }
    int at = out.position();
    out.put(zip, end, 22);
    out.putShort(at + 8, (short) times).putShort(at + 10, (short) times);
    out.putInt(at + 12, times * length);
    return out.array();
  }

  @Test
  void sizesThatAreNotTrueAreRefused() throws IOException {
    Npz.writeCompressed(file, Map.of("a", arrays.get("labels")));
    byte[] sound = Files.readAllBytes(file);
    var buffer = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int directory = buffer.getInt(sound.length - 22 + 16);
    int size = buffer.getInt(directory + 24);
    assertThat(size).isEqualTo(128 + 24);
    for (int wrong : new int[] {size - 1, size + 1, 0, 50_000, 60_000_000, Integer.MAX_VALUE, -2}) {
      Files.write(file, buffer.putInt(directory + 24, wrong).array());
      refused("");
    }
  }

  @Test
  void aWrongChecksumIsRefused() throws IOException {
    Npz.write(file, arrays);
    byte[] bytes = Files.readAllBytes(file);
    // The last byte of the numbers of the first array.
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK", 4) - 1;
    bytes[at] ^= 1;
    Files.write(file, bytes);
    refused("\"weights.npy\": the checksum is wrong");
  }

  @Test
  void whatIsNoZipFileIsRefused() throws IOException {
    Files.write(file, npy());
    refused("no zip file, or a damaged one", "A single array is read with Npy");
    Files.write(file, new byte[0]);
    refused("no zip file");
    assertThatThrownBy(() -> Npz.read(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("this is a folder");
  }

  @Test
  void everyCutIsRefused() throws IOException {
    byte[] sound = NumpyFiles.zip("savez_compressed");
    for (int length = 0; length < sound.length; length++) {
      Files.write(file, Arrays.copyOf(sound, length));
      refused("no zip file, or a damaged one");
    }
  }
}
