package org.jacobi.learn;

import java.util.List;
import org.jacobi.array.NDArray;
import org.jacobi.data.Dataset;

/** A source of batches written by hand: divides the rows of a data set among the steps. */
public abstract class ManualBatches {
  /** For subclasses. */
  protected ManualBatches() {}

  /**
   * All batches of one pass: each row of the data in exactly one of them, its target beside it, in
   * any order.
   *
   * @param features (rows × columns); not changed
   * @param targets (rows) or (rows × outputs); not changed
   * @param batchSize rows of a batch; the last one may be smaller
   * @param epoch from 0; the order may depend on it
   */
  public abstract List<Dataset.Batch> epoch(
      NDArray features, NDArray targets, int batchSize, int epoch);
}
