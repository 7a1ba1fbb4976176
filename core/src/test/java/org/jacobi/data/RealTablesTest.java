package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jacobi.array.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "JACOBI_DATA", matches = ".+")
class RealTablesTest {
  private static final PreprocessOptions STANDARD = PreprocessOptions.standard();

  private static CsvTable read(String file) {
    return CsvTable.read(Path.of(System.getenv("JACOBI_DATA")).resolve(file));
  }

  @Test
  void californiaHousing() {
    var table = read("california-housing/housing.csv");
    assertThat(table.rows()).isEqualTo(20640);
    assertThat(table.columns()).hasSize(10);
    assertThat(table.missing(table.column("total_bedrooms"))).isEqualTo(207);
    var split = Split.of(table.rows(), 0.2, 0.1, 1);
    var options = STANDARD.target("median_house_value").scaleTarget();
    var prepare = Preprocessor.fit(table, split.train(), options);
    assertThat(prepare.task()).isEqualTo(Task.REGRESSION);
    assertThat(prepare.featureNames())
        .hasSize(13)
        .endsWith(
            "ocean_proximity=<1H OCEAN",
            "ocean_proximity=INLAND",
            "ocean_proximity=ISLAND",
            "ocean_proximity=NEAR BAY",
            "ocean_proximity=NEAR OCEAN");
    var train = prepare.transform(table, split.train());
    assertThat(train.features().shape()).isEqualTo(Shape.of(14448, 13));
    float[] x = train.features().toFloats();
    for (int column = 0; column < 8; column++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < train.rows(); row++) {
        double value = x[row * 13 + column];
        sum += value;
        squares += value * value;
      }
      assertThat(sum / train.rows()).isCloseTo(0, within(1e-5));
      assertThat(squares / train.rows()).isCloseTo(1, within(1e-5));
    }
    for (int row = 0; row < train.rows(); row++) {
      float ones = 0;
      for (int column = 8; column < 13; column++) {
        ones += x[row * 13 + column];
      }
      assertThat(ones).isEqualTo(1);
    }
    var first = prepare.transform(table, new int[] {0});
    assertThat(prepare.unscaleTarget(first.targets().get(0, 0))).isCloseTo(452600, within(0.05));
  }

  @Test
  void adultWithItsTestLabels() {
    var train = read("adult/adult-train.csv");
    assertThat(train.rows()).isEqualTo(32561);
    assertThat(train.isNamed()).isFalse();
    assertThat(train.missing(1)).isEqualTo(1836);
    assertThat(train.missing(6)).isEqualTo(1843);
    assertThat(train.missing(13)).isEqualTo(583);
    var prepare = Preprocessor.fit(train, STANDARD.cutFullStop());
    assertThat(prepare.classNames()).containsExactly("<=50K", ">50K");
    // 6 numbers; 8 + 16 + 7 + 14 + 6 + 5 + 2 + 41 categories; 3 columns with missing values.
    assertThat(prepare.featureNames()).hasSize(108);
    assertThat(prepare.transform(train).classCounts()).containsExactly(24720, 7841);
    var test = read("adult/adult-test.csv");
    assertThat(test.rows()).isEqualTo(16281);
    var prepared = prepare.transform(test);
    assertThat(prepared.classCounts()).containsExactly(12435, 3846);
    assertThat(prepared.features().shape()).isEqualTo(Shape.of(16281, 108));
    assertThat(prepare.check(test).isKept()).isTrue();
  }

  @Test
  void titanicWithQuotedNames() {
    var table = read("titanic/train.csv");
    assertThat(table.rows()).isEqualTo(891);
    assertThat(table.text(1, table.column("Name")))
        .isEqualTo("Cumings, Mrs. John Bradley (Florence Briggs Thayer)");
    assertThat(table.missing(table.column("Age"))).isEqualTo(177);
    var options =
        STANDARD.target("Survived").ignore("PassengerId").type("Pclass", ColumnType.CATEGORY);
    var prepare = Preprocessor.fit(table, options);
    assertThat(prepare.classNames()).containsExactly("0", "1");
    assertThat(prepare.featureNames())
        .containsExactly(
            "Pclass=1",
            "Pclass=2",
            "Pclass=3",
            "Sex=female",
            "Sex=male",
            "Age",
            "SibSp",
            "Parch",
            "Fare",
            "Embarked=C",
            "Embarked=Q",
            "Embarked=S",
            "Embarked=(missing)");
    assertThat(prepare.transform(table).classCounts()).containsExactly(549, 342);
    assertThat(prepare.notes()).anyMatch(note -> note.startsWith("column \"Name\" is left out"));
    assertThat(prepare.notes()).anyMatch(note -> note.startsWith("column \"Ticket\" is left out"));
    assertThat(prepare.notes()).anyMatch(note -> note.startsWith("column \"Cabin\" is left out"));
    var test = read("titanic/test.csv");
    assertThat(prepare.transformRows(test).shape()).isEqualTo(Shape.of(418, 13));
  }

  @Test
  void wineQualityWithoutNames() {
    var red = read("wine-quality/winequality-red.csv");
    var white = read("wine-quality/winequality-white.csv");
    assertThat(red.isNamed()).isFalse();
    assertThat(red.rows()).isEqualTo(1599);
    assertThat(white.rows()).isEqualTo(4898);
    var prepare = Preprocessor.fit(white, STANDARD);
    assertThat(prepare.classNames()).containsExactly("3", "4", "5", "6", "7", "8", "9");
    assertThat(prepare.transform(white).classCounts())
        .containsExactly(20, 163, 1457, 2198, 880, 175, 5);
    assertThat(prepare.transform(red).classCounts()).containsExactly(10, 53, 681, 638, 199, 18, 0);
    var amount = Preprocessor.fit(white, STANDARD.task(Task.REGRESSION));
    assertThat(amount.transform(white).targets().get(0, 0)).isEqualTo(6);
  }

  @Test
  void autoMpgIsARegression() {
    var table = read("auto-mpg/mpg.csv");
    assertThat(table.missing(table.column("horsepower"))).isEqualTo(6);
    var prepare = Preprocessor.fit(table, STANDARD.target("mpg"));
    assertThat(prepare.task()).isEqualTo(Task.REGRESSION);
    assertThat(prepare.columns()).doesNotContain("name").contains("origin");
    assertThat(prepare.featureNames()).endsWith("origin=europe", "origin=japan", "origin=usa");
  }

  @Test
  void irisAfterItsFirstLine() {
    var names = List.of("sepal length", "sepal width", "petal length", "petal width", "species");
    var table =
        CsvTable.read(
            Path.of(System.getenv("JACOBI_DATA"), "iris", "iris.csv"),
            CsvOptions.standard().skipLines(1).columnNames(names));
    assertThat(table.rows()).isEqualTo(150);
    int[] labels = Arrays.stream(table.numbers(4)).mapToInt(x -> (int) x).toArray();
    var folds = Folds.stratified(labels, 5, 1);
    var counts = new int[3];
    for (int row : folds.test(0)) {
      counts[labels[row]]++;
    }
    assertThat(counts).containsExactly(10, 10, 10);
    var prepare = Preprocessor.fit(table, folds.train(0), STANDARD);
    assertThat(prepare.classNames()).containsExactly("0", "1", "2");
    assertThat(prepare.check(table).isKept()).isTrue();
  }

  @Test
  void aPackedFile() {
    var table = read("digits/digits.csv.gz");
    assertThat(table.rows()).isEqualTo(1797);
    assertThat(table.columns()).hasSize(65);
  }
}
