package org.jacobi.optim;

import java.util.Map;

/** Rises linearly to what the other schedule has at step {@code steps}, and is the other then. */
record WarmUp(long steps, Schedule other) implements Schedule {
  WarmUp {
    Settings.count("schedule", "the number of steps of a warm-up", steps);
    if (other instanceof WarmUp) {
      throw new IllegalArgumentException("[schedule] a warm-up cannot follow a warm-up");
    }
  }

  @Override
  public double rate(double base, Progress progress) {
    if (progress.step() >= steps) {
      return other.rate(base, progress);
    }
    return other.rate(base, progress.at(steps)) * (progress.step() + 1) / steps;
  }

  @Override
  public boolean knowsTheEnd() {
    return other.knowsTheEnd();
  }

  @Override
  public boolean usesBase() {
    return other.usesBase();
  }

  @Override
  public void observe(double metric) {
    other.observe(metric);
  }

  @Override
  public Map<String, Number> state() {
    return other.state();
  }

  @Override
  public void restore(Map<String, Number> state) {
    other.restore(state);
  }

  @Override
  public String toString() {
    return "warmup:" + steps + "+" + other;
  }
}
