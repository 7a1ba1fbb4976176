package org.jacobi.data;

/** How the numbers of a column are brought to a common size. */
public enum Scaling {
  /** Left as they are. */
  NONE("none"),
  /** (x − smallest) / (largest − smallest): 0 to 1 over the rows that were fitted on. */
  MIN_MAX("min-max"),
  /**
   * (x − mean) / deviation: mean 0 and standard deviation 1 over the rows that were fitted on. The
   * deviation is the root of the mean squared distance from the mean (division by n).
   */
  STANDARD("standard");

  private final String text;

  Scaling(String text) {
    this.text = text;
  }

  /** The name in files and on the command line, such as {@code min-max}. */
  @Override
  public String toString() {
    return text;
  }
}
