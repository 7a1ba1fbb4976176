package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.data.ContractReport.Rule;
import org.junit.jupiter.api.Test;

class ContractTest {
  private static final PreprocessOptions STANDARD = PreprocessOptions.standard();

  // age 17…90 without gaps, size 2…6 with one, town with a gap, kind without, id not used.
  private static final String TRAINING =
      """
      id,age,size,town,kind,price
      1,17,2,Bern,a,10.5
      2,90,6,,b,20
      3,40,,Graz,a,30
      4,33,3,Bern,b,40
      """;

  private static CsvTable table(String text) {
    return CsvTable.parse("new.csv", text, CsvOptions.standard());
  }

  private static Preprocessor fitted() {
    return Preprocessor.fit(table(TRAINING), STANDARD.ignore("id").scaling(Scaling.NONE));
  }

  private static List<String> said(String text) {
    return fitted().check(table(text)).breaches().stream().map(Object::toString).toList();
  }

  private static float[] features(String text) {
    var prepare = fitted();
    return prepare.transformRows(prepare.check(table(text)).table()).toFloats();
  }

  @Test
  void theTableThatWasFittedOnKeepsTheContract() {
    var report = fitted().check(table(TRAINING));
    assertThat(report.isKept()).isTrue();
    assertThat(report.rows()).isEqualTo(4);
    assertThat(report).hasToString("4 rows keep the contract");
    assertThat(said("age,size,town,kind\n53,,,b\n")).isEmpty();
  }

  @Test
  void aNumberIsFarOutsideBeyondHalfOfTheRange() {
    // 17 − 73 / 2 = −19.5 and 90 + 73 / 2 = 126.5.
    assertThat(said("age,size,town,kind\n-19.5,0,,a\n126.5,8,,b\n")).isEmpty();
    assertThat(said("age,size,town,kind\n-19.500001,2,,a\n")).hasSize(1);
    assertThat(said("age,size,town,kind\n126.500001,2,,a\n")).hasSize(1);
    assertThat(said("age,size,town,kind\n20,-0.1,,a\n30,3,,a\n200,9,,a\n-500,3,,a\n412,3,,a\n"))
        .containsExactly(
            "3 of 5 rows: \"age\" is far outside of 17…90, the farthest -500 in line 5",
            "2 of 5 rows: \"size\" is far outside of 2…6, the farthest 9 in line 4");
  }

  @Test
  void theFirstOfTwoNumbersThatAreEquallyFarIsShown() {
    var breach =
        fitted().check(table("age,size,town,kind\n190,2,,a\n-83,2,,a\n")).breaches().getFirst();
    assertThat(breach.line()).isEqualTo(2);
    assertThat(breach.example()).isEqualTo("190");
    assertThat(breach.rows()).isEqualTo(2);
    assertThat(breach.rule()).isEqualTo(Rule.FAR_OUTSIDE);
    assertThat(breach.column()).isEqualTo("age");
  }

  @Test
  void aColumnThatWasConstantTakesNoOtherNumber() {
    var prepare = Preprocessor.fit(table("x,z,y\n3,1,0.5\n3,2,1.5\n"), STANDARD);
    assertThat(prepare.check(table("x,z\n3,1\n3.0,2\n")).isKept()).isTrue();
    assertThat(prepare.check(table("x,z\n3.01,1\n")))
        .hasToString("1 of 1 rows: \"x\" is far outside of 3…3: 3.01 in line 2");
  }

  @Test
  void numbersThatCannotBeComputedWithAreRefused() {
    var text = "age,size,town,kind\n20,2,,a\n-inf,2,,a\n1e99,2,,a\n";
    var breach = fitted().check(table(text)).breaches().getFirst();
    assertThat(breach)
        .hasToString("2 of 3 rows: \"age\" is far outside of 17…90, the farthest -inf in line 3");
    assertThat(breach.isRefused()).isTrue();
    assertThatThrownBy(() -> features(text)).hasMessageContaining("\"-inf\" is no finite number");
    var narrow = Preprocessor.fit(table("x,y\n1,0.5\n1.5,1.5\n"), STANDARD);
    assertThat(narrow.check(table("x\n3e38\n")).breaches().getFirst().isRefused()).isTrue();
    assertThat(narrow.check(table("x\n2e37\n")).breaches().getFirst().isRefused()).isFalse();
    assertThatThrownBy(() -> narrow.transformRows(table("x\n3e38\n")))
        .hasMessageContaining("too far outside");
    assertThat(narrow.transformRows(table("x\n2e37\n")).get(0, 0)).isGreaterThan(7e37);
  }

