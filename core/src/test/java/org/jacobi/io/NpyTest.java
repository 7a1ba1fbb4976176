package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.io.NumpyFiles.OneArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NpyTest {
  @TempDir Path folder;

  static List<OneArray> numpy() {
    return NumpyFiles.arrays();
  }

  // ---- from and to NumPy ----

  @ParameterizedTest
  @MethodSource("numpy")
  void whatNumpyWroteIsReadNumberByNumber(OneArray numpy) {
    var array = Npy.read(numpy.file(), numpy.name());
    assertThat(array.dtype()).isEqualTo(numpy.form().type().dtype());
    assertThat(array.shape()).isEqualTo(numpy.shape());
    if (array.dtype().isInteger()) {
      assertThat(array.toLongs()).isEqualTo(numpy.longs());
      assertThat(array.contiguous().toLongs()).isEqualTo(numpy.longs());
    } else {
      assertThat(array.toDoubles()).isEqualTo(numpy.doubles());
      assertThat(array.contiguous().toDoubles()).isEqualTo(numpy.doubles());
    }
  }

  @ParameterizedTest
  @MethodSource("numpy")
  void whatIsWrittenIsWhatNumpyWrites(OneArray numpy) {
    var array = Npy.read(numpy.file(), numpy.name());
    byte[] written = Npy.toBytes(array, numpy.form());
    if (numpy.version().equals("1.0")) {
      assertThat(written).isEqualTo(numpy.file());
    } else {
      assertThat(written).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
      assertThat(Npy.read(written, "again").toDoubles()).isEqualTo(array.toDoubles());
    }
  }

  @ParameterizedTest
  @MethodSource("numpy")
  void theHeaderIsReadWithoutTheNumbers(OneArray numpy) throws IOException {
    var file = Files.write(folder.resolve("a.npy"), numpy.file());
    var header = Npy.readHeader(file);
    assertThat(header.shape()).isEqualTo(numpy.shape());
    assertThat(header.form().type()).isEqualTo(numpy.form().type());
    assertThat(header.form().fortranOrder()).isEqualTo(numpy.form().fortranOrder());
    if (numpy.form().type().bytes() > 1) {
      assertThat(header.form().byteOrder()).isEqualTo(numpy.form().byteOrder());
    }
  }

  @Test
  void allTypesOrdersAndVersionsAreAmongTheFilesOfNumpy() {
    var seen = numpy();
    for (var type : NpyType.values()) {
      assertThat(seen).as(type.name()).anyMatch(a -> a.form().type() == type);
    }
    assertThat(seen).hasSizeGreaterThan(50).anyMatch(a -> a.version().equals("3.0"));
    assertThat(seen).anyMatch(a -> a.version().equals("2.0"));
    assertThat(seen.stream().filter(a -> a.form().fortranOrder()).count()).isGreaterThan(15);
    assertThat(seen.stream().filter(a -> a.form().byteOrder() == ByteOrder.BIG_ENDIAN).count())
        .isGreaterThan(15);
  }

  // ---- files ----

  @Test
  void aFileIsReadAsItWasWritten() {
    var file = folder.resolve("a.npy");
    // More bytes than one piece of what is read at a time, and no multiple of it.
    var array = NDArray.of(IntStream.range(0, 3 * 7919).asDoubleStream().toArray(), 3, 7919);
    Npy.write(file, array);
    assertThat(Npy.read(file).toDoubles()).isEqualTo(array.toDoubles());
    Npy.write(file, array, NpyForm.of(DType.F64).as(NpyType.I16).bigEndian().fortran());
    var back = Npy.read(file);
    assertThat(file).hasSize(128 + 2 * 3 * 7919);
    assertThat(back.dtype()).isEqualTo(DType.I32);
    assertThat(back.isContiguous()).isFalse();
    assertThat(back.toDoubles()).isEqualTo(array.toDoubles());
  }

  @Test
  void windowsAreWrittenInTheirOwnOrderOfAxes() {
    var array = NDArray.of(IntStream.range(0, 30).toArray(), 2, 3, 5);
    var window = array.permute(2, 0, 1).slice(0, 1, 4);
    for (var form : List.of(NpyForm.of(DType.I32), NpyForm.of(DType.I32).fortran())) {
      var back = Npy.read(Npy.toBytes(window, form), "window");
      assertThat(back.shape()).isEqualTo(Shape.of(3, 2, 3));
      assertThat(back.toLongs()).isEqualTo(window.toLongs());
    }
  }

  @Test
  void bfloat16IsWrittenAsF32WithTheSameNumbers() {
    var array = NDArray.permanent(DType.BF16, Shape.of(3)).copyFrom(new double[] {1, -3.140625, 0});
    var back = Npy.read(Npy.toBytes(array, NpyForm.of(DType.BF16)), "bf16");
    assertThat(back.dtype()).isEqualTo(DType.F32);
    assertThat(back.toDoubles()).containsExactly(1, -3.140625, 0);
  }

  @Test
  void anAxisOfLengthZeroMayStandAnywhere() {
    for (int[] dims : new int[][] {{0}, {0, 7}, {7, 0}, {2, 0, 3}}) {
      var array = NDArray.permanent(DType.I64, Shape.of(dims));
      for (var form : List.of(NpyForm.of(DType.I64), NpyForm.of(DType.I64).fortran())) {
        assertThat(Npy.read(Npy.toBytes(array, form), "empty").shape()).isEqualTo(Shape.of(dims));
      }
    }
  }

  // ---- what would change a number is refused ----

  @ParameterizedTest
  @CsvSource({
    "0.1, F32",
    "0.1, F16",
    "65505, F16",
    "0.5, I32",
    "128, I8",
    "-129, I8",
    "256, U8",
    "-1, U16",
    "9223372036854775808, I64",
    "-1, U64",
    "2, BOOL",
    "-0.0, I32",
    "NaN, I32",
    "Infinity, I64",
    "4294967296, U32",
    "2147483648, I32",
  })
  void aTypeThatDoesNotHoldANumberIsRefused(double number, NpyType type) {
    var array = NDArray.of(new double[] {1, number, 1});
    assertThatThrownBy(() -> Npy.toBytes(array, NpyForm.of(DType.F64).as(type)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("[npy]")
        .hasMessageContaining("is no number of the type " + type.code());
  }

  @Test
  void wholeNumbersThatADoubleRoundsAreRefused() {
    for (long number : new long[] {(1L << 53) + 1, Long.MAX_VALUE}) {
      var array = NDArray.of(new long[] {number});
      assertThatThrownBy(() -> Npy.toBytes(array, NpyForm.of(DType.I64).as(NpyType.F64)))
          .hasMessageContaining(number + " is no number of the type f8");
    }
    var array = NDArray.of(new long[] {1L << 53, Long.MIN_VALUE});
    var back = Npy.read(Npy.toBytes(array, NpyForm.of(DType.I64).as(NpyType.F64)), "f8");
    assertThat(back.toDoubles()).containsExactly(0x1p53, -0x1p63);
  }

  @ParameterizedTest
  @CsvSource({
    "0.333251953125, F16",
    "NaN, F16",
    "-Infinity, F32",
    "1e-45, F32",
    "-128, I8",
    "127, I8",
    "65535, U16",
    "4294967295, U32",
    "-9223372036854775808, I64",
    "1, BOOL",
    "255, U8",
  })
  void aTypeThatHoldsANumberIsWritten(double number, NpyType type) {
    double exact = type == NpyType.F32 ? (float) number : number;
    var array = NDArray.of(new double[] {1, exact});
    for (var form :
        List.of(NpyForm.of(DType.F64).as(type), NpyForm.of(DType.F64).as(type).bigEndian())) {
      assertThat(Npy.read(Npy.toBytes(array, form), "x").toDoubles()).containsExactly(1, exact);
    }
  }

  @Test
  void anArrayThatIsRefusedLeavesTheOldFile() throws IOException {
    var file = Files.writeString(folder.resolve("a.npy"), "old");
    var array = NDArray.of(new double[] {0.1});
    assertThatThrownBy(() -> Npy.write(file, array, NpyForm.of(DType.F64).as(NpyType.U8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).hasContent("old");
    assertThatThrownBy(() -> Npy.write(folder.resolve("no/a.npy"), array))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void moreAxesThanNumpyKnowsAreRefused() {
    int[] dims = new int[65];
    Arrays.fill(dims, 1);
    var array = NDArray.permanent(DType.F32, Shape.of(dims));
    assertThatThrownBy(() -> Npy.toBytes(array, NpyForm.of(DType.F32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 axes");
  }
}
