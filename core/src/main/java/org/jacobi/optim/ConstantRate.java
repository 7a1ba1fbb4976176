package org.jacobi.optim;

/** η = base. */
record ConstantRate() implements Schedule {
  @Override
  public double rate(double base, Progress progress) {
    return base;
  }

  @Override
  public String toString() {
    return "constant";
  }
}
