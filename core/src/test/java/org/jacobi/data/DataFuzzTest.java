package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jacobi.fuzz.Fuzzer;
import org.jacobi.fuzz.InMemory;
import org.jacobi.fuzz.Seals;
import org.jacobi.fuzz.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed files for the readers of this package; see {@link Fuzzer}. */
class DataFuzzTest {
  private static final String TABLE =
      "name,age,\"the, place\"\nAnna,31,\"a \"\"b\"\"\"\nBert,,x\n\nCäsar,27.5e-1,\"two\nlines\"\n";

  @TempDir(factory = InMemory.class)
  Path folder;

  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("file");
  }

  private static byte[] idx(int... dims) {
    byte[] header = new byte[4 + 4 * dims.length];
    header[2] = 8;
    header[3] = (byte) dims.length;
    int size = 1;
    for (int i = 0; i < dims.length; i++) {
      header[4 + 4 * i + 3] = (byte) dims[i];
      size *= dims[i];
    }
    return Arrays.copyOf(header, header.length + size);
  }

  @Test
  void idx() throws InterruptedException {
    var target =
        new Target("idx", input -> IdxReader.read(write(input)), DataException.class)
            .files(idx(7), idx(2, 3, 5), idx(0, 28, 28), idx(1, 2, 1, 2))
            .words("\u0000\u0000\u0008\u0001", "\u0000\u0000\u0008\u0003", "\u001f\u008b\u0008");
    Fuzzer.run(target).requireVaried(8);
  }

  @Test
  void gzip() throws InterruptedException {
    byte[] zeros = idx(2, 100, 100);
    var target =
        new Target(
                "gzip",
                input -> {
                  write(input);
                  boolean image = false;
                  try {
                    IdxReader.read(file);
                    image = true;
                  } catch (DataException e) {
                    readTable();
                  }
                  assertThat(image || input.length >= 0).isTrue();
                },
                DataException.class)
            .files(
                Seals.gzip(idx(2, 3, 5)),
                Seals.gzip(zeros),
                Seals.gzip(TABLE.getBytes(StandardCharsets.UTF_8)))
            .parts(Seals::gzip, idx(2, 3, 5), zeros, TABLE.getBytes(StandardCharsets.UTF_8))
            .words(
                "\u001f\u008b\u0008", "\u001f\u008b\u0008\u001c", "\u0003\u0000", "\u00ff\u00ff");
    Fuzzer.run(target).requireVaried(8);
  }

  @Test
  void csv() throws InterruptedException {
    var target =
        new Target(
                "csv",
                input -> {
                  write(input);
                  readTable();
                },
                DataException.class)
            .texts(
                TABLE,
                "\ufeffa;b;c\r\n1;2;3\r\n4;5;?\r\n",
                "1\t2\t3\n4\t5\t6\n",
                "x\n1\nNA\n-1e-3\n7\n",
                "\"q\"\n\"1\"\n")
            .words(
                ",",
                ";",
                "\t",
                "\"",
                "\"\"",
                "\n",
                "\r",
                "\r\n",
                "\",\"",
                "NA",
                "?",
                "nan",
                "inf",
                "1e999",
                "1,5",
                "\u00ef\u00bb\u00bf",
                "\u00ff\u00fe",
                "\u00c3\u00a4",
                "#",
                "column 1");
    Fuzzer.run(target).requireVaried(8);
  }

  private Path write(byte[] input) throws IOException {
    return Files.write(file, input);
  }

  /** With all that is asked of a table before it is prepared. */
  private void readTable() {
    var table = CsvTable.read(file);
    for (int column = 0; column < table.columns().size(); column++) {
      int missing = table.missing(column);
      assertThat(missing).isBetween(0, table.rows());
      if (column < 50 && table.type(column) == ColumnType.NUMBER) {
        assertThat(table.numbers(column)).hasSize(table.rows());
      }
    }
  }
}
