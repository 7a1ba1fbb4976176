package org.jacobi.bench;

/**
 * One framework at one workload, ready to go: data in its own tensors, weights as given.
 *
 * <p>Order of the calls: {@link #describe} and {@link #outputs} at any time; {@link #step} as often
 * as asked; {@link #close} at the end. All from one thread.
 */
public interface Contestant extends AutoCloseable {
  /** One training step on the next batch, or one call for the probabilities of the next batch. */
  void step();

  /**
   * The outputs for these rows in evaluation mode: logits where the workload trains, probabilities
   * where it does not.
   *
   * @param features rows one after the other
   * @param rows how many
   * @return rows × outputs
   */
  float[] outputs(float[] features, int rows);

  /** What the framework says of itself: version, threads, arithmetic; one line. */
  String describe();

  @Override
  default void close() {}

  /** Makes contestants; one for each framework, found by {@link java.util.ServiceLoader}. */
  interface Factory {
    /**
     * Loads data and weights and makes the network.
     *
     * @throws Exception whatever the framework throws; it is shown in the table
     */
    Contestant open(Setup setup) throws Exception;
  }
}
