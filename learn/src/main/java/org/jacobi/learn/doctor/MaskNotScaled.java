package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Dropout whose mask is 0 or 1 on one way and 0 or 1/(1 − p) on the other. */
final class MaskNotScaled implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.MASK_NOT_SCALED;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    if (!view.lab().random()) {
      return List.of();
    }
    double factor = scale(view.local());
    return Arrays.asList(
        factor > 1.01 ? view.scaled(1 / factor) : null,
        Math.abs(factor - 1) < 0.01 ? scaledBack(view) : null);
  }

  /** The patient's gradient itself, if it is a constant above 1 times the right one. */
  private static double @Nullable [] scaledBack(View view) {
    double[] truth = view.truth();
    double factor = Compare.dot(view.given(), truth) / Compare.dot(truth, truth);
    return factor > 1.01 ? view.scaled(factor) : null;
  }

  /** The one number that all local derivatives are which are not 0; NaN if they differ. */
  static double scale(double[][] local) {
    var range =
        Arrays.stream(local)
            .flatMapToDouble(DoubleStream::of)
            .filter(v -> !Double.isNaN(v) && Math.abs(v) > 1e-6)
            .summaryStatistics();
    return range.getMax() - range.getMin() < 0.01 * range.getMax() ? range.getMax() : Double.NaN;
  }
}
