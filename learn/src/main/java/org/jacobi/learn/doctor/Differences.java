package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.tensor.Rng;

/**
 * Local derivatives by central differences of the fourth order, (8 (y(+h) − y(−h)) − (y(+2h) −
 * y(−2h))) / 12h. Inputs and h are sums of few powers of two, so that x ± h is exact in F32 too.
 *
 * @param subject the layer
 * @param fine false for a layer that computes in F32
 */
record Differences(Subject subject, boolean fine) {
  private static final int ALL = 160;
  private static final int CORNER = 9;
  private static final int LARGE = 5000;
  private static final int FEW = 50;
  private static final int SMALL_CORNER = 5;
  private static final int PROBES = 5;
  private static final double SMALL = 0x1p-14;

  private double step() {
    return fine ? 0x1p-10 : 0x1p-5;
  }

  /** How far a gradient may be from the differences, as a part of its largest number. */
  double tolerance() {
    return fine ? 1e-3 : 1.5e-2;
  }

  /**
   * True if differences with two small steps agree, as they do for a layer that computes in F64.
   */
  static boolean isFine(Subject subject, Feed feed) {
    if (subject.dtype() == DType.F32) {
      return false;
    }
    var differences = new Differences(subject, true);
    int outputs = subject.forward(feed).size();
    for (int v : subject.variables(feed)) {
      double[] errors = new double[Math.min(PROBES, feed.get(v).size())];
      for (int e = 0; e < errors.length; e++) {
        double[][] both = differences.twoSteps(feed, v, e, SMALL, outputs);
        double scale = Math.max(Compare.largest(both[0]), 1e-3);
        for (int i = 0; i < outputs; i++) {
          errors[e] = Math.max(errors[e], Math.abs(both[0][i] - both[1][i]) / scale);
        }
      }
      Arrays.sort(errors);
      if (errors.length > 0 && errors[errors.length / 2] > 1e-5) {
        return false;
      }
    }
    return true;
  }

  /** ∂y/∂v: a row for each output, a column for each entry of v; NaN where it is not known. */
  double[][] jacobian(Feed feed, int variable) {
    Value y = subject.forward(feed);
    Value v = feed.get(variable);
    double[][] out = new double[y.size()][v.size()];
    for (double[] row : out) {
      Arrays.fill(row, Double.NaN);
    }
    for (int entry : entries(v)) {
      double[] column = column(feed, variable, entry, y.size());
      for (int i = 0; i < column.length; i++) {
        out[i][entry] = column[i];
      }
    }
    return out;
  }

  /** All entries of a small array; of a large one a corner, and some anywhere. */
  private static int[] entries(Value v) {
    if (v.size() <= ALL) {
      return IntStream.range(0, v.size()).toArray();
    }
    int columns = v.shape().dim(-1);
    int corner = v.size() > LARGE ? SMALL_CORNER : CORNER;
    var rng = Rng.of(0, "entries");
    return IntStream.range(0, v.size() > LARGE ? FEW : ALL)
        .map(i ->
            i < corner * corner
                ? (int) (((long) (i / corner) * columns + i % corner) % v.size())
                : rng.below(v.size(), i))
        .distinct()
        .toArray();
  }

  private double[] column(Feed feed, int variable, int entry, int outputs) {
    double[][] both;
    try {
      both = twoSteps(feed, variable, entry, step(), outputs);
    } catch (Stopped e) { // a number that the layer does not take
      double[] unknown = new double[outputs];
      Arrays.fill(unknown, Double.NaN);
      return unknown;
    }
    double scale = Math.max(Compare.largest(both[0]), Compare.largest(both[1]));
    double[] column = new double[outputs];
    double[][] closer = null;
    for (int i = 0; i < outputs; i++) {
      double near = both[0][i];
      double far = both[1][i];
      column[i] = (4 * near - far) / 3;
      if (isKink(near, far, scale, fine ? 1e-3 : 0.02)) {
        closer = closer == null ? twoSteps(feed, variable, entry, step() / 64, outputs) : closer;
        boolean smooth = fine && !isKink(closer[0][i], closer[1][i], scale, 1e-3);
        column[i] = smooth ? closer[0][i] : Double.NaN;
      }
    }
    return column;
  }

  /** Two steps that disagree: there is a corner between them, or no number. */
  private static boolean isKink(double near, double far, double scale, double tolerance) {
    return !(Math.abs(near - far) <= tolerance * scale + 1e-12);
  }

  /** The differences with h, and those with 2h. */
  private double[][] twoSteps(Feed feed, int variable, int entry, double h, int outputs) {
    double[][] out = new double[2][outputs];
    for (int k = 0; k < 2; k++) {
      double[] above = moved(feed, variable, entry, (k + 1) * h);
      double[] below = moved(feed, variable, entry, -(k + 1) * h);
      for (int i = 0; i < outputs; i++) {
        boolean known = above.length == outputs && below.length == outputs;
        out[k][i] = known ? (above[i] - below[i]) / (2 * (k + 1) * h) : Double.NaN;
      }
    }
    return out;
  }

  private double[] moved(Feed feed, int variable, int entry, double by) {
    Value v = feed.get(variable);
    double[] numbers = v.numbers().clone();
    numbers[entry] += by;
    return subject.forward(feed.with(variable, v.with(numbers))).numbers();
  }
}
