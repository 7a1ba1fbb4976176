package org.jacobi.optim;

/**
 * Up along half a cosine from max / {@code start} to max, then down to max / ({@code start} ·
 * {@code end}), in steps over the whole training; the optimizer's own rate is not looked at. Only
 * the rate is changed, not the momentum.
 *
 * <p>Defaults: rise {@value #DEFAULT_RISE} of the steps, start {@value #DEFAULT_START}, end {@value
 * #DEFAULT_END}.
 *
 * <p>Source: Smith and Topin, Super-Convergence, 2018. As PyTorch's {@code OneCycleLR} with two
 * phases and {@code cycle_momentum=False}; where the rise is shorter than two steps, it begins at
 * max.
 *
 * @param max the highest rate
 * @param rise share of the steps that lie before the highest rate
 * @param start what max is divided by for the first rate
 * @param end what the first rate is divided by for the last one
 */
public record OneCycle(double max, double rise, double start, double end) implements Schedule {
  /** Share of the steps that lie before the highest rate. */
  public static final double DEFAULT_RISE = 0.3;

  /** What the highest rate is divided by for the first one. */
  public static final double DEFAULT_START = 25;

  /** What the first rate is divided by for the last one. */
  public static final double DEFAULT_END = 1e4;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the rise does not lie in (0, 1], or another is not positive
   */
  public OneCycle {
    Settings.positive("schedule", "the highest rate", max);
    Settings.share("schedule", "the rise", rise);
    Settings.positive("schedule", "the divisor of the first rate", start);
    Settings.positive("schedule", "the divisor of the last rate", end);
  }

  @Override
  public boolean knowsTheEnd() {
    return true;
  }

  @Override
  public double rate(double base, Progress progress) {
    double last = progress.total() - 1;
    double top = rise * progress.total() - 1;
    double step = Math.min((double) progress.step(), last);
    double first = max / start;
    if (top > 0 && step <= top) {
      return CosineDecay.between(first, max, step / top);
    }
    double from = Math.max(0, top);
    return last <= from
        ? max
        : CosineDecay.between(max, first / end, (step - from) / (last - from));
  }

  @Override
  public boolean usesBase() {
    return false;
  }

  @Override
  public String toString() {
    String text = "onecycle:" + Settings.text(max);
    if (rise == DEFAULT_RISE && start == DEFAULT_START && end == DEFAULT_END) {
      return text;
    }
    return text + ":" + Settings.text(rise) + ":" + Settings.text(start) + ":" + Settings.text(end);
  }
}
