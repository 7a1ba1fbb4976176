package org.jacobi.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a column from the rows that were fitted on, and what becomes of its values.
 *
 * @param name of the column
 * @param type {@link ColumnType#NUMBER} or {@link ColumnType#CATEGORY}
 * @param range of the numbers; null if there were none, if it is not known (model files from before
 *     it was kept), and for categories
 * @param categories that occurred; empty for numbers
 * @param missing what becomes of a missing value, in words
 * @param encoding how a value becomes features, in words
 */
public record ColumnContract(
    String name,
    ColumnType type,
    @Nullable NumberRange range,
    List<String> categories,
    String missing,
    String encoding) {
  /** Copies the list. */
  public ColumnContract {
    categories = List.copyOf(categories);
  }
}
