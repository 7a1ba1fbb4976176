package org.jacobi.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.fuzz.Fuzzer;
import org.jacobi.fuzz.LittleMemory;
import org.jacobi.fuzz.Seals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder of files that were made to harm, by attack_files.py: each has its message. */
class AttackFilesTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  private static Path attacks() throws URISyntaxException {
    return Path.of(
            Objects.requireNonNull(AttackFilesTest.class.getResource("/attacks/expected.txt"))
                .toURI())
        .getParent();
  }

  /** Parts of messages by file. */
  private static Map<String, String> expected() throws IOException, URISyntaxException {
    var expected = new LinkedHashMap<String, String>();
    for (String line : Files.readAllLines(attacks().resolve("expected.txt"))) {
      expected.put(line.substring(0, line.indexOf(" | ")), line.substring(line.indexOf(" | ") + 3));
    }
    return expected;
  }

  static List<String> names() throws IOException, URISyntaxException {
    return List.copyOf(expected().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachAttackIsRefusedByItsMessageInLittleTimeAndMemory(String name) throws Exception {
    Path file = attacks().resolve(name);
    String part = expected().get(name);
    long before = System.nanoTime();
    long bytes =
        Fuzzer.bytesOf(() ->
            assertThatThrownBy(() -> AttackFiles.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(part)
                .message()
                .matches("\\P{Cntrl}*"));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    assertThat(bytes).isLessThan(64 * MIB + 32 * Files.size(file));
  }

  @Test
  void everyFileOfTheFolderIsExpected() throws Exception {
    var files = new TreeSet<String>();
    try (var all = Files.list(attacks())) {
      all.forEach(file -> files.add(file.getFileName().toString()));
    }
    assertThat(files.remove("expected.txt")).isTrue();
    assertThat(files).isEqualTo(new TreeSet<>(names())).hasSizeGreaterThan(80);
    assertThat(Path.of("/tmp/jacobi-was-here")).doesNotExist();
  }

  @Test
  void linksToDevicesAreRefusedByEveryReader() throws IOException {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device));
    for (String ending : List.of("safetensors", "npy", "npz", "idx", "csv", "csv.gz", "json")) {
      Path link = Files.createSymbolicLink(folder.resolve("link." + ending), device);
      assertThatThrownBy(() -> AttackFiles.read(link))
          .as(ending)
          .isInstanceOfAny(DataException.class, UncheckedIOException.class)
          .hasMessageStartingWith(link.toString())
          .hasMessageContaining("not a regular file");
    }
  }

  @Test
  void linksThatLeadToThemselvesAreRefusedByEveryReader() throws IOException {
    Path loop = folder.resolve("loop");
    try {
      Files.createSymbolicLink(loop, loop);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "no symbolic links here");
    }
    for (String ending : List.of("safetensors", "npy", "npz", "idx", "csv", "json")) {
      Path link = Files.createSymbolicLink(folder.resolve("link." + ending), loop);
      assertThatThrownBy(() -> AttackFiles.read(link))
          .as(ending)
          .isInstanceOfAny(DataException.class, UncheckedIOException.class)
          .hasMessageStartingWith(link.toString());
    }
  }

  // ---- memory ----

  @Test
  void moreThanJavaMayHaveIsRefusedBeforeItIsAllocated() throws IOException {
    long size = 2L * 1_500_000_000;
    assumeTrue(Runtime.getRuntime().maxMemory() < size);
    byte[] tensors =
        Seals.safetensors(
            ("{\"a\":{\"dtype\":\"U8\",\"shape\":[2,1500000000],\"data_offsets\":[0,"
                    + size
                    + "]}}")
                .getBytes(UTF_8),
            new byte[0]);
    byte[] header = Npy.toBytes(NDArray.permanent(DType.U8, Shape.of(0)), NpyForm.of(DType.U8));
    String text =
        new String(header, ISO_8859_1).replace("(0,), }                ", "(2, 1500000000), }");
    for (var file :
        Map.of("a.safetensors", tensors, "a.npy", text.getBytes(ISO_8859_1)).entrySet()) {
      Path path = Files.write(folder.resolve(file.getKey()), file.getValue());
      byte[] bytes = file.getValue();
      try (var sparse = new RandomAccessFile(path.toFile(), "rw")) {
        if (file.getKey().endsWith("npy")) {
          int length = bytes.length - 10;
          sparse.seek(8);
          sparse.write(new byte[] {(byte) length, (byte) (length >> 8)});
        }
        sparse.setLength(bytes.length + size);
      }
      assertThatThrownBy(() -> AttackFiles.read(path))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("this takes 3000000000 bytes of memory, and Java may have");
    }
  }

  private static String inLittleMemory(Path files, long heap, long direct) throws Exception {
    return LittleMemory.run(AttackFiles.class, files, heap, direct);
  }

  @Test
  void theWholeFolderNeedsNoMoreThan64MiB() throws Exception {
    assertThat(inLittleMemory(attacks(), 64 * MIB, 64 * MIB)).endsWith("all read\n");
  }

  private static void wholeFolder(Path wide, String out) throws IOException {
    try (var files = Files.list(wide)) {
      String expected =
          files
              .map(file -> file.getFileName() + ": read\n")
              .sorted()
              .collect(Collectors.joining("", "", "all read\n"));
      assertThat(out).isEqualTo(expected);
    }
  }

  @Test
  void tablesThatTakeTheMostRoomNeed64MiBOverTheirSize() throws Exception {
    int size = 40 * (int) MIB;
    Path wide = Files.createDirectory(folder.resolve("wide"));
    write(wide, "rows.csv", "1\n".repeat(size / 2));
    write(wide, "pairs.csv", "1,\n".repeat(size / 3));
    write(wide, "gaps.csv", "1\n\n".repeat(size / 3));
    write(wide, "fields.csv", (",".repeat(19_999) + "\n").repeat(size / 20_000));
    var different = new StringBuilder("a,b\n");
    for (int i = 0; different.length() < size; i++) {
      different.append(Integer.toString(i, 36)).append(",x\n");
    }
    write(wide, "different.csv", different.toString());
    String longest = "a\n\"" + "ü\n".repeat((1 << 19) - 4) + "\"\n";
    write(wide, "long.csv", longest.repeat(size / (3 << 19)));
    wholeFolder(wide, inLittleMemory(wide, 64 * MIB + size, 64 * MIB));
  }

  /** Documents at their limits of values and of characters. */
  @Test
  void textsThatTakeTheMostRoomNeed64MiBOverTheirSize() throws Exception {
    int most = Json.MAX_TOKENS - 10;
    Path wide = Files.createDirectory(folder.resolve("wide"));
    write(wide, "lists.json", "{\"a\":[" + "[],".repeat(most / 2) + "0]}");
    write(wide, "deepLists.json", nested("[".repeat(90), "]".repeat(90), most / 180));
    write(wide, "objects.json", "{\"a\":[" + "{\"a\":0},".repeat(most / 4) + "0]}");
    String pair = "{\"a\":0,\"b\":";
    write(wide, "deepObjects.json", nested(pair.repeat(90), "0" + "}".repeat(90), most / 451));
    write(wide, "texts.json", "{\"a\":[" + "\"\",".repeat(most) + "0]}");
    write(wide, "numbers.json", "{\"a\":[" + "0.5,".repeat(most) + "0]}");
    write(wide, "text.json", "{\"a\":\"Ā" + "a".repeat(Json.MAX_STRING - 1) + "\"}");
    write(wide, "keys.json", keys(most / 2));
    var tensors = new StringBuilder("{");
    for (int i = 0; i < most / 14; i++) {
      tensors.append('"').append(i).append("\":{\"dtype\":\"U8\",\"shape\":[0],");
      tensors.append("\"data_offsets\":[0,0]},");
    }
    write(wide, "tensors.safetensors", Seals.safetensors(closed(tensors), new byte[0]));
    String text = "\":\"Ā" + "a".repeat(Json.MAX_STRING - 100);
    var texts = new StringBuilder("{\"__metadata__\":{\"a" + text + "\",\"b" + text + "\"},");
    write(wide, "texts.safetensors", Seals.safetensors(closed(texts), new byte[0]));
    wholeFolder(wide, inLittleMemory(wide, 64 * MIB, 64 * MIB));
  }

  private static String nested(String open, String close, int times) {
    return "{\"a\":[" + (open + close + ",").repeat(times) + "0]}";
  }

  private static String keys(int count) {
    var keys = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      keys.append(i == 0 ? "" : ",").append('"').append(Integer.toString(i, 36)).append("\":\"\"");
    }
    return keys.append('}').toString();
  }

  /** Types that are widened take as many times their room, outside of the heap. */
  @Test
  void numbersTakeTheRoomOfTheTypeThatTheyAreReadAs() throws Exception {
    int size = 40 * (int) MIB;
    byte[] half =
        ("{\"a\":{\"dtype\":\"F16\",\"shape\":["
                + size / 2
                + "],\"data_offsets\":[0,"
                + size
                + "]}}")
            .getBytes(UTF_8);
    var files =
        Map.of(
            "half.safetensors", Seals.safetensors(half, new byte[size]),
            "bytes.npy", npy(size / 2),
            "bytes.npz", Seals.zip("a.npy", npy(size / 4), false)); // holds it twice
    for (var file : files.entrySet()) {
      Path alone = Files.createDirectory(folder.resolve("of-" + file.getKey()));
      write(alone, file.getKey(), file.getValue());
      // What is to be allocated is held against the heap too, since -Xmx limits both by default.
      long room = 64 * MIB + 2L * size;
      wholeFolder(alone, inLittleMemory(alone, room, room));
      Path path = alone.resolve(file.getKey());
      assertThat(Fuzzer.heapBytesOf(() -> AttackFiles.read(path))).isLessThan(4 * MIB);
    }
  }

  private static byte[] closed(StringBuilder text) {
    text.setCharAt(text.length() - 1, '}');
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] npy(int size) {
    byte[] header =
        ("{'descr': '|i1', 'fortran_order': False, 'shape': (" + size + ",), }").getBytes(UTF_8);
    return ByteBuffer.allocate(12 + header.length + size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0})
        .putInt(header.length)
        .put(header)
        .array();
  }

  private static void write(Path folder, String name, String text) throws IOException {
    write(folder, name, text.getBytes(UTF_8));
  }

  private static void write(Path folder, String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }
}
