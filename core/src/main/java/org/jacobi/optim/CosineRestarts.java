package org.jacobi.optim;

/**
 * Along half a cosine from base to min, again and again: for {@code first} epochs, then for {@code
 * factor} times as many as before. Counts epochs with their fractions, as PyTorch's {@code
 * CosineAnnealingWarmRestarts}.
 */
record CosineRestarts(long first, long factor, double min) implements Schedule {
  CosineRestarts {
    Settings.count("schedule", "the number of epochs before the first restart", first);
    Settings.count("schedule", "the factor on the number of epochs", factor);
    Settings.notNegative("schedule", "the least rate", min);
  }

  @Override
  public double rate(double base, Progress progress) {
    double since = progress.exactEpoch();
    double length = first;
    if (factor == 1) {
      since %= length;
    }
    while (since >= length) {
      since -= length;
      length *= factor;
    }
    return CosineDecay.between(base, min, since / length);
  }

  @Override
  public String toString() {
    String text = "restarts:" + first + ":" + factor;
    return min == 0 ? text : text + ":" + Settings.text(min);
  }
}
