package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreprocessorMapTest {
  private static final String TEXT =
      "size,colour,zone,price\n0.1,red,1,10.1\n0.2,blue,02,20.3\n,red,3,30.7\n0.7,,3,60\n";

  private static CsvTable table(String text) {
    return CsvTable.parse("t.csv", text, CsvOptions.standard());
  }

  private static Preprocessor regression() {
    var options =
        PreprocessOptions.standard()
            .scaleTarget()
            .type("zone", ColumnType.CATEGORY)
            .scaling("size", Scaling.MIN_MAX);
    return Preprocessor.fit(table(TEXT), options);
  }

  private static Preprocessor classes() {
    var options =
        PreprocessOptions.standard()
            .target("colour")
            .cutFullStop()
            .encoding(PreprocessOptions.Encoding.INDEX);
    return Preprocessor.fit(table(TEXT.replace("0.7,,", "0.7,red,")), options);
  }

  private static void onlyPlain(Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        assertThat(map.keySet()).allMatch(key -> key instanceof String);
        map.values().forEach(PreprocessorMapTest::onlyPlain);
      }
      case List<?> list -> list.forEach(PreprocessorMapTest::onlyPlain);
      default -> assertThat(value).isInstanceOfAny(String.class, Double.class, Boolean.class);
    }
  }

  // A deep copy that can be changed.
  private static Object copy(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var copied = new LinkedHashMap<String, Object>();
        map.forEach((key, inner) -> copied.put((String) key, copy(inner)));
        yield copied;
      }
      case List<?> list -> {
        var copied = new ArrayList<Object>();
        list.forEach(inner -> copied.add(copy(inner)));
        yield copied;
      }
      default -> value;
    };
  }

  @SuppressWarnings("unchecked") // a copy of what toMap gives
  private static Map<String, Object> changed(Preprocessor from, Object value, Object... path) {
    var root = (Map<String, Object>) copy(from.toMap());
    Object at = root;
    for (int i = 0; i < path.length - 1; i++) {
      at =
          path[i] instanceof Integer index
              ? ((List<?>) at).get(index)
              : ((Map<?, ?>) at).get(path[i]);
    }
    if (path[path.length - 1] instanceof Integer index) {
      ((List<Object>) at).set(index, value);
    } else {
      ((Map<String, @Nullable Object>) at).put((String) path[path.length - 1], value);
    }
    return root;
  }

  private static void refused(Map<String, Object> map, String message) {
    assertThatThrownBy(() -> Preprocessor.fromMap(map))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }

  @Test
  void plainValuesGiveBackTheSamePreprocessor() {
    for (var original : List.of(regression(), classes())) {
      onlyPlain(original.toMap());
      var back = Preprocessor.fromMap(original.toMap());
      assertThat(back.toMap()).isEqualTo(original.toMap());
      assertThat(back.featureNames()).isEqualTo(original.featureNames());
      assertThat(back.classNames()).isEqualTo(original.classNames());
      assertThat(back.task()).isEqualTo(original.task());
      assertThat(back.target()).isEqualTo(original.target());
      assertThat(back.unscaleTarget(1.5)).isEqualTo(original.unscaleTarget(1.5));
      var other = table(TEXT.replace("0.7,,", "0.7,blue.,").replace("0.2", "0.3"));
      assertThat(back.transform(other).features().toFloats())
          .isEqualTo(original.transform(other).features().toFloats());
      assertThat(back.transform(other).targets().toDoubles())
          .isEqualTo(original.transform(other).targets().toDoubles());
    }
  }

  @Test
  void tablesWithoutNamesAreStillMatchedByPosition() {
    var fitted = Preprocessor.fit(table("1,2,0.5\n3,4,1.5\n"), PreprocessOptions.standard());
    var back = Preprocessor.fromMap(fitted.toMap());
    assertThat(back.transformRows(table("b,a\n1,4\n")).toFloats()).containsExactly(-1, 1);
  }

  @Test
  void theMapShowsWhatWasFitted() {
    var map = regression().toMap();
    assertThat(map.get("columns")).isEqualTo(List.of("size", "colour", "zone", "price"));
    assertThat(((List<?>) map.get("features")).getFirst())
        .isEqualTo(
            Map.of(
                "column", "size", "kind", "number", "scaling", "min-max", "fill", 0.2, "shift", 0.1,
                "divisor", 0.7 - 0.1, "missing", true, "min", 0.1, "max", 0.7));
    assertThat(((List<?>) map.get("features")).get(1))
        .isEqualTo(
            Map.of(
                "column", "colour",
                "kind", "category",
                "categories", List.of("blue", "red"),
                "missing", true,
                "encoding", "one-hot"));
  }

  @Test
  void wrongValuesAreRefusedWithTheirPlace() {
    var r = regression();
    refused(Map.of(), "preprocessing.format must be a finite number, not missing");
    refused(
        changed(r, 2.0, "format"),
        "preprocessing.format is 2.0, but only 1 is known; use a newer version");
    refused(changed(r, "x", "columns"), "preprocessing.columns must be a list, not \"x\"");
    refused(changed(r, 3.0, "columns", 1), "preprocessing.columns[1] must be a text, not 3.0");
    refused(changed(r, "size", "columns", 1), "preprocessing.columns[1] repeats \"size\"");
    refused(changed(r, "no", "named"), "preprocessing.named must be true or false, not \"no\"");
    refused(changed(r, null, "missing"), "preprocessing.missing must be a list, not missing");
    refused(
        changed(r, List.of(), "target"), "preprocessing.target must be an object, not a list of 0");
    refused(
        changed(r, "guess", "target", "task"),
        "preprocessing.target.task must be \"classification\" or \"regression\"");
    refused(changed(r, 0.0, "target", "divisor"), "preprocessing.target.divisor must be positive");
    refused(
        changed(r, Double.NaN, "target", "shift"),
        "preprocessing.target.shift must be a finite number, not NaN");
    refused(
        changed(r, "cost", "target", "column"),
        "preprocessing.target.column must be one of the columns");
    refused(
        changed(r, Map.of("a", 1), "features"),
        "preprocessing.features must be a list, not an object of 1");
    refused(
        changed(r, true, "features", 1), "preprocessing.features[1] must be an object, not true");
    refused(
        changed(r, "magic", "features", 0, "kind"),
        "preprocessing.features[0].kind must be \"number\" or \"category\"");
    refused(
        changed(r, "log", "features", 0, "scaling"),
        "preprocessing.features[0].scaling must be one of [none, min-max, standard], not \"log\"");
    refused(
        changed(r, -1.0, "features", 0, "divisor"),
        "preprocessing.features[0].divisor must not be negative");
    refused(
        changed(r, Double.POSITIVE_INFINITY, "features", 0, "fill"),
        "preprocessing.features[0].fill must be a finite number, not Infinity");
    refused(
        changed(r, "price", "features", 0, "column"),
        "preprocessing.features[0].column must be one of the columns, and not the target");
    refused(
        changed(r, "size", "features", 1, "column"),
        "preprocessing.features[1].column repeats \"size\"");
    refused(
        changed(r, List.of("a", "a"), "features", 1, "categories"),
        "preprocessing.features[1].categories[1] repeats \"a\"");
    refused(
        changed(r, List.of(), "features"),
        "[preprocess] no column is left to predict from; every column but the target is left out"
            + " or has no values");
    refused(
        changed(classes(), List.of("a"), "target", "classes"),
        "preprocessing.target.classes must name at least two classes");
    var many = new ArrayList<String>();
    for (int i = 0; i < 100_001; i++) {
      many.add("c" + i);
    }
    refused(
        changed(r, many, "features", 1, "categories"),
        "[preprocess] the columns would become 100006 features, more than 100000; leave out columns"
            + " with very many categories, or encode them by index");
  }

  @Test
  void wholeNumbersFromAJsonReaderCountAsDoubles() {
    var back = Preprocessor.fromMap(changed(regression(), 1L, "features", 0, "divisor"));
    assertThat(back.transformRows(table("size,colour,zone\n1.1,red,3\n")).get(0, 0)).isEqualTo(1);
  }
}
