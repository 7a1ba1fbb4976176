package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All mistakes of a backward pass that the doctor knows, in the order in which they are tried: the
 * more special before the more general. A new one is a class and a line here.
 */
final class Suspects {
  static final List<Suspect> ALL =
      List.of(
          new UpstreamIgnored(),
          simple(Mistake.SIGN_TURNED, view -> view.scaled(-1)),
          new SignLost(),
          new MaskNotScaled(),
          new MaskNotApplied(),
          simple(Mistake.BATCH_FACTOR_MISSING, view -> view.scaled(view.rows())),
          simple(Mistake.BATCH_FACTOR_MISSING, view -> view.scaled(view.feed().get(0).size())),
          new BiasNotSummed(),
          simple(
              Mistake.BIAS_AVERAGED, view -> view.isBias() ? view.scaled(1. / view.rows()) : null),
          simple(Mistake.BATCH_FACTOR_EXTRA, view -> view.scaled(1. / view.rows())),
          simple(Mistake.BATCH_FACTOR_EXTRA, view -> view.scaled(1. / view.output().size())),
          simple(Mistake.BATCH_FACTOR_EXTRA, view -> view.scaled(1. / view.feed().get(0).size())),
          simple(Mistake.FACTOR_TWO, view -> view.scaled(2)),
          simple(Mistake.FACTOR_HALF, view -> view.scaled(0.5)),
          simple(Mistake.WEIGHT_GRADIENT_TRANSPOSED, Suspects::transposed),
          new WeightNotTransposed(),
          new DerivativeAtActivation(),
          new DerivativeAtPreactivation(),
          new SoftmaxDiagonalOnly(),
          new SoftmaxWrongPower(),
          new GradientNotAccumulated(),
          new DerivativeMissing(),
          new DerivativeFactorMissing(),
          new GradientOfAnother(),
          new StatisticsConstant());

  private Suspects() {}

  /** A mistake with one form. */
  private static Suspect simple(Mistake mistake, Function<View, double @Nullable []> form) {
    return new Suspect() {
      @Override
      public Mistake mistake() {
        return mistake;
      }

      @Override
      public List<double @Nullable []> forms(View view) {
        List<double @Nullable []> forms = new ArrayList<>();
        forms.add(form.apply(view));
        return forms;
      }
    };
  }

  /** The numbers of Gᵀ, row by row, for the gradient of a matrix. */
  private static double @Nullable [] transposed(View view) {
    if (view.shape().rank() != 2 || view.shape().dim(0) == 1 || view.shape().dim(1) == 1) {
      return null;
    }
    int rows = view.shape().dim(0);
    int columns = view.shape().dim(1);
    double[] truth = view.truth();
    double[] out = new double[truth.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = truth[(i % rows) * columns + i / rows];
    }
    return out;
  }
}
