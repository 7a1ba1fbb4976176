package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formula for the output, such as y(1 − y), with x in place of y. */
final class DerivativeAtPreactivation implements Suspect {
  private static final double FAR = 30;
  private static final int HALVINGS = 50;

  @Override
  public Mistake mistake() {
    return Mistake.DERIVATIVE_AT_PREACTIVATION;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    for (Elementwise known : Elementwise.KNOWN) {
      forms.addAll(
          DerivativeAtActivation.rescaled(
              view,
              known,
              (x, y) -> known.byOutput().applyAsDouble(x) / known.slope().applyAsDouble(x)));
    }
    forms.add(measured(view));
    return forms;
  }

  /** For any rising layer that works element by element: f′ at the place where f is x. */
  private static double @Nullable [] measured(View view) {
    double[] x = view.value().numbers();
    if (MaskNotApplied.diagonal(view) == null || view.output().size() != x.length) {
      return null;
    }
    double[] low = new double[x.length];
    double[] high = new double[x.length];
    Arrays.fill(low, -FAR);
    Arrays.fill(high, FAR);
    try {
      for (int k = 0; k < HALVINGS; k++) {
        double[] middle = new double[x.length];
        Arrays.setAll(middle, i -> (low[i] + high[i]) / 2);
        double[] y = at(view, middle).numbers();
        for (int i = 0; i < x.length; i++) {
          (y[i] < x[i] ? low : high)[i] = middle[i];
        }
      }
      double[] back = at(view, low).numbers();
      double[][] slope =
          view.lab()
              .differences()
              .jacobian(view.feed().with(view.variable(), view.value().with(low)), view.variable());
      double[] out = View.back(slope, view.upstream());
      int found = 0;
      for (int i = 0; i < out.length; i++) {
        boolean there = Math.abs(back[i] - x[i]) < 1e-5 && Math.abs(low[i]) < FAR - 1;
        out[i] = there ? out[i] : Double.NaN; // x lies outside the range of f
        found += there ? 1 : 0;
      }
      return found >= 3 ? out : null;
    } catch (Stopped e) {
      return null;
    }
  }

  private static Value at(View view, double[] x) {
    return view.lab().subject().forward(view.feed().with(view.variable(), view.value().with(x)));
  }
}
