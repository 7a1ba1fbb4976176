package org.jacobi.optim;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * η = max(base · factorᵏ, least), where k grows by one whenever the metric was not better for more
 * than {@code patience} epochs. Better is less than best · (1 − threshold), or with {@link
 * #higherIsBetter} more than best · (1 + threshold). After a reduction, bad epochs are not counted
 * for {@code cooldown} epochs. Counts epochs: {@link #observe} is called at the end of each.
 *
 * <p>Defaults: factor {@value #DEFAULT_FACTOR}, patience {@value #DEFAULT_PATIENCE}, threshold
 * {@value #DEFAULT_THRESHOLD}, cooldown {@value #DEFAULT_COOLDOWN}, least rate {@value
 * #DEFAULT_LEAST}.
 *
 * <p>As PyTorch's {@code ReduceLROnPlateau}, which also stops to reduce where that would change the
 * rate by less than 10⁻⁸. A metric that is not finite counts as not better. It has a state, so each
 * optimizer needs its own.
 */
public final class ReduceOnPlateau implements Schedule {
  /** What the rate is multiplied by. */
  public static final double DEFAULT_FACTOR = 0.1;

  /** How many epochs may pass without a better metric. */
  public static final long DEFAULT_PATIENCE = 10;

  /** By which share of the best a metric must be better. */
  public static final double DEFAULT_THRESHOLD = 1e-4;

  /** For how many epochs after a reduction bad ones do not count. */
  public static final long DEFAULT_COOLDOWN = 0;

  /** The rate below which it does not fall. */
  public static final double DEFAULT_LEAST = 0;

  private double factor = DEFAULT_FACTOR;
  private long patience = DEFAULT_PATIENCE;
  private double threshold = DEFAULT_THRESHOLD;
  private long cooldown = DEFAULT_COOLDOWN;
  private double least = DEFAULT_LEAST;
  private boolean higher;

  private boolean hasBest;
  private double best;
  private long badEpochs;
  private long coolingEpochs;
  private long reductions;

  /** With the defaults, for a metric that should fall. */
  public ReduceOnPlateau() {}

  /**
   * With the rate multiplied by this factor.
   *
   * @throws IllegalArgumentException if it does not lie in [0, 1)
   */
  public ReduceOnPlateau factor(double other) {
    this.factor = Settings.fraction("schedule", "the factor of a plateau", other);
    return this;
  }

  /**
   * With so many epochs that may pass without a better metric.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ReduceOnPlateau patience(long epochs) {
    this.patience = (long) Settings.notNegative("schedule", "the patience", (double) epochs);
    return this;
  }

  /**
   * With this share of the best by which a metric must be better.
   *
   * @throws IllegalArgumentException if it does not lie in [0, 1)
   */
  public ReduceOnPlateau threshold(double share) {
    this.threshold = Settings.fraction("schedule", "the threshold", share);
    return this;
  }

  /**
   * With so many epochs after a reduction in which bad ones do not count.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ReduceOnPlateau cooldown(long epochs) {
    this.cooldown = (long) Settings.notNegative("schedule", "the cooldown", (double) epochs);
    return this;
  }

  /**
   * With a rate below which it does not fall.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ReduceOnPlateau least(double rate) {
    this.least = Settings.notNegative("schedule", "the least rate", rate);
    return this;
  }

  /** For a metric that should rise, such as accuracy. */
  public ReduceOnPlateau higherIsBetter() {
    this.higher = true;
    return this;
  }

  @Override
  public double rate(double base, Progress progress) {
    return reductions == 0
        ? base
        : Math.max(base * StrictMath.pow(factor, (double) reductions), least);
  }

  @Override
  public void observe(double metric) {
    if (isBetter(metric)) {
      best = metric;
      hasBest = true;
      badEpochs = 0;
    } else {
      badEpochs++;
    }
    if (coolingEpochs > 0) {
      coolingEpochs--;
      badEpochs = 0;
    }
    if (badEpochs > patience) {
      reductions++;
      coolingEpochs = cooldown;
      badEpochs = 0;
    }
  }

  private boolean isBetter(double metric) {
    if (!hasBest || !Double.isFinite(metric)) {
      return Double.isFinite(metric);
    }
    return higher ? metric > best * (1 + threshold) : metric < best * (1 - threshold);
  }

  @Override
  public Map<String, Number> state() {
    Map<String, Number> state = new LinkedHashMap<>();
    state.put("hasBest", hasBest ? 1L : 0L);
    state.put("best", best);
    state.put("badEpochs", badEpochs);
    state.put("coolingEpochs", coolingEpochs);
    state.put("reductions", reductions);
    return state;
  }

  @Override
  public void restore(Map<String, Number> state) {
    hasBest = OptimizerState.get(state, "hasBest").longValue() != 0;
    best = OptimizerState.get(state, "best").doubleValue();
    badEpochs = OptimizerState.get(state, "badEpochs").longValue();
    coolingEpochs = OptimizerState.get(state, "coolingEpochs").longValue();
    reductions = OptimizerState.get(state, "reductions").longValue();
  }

  /** Such as {@code plateau:0.1:10:1e-4:0:0}. */
  @Override
  public String toString() {
    return (higher ? "plateau-max:" : "plateau:")
        + Settings.text(factor)
        + ":"
        + patience
        + ":"
        + Settings.text(threshold)
        + ":"
        + cooldown
        + ":"
        + Settings.text(least);
  }
}
