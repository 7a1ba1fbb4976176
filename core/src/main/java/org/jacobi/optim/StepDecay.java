package org.jacobi.optim;

/** η = base · γ^(epoch / every), with whole epochs: PyTorch's {@code StepLR}. */
record StepDecay(long every, double gamma) implements Schedule {
  StepDecay {
    Settings.count("schedule", "the number of epochs of a step", every);
    Settings.share("schedule", "gamma", gamma);
  }

  @Override
  public double rate(double base, Progress progress) {
    long times = progress.epoch() / every;
    return base * StrictMath.pow(gamma, (double) times);
  }

  @Override
  public String toString() {
    return "step:" + every + ":" + Settings.text(gamma);
  }
}
