package org.jacobi.optim;

/**
 * η = min + (base − min) (1 + cos(π step / total)) / 2: PyTorch's {@code CosineAnnealingLR}, in
 * steps over the whole training.
 */
record CosineDecay(double min) implements Schedule {
  CosineDecay {
    Settings.notNegative("schedule", "the least rate", min);
  }

  @Override
  public boolean knowsTheEnd() {
    return true;
  }

  @Override
  public double rate(double base, Progress progress) {
    return between(base, min, Math.min(1, (double) progress.step() / progress.total()));
  }

  /** From one number to another along half a cosine. */
  static double between(double from, double to, double share) {
    return to + (from - to) * (1 + StrictMath.cos(Math.PI * share)) / 2;
  }

  @Override
  public String toString() {
    return min == 0 ? "cosine" : "cosine:" + Settings.text(min);
  }
}
