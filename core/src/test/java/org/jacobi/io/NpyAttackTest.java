package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Npy files that were made to harm, and files that came to harm. */
class NpyAttackTest {
  private static final String F4 = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";

  private static byte[] file(String header, int dataBytes) {
    return file(1, 0, header.length(), header, dataBytes);
  }

  private static byte[] file(int major, int minor, long length, String header, int dataBytes) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, (byte) minor});
    var count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    out.write(count, 0, major == 1 ? 2 : 4);
    out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[dataBytes]);
    return out.toByteArray();
  }

  private static void refused(byte[] content, String... rules) {
    assertThatThrownBy(() -> Npy.read(content, "evil.npy"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("evil.npy: ")
        .hasMessageContainingAll(rules)
        .message()
        .matches("\\P{Cntrl}*");
  }

  private static String header(String descr, String order, String shape) {
    return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
  }

  @Test
  void theSoundFileBehindTheseAttacksIsRead() {
    assertThat(Npy.read(file(F4, 24), "good").shape()).isEqualTo(Shape.of(2, 3));
    // As Python 2 and other programs write it.
    for (String other :
        new String[] {
          "{\"shape\":(2L,3L),\"descr\":\"<f4\",\"fortran_order\":False}",
          "{'descr':'<f4','fortran_order':False,'shape':(2,3,)}\r\n",
        }) {
      assertThat(Npy.read(file(other, 24), "good").shape()).isEqualTo(Shape.of(2, 3));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "'|O'       ~ pickled, can run code and are never read",
        "'O'        ~ which cannot be read",
        "'|V8'      ~ raw bytes without a meaning",
        "'<U5'      ~ which is text",
        "'|S3'      ~ which is text",
        "'<c8'      ~ complex numbers",
        "'<M8[ns]'  ~ dates or times",
        "'<f16'     ~ which cannot be read",
        "'=f4'      ~ which cannot be read",
        "'|f4'      ~ which cannot be read",
        "'f4'       ~ which cannot be read",
        "''         ~ which cannot be read",
        "[('a', '<f4'), ('b', '<i4')] ~ several fields",
        "('<f4', (2,))                ~ several fields",
        "None       ~ a type in quotation marks was expected, not \"None",
        "'<f4       ~ a comma or the end of the dictionary was expected",
        "'\\x3cf4'  ~ characters that do not belong",
        "__import__('os').system('touch /tmp/owned') ~ a type in quotation marks was expected",
        "'<f4' + '' ~ a comma or the end of the dictionary was expected",
        "'<f4'.replace('4', '8') ~ a comma or the end of the dictionary was expected",
      })
  void refusesTypesThatAreNoNumbers(String descr, String rule) {
    refused(file(header(descr, "False", "(2, 3)"), 24), rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(2, 3        | a whole number from 0 was expected, not \"}",
        "(6)          | written with a comma, as (3,)",
        "[2, 3]       | a tuple of lengths",
        "6            | a tuple of lengths",
        "(2, -3)      | a whole number from 0 was expected, not \"-3",
        "(-1, 6)      | a whole number from 0",
        "(2.0, 3)     | a comma or the end of the shape",
        "(02, 3)      | a whole number from 0",
        "(2, 3e0)     | a comma or the end of the shape",
        "(2, 0x3)     | a comma or the end of the shape",
        "(2, True)    | a whole number from 0",
        "(,)          | a whole number from 0",
        "(2,,3)       | a whole number from 0",
        "(2, (3,))    | a whole number from 0",
        "(2 ** 31,)   | a comma or the end of the shape",
        "(2147483648,) | more than 2147483647 elements",
        "(99999999999999999999999999,) | more than 2147483647 elements",
        "(2147483647, 2147483647, 2147483647) | too large",
        "(65536, 65536, 65536, 65536) | too large",
        "(0, 2147483647, 2147483647, 2147483647) | too large",
        "(2147483647, 2147483647, 2147483647, 0) | too large",
        "(2147483647, 2147483647, 2) | 9223372028264841218 × 4 bytes, but 24 follow",
        "(2, 2)       | 4 × 4 bytes, but 24 follow",
        "(2, 4)       | 8 × 4 bytes, but 24 follow",
        "()           | 1 × 4 bytes, but 24 follow",
        "(0,)         | 0 × 4 bytes, but 24 follow",
      })
  void refusesShapesThatDoNotFit(String shape, String rule) {
    refused(file(header("'<f4'", "False", shape), 24), rule);
  }

  @Test
  void refusesMoreAxesThanNumpyKnows() {
    String ones = "1, ".repeat(64);
    assertThat(Npy.read(file(header("'|u1'", "True", "(" + ones + ")"), 1), "x").shape().rank())
        .isEqualTo(64);
    refused(file(header("'|u1'", "True", "(" + ones + "1)"), 1), "65 axes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                       | a dictionary was expected, but the header ends",
        "{                        | a key in quotation marks was expected, but the header ends",
        "{}                       | must all be there",
        "{'descr': '<f4', 'shape': (2, 3)} | must all be there",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} 0 | something follows",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'code': 'rm'} | \"code\" is not known",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} | stands twice",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)} | True or False was expected",
        "{'descr': '<f4', 'fortran_order': false, 'shape': (2, 3)} | True or False was expected",
        "{'descr': '<f4', 'fortran_order': Falsely, 'shape': (2, 3)} | a comma or the end",
        "{'descr' '<f4', 'fortran_order': False, 'shape': (2, 3)} | a colon was expected",
        "{descr: '<f4', 'fortran_order': False, 'shape': (2, 3)} | a key in quotation marks",
        "{**{'descr': '<f4'}} | a key in quotation marks",
        "dict(descr='<f4') | a dictionary was expected",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}#\u0007 | something follows",
      })
  void refusesHeadersThatAreNotAsTheFormatSays(String header, String rule) {
    refused(file(header, 24), rule);
  }

  @Test
  void refusesDeepNestingWithoutGoingDeep() {
    refused(file("{'shape': " + "(".repeat(9000), 24), "a whole number from 0");
    refused(file("[".repeat(9000), 24), "a dictionary was expected");
  }

  @Test
  void refusesLengthsAndVersionsThatCannotBe() {
    refused(file(2, 0, 0xFFFF_FFFFL, F4, 24), "4294967295 bytes, more than the limit of 10000");
    refused(file(3, 0, 0x8000_0000L, F4, 24), "2147483648 bytes");
    refused(file(1, 0, 65_535, F4, 24), "65535 bytes");
    refused(file(1, 0, 9_999, F4, 24), "cut off in its header");
    refused(file(1, 0, 0, F4, 24), "a dictionary was expected");
    refused(file(0, 0, 0, F4, 24), "version 0.0");
    refused(file(4, 0, F4.length(), F4, 24), "version 4.0");
    refused(file(1, 1, F4.length(), F4, 24), "version 1.1");
  }

  @Test
  void refusesFilesThatAreTooShortOrTooLong() {
    byte[] sound = file(F4, 24);
    for (int length = 0; length < sound.length; length++) {
      refused(Arrays.copyOf(sound, length), length < 8 ? "no npy file" : "");
    }
    refused(Arrays.copyOf(sound, sound.length + 1), "25 follow");
  }

  @Test
  void saysWhatAnotherKindOfFileIs() {
    refused("PK\u0003\u0004 and so on".getBytes(StandardCharsets.US_ASCII), "Read it with Npz");
    refused(
        new byte[] {(byte) 0x80, 4, (byte) 0x95, 10, 0, 0, 0, 0, 0, 0, 0}, "pickle", "never read");
    refused("1,2,3\n4,5,6\n".getBytes(StandardCharsets.US_ASCII), "no npy file");
  }

  @Test
  void refusesTruthValuesThatAreNeitherAndNumbersThatDoNotFit() {
    byte[] bits = file(header("'|b1'", "False", "(3,)"), 3);
    bits[bits.length - 2] = 2;
    refused(bits, "holds the byte 2, not 0 or 1");
    byte[] large = file(header("'<u8'", "False", "(3,)"), 24);
    large[large.length - 9] = (byte) 0x80;
    refused(large, "number 1 of the file", "9223372036854775808");
  }

  @Test
  void refusesWhatIsNoFile(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> Npy.read(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("this is a folder");
    assertThatThrownBy(() -> Npy.read(folder.resolve("none.npy")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("there is no such file");
    Path device = Path.of("/dev/zero");
    if (Files.exists(device)) {
      Path link = Files.createSymbolicLink(folder.resolve("link.npy"), device);
      assertThatThrownBy(() -> Npy.read(link))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("not a regular file");
    }
  }
}
