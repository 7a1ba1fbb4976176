package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An absolute value: of the gradient, of the local derivative, or of the upstream gradient. */
final class SignLost implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.SIGN_LOST;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    double[] upstream = absolute(view.upstream());
    double[][] local = Arrays.stream(view.local()).map(SignLost::absolute).toArray(double[][]::new);
    return Arrays.asList(
        absolute(view.truth()),
        View.back(local, view.upstream()),
        View.back(view.local(), upstream),
        View.back(local, upstream));
  }

  private static double[] absolute(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).toArray();
  }
}
