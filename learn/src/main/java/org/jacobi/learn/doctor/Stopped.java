package org.jacobi.learn.doctor;

/** An examination that cannot go on, with the finding that says why. */
final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Finding finding;

  Stopped(Finding finding) {
    super(finding.toString(), null, false, false);
    this.finding = finding;
  }

  Finding finding() {
    return finding;
  }
}