  @Test
  void aNewCategoryCountsAsNone() {
    assertThat(
            said("age,size,town,kind\n20,2,Ulm,a\n20,2,Bern,c\n20,2,Wien,b\n20,2,Ulm,a\n20,2,,b\n"))
        .containsExactly(
            "3 of 5 rows: \"town\" is one of 2 categories that the training had not, the first"
                + " \"Ulm\" in line 2; it counts as none of the known ones",
            "1 of 5 rows: \"kind\" is a category that the training had not: \"c\" in line 3; it"
                + " counts as none of the known ones");
    // age, size, town=Bern, town=Graz, town=(missing), kind=a, kind=b.
    assertThat(features("age,size,town,kind\n20,2,Ulm,a\n")).containsExactly(20, 2, 0, 0, 0, 1, 0);
  }

  @Test
  void aMissingValueIsCountedWhereNoneWas() {
    assertThat(said("age,size,town,kind\n,,,a\n20,,,\n,2,,\n"))
        .containsExactly(
            "2 of 3 rows: \"age\" is missing, which it never was in the training, the first in"
                + " line 2; it counts as 36.5",
            "2 of 3 rows: \"kind\" is missing, which it never was in the training, the first in"
                + " line 3; it counts as no category");
    assertThat(features("age,size,town,kind\n,,,\n")).containsExactly(36.5f, 3, 0, 0, 1, 0, 0);
  }

  @Test
  void aTextCountsAsMissingWhereValuesWere() {
    var text = "age,size,town,kind\n20,n/k,,a\n20,4,,a\n20,\"4,5\",,b\n";
    assertThat(said(text))
        .containsExactly(
            "2 of 3 rows: \"size\" is no number, the first \"n/k\" in line 2; it counts as 3");
    assertThat(features(text))
        .containsExactly(
            20, 3, 0, 0, 1, 1, 0, //
            20, 4, 0, 0, 1, 1, 0, //
            20, 3, 0, 0, 1, 0, 1);
  }

  @Test
  void aTextIsRefusedWhereNoValueWasMissing() {
    var text = "age,size,town,kind\n20,2,,a\nold,2,,a\n";
    var breach = fitted().check(table(text)).breaches().getFirst();
    assertThat(breach).hasToString("1 of 2 rows: \"age\" is no number: \"old\" in line 3");
    assertThat(breach.isRefused()).isTrue();
    assertThatThrownBy(() -> features(text))
        .isInstanceOf(DataException.class)
        .hasMessage("new.csv, line 3, column 1 \"age\": \"old\" is not a number");
  }

  @Test
  void aMissingColumnCountsAsMissingWhereValuesWere() {
    var text = "kind,age\nb,20\na,30\n";
    assertThat(said(text))
        .containsExactly(
            "the column \"size\" is missing; in each row it counts as 3",
            "the column \"town\" is missing; in each row it counts as a category of its own");
    assertThat(features(text)).containsExactly(20, 3, 0, 0, 1, 0, 1, /**/ 30, 3, 0, 0, 1, 1, 0);
    assertThat(fitted().check(table(text)).breaches().getFirst().rows()).isEqualTo(2);
    assertThatThrownBy(() -> fitted().transformRows(table(text)))
        .hasMessage(
            "new.csv: the columns must be those that were fitted on. \"size\" is missing. \"town\""
                + " is missing.");
  }

  @Test
  void aMissingColumnIsRefusedWhereNoValueWasMissing() {
    var text = "agee,size,kind\n20,2,a\n";
    var report = fitted().check(table(text));
    assertThat(report.breaches().stream().map(Object::toString))
        .containsExactly(
            "the column \"age\" is missing",
            "the column \"town\" is missing; in each row it counts as a category of its own",
            "the column \"agee\" was not there in the training; it is ignored. Did you mean"
                + " \"age\"?");
    assertThat(report.breaches())
        .extracting(ContractReport.Breach::isRefused)
        .containsExactly(true, false, false);
    assertThatThrownBy(() -> features(text))
        .hasMessage(
            "new.csv: the columns must be those that were fitted on. \"age\" is missing. \"agee\" is"
                + " not known. Did you mean \"age\"?");
  }

