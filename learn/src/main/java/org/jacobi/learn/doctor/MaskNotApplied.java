package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where forward lets nothing through, backward does; elsewhere it is right. */
final class MaskNotApplied implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.MASK_NOT_APPLIED;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    return Arrays.asList(passed(view), otherMask(view), opened(view));
  }

  /** u itself, or times the factor of the mask, though some of it is blocked or damped. */
  private static double @Nullable [] passed(View view) {
    double[] diagonal = diagonal(view);
    if (diagonal == null) {
      return null;
    }
    long levels =
        Arrays.stream(diagonal)
            .filter(v -> !Double.isNaN(v))
            .map(v -> Math.rint(v * 1e3))
            .distinct()
            .count();
    if (levels != 2) {
      return null;
    }
    double most = Arrays.stream(diagonal).filter(v -> !Double.isNaN(v)).max().orElse(1);
    double[] times = Arrays.stream(view.upstream()).map(u -> u * most).toArray();
    return view.matches(times) ? times : view.upstream();
  }

  /** A mask, but another one than that of forward. */
  private static double @Nullable [] otherMask(View view) {
    double[] diagonal = diagonal(view);
    if (diagonal == null || !view.lab().random()) {
      return null;
    }
    double factor = MaskNotScaled.scale(view.local());
    double[] out = new double[diagonal.length];
    for (int i = 0; i < out.length; i++) {
      boolean zero = Math.abs(view.given()[i]) < 1e-9;
      out[i] = zero ? 0 : factor * view.upstream()[i];
    }
    return out;
  }

  /** The diagonal of ∂y/∂v where all else is 0; null where it is not. */
  static double @Nullable [] diagonal(View view) {
    double[][] local = view.local();
    if (local.length != view.value().size()) {
      return null;
    }
    double[] out = new double[local.length];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < out.length; j++) {
        if (i == j) {
          out[i] = local[i][i];
        } else if (Math.abs(local[i][j]) > 1e-6) {
          return null;
        }
      }
    }
    return out;
  }

  /** The patient's own gradient, if its local derivatives are right wherever these are not 0. */
  private static double @Nullable [] opened(View view) {
    double[][] ours = view.lab().random() ? null : view.lab().backward(view);
    if (ours == null) {
      return null;
    }
    double[][] local = view.local();
    double most = Arrays.stream(local).mapToDouble(Compare::largest).max().orElse(0);
    double allowed = view.lab().tolerance() * most;
    boolean opened = false;
    for (int i = 0; i < local.length; i++) {
      boolean blocked = Compare.isZero(local[i]);
      boolean routes =
          Arrays.stream(local[i])
              .allMatch(
                  v -> Double.isNaN(v) || Math.abs(v) < 1e-6 || Math.abs(v - most) < 0.01 * most);
      for (int j = 0; j < local[i].length; j++) {
        double difference = Math.abs(ours[i][j] - local[i][j]);
        if (!Double.isNaN(difference) && difference > allowed) {
          // a whole output that is blocked, or one of several inputs that was not chosen
          if (!blocked
              && !(routes
                  && Math.abs(local[i][j]) < 1e-6
                  && Math.abs(ours[i][j] - most) < allowed)) {
            return null;
          }
          opened = true;
        }
      }
    }
    return opened && hasOpenOutput(local) ? view.given() : null;
  }

  private static boolean hasOpenOutput(double[][] local) {
    return Arrays.stream(local).anyMatch(row -> !Compare.isZero(row));
  }
}
