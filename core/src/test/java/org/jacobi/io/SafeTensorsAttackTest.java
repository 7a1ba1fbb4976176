package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that were made to harm, and files that came to harm. */
class SafeTensorsAttackTest {
  private static byte[] file(long headerLength, byte[] header, int dataBytes) {
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .put(header)
        .array();
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return file(json.length, json, dataBytes);
  }

  private static void refused(byte[] content, String... rules) {
    assertThatThrownBy(() -> SafeTensors.read(content, "evil.safetensors"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("evil.safetensors")
        .hasMessageContainingAll(rules)
        .message()
        .matches("\\P{Cntrl}*");
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return "{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
  }

  @Test
  void theSoundFileBehindTheseAttacksIsRead() {
    String good = "{\"a\":" + tensor("\"F32\"", "[2,3]", "[0,24]") + "}";
    assertThat(SafeTensors.read(file(good, 24), "good").tensor("a").shape())
        .isEqualTo(Shape.of(2, 3));
  }

  @Test
  void refusesHeaderLengthsThatCannotBe() {
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    assertThat(SafeTensors.read(file(2, json, 0), "good").tensors()).isEmpty();
    refused(file(Long.MIN_VALUE, json, 0), "9223372036854775808 bytes");
    refused(file(-1, json, 0), "18446744073709551615 bytes");
    refused(file(Long.MAX_VALUE, json, 0), "9223372036854775807 bytes");
    refused(file(SafeTensors.MAX_HEADER + 1L, json, 0), "10000001 bytes");
    refused(file(SafeTensors.MAX_HEADER, json, 0), "only 2 follow");
    refused(file(3, json, 0), "should have 3 bytes, but only 2 follow");
    refused(file(1, json, 0), "header");
    refused(file(0, json, 0), "does not begin with '{'");
  }

  @Test
  void refusesFilesThatAreTooShort() {
    for (int length = 0; length < 8; length++) {
      refused(new byte[length], "has " + length + " bytes");
    }
    refused(new byte[8], "does not begin with '{'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                         | does not begin with '{'",
        "not a header               | does not begin with '{'",
        "{                          | the text ends before the value does",
        "{} {}                      | something follows",
        "{}x                        | not JSON",
        "{\"a\":1}                  | header, a: an object",
        "{\"a\":null}               | header, a: an object",
        "{\"__metadata__\":[]}      | header, __metadata__: an object",
        "{\"__metadata__\":null}    | header, __metadata__: an object",
        "{\"__metadata__\":{\"k\":1}}    | header, __metadata__.k: a string",
        "{\"__metadata__\":{\"k\":null}} | header, __metadata__.k: a string",
        "{\"__metadata__\":{},\"__metadata__\":{}}            | stands twice",
        "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}         | stands twice",
      })
  void refusesHeadersThatAreNotAsTheFormatSays(String header, String rule) {
    refused(file(header, 0), rule);
  }

  @Test
  void aHeaderMayBeginWithNothingButABrace() {
    refused(file(" {}", 0), "does not begin with '{'");
    refused(file("\ufeff{}", 0), "does not begin with '{'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"I8\"  | [24]   | [0,24]  | \"I8\", which cannot be read",
        "\"f32\" | [2,3]  | [0,24]  | \"f32\", which cannot be read",
        "\"\"    | [2,3]  | [0,24]  | which cannot be read",
        "32      | [2,3]  | [0,24]  | a.dtype: a string",
        "null    | [2,3]  | [0,24]  | a.dtype: a string",
        "\"F32\" | 6      | [0,24]  | a.shape: a list",
        "\"F32\" | [6.0]  | [0,24]  | a.shape[0]: a whole number",
        "\"F32\" | [\"6\"] | [0,24] | a.shape[0]: a whole number",
        "\"F32\" | [6,null] | [0,24] | a.shape[1]: a whole number",
        "\"F32\" | [2,-3] | [0,24]  | length -3",
        "\"F32\" | [-2,-3] | [0,24] | length -2",
        "\"F32\" | [2147483648,0] | [0,0] | length 2147483648",
        "\"F32\" | [99999999999999999999] | [0,24] | 64 bits",
        "\"F32\" | [2,2]  | [0,24]  | needs 4 × 4 bytes",
        "\"F64\" | [2,3]  | [0,24]  | needs 6 × 8 bytes",
        "\"F32\" | []     | [0,24]  | needs 1 × 4 bytes",
        "\"F32\" | [0]    | [0,24]  | needs 0 × 4 bytes",
        "\"F32\" | [2,3]  | [24,0]  | 0 ≤ begin ≤ end",
        "\"F32\" | [2,3]  | [-24,0] | 0 ≤ begin ≤ end",
        "\"F32\" | [2,3]  | [0]     | 0 ≤ begin ≤ end",
        "\"F32\" | [2,3]  | [0,24,24] | 0 ≤ begin ≤ end",
        "\"F32\" | [2,3]  | []      | 0 ≤ begin ≤ end",
        "\"F32\" | [2,3]  | {}      | a.data_offsets: a list",
        "\"F32\" | [2,3]  | [0,24.0] | a.data_offsets[1]: a whole number",
        "\"F32\" | [2,3]  | [-9223372036854775808,9223372036854775807] | 0 ≤ begin ≤ end",
        "\"F32\" | [2,3]  | [9223372036854775783,9223372036854775807] | leaves a hole",
      })
  void refusesTensorsThatDoNotFit(String dtype, String shape, String offsets, String rule) {
    refused(file("{\"a\":" + tensor(dtype, shape, offsets) + "}", 24), rule);
  }

  @Test
  void refusesShapesWhoseProductOverflows() {
    String huge = "2147483647,2147483647,2147483647";
    refused(file("{\"a\":" + tensor("\"U8\"", "[" + huge + "]", "[0,0]") + "}", 0), "too large");
    // The product of these is 2^64, which is 0 in 64 bits.
    refused(
        file("{\"a\":" + tensor("\"U8\"", "[65536,65536,65536,65536]", "[0,0]") + "}", 0),
        "too large");
    refused(file("{\"a\":" + tensor("\"U8\"", "[0," + huge + "]", "[0,0]") + "}", 0), "too large");
    refused(file("{\"a\":" + tensor("\"U8\"", "[" + huge + ",0]", "[0,0]") + "}", 0), "too large");
    // 2^61 numbers can be counted, but not their 2^64 bytes.
    refused(
        file("{\"a\":" + tensor("\"F64\"", "[1073741824,1073741824,2]", "[0,0]") + "}", 0),
        "2305843009213693952 × 8 bytes");
    String ones = "1,".repeat(64) + "1";
    refused(file("{\"a\":" + tensor("\"U8\"", "[" + ones + "]", "[0,1]") + "}", 1), "65 axes");
  }

  @Test
  void refusesATensorThatClaimsMoreThanTheFileHolds() {
    // 2^62 bytes must be refused before they are allocated.
    String large = tensor("\"U8\"", "[1073741824,1073741824,4]", "[0,4611686018427387904]");
    refused(file("{\"a\":" + large + "}", 16), "describes 4611686018427387904 bytes", "only 16");
  }

  @Test
  void refusesOverlapsHolesAndWhatFollows() {
    String first = tensor("\"U8\"", "[4]", "[0,4]");
    String header = "{\"a\":" + first + ",\"b\":%s}";
    String next = tensor("\"U8\"", "[3]", "[4,7]");
    assertThat(SafeTensors.read(file(header.formatted(next), 7), "good").tensors()).hasSize(2);
    refused(
        file(header.formatted(tensor("\"U8\"", "[3]", "[3,6]")), 6),
        "tensor \"b\" begins at 3, inside of tensor \"a\", which ends at 4");
    refused(file(header.formatted(first), 4), "inside of tensor \"a\"");
    refused(
        file(header.formatted(tensor("\"U8\"", "[0]", "[2,2]")), 4),
        "tensor \"b\" begins at 2, inside of tensor \"a\"");
    refused(
        file(header.formatted(tensor("\"U8\"", "[3]", "[5,8]")), 8),
        "tensor \"b\" begins at 5, which leaves a hole after tensor \"a\"");
    refused(
        file("{\"a\":" + tensor("\"U8\"", "[3]", "[1,4]") + "}", 4),
        "leaves a hole after the header");
    refused(file(header.formatted(tensor("\"U8\"", "[0]", "[9,9]")), 9), "leaves a hole");
    refused(file(header.formatted(next), 8), "1 bytes follow the last tensor");
    refused(file("{}", 5), "5 bytes follow");
    refused(file(header.formatted(next), 6), "7 bytes of numbers, but only 6 follow");
  }

  @Test
  void refusesDuplicateNames() {
    String tensor = tensor("\"U8\"", "[0]", "[0,0]");
    refused(file("{\"a\":" + tensor + ",\"a\":" + tensor + "}", 0), "\"a\" stands twice");
    refused(file("{\"a\":" + tensor + ",\"\\u0061\":" + tensor + "}", 0), "\"a\" stands twice");
    refused(
        file("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0),
        "\"dtype\" stands twice");
  }

  @Test
  void refusesMissingAndUnknownFields() {
    refused(file("{\"a\":{}}", 0), "\"dtype\" is missing");
    refused(file("{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,0]}}", 0), "\"shape\" is missing");
    refused(file("{\"a\":{\"dtype\":\"U8\",\"shape\":[0]}}", 0), "\"data_offsets\" is missing");
    refused(
        file("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"code\":\"rm\"}}", 0),
        "\"code\" is not known");
  }

  @Test
  void refusesNamesThatCannotBePrinted() {
    String tensor = tensor("\"U8\"", "[0]", "[0,0]");
    refused(file("{\"\":" + tensor + "}", 0), "1 to 1000 characters");
    refused(file("{\"" + "n".repeat(1001) + "\":" + tensor + "}", 0), "not 1001");
    refused(file("{\"a\\u001b[2J\":" + tensor + "}", 0), "a\\u001b[2J");
    refused(file("{\"a\\u202eb\":" + tensor + "}", 0), "a\\u202eb");
    refused(file("{\"a\\ud800\":" + tensor + "}", 0), "surrogate");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] json = "{\"__metadata__\":{\"k\":\"ü\"}}".getBytes(StandardCharsets.ISO_8859_1);
    refused(file(json.length, json, 0), "not UTF-8");
    byte[] wide = "{}".getBytes(StandardCharsets.UTF_16LE);
    refused(file(wide.length, wide, 0), "not JSON");
  }

  @Test
  void refusesDeepNesting() {
    refused(file("{\"a\":" + "[".repeat(1_000_000), 0), "depth");
    refused(file("{\"a\":".repeat(200_000), 0), "depth");
  }

  @Test
  void refusesTruthValuesThatAreNeither() {
    byte[] content = file("{\"a\":" + tensor("\"BOOL\"", "[3]", "[0,3]") + "}", 3);
    content[content.length - 1] = 1;
    assertThat(SafeTensors.read(content, "good").tensor("a").toInts()).containsExactly(0, 0, 1);
    content[content.length - 2] = 2;
    refused(content, "tensor \"a\" of the type BOOL holds the byte 2");
  }

  @Test
  void manyTensorsAreReadInReasonableTime() {
    var header = new StringBuilder("{");
    int count = 20_000;
    for (int i = count - 1; i >= 0; i--) {
      header.append("\"t").append(i).append("\":");
      header.append(tensor("\"U8\"", "[1]", "[" + i + "," + (i + 1) + "]"));
      header.append(i == 0 ? "}" : ",");
    }
    assertThat(SafeTensors.read(file(header.toString(), count), "many").tensors()).hasSize(count);
  }

  @Test
  void nothingButADataExceptionComesOfDamage() {
    byte[] sound = soundFile();
    int headerEnd = 8 + sound[0] + ((sound[1] & 0xFF) << 8);
    var random = new Random(20_251);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = damage(sound, headerEnd, random);
      try {
        var file = SafeTensors.read(damaged, "damaged");
        // What is accepted must be whole: it can be written, and reads back the same.
        byte[] written = SafeTensors.toBytes(file);
        assertThat(SafeTensors.toBytes(SafeTensors.read(written, "again"))).isEqualTo(written);
      } catch (DataException e) {
        assertThat(e).hasMessageStartingWith("damaged").message().matches("\\P{Cntrl}*");
        refused++;
      }
    }
    assertThat(refused).isBetween(10_000, 19_990);
  }

  private static byte[] soundFile() {
    var tensors = new LinkedHashMap<String, NDArray>();
    tensors.put("0.weight", NDArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    tensors.put("0.bias", NDArray.of(new double[] {1, 2}));
    tensors.put("mask", NDArray.permanent(DType.BOOL, Shape.of(3)));
    tensors.put("empty", NDArray.permanent(DType.I64, Shape.of(0, 5)));
    return SafeTensors.toBytes(new TensorFile(tensors, Map.of("note", "text")));
  }

  /** Flips, overwrites, inserts, removes or repeats bytes, mostly in the header. */
  private static byte[] damage(byte[] sound, int headerEnd, Random random) {
    byte[] bytes = sound.clone();
    int rounds = 1 + random.nextInt(3);
    for (int round = 0; round < rounds; round++) {
      int limit = random.nextInt(8) == 0 ? bytes.length : Math.min(headerEnd, bytes.length);
      int at = random.nextInt(Math.max(1, limit));
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 1 -> with(bytes, at, (byte) random.nextInt(256));
            case 2 ->
                with(bytes, at, (byte) "0123456789-,:{}[]\"eE. \\u".charAt(random.nextInt(24)));
            case 3 -> Arrays.copyOf(bytes, Math.max(1, random.nextInt(bytes.length + 1)));
            case 4 -> spliced(bytes, at, at, new byte[] {(byte) ('0' + random.nextInt(10))});
            default -> {
              int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
              int from = random.nextInt(bytes.length);
              int to = Math.min(bytes.length, from + random.nextInt(20));
              yield spliced(bytes, at, end, Arrays.copyOfRange(bytes, from, to));
            }
          };
      if (bytes.length == 0) {
        return bytes;
      }
    }
    // Half of them get a header length that fits again, so that the damage is met further in.
    if (random.nextBoolean() && bytes.length > 8) {
      int length = headerEnd - 8 + bytes.length - sound.length;
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Math.max(0, length));
    }
    return bytes;
  }

  private static byte[] with(byte[] bytes, int at, byte value) {
    bytes[at] = value;
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }
}
