package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.jacobi.array.Shape;
import org.junit.jupiter.api.Test;

class PreprocessorTest {
  private static final PreprocessOptions STANDARD = PreprocessOptions.standard();

  // Size: training rows 0–3 are 1, 2, missing, 6. Row 4 is an outlier of another colour.
  private static final String TEXT =
      """
      size,colour,price
      1,red,10
      2,blue,20
      ,red,30
      6,,60
      1000000,green,70.5
      """;
  private static final int[] TRAIN = {0, 1, 2, 3};

  private static CsvTable table(String text) {
    return CsvTable.parse("t.csv", text, CsvOptions.standard());
  }

  private static float[] column(Dataset data, int column) {
    float[] all = data.features().toFloats();
    int width = data.featureShape().dim(0);
    float[] values = new float[data.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all[i * width + column];
    }
    return values;
  }

  private static void refused(String text, PreprocessOptions options, String message) {
    assertThatThrownBy(() -> Preprocessor.fit(table(text), options))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }

  @Test
  void numbersAreStandardisedAndMissingOnesBecomeTheMedian() {
    var prepare = Preprocessor.fit(table(TEXT), TRAIN, STANDARD);
    assertThat(prepare.task()).isEqualTo(Task.REGRESSION);
    assertThat(prepare.columns()).containsExactly("size", "colour");
    assertThat(prepare.target()).isEqualTo("price");
    var data = prepare.transform(table(TEXT), TRAIN);
    // 1, 2, 2, 6: mean 2.75, deviation √(14.75 / 4).
    double deviation = Math.sqrt(14.75 / 4);
    assertThat(column(data, 0))
        .containsExactly(
            (float) (-1.75 / deviation),
            (float) (-0.75 / deviation),
            (float) (-0.75 / deviation),
            (float) (3.25 / deviation));
    assertThat(data.targets().toFloats()).containsExactly(10, 20, 30, 60);
    assertThat(prepare.notes())
        .contains(
            "column \"size\" has 1 missing values in the training rows; a missing one counts as"
                + " 2.0");
    assertThat(prepare).hasToString("2 columns → 4 features, regression of \"price\"");
  }

  @Test
  void theMeanCanStandForMissingNumbers() {
    var options = STANDARD.fill(PreprocessOptions.Fill.MEAN).scaling(Scaling.NONE);
    var data = Preprocessor.fit(table(TEXT), TRAIN, options).transform(table(TEXT), TRAIN);
    assertThat(column(data, 0)).containsExactly(1, 2, 3, 6);
  }

  @Test
  void numbersAreScaledBetweenZeroAndOne() {
    var prepare = Preprocessor.fit(table(TEXT), TRAIN, STANDARD.scaling(Scaling.MIN_MAX));
    assertThat(column(prepare.transform(table(TEXT), TRAIN), 0)).containsExactly(0, 0.2f, 0.2f, 1);
    assertThat(column(prepare.transform(table(TEXT), new int[] {4}), 0))
        .containsExactly(999999 / 5f);
  }

  @Test
  void oneColumnCanBeScaledInItsOwnWay() {
    var text = "a,b,y\n1,10,0.5\n3,30,1.5\n";
    var options = STANDARD.scaling(Scaling.NONE).scaling("b", Scaling.MIN_MAX);
    var data = Preprocessor.fit(table(text), options).transform(table(text));
    assertThat(data.features().toFloats()).containsExactly(1, 0, 3, 1);
  }

  @Test
  void anOutlierOutsideOfTheTrainingRowsChangesNothing() {
    var with = Preprocessor.fit(table(TEXT), TRAIN, STANDARD.scaleTarget());
    var without =
        Preprocessor.fit(
            table(TEXT.replace("1000000,green,70.5", "2,red,20")), TRAIN, STANDARD.scaleTarget());
    assertThat(with.toMap()).isEqualTo(without.toMap());
    var all = Preprocessor.fit(table(TEXT), STANDARD.scaleTarget());
    assertThat(all.toMap()).isNotEqualTo(with.toMap());
  }

  @Test
  void aConstantColumnBecomesZero() {
    for (var scaling : List.of(Scaling.STANDARD, Scaling.MIN_MAX)) {
      var text = "a,b,y\n0.1,1,0.5\n0.1,2,1.5\n0.1,3,2.5\n";
      var prepare = Preprocessor.fit(table(text), STANDARD.scaling(scaling));
      assertThat(column(prepare.transform(table(text)), 0)).containsExactly(0, 0, 0);
      assertThat(prepare.notes())
          .containsExactly("column \"a\" is constant in the training rows; its feature is 0");
    }
  }

