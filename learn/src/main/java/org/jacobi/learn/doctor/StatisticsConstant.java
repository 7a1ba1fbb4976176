package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer that standardises columns or rows: within each, y = k x + c, and k and c come from the
 * mean and the deviation. On the way back one of the two, or both, are taken for constants.
 */
final class StatisticsConstant implements Suspect {
  private static final int LEAST = 3;

  @Override
  public Mistake mistake() {
    return Mistake.STATISTICS_CONSTANT;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    if (view.isParam() || view.shape().rank() != 2 || !view.output().shape().equals(view.shape())) {
      return forms;
    }
    for (boolean columns : new boolean[] {true, false}) {
      for (int form = 0; form < 3; form++) {
        forms.add(form(view, columns, form));
      }
    }
    return forms;
  }

  private static double @Nullable [] form(View view, boolean columns, int form) {
    int n = view.shape().dim(0);
    int m = view.shape().dim(1);
    int length = columns ? n : m;
    double[] out = new double[n * m];
    for (int group = 0; group < (columns ? m : n); group++) {
      int[] at = new int[length];
      for (int i = 0; i < length; i++) {
        at[i] = columns ? i * m + group : group * m + i;
      }
      double[] x = standard(pick(view.value().numbers(), at));
      double[] y = pick(view.output().numbers(), at);
      double mean = Arrays.stream(y).sum() / length;
      double slope = Compare.dot(x, y) / length;
      double[] line = Arrays.stream(x).map(v -> mean + slope * v).toArray();
      double rounding = view.lab().differences().fine() ? 1e-6 : 1e-3;
      if (length < LEAST || !Compare.same(y, line, rounding)) {
        return null;
      }
      double k = slope / deviation(pick(view.value().numbers(), at));
      double[] u = pick(view.upstream(), at);
      double meanOf = form == 1 ? Arrays.stream(u).sum() / length : 0; // the deviation constant
      double along = form == 2 ? Compare.dot(u, x) / length : 0; // the mean constant
      for (int i = 0; i < length; i++) {
        out[at[i]] = k * (u[i] - meanOf - x[i] * along);
      }
    }
    return out;
  }

  private static double[] pick(double[] numbers, int[] at) {
    return Arrays.stream(at).mapToDouble(i -> numbers[i]).toArray();
  }

  private static double[] standard(double[] x) {
    double mean = Arrays.stream(x).sum() / x.length;
    double deviation = deviation(x);
    return Arrays.stream(x).map(v -> (v - mean) / deviation).toArray();
  }

  private static double deviation(double[] x) {
    double mean = Arrays.stream(x).sum() / x.length;
    return Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length);
  }
}
