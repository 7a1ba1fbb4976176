package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** f′(y) where f′(x) belongs. */
final class DerivativeAtActivation implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.DERIVATIVE_AT_ACTIVATION;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    forms.add(measured(view));
    for (Elementwise known : Elementwise.KNOWN) {
      forms.addAll(
          rescaled(
              view,
              known,
              (x, y) -> known.slope().applyAsDouble(y) / known.slope().applyAsDouble(x)));
    }
    return forms;
  }

  /**
   * Both ways in which a factor of an activation may enter: element by element of the variable, as
   * in a layer that is only the activation or a loss that begins with it, or output by output, as
   * in a layer that ends with it; null where the layer is none of the two.
   *
   * @param factor of the wrong to the right derivative, from x and y
   */
  static List<double @Nullable []> rescaled(
      View view, Elementwise known, DoubleBinaryOperator factor) {
    double[] truth = view.truth();
    double[] at = view.value().numbers();
    for (int j = 0; j < truth.length; j++) {
      truth[j] *= factor.applyAsDouble(at[j], known.f().applyAsDouble(at[j]));
    }
    double[] upstream = view.upstream().clone();
    double[] y = view.output().numbers();
    boolean possible = true;
    for (int i = 0; i < upstream.length; i++) {
      upstream[i] *= factor.applyAsDouble(known.inverse().applyAsDouble(y[i]), y[i]);
      possible &= Double.isFinite(upstream[i]);
    }
    List<double @Nullable []> forms = new ArrayList<>();
    forms.add(checked(view, view.isParam() ? null : truth, known::isFirst));
    forms.add(checked(view, possible ? View.back(view.local(), upstream) : null, known::isLast));
    return forms;
  }

  /** A form that fits, if the layer does compute that function: the same ratio may be chance. */
  private static double @Nullable [] checked(
      View view, double @Nullable [] form, Predicate<View> computes) {
    return view.matches(form) && computes.test(view) ? form : null;
  }

  /** For any layer that works element by element: the differences at y. */
  private static double @Nullable [] measured(View view) {
    if (MaskNotApplied.diagonal(view) == null || !view.output().shape().equals(view.shape())) {
      return null;
    }
    try {
      Value y = view.value().with(view.output().numbers());
      return View.back(
          view.lab().differences().jacobian(view.feed().with(view.variable(), y), view.variable()),
          view.upstream());
    } catch (Stopped e) { // y is no number that the layer takes
      return null;
    }
  }
}
