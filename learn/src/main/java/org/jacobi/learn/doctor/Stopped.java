package org.jacobi.learn.doctor;

/** An examination that cannot go on, with the finding that says why. */
final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Finding finding;
  private final boolean last;

  Stopped(Finding finding) {
    this(finding, false);
  }

  /**
   * With a finding.
   *
   * @param last true if nothing more should be tried, as after all memory was used up
   */
  Stopped(Finding finding, boolean last) {
    super(finding.toString(), null, false, false);
    this.finding = finding;
    this.last = last;
  }

  boolean isLast() {
    return last;
  }

  Finding finding() {
    return finding;
  }
}
