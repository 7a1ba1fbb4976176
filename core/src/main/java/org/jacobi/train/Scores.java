package org.jacobi.train;

import org.jacobi.data.Task;

/**
 * The two figures of a part of the data after an epoch.
 *
 * @param task what is predicted
 * @param loss the loss as it is trained, penalty included
 * @param metric the accuracy (0 to 1) of a classification, the root mean squared error of a
 *     regression in the units of the target
 */
public record Scores(Task task, double loss, double metric) {
  /** {@code accuracy} or {@code rmse}. */
  public String metricName() {
    return task == Task.CLASSIFICATION ? "accuracy" : "rmse";
  }
}
