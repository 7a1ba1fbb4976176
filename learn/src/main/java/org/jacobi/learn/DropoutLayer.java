package org.jacobi.learn;

import java.util.Arrays;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Philox;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Randomness;
import org.jacobi.nn.UnaryLayer;
import org.jspecify.annotations.Nullable;

/**
 * y = x · m, where each m is 0 with probability p, else 1 / (1 − p): backward ∂L/∂x = ∂L/∂y · m
 * with the same mask. In {@link Mode#EVALUATE} y = x.
 *
 * <p>Shapes: any, the output like the input. No parameters. The mask follows from the {@link
 * Randomness} of the step and the number of this layer, as that of {@link Dropout} does, so both
 * drop the same units.
 *
 * <p>Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, 2014.
 */
public final class DropoutLayer extends ManualLayer {
  private final double probability;
  private @Nullable NDArray mask;

  /**
   * A layer that drops units.
   *
   * @param probability p, of an element to become 0
   * @throws IllegalArgumentException if p does not lie in [0, 1)
   */
  public DropoutLayer(double probability) {
    super("dropout");
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(Words.error("dropout", "probability", probability));
    }
    this.probability = probability;
  }

  /**
   * What the last input was multiplied by.
   *
   * @throws IllegalStateException if {@link #forward} was not called before
   */
  public NDArray mask() {
    return kept(mask);
  }

  @Override
  public NDArray forward(NDArray... inputs) {
    NDArray x = one(inputs);
    double[] factors = new double[Math.toIntExact(x.size())];
    Arrays.fill(factors, 1);
    if (probability > 0 && Mode.SETTING.get() == Mode.TRAIN) {
      Philox.uniform(Randomness.SETTING.get().derive(path()).key(), factors);
      for (int i = 0; i < factors.length; i++) {
        factors[i] = factors[i] < probability ? 0 : 1 / (1 - probability);
      }
    }
    NDArray drawn = NDArray.allocate(x.dtype(), x.shape()).copyFrom(factors);
    mask = drawn;
    return Matrices.combine(x, drawn, (v, m) -> v * m);
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray drawn = kept(mask);
    requireUpstream(upstream, drawn.shape());
    return new NDArray[] {Matrices.combine(upstream, drawn, (d, m) -> d * m)};
  }

  @Override
  public UnaryLayer automatic() {
    return new Dropout(probability);
  }
}
