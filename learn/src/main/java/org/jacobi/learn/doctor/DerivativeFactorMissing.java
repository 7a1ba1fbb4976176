package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** One factor of f′ in place of all, such as 1 − y for y(1 − y). */
final class DerivativeFactorMissing implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.DERIVATIVE_FACTOR_MISSING;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    for (Elementwise known : Elementwise.KNOWN) {
      for (DoubleUnaryOperator part : known.parts()) {
        forms.addAll(
            DerivativeAtActivation.rescaled(
                view, known, (x, y) -> part.applyAsDouble(y) / known.slope().applyAsDouble(x)));
      }
    }
    return forms;
  }
}
