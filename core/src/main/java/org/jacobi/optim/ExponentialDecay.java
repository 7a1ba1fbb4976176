package org.jacobi.optim;

/** η = base · γ^epoch, with whole epochs: PyTorch's {@code ExponentialLR}. */
record ExponentialDecay(double gamma) implements Schedule {
  ExponentialDecay {
    Settings.share("schedule", "gamma", gamma);
  }

  @Override
  public double rate(double base, Progress progress) {
    return base * StrictMath.pow(gamma, (double) progress.epoch());
  }

  @Override
  public String toString() {
    return "exponential:" + Settings.text(gamma);
  }
}