  @Test
  void categoriesBecomeOneHotWithTheirOwnForMissingValues() {
    var prepare = Preprocessor.fit(table(TEXT), TRAIN, STANDARD);
    assertThat(prepare.featureNames())
        .containsExactly("size", "colour=blue", "colour=red", "colour=(missing)");
    var data = prepare.transform(table(TEXT));
    assertThat(column(data, 1)).containsExactly(0, 1, 0, 0, 0);
    assertThat(column(data, 2)).containsExactly(1, 0, 1, 0, 0);
    assertThat(column(data, 3)).containsExactly(0, 0, 0, 1, 0);
  }

  @Test
  void categoriesCanBecomeNumbersFromOne() {
    var options = STANDARD.encoding(PreprocessOptions.Encoding.INDEX);
    var prepare = Preprocessor.fit(table(TEXT), TRAIN, options);
    assertThat(prepare.featureNames()).containsExactly("size", "colour");
    assertThat(column(prepare.transform(table(TEXT)), 1)).containsExactly(2, 1, 2, 3, 0);
  }

  @Test
  void aMissingCategoryThatNeverWasMissingIsUnknown() {
    var prepare = Preprocessor.fit(table("c,y\na,0.5\nb,1.5\n"), STANDARD);
    var other = table("c,y\n,0.5\na,1\n");
    assertThat(prepare.transformRows(other).toFloats()).containsExactly(0, 0, 1, 0);
  }

  @Test
  void numbersCanNameCategories() {
    var text = "c,z,y\n10,01,0.5\n2,1,1.5\n2.0,1,2.5\n";
    var options = STANDARD.type("c", ColumnType.CATEGORY).type("z", ColumnType.CATEGORY);
    var prepare = Preprocessor.fit(table(text), options);
    assertThat(prepare.featureNames()).containsExactly("c=2", "c=10", "z=01", "z=1");
    assertThat(prepare.transform(table(text)).features().toFloats())
        .containsExactly(0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1);
  }

  @Test
  void classesAreNumberedInOrder() {
    var text = "x,y\n1,no\n2,yes\n3,maybe\n4,no\n";
    var prepare = Preprocessor.fit(table(text), STANDARD);
    assertThat(prepare.classNames()).containsExactly("maybe", "no", "yes");
    var data = prepare.transform(table(text), new int[] {3, 2, 1, 0});
    assertThat(data.labels()).containsExactly(1, 0, 2, 1);
    assertThat(data.name()).isEqualTo("t.csv");
    assertThat(prepare).hasToString("1 columns → 1 features, 3 classes of \"y\"");
  }

  @Test
  void numberedClassesAreOrderedBySize() {
    var text = "x,y\n1,10\n2,9\n3,9.0\n4,10\n5,-1\n6,-1\n";
    var prepare = Preprocessor.fit(table(text), STANDARD);
    assertThat(prepare.task()).isEqualTo(Task.CLASSIFICATION);
    assertThat(prepare.classNames()).containsExactly("-1", "9", "10");
    assertThat(prepare.transform(table(text)).labels()).containsExactly(2, 1, 1, 2, 0, 0);
    assertThat(prepare.notes())
        .containsExactly(
            "column \"y\" has 3 different whole numbers, taken for classes; ask for a regression"
                + " if they are amounts");
  }

  @Test
  void theTaskFollowsTheTarget() {
    assertThat(Preprocessor.fit(table("x,y\n1,1\n2,2\n3,3\n"), STANDARD).task())
        .isEqualTo(Task.REGRESSION);
    assertThat(Preprocessor.fit(table("x,y\n1,1\n2,0\n3,0\n"), STANDARD).task())
        .isEqualTo(Task.CLASSIFICATION);
    assertThat(Preprocessor.fit(table("x,y\n1,1.5\n2,0\n3,0\n"), STANDARD).task())
        .isEqualTo(Task.REGRESSION);
    var asked = STANDARD.task(Task.REGRESSION);
    assertThat(Preprocessor.fit(table("x,y\n1,1\n2,0\n3,0\n"), asked).task())
        .isEqualTo(Task.REGRESSION);
    var classes = STANDARD.task(Task.CLASSIFICATION);
    assertThat(Preprocessor.fit(table("x,y\n1,1.5\n2,0\n3,0\n"), classes).classNames())
        .containsExactly("0", "1.5");
  }

