package org.jacobi.learn;

import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.optim.Optimizer;

/**
 * An update rule written by hand: from the numbers and the gradients of all parameters the numbers
 * of the next step. It keeps a state of its own, such as velocities, by the name of the parameter.
 *
 * <pre>{@code
 * final class Descent extends ManualOptimizer {
 *   public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
 *     params.forEach((name, value) -> {
 *       double[] w = value.toDoubles();
 *       double[] g = gradients.get(name).toDoubles();
 *       for (int i = 0; i < w.length; i++) {
 *         w[i] -= 0.1 * g[i];
 *       }
 *       value.copyFrom(w);
 *     });
 *   }
 *   public Optimizer automatic() {
 *     return new SGD(0.1);
 *   }
 * }
 * }</pre>
 *
 * <p>Order of the calls: {@link #startEpoch} at the start of each pass over the data, then {@link
 * #step} for each batch, always with the same names and shapes.
 */
public abstract class ManualOptimizer {
  /** For subclasses. */
  protected ManualOptimizer() {}

  /**
   * A pass over the data begins; does nothing unless a subclass wants to know.
   *
   * @param epoch from 0
   */
  public void startEpoch(int epoch) {}

  /**
   * One step: overwrites the numbers of each parameter.
   *
   * @param params the numbers by name, such as {@code 0.weight}, to be changed in place
   * @param gradients the gradient for each, under the same names; they are not changed
   */
  public abstract void step(Map<String, NDArray> params, Map<String, NDArray> gradients);

  /** The optimizer of {@code org.jacobi.optim} that this one means to be, with its settings. */
  public abstract Optimizer automatic();
}
