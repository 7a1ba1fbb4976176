package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {
  /** Rows of all kinds against plain lists. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17})
  void givesBackEachFieldAndEachLine(int columns) {
    var random = new SplittableRandom(columns);
    var cells = new Cells.Builder("t", columns);
    List<String> fields = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    int line = 1;
    for (int row = 0; row < 5003; row++) {
      cells.row(line);
      lines.add(line);
      for (int column = 0; column < columns; column++) {
        String field = field(random);
        cells.add(field);
        fields.add(field);
      }
      line += random.nextInt(10) > 0 ? 1 : 1 + random.nextInt(300);
    }
    var built = cells.build();
    assertThat(built.rows()).isEqualTo(5003);
    for (int i = 0; i < fields.size(); i++) {
      assertThat(built.text(i / columns, i % columns)).isEqualTo(fields.get(i));
    }
    for (int row = 0; row < lines.size(); row += 1 + random.nextInt(200)) {
      assertThat(built.line(row)).as("line of row %d", row).isEqualTo(lines.get(row));
      assertThat(row == 0 || built.leftOut(row) == lines.get(row) - lines.get(row - 1) - 1)
          .isTrue();
    }
  }

  /** Null, and lengths on both sides of those that are stored in another way. */
  private static String field(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0, 1 -> null;
      case 2 -> "x".repeat(200 + random.nextInt(3));
      case 3 -> "ü😀".repeat(random.nextInt(1, 40));
      case 4 -> random.nextInt(400) > 0 ? "y" : "z".repeat(70_000);
      default -> Integer.toString(random.nextInt(1000));
    };
  }

  @Test
  void aFieldMayFillMoreThanOneChunk() {
    var cells = new Cells.Builder("t", 2);
    String longest = "ab".repeat(100_000);
    cells.row(1);
    cells.add(longest);
    cells.add("end");
    var built = cells.build();
    assertThat(built.text(0, 0)).isEqualTo(longest);
    assertThat(built.text(0, 1)).isEqualTo("end");
  }

  /** With more than 16 million fields the kept places move apart. */
  @Test
  void manyFieldsAreFoundToo() {
    int columns = 1009;
    int rows = 17_001;
    var cells = new Cells.Builder("t", columns);
    for (int row = 0; row < rows; row++) {
      cells.row(row + 1);
      for (int column = 0; column < columns; column++) {
        cells.add(column == row % columns ? Integer.toString(row) : null);
      }
    }
    var built = cells.build();
    for (int row = 0; row < rows; row += 13) {
      assertThat(built.text(row, row % columns)).isEqualTo(Integer.toString(row));
      assertThat(built.text(row, (row + 1) % columns)).isNull();
      assertThat(built.line(row)).isEqualTo(row + 1);
    }
  }
}
