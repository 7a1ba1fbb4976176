package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.DataException;
import org.jacobi.io.TensorHeader.StoredType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
  @TempDir Path folder;

  /** The output of core/src/test/python/safetensors_golden.py with numpy 2.4.6. */
  private static final byte[] FROM_NUMPY =
      hex(
          """
          f8020000000000007b225f5f6d657461646174615f5f223a7b226d616465223a226279206e756d7079222c2274657874
          223a2271756f7465205c2220616e64205c7530306663227d2c226c617965722e302e776569676874223a7b2264747970
          65223a22463332222c227368617065223a5b322c335d2c22646174615f6f666673657473223a5b302c32345d7d2c2264
          6f75626c6573223a7b226474797065223a22463634222c227368617065223a5b312c322c315d2c22646174615f6f6666
          73657473223a5b32342c34305d7d2c2268616c66223a7b226474797065223a22463136222c227368617065223a5b355d
          2c22646174615f6f666673657473223a5b34302c35305d7d2c22627261696e223a7b226474797065223a224246313622
          2c227368617065223a5b335d2c22646174615f6f666673657473223a5b35302c35365d7d2c22636f756e7473223a7b22
          6474797065223a22493634222c227368617065223a5b335d2c22646174615f6f666673657473223a5b35362c38305d7d
          2c226c6162656c73223a7b226474797065223a22493332222c227368617065223a5b322c315d2c22646174615f6f6666
          73657473223a5b38302c38385d7d2c22706978656c73223a7b226474797065223a225538222c227368617065223a5b35
          5d2c22646174615f6f666673657473223a5b38382c39335d7d2c226d61736b223a7b226474797065223a22424f4f4c22
          2c227368617065223a5b312c335d2c22646174615f6f666673657473223a5b39332c39365d7d2c227363616c6172223a
          7b226474797065223a22463332222c227368617065223a5b5d2c22646174615f6f666673657473223a5b39362c313030
          5d7d2c22656d707479223a7b226474797065223a22463332222c227368617065223a5b332c302c355d2c22646174615f
          6f666673657473223a5b3130302c3130305d7d2c2267725c75303066365c753030646665223a7b226474797065223a22
          5538222c227368617065223a5b315d2c22646174615f6f666673657473223a5b3130302c3130315d7d7d202020202020
          cdcccc3d000020c0e6b1617f01000000000000800000807f9a9999999999b93fa0c8eb85f3cce1ff003efffb0100007c
          5435803f49c00000ffffffffffffff7f000000000000008000000000000000000700000000000080007f80ff03010001
          0000284209
          """);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  private static TensorFile one(String name, NDArray array) {
    return new TensorFile(Map.of(name, array));
  }

  private static TensorFile again(TensorFile file) {
    return SafeTensors.read(SafeTensors.toBytes(file), "again");
  }

  @Test
  void everyTypeComesBackBitForBitInOddShapes() {
    var random = new Random(3);
    Shape[] shapes = {
      Shape.of(),
      Shape.of(1),
      Shape.of(7),
      Shape.of(3, 5),
      Shape.of(2, 1, 13),
      Shape.of(0),
      Shape.of(3, 0, 5),
      Shape.of(1, 1, 1, 1, 1),
      Shape.of(70_001),
    };
    var tensors = new LinkedHashMap<String, NDArray>();
    for (var type : DType.values()) {
      for (var shape : shapes) {
        var array = NDArray.permanent(type, shape);
        byte[] bytes = new byte[(int) (array.size() * type.bytes())];
        random.nextBytes(bytes);
        if (type == DType.BOOL) {
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= 1;
          }
        }
        array.segment().asByteBuffer().put(bytes);
        tensors.put(type + "." + shape, array);
      }
    }
    var read = again(new TensorFile(tensors));
    assertThat(read.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    assertThat(read.metadata()).isEmpty();
    tensors.forEach((name, array) -> {
      var other = read.tensor(name);
      assertThat(other.dtype()).isEqualTo(array.dtype());
      assertThat(other.shape()).isEqualTo(array.shape());
      assertThat(other.segment().mismatch(array.segment())).as(name).isEqualTo(-1);
    });
  }

  @Test
  void aSmallFileIsTheseBytes() {
    var tensors = new LinkedHashMap<String, NDArray>();
    tensors.put("w", NDArray.of(new float[] {1, -2}, 2, 1));
    tensors.put("n", NDArray.of(new int[] {258}, 1));
    var file = new TensorFile(tensors, Map.of("k", "v"));
    var expected = new ByteArrayOutputStream();
    // The sums are those of Python's hashlib: of [1, −2] and [258] as they stand in the file, and
    // of
    // the header with 64 zeros for its own. 384 bytes with the blanks at its end.
    expected.writeBytes(new byte[] {(byte) 0x80, 1, 0, 0, 0, 0, 0, 0});
    expected.writeBytes(
        ("{\"__metadata__\":{\"jacobi.sum\":"
                + "\"3fcc4957e6deb244a02ab9e2a34050007168813f3cf2568d92266742f4f56fed\","
                + "\"jacobi.sums\":\"{"
                + "\\\"w\\\":\\\"ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b\\\","
                + "\\\"n\\\":\\\"7255b3ce83a75f4d6f13513f56db57229ed61a0775438923799f7050c505ecda\\\"}\","
                + "\"k\":\"v\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                + "\"n\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[8,12]}}"
                + " ")
            .getBytes(StandardCharsets.US_ASCII));
    expected.writeBytes(new byte[] {0, 0, (byte) 0x80, 0x3F}); // 1
    expected.writeBytes(new byte[] {0, 0, 0, (byte) 0xC0}); // −2
    expected.writeBytes(new byte[] {2, 1, 0, 0}); // 258
    assertThat(SafeTensors.toBytes(file)).isEqualTo(expected.toByteArray());
  }

  @Test
  void everyFlippedBitIsFound() {
    var tensors = new LinkedHashMap<String, NDArray>();
    tensors.put("w", NDArray.of(new float[] {1, -2, 3}, 3));
    tensors.put("n", NDArray.of(new int[] {258}, 1));
    byte[] whole = SafeTensors.toBytes(new TensorFile(tensors, Map.of("k", "v")));
    for (int i = 0; i < whole.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[i] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> SafeTensors.read(flipped, "flipped"))
            .as("byte " + i + ", bit " + bit)
            .isInstanceOf(DataException.class);
      }
    }
  }

  @Test
  void whatIsDamagedIsNamed() throws IOException {
    var tensors = new LinkedHashMap<String, NDArray>();
    tensors.put("first", NDArray.of(new float[] {1, 2}, 2));
    tensors.put("second", NDArray.of(new float[] {3, 4}, 2));
    byte[] whole = SafeTensors.toBytes(new TensorFile(tensors));
    Path file = folder.resolve("some.safetensors");
    Files.write(file, whole);
    assertThat(SafeTensors.verify(file)).isEqualTo(new SafeTensors.Verified(2, 2, List.of()));
    whole[whole.length - 1] ^= 1;
    Files.write(file, whole);
    assertThat(SafeTensors.verify(file).damaged()).containsExactly("second");
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": the tensor \"second\" is damaged: its SHA-256 is not");
    whole[12] ^= 1;
    Files.write(file, whole);
    assertThatThrownBy(() -> SafeTensors.verify(file)).isInstanceOf(DataException.class);
  }

  @Test
  void readsAFileOfNumpy() {
    var file = SafeTensors.read(FROM_NUMPY, "golden");
    assertThat(file.metadata())
        .containsExactly(Map.entry("made", "by numpy"), Map.entry("text", "quote \" and ü"));
    assertThat(file.tensors().keySet())
        .containsExactly(
            "layer.0.weight",
            "doubles",
            "half",
            "brain",
            "counts",
            "labels",
            "pixels",
            "mask",
            "scalar",
            "empty",
            "größe");
    var weight = file.tensor("layer.0.weight");
    assertThat(weight.describe()).isEqualTo("f32 (2 × 3)");
    assertThat(weight.toFloats())
        .containsExactly(0.1f, -2.5f, 3e38f, 1e-45f, -0.0f, Float.POSITIVE_INFINITY);
    assertThat(file.tensor("doubles").describe()).isEqualTo("f64 (1 × 2 × 1)");
    assertThat(file.tensor("doubles").toDoubles()).containsExactly(0.1, -1e308);
    assertThat(file.tensor("half").describe()).isEqualTo("f32 (5)");
    assertThat(file.tensor("half").toFloats())
        .containsExactly(
            1.5f, -65504f, 5.960464477539063e-08f, Float.POSITIVE_INFINITY, 0.3330078125f);
    assertThat(file.tensor("brain").describe()).isEqualTo("bf16 (3)");
    assertThat(file.tensor("brain").toDoubles()).containsExactly(1, -3.140625, 0);
    assertThat(file.tensor("counts").toLongs()).containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, 0);
    assertThat(file.tensor("labels").describe()).isEqualTo("i32 (2 × 1)");
    assertThat(file.tensor("labels").toInts()).containsExactly(7, Integer.MIN_VALUE);
    assertThat(file.tensor("pixels").toInts()).containsExactly(0, 127, 128, 255, 3);
    assertThat(file.tensor("mask").describe()).isEqualTo("bool (1 × 3)");
    assertThat(file.tensor("mask").toInts()).containsExactly(1, 0, 1);
    assertThat(file.tensor("scalar").shape()).isEqualTo(Shape.SCALAR);
    assertThat(file.tensor("scalar").item()).isEqualTo(42);
    assertThat(file.tensor("empty").shape()).isEqualTo(Shape.of(3, 0, 5));
    assertThat(file.tensor("größe").toInts()).containsExactly(9);
  }

  @Test
  void halvesAreWidenedBeyondOneChunk() {
    int count = 65_537;
    var header =
        "{\"h\":{\"dtype\":\"F16\",\"shape\":[65537],\"data_offsets\":[0,131074]}}"
            .getBytes(StandardCharsets.US_ASCII);
    var content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {(byte) header.length, 0, 0, 0, 0, 0, 0, 0});
    content.writeBytes(header);
    for (int i = 0; i < count; i++) {
      content.write(i);
      content.write(i >> 8);
    }
    var read = SafeTensors.read(content.toByteArray(), "halves").tensor("h").toFloats();
    assertThat(read).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(Float.floatToIntBits(read[i]))
          .isEqualTo(Float.floatToIntBits(Float.float16ToFloat((short) i)));
    }
  }

  @Test
  void readsAndWritesFiles() {
    var path = folder.resolve("model.safetensors");
    var tensors = new LinkedHashMap<String, NDArray>();
    tensors.put("b", NDArray.of(new double[] {0.1, 0.2, 0.3}, 3, 1));
    tensors.put("a", NDArray.of(new long[] {-5}));
    SafeTensors.write(path, new TensorFile(tensors, Map.of("architecture", "{\"a\": [1]}")));
    assertThat(path)
        .hasBinaryContent(
            SafeTensors.toBytes(new TensorFile(tensors, Map.of("architecture", "{\"a\": [1]}"))));
    var file = SafeTensors.read(path);
    assertThat(file.tensors().keySet()).containsExactly("b", "a");
    assertThat(file.tensor("b").toDoubles()).containsExactly(0.1, 0.2, 0.3);
    assertThat(file.tensor("a").toLongs()).containsExactly(-5);
    assertThat(file.metadata()).containsExactly(Map.entry("architecture", "{\"a\": [1]}"));
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void theHeaderCanBeReadAlone() throws Exception {
    var path = folder.resolve("golden.safetensors");
    Files.write(path, FROM_NUMPY);
    var header = SafeTensors.readHeader(path);
    assertThat(header.metadata()).containsEntry("made", "by numpy");
    assertThat(header.tensors()).hasSize(11);
    var half = header.tensors().get("half");
    assertThat(half.type()).isEqualTo(StoredType.F16);
    assertThat(half.type().dtype()).isEqualTo(DType.F32);
    assertThat(half.shape()).isEqualTo(Shape.of(5));
    assertThat(half.begin()).isEqualTo(40);
    assertThat(half.end()).isEqualTo(50);
    assertThat(header.size()).isEqualTo(6 + 2 + 5 + 3 + 3 + 2 + 5 + 3 + 1 + 0 + 1);
    assertThat(header.dataBytes()).isEqualTo(24 + 16 + 10 + 6 + 24 + 8 + 5 + 3 + 4 + 0 + 1);
    assertThatThrownBy(() -> header.tensors().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void theHeaderAloneIsCheckedAgainstTheLengthOfTheFile() throws Exception {
    var path = folder.resolve("cut.safetensors");
    Files.write(path, Arrays.copyOf(FROM_NUMPY, FROM_NUMPY.length - 1));
    assertThatThrownBy(() -> SafeTensors.readHeader(path))
        .isInstanceOf(DataException.class)
        .hasMessage(
            path
                + ": the header describes 101 bytes of numbers, but only 100 follow it. The file is"
                + " cut off; copy or download it again.");
  }

  @Test
  void theNumbersMayStandInAnotherOrderThanTheNames() {
    var header =
        ("{\"second\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]},"
                + "\"none\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[1,1]},"
                + "\"first\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}")
            .getBytes(StandardCharsets.US_ASCII);
    var content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {(byte) header.length, 0, 0, 0, 0, 0, 0, 0});
    content.writeBytes(header);
    content.writeBytes(new byte[] {11, 22, 33});
    var file = SafeTensors.read(content.toByteArray(), "order");
    assertThat(file.tensors().keySet()).containsExactly("second", "none", "first");
    assertThat(file.tensor("first").toInts()).containsExactly(11);
    assertThat(file.tensor("second").toInts()).containsExactly(22, 33);
    assertThat(file.tensor("none").size()).isZero();
  }

  @Test
  void aFileWithoutTensorsIsAllowed() {
    assertThat(again(new TensorFile(Map.of())).tensors()).isEmpty();
    assertThat(again(new TensorFile(Map.of(), Map.of("only", "text"))).metadata())
        .containsExactly(Map.entry("only", "text"));
  }

  @Test
  void metadataIsSortedSoThatTheBytesDependOnlyOnTheContent() {
    var forward = new LinkedHashMap<String, String>();
    var backward = new LinkedHashMap<String, String>();
    for (int i = 0; i < 20; i++) {
      forward.put("key" + i, "v" + i);
      backward.put("key" + (19 - i), "v" + (19 - i));
    }
    assertThat(SafeTensors.toBytes(new TensorFile(Map.of(), forward)))
        .isEqualTo(SafeTensors.toBytes(new TensorFile(Map.of(), backward)));
  }

  @Test
  void theHeaderIsPaddedToAMultipleOfEight() {
    for (int length = 1; length <= 17; length++) {
      byte[] bytes = SafeTensors.toBytes(one("n".repeat(length), NDArray.of(new byte[] {5})));
      int header =
          Short.toUnsignedInt(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort());
      assertThat(header % 8).isZero();
      assertThat(bytes).hasSize(8 + header + 1);
      assertThat(SafeTensors.read(bytes, "padded").tensors()).containsKey("n".repeat(length));
    }
  }

  @Test
  void viewsAreWrittenRowMajor() {
    var array = NDArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(again(one("t", array.transpose())).tensor("t").toFloats())
        .containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(again(one("s", array.slice(0, 1, 2))).tensor("s").toFloats())
        .containsExactly(4, 5, 6);
    assertThat(again(one("c", array.slice(1, 1, 2))).tensor("c").toFloats()).containsExactly(2, 5);
    var stretched = NDArray.of(new long[] {Long.MAX_VALUE}).expand(Shape.of(3));
    assertThat(again(one("e", stretched)).tensor("e").toLongs())
        .containsExactly(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Test
  void truthValuesAreWrittenAsZeroAndOne() {
    var mask = NDArray.permanent(DType.BOOL, Shape.of(3));
    mask.segment().asByteBuffer().put(new byte[] {0, (byte) 0x80, 1});
    byte[] bytes = SafeTensors.toBytes(one("mask", mask));
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 3, bytes.length)).containsExactly(0, 1, 1);
  }

  @Test
  void arraysOutliveTheScopeInWhichTheyWereRead() {
    byte[] bytes = SafeTensors.toBytes(one("w", NDArray.of(new float[] {4, 5})));
    var read = StepScope.over(new Slab()).call(() -> SafeTensors.read(bytes, "w").tensor("w"));
    assertThat(read.toFloats()).containsExactly(4, 5);
  }

  @Test
  void refusesNamesThatNoReaderShouldMeet() {
    var array = NDArray.of(new float[] {1});
    for (var name : new String[] {"", "__metadata__", "a\nb", "a\u001b[2J", "n".repeat(1001)}) {
      assertThatThrownBy(() -> SafeTensors.toBytes(one(name, array)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("[safetensors] ");
    }
    assertThat(again(one("n".repeat(1000), array)).tensors()).hasSize(1);
  }

  @Test
  void aFailedWriteLeavesTheOldFile() {
    var path = folder.resolve("model.safetensors");
    SafeTensors.write(path, one("w", NDArray.of(new float[] {1})));
    var stale = StepScope.over(new Slab()).call(() -> NDArray.of(new float[] {2}));
    assertThatThrownBy(() -> SafeTensors.write(path, one("w", stale)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(SafeTensors.read(path).tensor("w").item()).isEqualTo(1);
    assertThat(folder.toFile().list()).containsExactly("model.safetensors");
  }

  @Test
  void saysWhatIsWrongWithAPath() {
    assertThatThrownBy(() -> SafeTensors.read(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("this is a folder, not a file");
    assertThatThrownBy(() -> SafeTensors.read(folder.resolve("none.safetensors")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none.safetensors: there is no such file");
  }

  @Test
  void aMissingTensorIsNamedWithTheOnesThatAreThere() {
    var file = SafeTensors.read(FROM_NUMPY, "golden");
    assertThatThrownBy(() -> file.tensor("0.weight"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no tensor \"0.weight\"")
        .hasMessageContaining("\"layer.0.weight\", \"doubles\"")
        .hasMessageContaining("and 3 more");
  }

  @Test
  void bytesAreTurnedForMachinesOfTheOtherOrder() {
    byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 99};
    SafeTensors.swap(bytes, 8, 4);
    assertThat(bytes).containsExactly(4, 3, 2, 1, 8, 7, 6, 5, 99);
    SafeTensors.swap(bytes, 8, 8);
    assertThat(bytes).containsExactly(5, 6, 7, 8, 1, 2, 3, 4, 99);
    SafeTensors.swap(bytes, 8, 1);
    assertThat(bytes).containsExactly(5, 6, 7, 8, 1, 2, 3, 4, 99);
  }
}
