package org.jacobi.optim;

import java.util.List;
import java.util.Map;
import org.jacobi.kernel.OptimizerKernels;

/**
 * Gradient descent with momentum as the papers have it: v ← γ v − η g; w ← w + v.
 *
 * <p>w is the parameter, g its gradient, v the velocity (at first 0), γ the momentum, η the rate.
 *
 * <p>Defaults: momentum {@value #DEFAULT_MOMENTUM}; the rate must be given.
 *
 * <p>Source: Polyak, 1964; Rumelhart, Hinton and Williams, 1986; Sutskever et al., 2013, equations
 * 1 and 2. The rate lies inside of the velocity: after a change of the rate the old speed is kept
 * and fades. PyTorch has it outside; that form is {@link SGD#momentum(double)}. With one rate from
 * first to last both make the same steps.
 */
public final class ClassicMomentum extends FluentOptimizer<ClassicMomentum> {
  /** Momentum γ. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  private double momentum = DEFAULT_MOMENTUM;

  /**
   * With this rate.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  public ClassicMomentum(double rate) {
    super(rate);
  }

  /**
   * With momentum γ.
   *
   * @throws IllegalArgumentException if it does not lie in [0, 1)
   */
  public ClassicMomentum momentum(double other) {
    this.momentum = Settings.fraction(name(), "the momentum", other);
    return this;
  }

  @Override
  protected List<String> stateNames() {
    return List.of("velocity");
  }

  @Override
  protected void update(OptimizerKernels kernels, Span span) {
    kernels.momentum(
        span.update(),
        momentum,
        -span.rate(),
        1,
        0,
        span.value(),
        span.gradient(),
        span.states().getFirst());
  }

  @Override
  protected void describe(Map<String, Object> settings) {
    settings.put("momentum", momentum);
  }
}
