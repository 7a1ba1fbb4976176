package org.jacobi.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.data.PreprocessOptions.Encoding;

/**
 * A column of categories. A missing value is a category of its own if one was missing in the rows
 * that were fitted on; otherwise it is not known, like a text that was not seen then.
 */
record CategoryColumn(String name, Vocabulary known, boolean hasMissing, Encoding encoding)
    implements FeatureColumn {
  static final String KIND = "category";
  private static final String MISSING = "(missing)";

  private int count() {
    return known.size() + (hasMissing ? 1 : 0);
  }

  @Override
  public List<String> featureNames() {
    if (encoding == Encoding.INDEX) {
      return List.of(name);
    }
    var names = new ArrayList<String>();
    for (var category : known.names()) {
      names.add(name + "=" + category);
    }
    if (hasMissing) {
      names.add(name + "=" + MISSING);
    }
    return names;
  }

  @Override
  public int width() {
    return encoding == Encoding.INDEX ? 1 : count();
  }

  @Override
  public void write(CsvTable table, int row, int column, float[] out, int at) {
    var text = table.text(row, column);
    int number = -1;
    if (text != null) {
      number = known.indexOf(text);
    } else if (hasMissing) {
      number = known.size();
    }
    if (encoding == Encoding.INDEX) {
      out[at] = number + 1;
    } else {
      for (int i = 0; i < count(); i++) {
        out[at + i] = i == number ? 1 : 0;
      }
    }
  }

  @Override
  public String missing() {
    return hasMissing ? "counts as a category of its own" : "counts as no category";
  }

  @Override
  public ColumnContract contract() {
    return new ColumnContract(
        name,
        ColumnType.CATEGORY,
        null,
        known.names(),
        hasMissing ? missing() : NumberColumn.NEVER + missing(),
        encoding.toString());
  }

  @Override
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("column", name);
    map.put("kind", KIND);
    map.put("categories", known.names());
    map.put("missing", hasMissing);
    map.put("encoding", encoding.toString());
    return map;
  }

  static CategoryColumn from(MapReader map) {
    return new CategoryColumn(
        map.text("column"),
        Vocabulary.restored(map.differentTexts("categories")),
        map.truth("missing"),
        map.choice("encoding", Encoding.values()));
  }
}