  @Test
  void aFullStopAfterAClassNameCanBeCut() {
    var options = STANDARD.cutFullStop();
    var prepare = Preprocessor.fit(table("x,y\n1,<=50K\n2,>50K\n"), options);
    assertThat(prepare.classNames()).containsExactly("<=50K", ">50K");
    assertThat(prepare.transform(table("x,y\n1,>50K.\n2,<=50K.\n")).labels()).containsExactly(1, 0);
    var strict = Preprocessor.fit(table("x,y\n1,<=50K\n2,>50K\n"), STANDARD);
    assertThatThrownBy(() -> strict.transform(table("x,y\n1,>50K.\n2,<=50K.\n")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "t.csv, line 2, column 2 \"y\": \">50K.\" is none of the classes \"<=50K\", \">50K\"."
                + " Did you mean \">50K\"?");
  }

  @Test
  void theTargetIsScaledAndTurnedBack() {
    var prepare = Preprocessor.fit(table(TEXT), TRAIN, STANDARD.scaleTarget());
    float[] scaled = prepare.transform(table(TEXT), TRAIN).targets().toFloats();
    // 10, 20, 30, 60: mean 30, deviation √350.
    double deviation = Math.sqrt(350);
    assertThat(scaled[0]).isEqualTo((float) (-20 / deviation));
    assertThat(scaled[2]).isZero();
    assertThat(scaled[3]).isEqualTo((float) (30 / deviation));
    assertThat(prepare.unscaleTarget(0)).isEqualTo(30);
    assertThat(prepare.unscaleTarget(2)).isEqualTo(30 + 2 * deviation);
    assertThat(Preprocessor.fit(table(TEXT), STANDARD).unscaleTarget(7.25)).isEqualTo(7.25);
  }

  @Test
  void theTargetCanBeAnyColumn() {
    var text = "y,x\n0,5\n1,6\n1,7\n";
    assertThat(Preprocessor.fit(table(text), STANDARD.target(0)).target()).isEqualTo("y");
    var prepare = Preprocessor.fit(table(text), STANDARD.target("y").scaling(Scaling.NONE));
    assertThat(prepare.transform(table(text)).features().toFloats()).containsExactly(5, 6, 7);
    refused(text, STANDARD.target("z1"), "t.csv: there is no column \"z1\"");
    refused(
        text,
        STANDARD.target(2),
        "t.csv: there is no column 2 to predict; the 2 columns are numbered from 0");
  }

  @Test
  void columnsThatCannotBeUsedAreLeftOutWithANote() {
    var text = new StringBuilder("id,name,empty,x,y\n");
    for (int i = 0; i < 30; i++) {
      text.append(i).append(",n").append(i).append(",,").append(i % 7).append(",0.5\n");
    }
    var prepare = Preprocessor.fit(table(text.toString()), STANDARD.ignore("id"));
    assertThat(prepare.columns()).containsExactly("x");
    assertThat(prepare.notes())
        .containsExactly(
            "column \"name\" is left out: it holds 30 different texts; declare it a category to"
                + " use it",
            "column \"empty\" is left out: it has no values");
    var other = prepare.transformRows(table("x\n3\n"));
    assertThat(other.shape()).isEqualTo(Shape.of(1, 1));
  }

  @Test
  void columnsAreMatchedByNameInAnyOrder() {
    var prepare =
        Preprocessor.fit(table("a,b,y\n1,10,0.5\n3,30,1.5\n"), STANDARD.scaling(Scaling.NONE));
    assertThat(prepare.transformRows(table("b,a\n7,8\n")).toFloats()).containsExactly(8, 7);
    var data = prepare.transform(table("y,b,a\n0.25,7,8\n"));
    assertThat(data.features().toFloats()).containsExactly(8, 7);
    assertThat(data.targets().toFloats()).containsExactly(0.25f);
    assertThat(prepare.transformRows(table("b,y,a\n7,?,8\n")).toFloats()).containsExactly(8, 7);
  }

  @Test
  void columnsThatDoNotFitAreNamed() {
    var prepare = Preprocessor.fit(table("income,rooms,y\n1,10,0.5\n3,30,1.5\n"), STANDARD);
    assertThatThrownBy(() -> prepare.transformRows(table("incom,rooms,zzz\n1,2,3\n")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "t.csv: the columns must be those that were fitted on. \"income\" is missing."
                + " \"incom\" is not known. Did you mean \"income\"? \"zzz\" is not known.");
    assertThatThrownBy(() -> prepare.transform(table("income,rooms\n1,2\n")))
        .hasMessage("t.csv: the target column \"y\" is missing");
  }

  @Test
  void columnsWithoutNamesAreMatchedByPosition() {
    var options = STANDARD.scaling(Scaling.NONE).target(1);
    var prepare = Preprocessor.fit(table("1,0.5,10\n3,1.5,30\n"), options);
    assertThat(prepare.columns()).containsExactly("column 1", "column 3");
    assertThat(prepare.transformRows(table("7,8\n")).toFloats()).containsExactly(7, 8);
    assertThat(prepare.transformRows(table("7,0,8\n")).toFloats()).containsExactly(7, 8);
    assertThat(prepare.transformRows(table("p,q\n7,8\n")).toFloats()).containsExactly(7, 8);
    assertThat(prepare.transform(table("7,0.75,8\n")).targets().toFloats()).containsExactly(0.75f);
    assertThatThrownBy(() -> prepare.transformRows(table("1,2,3,4\n")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "t.csv: there are 4 columns, but the table that was fitted on has 3 (2 without the"
                + " target \"column 2\")");
    assertThatThrownBy(() -> prepare.transform(table("7,8\n")))
        .hasMessage("t.csv: the target column \"column 2\" is missing");
  }

  @Test
  void wrongValuesAreRefusedWithTheirPlace() {
    var prepare = Preprocessor.fit(table("x,y\n1,0.5\n2,1.5\n"), STANDARD);
    assertThatThrownBy(() -> prepare.transformRows(table("x\n1\nabc\n")))
        .isInstanceOf(DataException.class)
        .hasMessage("t.csv, line 3, column 1 \"x\": \"abc\" is not a number");
    assertThatThrownBy(() -> prepare.transformRows(table("x\n1\n-inf\n")))
        .hasMessage(
            "t.csv, line 3, column 1 \"x\": \"-inf\" is no finite number; correct it, or leave the"
                + " field empty if it is missing");
    assertThatThrownBy(() -> prepare.transformRows(table("x\n3e38\n")))
        .hasMessage(
            "t.csv, line 2, column 1 \"x\": 3.0E38 is too far outside of the numbers that were"
                + " fitted on");
    assertThatThrownBy(() -> prepare.transform(table("x,y\n1,0.5\n2,\n")))
        .hasMessage(
            "t.csv, line 3, column 2 \"y\": the value to be predicted is missing; fill it in, or"
                + " take the row out");
  }

  @Test
  void tablesThatCannotBeLearnedFromAreRefused() {
    refused(
        "x,y\n1,a\n2,a\n",
        STANDARD,
        "t.csv: the column \"y\" is to be predicted, but has only the one class \"a\" in the"
            + " training rows; at least two are needed");
    refused(
        "x,y\n1,a\n2,\n",
        STANDARD,
        "t.csv, line 3, column 2 \"y\": the value to be predicted is missing; fill it in, or take"
            + " the row out");
    refused(
        "x,y\n1,a\n2,b\n",
        STANDARD.task(Task.REGRESSION),
        "t.csv, line 2, column 2 \"y\": \"a\" is not a number");
    refused(
        "y\n1\n2\n",
        STANDARD,
        "[preprocess] no column is left to predict from; every column but the target is left out"
            + " or has no values");
    refused(
        "xx,y\n1,a\n2,b\n",
        STANDARD.ignore("x"),
        "t.csv: there is no column \"x\". Did you mean \"xx\"?");
    refused(
        "x,y\n1,a\n2,b\n",
        STANDARD.ignore("y"),
        "t.csv: the column \"y\" is to be predicted, so it cannot be ignored");
    var names = new StringBuilder("x,y\n");
    for (int i = 0; i < 11; i++) {
      names.append(i).append(",n").append(i).append('\n');
    }
    refused(
        names.toString(),
        STANDARD,
        "t.csv: the column \"y\" is to be predicted, but has 11 different texts in 11 rows; choose"
            + " another target column");
  }

  @Test
  void aClassThatOnlyOtherRowsHaveIsKnown() {
    var text = "x,y\n1,a\n2,b\n3,c\n";
    var prepare = Preprocessor.fit(table(text), new int[] {0, 1}, STANDARD);
    assertThat(prepare.classNames()).containsExactly("a", "b", "c");
    assertThat(prepare.transform(table(text), new int[] {2}).labels()).containsExactly(2);
  }

  @Test
  void rowsAreChecked() {
    assertThatThrownBy(() -> Preprocessor.fit(table(TEXT), new int[0], STANDARD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[preprocess] at least one row of t.csv: 5 rows, 3 columns is needed");
    assertThatThrownBy(() -> Preprocessor.fit(table(TEXT), new int[] {5}, STANDARD))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[preprocess] there is no row 5 in t.csv: 5 rows, 3 columns");
  }

  @Test
  void aTrainingColumnWithoutValuesCountsAsZero() {
    var text = "x,z,y\n,1,0.5\n,2,1.5\n5,3,2.5\n";
    var prepare = Preprocessor.fit(table(text), new int[] {0, 1}, STANDARD);
    assertThat(column(prepare.transform(table(text)), 0)).containsExactly(0, 0, 0);
    assertThat(prepare.notes())
        .contains("column \"x\" has no values in the training rows; a missing one counts as 0");
  }

  @Test
  void predictionReadsTheSameTextsAsMissing() {
    var options = CsvOptions.standard().missingTexts(Set.of("-", "none"));
    var prepare =
        Preprocessor.fit(CsvTable.parse("t.csv", "x,y\n1,0.5\n-,1.5\n", options), STANDARD);
    var back = Preprocessor.fromMap(prepare.toMap());
    assertThat(back.csvOptions().missingTexts()).containsExactlyInAnyOrder("-", "none");
  }
}
