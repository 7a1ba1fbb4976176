package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxReaderTest {
  @TempDir Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  private Path file(String hex) throws IOException {
    return file(bytes(hex));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A header for these lengths, then the bytes 0, 7, 14 and so on. */
  private static byte[] idx(int... dims) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, 8, (byte) dims.length});
    int size = 1;
    for (int dim : dims) {
      out.writeBytes(new byte[] {(byte) (dim >> 24), (byte) (dim >> 16), (byte) (dim >> 8), 0});
      size *= dim;
    }
    byte[] bytes = out.toByteArray();
    for (int i = 0; i < dims.length; i++) {
      bytes[4 + 4 * i + 3] = (byte) dims[i];
    }
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (7 * i);
    }
    return joined(bytes, content);
  }

  private void assertFault(byte[] bytes, String message) throws IOException {
    var path = file(bytes);
    assertThatThrownBy(() -> IdxReader.read(path))
        .isInstanceOf(DataException.class)
        .hasMessage(path + ": " + message);
  }

  // ---- what can be read ----

  @Test
  void readsImagesByteForByte() throws IOException {
    var images = IdxReader.images(file("00000803 00000002 00000003 00000001  00 01 7f  80 fe ff"));

    assertThat(images.dtype()).isEqualTo(DType.U8);
    assertThat(images.shape()).isEqualTo(Shape.of(2, 3, 1));
    assertThat(images.toInts()).containsExactly(0, 1, 127, 128, 254, 255);
  }

  @Test
  void readsLabels() throws IOException {
    var labels = IdxReader.labels(file("00000801 00000003 05 00 09"));

    assertThat(labels.shape()).isEqualTo(Shape.of(3));
    assertThat(labels.toInts()).containsExactly(5, 0, 9);
  }

  @ParameterizedTest
  @CsvSource({"5", "7 3", "2 3 5", "3 2 7 5", "1 2 1 3 1 2 1 3 1 2 1 1 1 1 1", "0", "3 0 5"})
  void readsAnyNumberOfAxesPackedOrNot(String lengths) throws IOException {
    int[] dims = Arrays.stream(lengths.split(" ")).mapToInt(Integer::parseInt).toArray();
    byte[] bytes = idx(dims);
    int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    int[] expected = new int[size];
    Arrays.setAll(expected, i -> 7 * i & 0xff);

    for (byte[] content : new byte[][] {bytes, packed(bytes)}) {
      var array = IdxReader.read(file(content));
      assertThat(array.shape()).isEqualTo(Shape.of(dims));
      assertThat(array.toInts()).isEqualTo(expected);
    }
  }

  @Test
  void tellsGzipByContentAndNotByName() throws IOException {
    byte[] bytes = idx(2, 3);
    var plainNamedGz = Files.write(folder.resolve("plain.gz"), bytes);
    var packedNamedIdx = Files.write(folder.resolve("packed-idx2-ubyte"), packed(bytes));

    assertThat(IdxReader.read(plainNamedGz).toInts()).containsExactly(0, 7, 14, 21, 28, 35);
    assertThat(IdxReader.read(packedNamedIdx).toInts()).containsExactly(0, 7, 14, 21, 28, 35);
  }

  @Test
  void readsGzipWithNameCommentExtraFieldAndHeaderChecksum() throws IOException {
    byte[] plain = packed(idx(3, 5));
    byte[] header = bytes("1f8b 08 1e 00000000 00 03  0300 aabbcc  66696c6500  686f00  1234");
    byte[] full = joined(header, Arrays.copyOfRange(plain, 10, plain.length));

    assertThat(IdxReader.read(file(full)).shape()).isEqualTo(Shape.of(3, 5));
  }

  @Test
  void readsGzipOfSeveralMembers() throws IOException {
    byte[] bytes = idx(5, 7);
    byte[] first = Arrays.copyOf(bytes, 11);
    byte[] second = Arrays.copyOfRange(bytes, 11, bytes.length);

    var array = IdxReader.read(file(joined(packed(first), packed(second))));
    assertThat(array.toInts()).isEqualTo(IdxReader.read(file(bytes)).toInts());
  }

  @Test
  void readsContentLargerThanItsBuffers() throws IOException {
    byte[] bytes = new byte[300_007 + 8];
    for (int i = 8; i < bytes.length; i++) {
      bytes[i] = (byte) Rng.of(3, "idx").bits(i);
    }
    System.arraycopy(bytes("00000801 000493e7"), 0, bytes, 0, 8);

    int[] plain = IdxReader.read(file(bytes)).toInts();
    int[] unpacked = IdxReader.read(file(packed(bytes))).toInts();
    assertThat(unpacked).hasSize(300_007).isEqualTo(plain);
    assertThat((byte) plain[299_999]).isEqualTo(bytes[8 + 299_999]);
  }

  // ---- what cannot ----

  @Test
  void namesTheMissingFile() {
    var path = folder.resolve("absent");
    assertThatThrownBy(() -> IdxReader.read(path))
        .isInstanceOf(DataException.class)
        .hasMessage(path + ": there is no such file");
  }

  @Test
  void refusesAFolder() {
    assertThatThrownBy(() -> IdxReader.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + ": cannot be read: ");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    assertFault(new byte[0], "cut short within its header, after 0 bytes. Fetch the file again");
  }

  @Test
  void refusesAHeaderThatIsCutShort() throws IOException {
    assertFault(
        bytes("00000803 00000002 0000"),
        "cut short within its header, after 10 bytes. Fetch the file again");
    assertFault(
        packed(bytes("00000803 00000002 0000")),
        "cut short within its header. Fetch the file again");
  }

  @Test
  void refusesAnotherKindOfFile() throws IOException {
    String rest = "but 0x00000803 marks images, 0x00000801 labels and 0x0000080N bytes in N axes";
    assertFault(
        bytes("89504e47 0d0a1a0a"), "not an IDX file of bytes: it starts with 0x89504e47, " + rest);
    assertFault(
        packed(bytes("89504e47 0d0a1a0a")),
        "not an IDX file of bytes: unpacked, it starts with 0x89504e47, " + rest);
    assertFault(
        bytes("00000800 01"), "not an IDX file of bytes: it starts with 0x00000800, " + rest);
    assertFault(
        bytes("00000810 01"), "not an IDX file of bytes: it starts with 0x00000810, " + rest);
  }

  @Test
  void refusesNumbersOfAnotherType() throws IOException {
    assertFault(
        bytes("00000d01 00000001 3f800000"),
        "0x00000d01 is the magic number of an IDX file whose numbers are of type 0x0d. Only"
            + " unsigned bytes (0x08) are read: convert the file");
  }

  @Test
  void refusesANegativeLength() throws IOException {
    assertFault(
        bytes("00000802 00000002 ffffffff"),
        "the length of axis 1 is 4294967295 in the header, and 2147483647 is the most that can be."
            + " The header is damaged: fetch the file again");
  }

  @Test
  void refusesLengthsWhoseProductOverflows() throws IOException {
    String message =
        "the lengths [2147483647, 2147483647, 2147483647] in the header multiply to more than any"
            + " file holds. Fetch the file again";
    byte[] bytes = bytes("00000803 7fffffff 7fffffff 7fffffff 01");
    assertFault(bytes, message);
    assertFault(packed(bytes), message);
    // 2^32 × 2^32 would be 0 in 64 bits
    assertFault(
        bytes("00000804 00010000 00010000 00010000 00010000"),
        "the lengths [65536, 65536, 65536, 65536] in the header multiply to more than any file"
            + " holds. Fetch the file again");
  }

  @Test
  void refusesContentThatIsCutShort() throws IOException {
    assertFault(
        bytes("00000802 00000002 00000003  0102030405"),
        "cut short: the header promises (2 × 3), which is 6 bytes, but 5 follow. Fetch the file"
            + " again");
    assertFault(
        packed(bytes("00000802 00000002 00000003  0102030405")),
        "cut short: the header promises (2 × 3), which is 6 bytes, but 5 follow. Fetch the file"
            + " again");
  }

  @Test
  void refusesBytesThatAreLeftOver() throws IOException {
    assertFault(
        bytes("00000801 00000002  010203"),
        "bytes left over: the header promises (2), which is 2 bytes, but 3 follow. Fetch the file"
            + " again");
    assertFault(
        packed(bytes("00000801 00000002  01020304")),
        "bytes left over: the header promises (2), which is 2 bytes, but more follow. Fetch the"
            + " file again");
  }

  @Test
  void takesNoMemoryForAPromiseThatTheFileCannotKeep() throws IOException {
    // 2^31 − 1 bytes each: allocated first, one of these would end the test's Java
    assertFault(
        bytes("00000801 7fffffff 01"),
        "cut short: the header promises (2147483647), which is 2147483647 bytes, but 1 follow."
            + " Fetch the file again");
    byte[] bomb = packed(bytes("00000803 00001000 00001000 00001000 01"));
    assertFault(
        bomb,
        "the header promises (4096 × 4096 × 4096), which is more than "
            + bomb.length
            + " packed bytes can hold. Fetch the file again");
  }

  @Test
  void refusesMoreThanJavaMayHold() throws IOException {
    // so long that 3,000,000,000 bytes may come of it; what follows the header is never unpacked
    var path = file(packed(bytes("00000802 0000c350 0000ea60")));
    try (var sparse = new RandomAccessFile(path.toFile(), "rw")) {
      sparse.setLength(150_000_000);
    }
    assertThatThrownBy(() -> IdxReader.read(path))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("(50000 × 60000) takes 3000000000 bytes of memory, and ")
        .hasMessageEndingWith("Split the file, or start Java with a larger -Xmx");
  }

  @Test
  void refusesABombBeforeAnythingIsAllocated() throws IOException {
    byte[] bomb = packed(joined(bytes("00000802 00001000 00002000"), new byte[1 << 25]));
    assertThat(bomb.length).isLessThan(50_000);
    assertFault(
        bomb,
        "more than "
            + ((16 << 20) + 20 * bomb.length)
            + " bytes come of "
            + bomb.length
            + " packed ones, which is the most that is unpacked here: 20 times the file and 16 MiB."
            + " If the file can be trusted, unpack it first");
  }

  @Test
  void aDeviceIsNotReadEvenThroughALink() throws IOException {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device));
    var link = Files.createSymbolicLink(folder.resolve("link"), device);
    assertThatThrownBy(() -> IdxReader.read(link))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void stopsUnpackingWhereTheHeaderSaysTheContentEnds() throws IOException {
    byte[] bomb = packed(joined(bytes("00000801 00000002 0102"), new byte[10_000_000]));
    assertFault(
        bomb,
        "bytes left over: the header promises (2), which is 2 bytes, but more follow. Fetch the"
            + " file again");
  }

  @Test
  void refusesDamagedGzip() throws IOException {
    byte[] good = packed(idx(5, 7));
    byte[] wrongSum = good.clone();
    wrongSum[good.length - 6] ^= 1;
    assertFault(
        wrongSum,
        "damaged gzip file: the checksum of the unpacked data is wrong. Fetch the file again");
    byte[] wrongLength = good.clone();
    wrongLength[good.length - 1] ^= 1;
    assertFault(
        wrongLength,
        "damaged gzip file: the checksum of the unpacked data is wrong. Fetch the file again");
    String cut = "damaged gzip file: the packed data is cut short. Fetch the file again";
    assertFault(Arrays.copyOf(good, good.length - 1), cut);
    assertFault(Arrays.copyOf(good, good.length - 9), cut);
    assertFault(Arrays.copyOf(good, 5), cut);
    assertFault(joined(good, bytes("00")), cut); // too short for another member
    assertFault(
        joined(good, bytes("6d6f7265")),
        "damaged gzip file: what follows the packed data is not gzip. Fetch the file again");
    byte[] method = good.clone();
    method[2] = 7;
    assertFault(
        method, "damaged gzip file: the packing method is not deflate. Fetch the file again");
    byte[] flags = good.clone();
    flags[3] = (byte) 0x80;
    assertFault(
        flags, "damaged gzip file: the gzip header has unknown flags. Fetch the file again");
    byte[] block = good.clone();
    block[10] = 7; // the last block, of the kind that does not exist
    assertThatThrownBy(() -> IdxReader.read(file(block)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(": damaged gzip file: the packed data is damaged (");
  }

  @Test
  void saysWhenImagesAndLabelsWereExchanged() throws IOException {
    var labels = file(idx(5));
    assertThatThrownBy(() -> IdxReader.images(labels))
        .hasMessage(
            labels
                + ": images (count × height × width) are needed here, but this file holds (5). Were"
                + " the files of images and labels exchanged?");
    var images = Files.write(folder.resolve("images"), idx(2, 3, 5));
    assertThatThrownBy(() -> IdxReader.labels(images))
        .hasMessage(
            images
                + ": labels (count) are needed here, but this file holds (2 × 3 × 5). Were the"
                + " files of images and labels exchanged?");
  }

  @Test
  void meetsAnyDamageWithADataExceptionOrARightlySizedArray() throws IOException {
    byte[] plain = idx(3, 5, 7);
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      var rng = Rng.of(11, "damage", round);
      byte[] bytes = round % 2 == 0 ? plain.clone() : packed(plain);
      for (int i = 0; i <= rng.below(3, 0); i++) {
        bytes[rng.below(Math.min(bytes.length, 40), 1 + i)] = (byte) rng.bits(10 + i);
      }
      if (rng.below(4, 20) == 0) {
        bytes = Arrays.copyOf(bytes, rng.below(bytes.length + 20, 21));
      }
      try {
        var array = IdxReader.read(file(bytes));
        assertThat(array.size()).isLessThanOrEqualTo(1032L * bytes.length);
      } catch (DataException e) {
        assertThat(e).hasMessageStartingWith(folder.resolve("file") + ": ");
        refused++;
      }
    }
    // Changed pixels of a plain file cannot be told, so not all are refused.
    assertThat(refused).isBetween(1000, 1999);
  }
}
