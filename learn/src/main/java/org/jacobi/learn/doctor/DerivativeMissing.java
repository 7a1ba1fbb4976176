package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** u where u · f′ belongs: the activation is forgotten on the way back. */
final class DerivativeMissing implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.DERIVATIVE_MISSING;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    forms.add(isCurved(MaskNotApplied.diagonal(view)) ? view.upstream() : null);
    for (Elementwise known : Elementwise.KNOWN) {
      forms.addAll(
          DerivativeAtActivation.rescaled(
              view, known, (x, y) -> 1 / known.slope().applyAsDouble(x)));
    }
    return forms;
  }

  /** True for a layer that works element by element and is not linear. */
  private static boolean isCurved(double @Nullable [] diagonal) {
    if (diagonal == null) {
      return false;
    }
    var known = Arrays.stream(diagonal).filter(v -> !Double.isNaN(v)).summaryStatistics();
    return known.getMax() - known.getMin() > 0.01 * Compare.largest(diagonal);
  }
}
