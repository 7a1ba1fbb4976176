package org.jacobi.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jacobi.array.Near;
import org.jacobi.array.Quoted;
import org.jacobi.data.ContractReport.Breach;
import org.jacobi.data.ContractReport.Rule;
import org.jspecify.annotations.Nullable;

/** Holds rows of a table against the columns that were fitted on. */
final class ContractCheck {
  private static final int LONGEST_NUMBER = 40;

  private final CsvTable table;
  private final int[] rows;
  private final List<Breach> found = new ArrayList<>();
  private final List<String> absent = new ArrayList<>(); // only columns that count as missing
  private final Map<Integer, BitSet> texts = new HashMap<>(); // their rows by column

  ContractCheck(CsvTable table, int[] rows) {
    this.table = table;
    this.rows = rows;
  }

  /**
   * Checks columns and values.
   *
   * @param at for each feature column its number in the table, or −1 if it is not there
   * @param known the names of all columns that the table may have
   */
  ContractReport report(List<FeatureColumn> features, int[] at, List<String> known) {
    List<String> missing = new ArrayList<>();
    for (int k = 0; k < at.length; k++) {
      if (at[k] < 0) {
        missing.add(features.get(k).name());
        missingColumn(features.get(k));
      }
    }
    var names = new HashSet<>(known);
    for (var name : table.columns()) {
      if (!names.contains(name)) {
        extraColumn(name, missing);
      }
    }
    for (int k = 0; k < at.length; k++) {
      if (at[k] >= 0) {
        switch (features.get(k)) {
          case NumberColumn column -> numbers(column, at[k]);
          case CategoryColumn column -> categories(column, at[k]);
        }
      }
    }
    return new ContractReport(admitted(), rows.length, found);
  }

  // ---- columns ----

  private void missingColumn(FeatureColumn column) {
    if (column.hasMissing()) {
      absent.add(column.name());
    }
    var what = "the column " + DataException.quote(column.name()) + " is missing";
    var effect = column.hasMissing() ? "in each row it " + column.missing() : "";
    add(Rule.MISSING_COLUMN, column.name(), !column.hasMissing(), what, effect);
  }

  private void extraColumn(String name, List<String> missing) {
    var what = "the column " + DataException.quote(name) + " was not there in the training";
    add(Rule.EXTRA_COLUMN, name, false, what, "it is ignored" + Near.hint(name, missing));
  }

  private void add(Rule rule, String column, boolean isRefused, String what, String effect) {
    found.add(new Breach(rule, column, rows.length, 0, "", isRefused, what, effect));
  }

  // ---- values ----

  /** Rows of a column in which the same was found: the first of the greatest weight is shown. */
  private final class Hits {
    private int count;
    private int shown;
    private double most = -1;
    private String example = "";

    void add(int row, @Nullable String text, double weight) {
      count++;
      if (weight > most) {
        most = weight;
        shown = row;
        example = text == null ? "" : text;
      }
    }

    /** Such as {@code 3 of 9 rows: "age" is far outside of 17…90, the farthest 412 in line 7}. */
    void report(Rule rule, FeatureColumn column, boolean isRefused, String what, String effect) {
      if (count == 0) {
        return;
      }
      boolean isNumber = rule == Rule.FAR_OUTSIDE;
      var value = isNumber ? Quoted.plain(example, LONGEST_NUMBER) : DataException.quote(example);
      var words =
          String.format(Locale.ROOT, "%,d of %,d rows: ", count, rows.length)
              + DataException.quote(column.name())
              + " "
              + what
              + (count == 1 ? ": " : isNumber ? ", the farthest " : ", the first ")
              + (example.isEmpty() ? "" : value + " ")
              + "in line "
              + table.line(shown);
      found.add(
          new Breach(
              rule,
              column.name(),
              count,
              table.line(shown),
              example,
              isRefused,
              words,
              isRefused ? "" : effect));
    }
  }

  private void numbers(NumberColumn column, int at) {
    var seen = column.seen();
    var range = seen == null ? null : seen.range();
    var gaps = new Hits();
    var words = new Hits();
    var far = new Hits();
    boolean tooFar = false;
    for (int row : rows) {
      var text = table.text(row, at);
      if (text == null) {
        gaps.add(row, null, 0);
      } else if (!NumberText.looksNumeric(text)) {
        words.add(row, text, 0);
        if (column.hasMissing()) {
          texts.computeIfAbsent(at, _ -> new BitSet()).set(row);
        }
      } else if (range != null) {
        double number = number(text);
        if (range.isFar(number)) {
          far.add(row, text, range.distance(number));
          tooFar |= !column.canScale(number);
        }
      }
    }
    if (seen != null && !seen.missing()) {
      missingValues(column, gaps);
    }
    var effect = "it " + column.missing();
    words.report(Rule.TEXT, column, !column.hasMissing(), "is no number", effect);
    far.report(Rule.FAR_OUTSIDE, column, tooFar, "is far outside of " + range, "");
  }

  /** Infinite if it is too large for the arithmetic here. */
  private static double number(String text) {
    return NumberText.fault(text) == null
        ? NumberText.parse(text)
        : text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  private void categories(CategoryColumn column, int at) {
    var gaps = new Hits();
    var fresh = new Hits();
    Set<String> different = new HashSet<>();
    for (int row : rows) {
      var text = table.text(row, at);
      if (text == null) {
        gaps.add(row, null, 0);
      } else if (column.known().indexOf(text) < 0) {
        fresh.add(row, text, 0);
        different.add(text);
      }
    }
    if (!column.hasMissing()) {
      missingValues(column, gaps);
    }
    var what =
        (different.size() == 1 ? "is a category" : "is one of " + different.size() + " categories")
            + " that the training had not";
    fresh.report(Rule.NEW_CATEGORY, column, false, what, "it counts as none of the known ones");
  }

  private static void missingValues(FeatureColumn column, Hits gaps) {
    var what = "is missing, which it never was in the training";
    gaps.report(Rule.MISSING_VALUE, column, false, what, "it " + column.missing());
  }

  // ---- what can be computed from ----

  private CsvTable admitted() {
    if (absent.isEmpty() && texts.isEmpty()) {
      return table;
    }
    var columns = new ArrayList<>(table.columns());
    columns.addAll(absent);
    int known = table.columns().size();
    return table.refilled(
        columns,
        (row, column) -> column >= known || isText(row, column) ? null : table.text(row, column));
  }

  private boolean isText(int row, int column) {
    var rowsOfTexts = texts.get(column);
    return rowsOfTexts != null && rowsOfTexts.get(row);
  }
}