  @Test
  void anExtraColumnIsIgnored() {
    var text = "note,age,size,town,kind,id\nx,20,2,Graz,a,9\n";
    assertThat(said(text))
        .containsExactly("the column \"note\" was not there in the training; it is ignored");
    assertThat(features(text)).containsExactly(20, 2, 0, 1, 0, 1, 0);
    assertThat(fitted().transformRows(table(text)).toFloats()).isEqualTo(features(text));
  }

  @Test
  void onlyTheGivenRowsAreChecked() {
    var table = table("age,size,town,kind,price\n999,2,,a,5\n20,x,,a,6\n30,3,,a,7\n,3,,c,8\n");
    var prepare = fitted();
    assertThat(prepare.check(table, new int[] {2}).isKept()).isTrue();
    var report = prepare.check(table, new int[] {1, 2});
    assertThat(report)
        .hasToString("1 of 2 rows: \"size\" is no number: \"x\" in line 3; it counts as 3");
    var data = prepare.transform(report.table(), new int[] {2, 1});
    assertThat(data.features().get(1, 1)).isEqualTo(3);
    assertThat(data.targets().toFloats()).containsExactly(7, 6);
    assertThatThrownBy(() -> prepare.check(table, new int[] {4}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void columnsWithoutNamesAreCheckedByPosition() {
    var prepare = Preprocessor.fit(table("1,10,0.5\n3,30,1.5\n"), STANDARD);
    assertThat(prepare.check(table("p,q\n2,20\n")).isKept()).isTrue();
    assertThat(prepare.check(table("2,200\n")))
        .hasToString("1 of 1 rows: \"column 2\" is far outside of 10…30: 200 in line 1");
    assertThatThrownBy(() -> prepare.check(table("1,2,3,4\n")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there are 4 columns, but the table that was fitted on has 3");
  }

  @Test
  void whatComesFromTheFileCannotDisturbTheTerminal() {
    var text = "age,size,town,kind\n20,2,\u001b[31m" + "x".repeat(100) + ",a\n";
    assertThat(said(text).getFirst())
        .contains("\"\\u001b[31m" + "x".repeat(55) + "…\" in line 2")
        .doesNotContain("\u001b");
    assertThat(said("age,size,town,kind\n" + "9".repeat(399) + ",2,,a\n").getFirst())
        .endsWith("is far outside of 17…90: " + "9".repeat(40) + "… in line 2");
  }

  @Test
  void theContractSaysWhatIsKnownOfEachColumn() {
    var contract = Preprocessor.fit(table(TRAINING), STANDARD.ignore("id")).contract();
    assertThat(contract)
        .extracting(ColumnContract::name)
        .containsExactly("age", "size", "town", "kind");
    assertThat(contract.get(0).range()).isEqualTo(new NumberRange(17, 90));
    assertThat(contract.get(0).missing()).isEqualTo("never was; counts as 36.5");
    // 17, 90, 40, 33: mean 45, deviation √744.5.
    assertThat(contract.get(0).encoding()).isEqualTo("standard: (x − 45) / 27.2855");
    assertThat(contract.get(1).range()).hasToString("2…6");
    assertThat(contract.get(1).missing()).isEqualTo("counts as 3");
    assertThat(contract.get(2))
        .isEqualTo(
            new ColumnContract(
                "town",
                ColumnType.CATEGORY,
                null,
                List.of("Bern", "Graz"),
                "counts as a category of its own",
                "one-hot"));
    assertThat(contract.get(3).missing()).isEqualTo("never was; counts as no category");
    assertThat(fitted().contract().get(0).encoding()).isEqualTo("none");
    var constant = Preprocessor.fit(table("x,z,y\n3,1,0.5\n3,2,1.5\n"), STANDARD);
    assertThat(constant.contract().getFirst().encoding()).isEqualTo("standard: constant: 0");
  }

  @Test
  void theRangeIsThatOfTheTrainingRowsAlone() {
    var prepare = Preprocessor.fit(table(TRAINING), new int[] {2, 3}, STANDARD.ignore("id"));
    assertThat(prepare.contract().get(0).range()).isEqualTo(new NumberRange(33, 40));
    assertThat(prepare.contract().get(1).range()).isEqualTo(new NumberRange(3, 3));
    var empty = Preprocessor.fit(table(TRAINING), new int[] {2}, STANDARD.ignore("id"));
    assertThat(empty.contract().get(1).range()).isNull();
    assertThat(empty.check(table("age,size,town,kind\n40,1e30,Graz,a\n")).isKept()).isTrue();
  }

  @Test
  void aRangeIsTheSameBehindAFile() {
    var back = Preprocessor.fromMap(fitted().toMap());
    assertThat(back.contract()).isEqualTo(fitted().contract());
    var other = table("age,size,town,kind\n999,x,Ulm,\n");
    assertThat(back.check(other)).hasToString(fitted().check(other).toString());
  }

  // ---- files ----

  /** As files were written before ranges were kept, or with other values in the first column. */
  @SuppressWarnings("unchecked") // what toMap gives
  private static Map<String, Object> map(Map<String, Object> values) {
    var map = new LinkedHashMap<>(fitted().toMap());
    var features = new ArrayList<Map<String, Object>>();
    for (var feature : (List<Map<String, Object>>) map.get("features")) {
      var changed = new LinkedHashMap<>(feature);
      if (feature.get("kind").equals("number")) {
        List.of("min", "max", "missing").forEach(changed::remove);
      }
      features.add(changed);
    }
    features.getFirst().putAll(values);
    map.put("features", features);
    return map;
  }

  @Test
  void aFileWithoutRangesIsReadAndItsNumbersAreNotChecked() {
    var old = Preprocessor.fromMap(map(Map.of()));
    assertThat(old.contract().getFirst().range()).isNull();
    assertThat(old.contract().getFirst().missing()).isEqualTo("counts as 36.5");
    assertThat(old.check(table("age,size,town,kind\n1e30,,,a\n,-1e30,,b\n")).isKept()).isTrue();
    assertThat(old.toMap()).isEqualTo(map(Map.of()));
    // What is not known to have been missing is refused as before.
    var report = old.check(table("age,town,kind\nold,Ulm,a\n"));
    assertThat(report.breaches())
        .extracting(ContractReport.Breach::isRefused)
        .containsExactly(true, true, false);
  }

  private static void refused(Map<String, Object> values, String message) {
    assertThatThrownBy(() -> Preprocessor.fromMap(map(values)))
        .isInstanceOf(DataException.class)
        .hasMessage("preprocessing.features[0]." + message);
  }

  @Test
  void aRangeThatIsNoneIsRefused() {
    refused(
        Map.of("missing", false, "min", 3.0, "max", 2.5),
        "min must not exceed max, but is 3.0 and 2.5");
    refused(
        Map.of("missing", false, "min", Double.NaN, "max", 2.0),
        "min must be a finite number, not NaN");
    refused(
        Map.of("missing", false, "min", 1.0, "max", Double.POSITIVE_INFINITY),
        "max must be a finite number, not Infinity");
    refused(Map.of("missing", false, "min", 1.0), "max must be a finite number, not missing");
    refused(Map.of("missing", true, "max", 1.0), "min must be a finite number, not missing");
    refused(Map.of("missing", 1.0), "missing must be true or false, not 1.0");
    refused(Map.of("min", 1.0, "max", 2.0), "missing must be true or false, not missing");
    var equal = Preprocessor.fromMap(map(Map.of("missing", false, "min", 2.0, "max", 2.0)));
    assertThat(equal.contract().getFirst().range()).hasToString("2…2");
  }

  @Test
  void aRangeHasTwoFiniteEnds() {
    for (double[] ends : new double[][] {{1, Double.NaN}, {Double.NaN, 1}, {2, 1}}) {
      assertThatThrownBy(() -> new NumberRange(ends[0], ends[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("[range] the smallest number, ");
    }
    assertThatThrownBy(() -> new NumberRange(Double.NEGATIVE_INFINITY, 1))
        .isInstanceOf(IllegalArgumentException.class);
    var range = new NumberRange(-0.25, 1e20);
    assertThat(range).hasToString("-0.25…1.0E20");
    assertThat(range.distance(0)).isZero();
    assertThat(range.distance(-1)).isEqualTo(0.75);
    assertThat(range.isFar(1.5e20)).isFalse();
    assertThat(range.isFar(Double.POSITIVE_INFINITY)).isTrue();
    assertThat(range.isFar(Double.NaN)).isFalse();
  }
}
