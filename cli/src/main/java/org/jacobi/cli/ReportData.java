package org.jacobi.cli;

import java.util.List;
import java.util.Map;
import org.jacobi.data.CsvTable;
import org.jacobi.data.Dataset;
import org.jacobi.train.Evaluation;
import org.jacobi.train.History;
import org.jacobi.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/**
 * All that the report page shows.
 *
 * @param title what the run is called, such as the name of its data
 * @param network the layers in words
 * @param loss what was made small, in words
 * @param optimizer how, in words
 * @param kernels who computed it, in words
 * @param precision of its matrix products, in words
 * @param seed what all random numbers followed from
 * @param plan what the run was going to do
 * @param history its epochs
 * @param part which rows {@code evaluation} is of
 * @param evaluation the final figures
 * @param data the rows that {@code evaluation} is of, in the same order
 * @param rows where these rows stand in a table; null for data that is no table
 * @param commands how to use the model on the command line, one line each; may be empty
 * @param configuration all settings; maps in it become groups
 */
record ReportData(
    String title,
    String network,
    String loss,
    String optimizer,
    String kernels,
    String precision,
    long seed,
    TrainingPlan plan,
    History history,
    Part part,
    Evaluation evaluation,
    Dataset data,
    @Nullable TableRows rows,
    List<String> commands,
    Map<String, ? extends @Nullable Object> configuration) {

  /** Which rows the final figures are of. */
  enum Part {
    TRAIN,
    VALIDATION,
    TEST
  }

  /**
   * Rows of a table.
   *
   * @param table the table as it was read
   * @param numbers for each row of the data its number in the table
   */
  record TableRows(CsvTable table, int[] numbers) {}

  ReportData {
    if (evaluation.rows() != data.rows()) {
      throw new IllegalArgumentException(
          "[report] the figures are of "
              + evaluation.rows()
              + " rows, but the data has "
              + data.rows());
    }
    if (rows != null && rows.numbers().length != data.rows()) {
      throw new IllegalArgumentException(
          "[report] "
              + rows.numbers().length
              + " rows of the table are named for "
              + data.rows()
              + " rows of data");
    }
    commands = List.copyOf(commands);
  }
}
