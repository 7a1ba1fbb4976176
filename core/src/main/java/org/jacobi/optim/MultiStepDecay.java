package org.jacobi.optim;

import java.util.List;
import java.util.stream.Collectors;

/** η = base · γ^(number of milestones that are reached): PyTorch's {@code MultiStepLR}. */
record MultiStepDecay(List<Long> epochs, double gamma) implements Schedule {
  MultiStepDecay(List<Long> epochs, double gamma) {
    this.epochs = List.copyOf(epochs);
    this.gamma = Settings.share("schedule", "gamma", gamma);
    long before = 0;
    for (long epoch : epochs) {
      if (epoch <= before) {
        throw new IllegalArgumentException(
            "[schedule] the epochs of a multistep must be positive and rise, not " + epochs);
      }
      before = epoch;
    }
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("[schedule] a multistep needs at least one epoch");
    }
  }

  @Override
  public double rate(double base, Progress progress) {
    long now = progress.epoch();
    long reached = epochs.stream().filter(epoch -> epoch <= now).count();
    return base * StrictMath.pow(gamma, (double) reached);
  }

  @Override
  public String toString() {
    return epochs.stream().map(String::valueOf).collect(Collectors.joining(",", "multistep:", ":"))
        + Settings.text(gamma);
  }
}
