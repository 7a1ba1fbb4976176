package org.jacobi.data;

import java.util.List;
import java.util.Map;

/** How one column of a table becomes features. */
sealed interface FeatureColumn permits NumberColumn, CategoryColumn {
  /** The name of the column in the table that was fitted on. */
  String name();

  /** A name for each feature. */
  List<String> featureNames();

  /** Number of features. */
  int width();

  /**
   * Writes the features of one row to {@code out} from position {@code at} on.
   *
   * @throws DataException if the value is not what the column holds
   */
  void write(CsvTable table, int row, int column, float[] out, int at);

  /** True if values were missing in the rows that were fitted on; false if that is not known. */
  boolean hasMissing();

  /** What a missing value does, such as {@code counts as 29.5}. */
  String missing();

  /** What is known of the column, for people. */
  ColumnContract contract();

  /** Plain values for a file. */
  Map<String, Object> toMap();

  /** The inverse of {@link #toMap}. */
  static FeatureColumn from(MapReader map) {
    var kind = map.text("kind");
    return switch (kind) {
      case NumberColumn.KIND -> NumberColumn.from(map);
      case CategoryColumn.KIND -> CategoryColumn.from(map);
      default -> throw map.fault("kind", "must be \"number\" or \"category\"");
    };
  }
}
