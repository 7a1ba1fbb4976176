package org.jacobi.optim;

import java.util.function.Predicate;
import org.jacobi.kernel.OptimizerKernels;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Param;

/**
 * An {@link Optimizer} whose settings return its own type; the class to extend for a new one:
 *
 * <pre>{@code
 * public final class SignDescent extends FluentOptimizer<SignDescent> {
 *   public SignDescent(double rate) {
 *     super(rate);
 *   }
 *
 *   @Override
 *   protected void update(OptimizerKernels kernels, Span span) {
 *     for (int i = 0; i < span.value().size(); i++) {
 *       double step = span.rate() * Math.signum(span.gradient().get(i));
 *       span.value().set(span.value().get(i) - step, i);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>An update that does not call the kernels has to prepare the gradient itself, as {@link
 * OptimizerKernels.Update} says; this one needs only its sign, and leaves clipping and weight decay
 * out.
 *
 * @param <O> the own type
 */
public abstract class FluentOptimizer<O extends FluentOptimizer<O>> extends Optimizer {
  /**
   * For subclasses.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  protected FluentOptimizer(double rate) {
    super(rate);
  }

  @SuppressWarnings("unchecked") // O is the class that extends this one
  private O self() {
    return (O) this;
  }

  @Override
  public O schedule(Schedule other) {
    super.schedule(other);
    return self();
  }

  @Override
  public O clipNorm(double max) {
    super.clipNorm(max);
    return self();
  }

  @Override
  public O clipValue(double max) {
    super.clipValue(max);
    return self();
  }

  @Override
  public O weightDecay(double lambda) {
    super.weightDecay(lambda);
    return self();
  }

  @Override
  public O group(Predicate<Param> members, GroupSettings settings) {
    super.group(members, settings);
    return self();
  }

  @Override
  public O over(Layer model) {
    super.over(model);
    return self();
  }
}
