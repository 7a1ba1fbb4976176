package org.jacobi.nn;

import org.jacobi.tensor.Tensor;

/**
 * y = x · m, where each element of m is 0 with probability p and 1 / (1 − p) otherwise, so that the
 * expected value stays the same. In {@link Mode#EVALUATE} y = x.
 *
 * <p>Shapes: any, the output like the input. No parameters.
 *
 * <p>The mask follows from the {@link Randomness} of the step and the path of this layer alone, and
 * the walk back uses the same one. A layer object that stands at two places of a model, or is
 * called twice in a step, drops the same units each time; make two of them instead.
 *
 * <pre>{@code
 * var model = new Sequential(
 *     new Linear(784, 256), new ReLU(), new Dropout(0.5), new Linear(256, 10));
 * }</pre>
 *
 * <p>Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout: a simple way to
 * prevent neural networks from overfitting", 2014; scaled while training, as PyTorch does.
 */
public final class Dropout extends SameShape {
  private final double probability;

  /**
   * A layer that drops units.
   *
   * @param probability p, of an element to become 0
   * @throws IllegalArgumentException if p does not lie in [0, 1)
   */
  public Dropout(double probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "[Dropout] the probability of dropping must lie in [0, 1), but is " + probability);
    }
    this.probability = probability;
  }

  /** The probability of an element to become 0. */
  public double probability() {
    return probability;
  }

  @Override
  public Tensor forward(Tensor x) {
    if (probability == 0 || Mode.SETTING.get() == Mode.EVALUATE) {
      return x;
    }
    return x.dropout(probability, Randomness.SETTING.get().derive(path()));
  }

  @Override
  public String toString() {
    return "Dropout(" + Text.number(probability) + ")";
  }
}
