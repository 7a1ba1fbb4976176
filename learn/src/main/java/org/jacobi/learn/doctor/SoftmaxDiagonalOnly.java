package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** p(1 − p) in place of the whole Jacobian of softmax. */
final class SoftmaxDiagonalOnly implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.SOFTMAX_DIAGONAL_ONLY;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    for (SoftmaxChain chain : SoftmaxChain.of(view)) {
      forms.add(chain.diagonal());
      double[] first = new double[chain.p().length];
      Arrays.setAll(first, i -> chain.p()[i] * chain.q()[i]);
      forms.add(first);
    }
    forms.add(ofLogarithm(view));
    return forms;
  }

  /** The diagonal of log softmax, or of softmax that is the end of a larger layer. */
  private static double @Nullable [] ofLogarithm(View view) {
    double[][] local = view.local();
    if (local.length != view.value().size() || MaskNotApplied.diagonal(view) != null) {
      return null;
    }
    double rows = 0;
    for (double y : view.output().numbers()) {
      rows += Math.exp(y);
    }
    if (Math.abs(rows - Math.rint(rows)) > 1e-3) {
      return null; // no logarithms of probabilities
    }
    double[] out = new double[local.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = local[i][i] * view.upstream()[i];
    }
    return out;
  }
}
