package org.jacobi.learn.doctor;

import java.util.List;
import org.jacobi.array.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A weight that is not transposed on the way back: all is right as soon as the weight is symmetric,
 * or, where it is not square, its numbers are read in the wrong order.
 */
final class WeightNotTransposed implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.WEIGHT_NOT_TRANSPOSED;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    for (int v = 0; v < view.feed().inputs().size() + view.feed().params().size(); v++) {
      Shape shape = view.feed().get(v).shape();
      boolean matrix = v != view.variable() && shape.rank() == 2 && shape.dim(0) > 1;
      if (matrix && (symmetric(view, v) || readWrongly(view, v))) {
        return List.of(view.given());
      }
    }
    return List.of();
  }

  private static boolean symmetric(View view, int v) {
    Value weight = view.feed().get(v);
    int n = weight.shape().dim(0);
    if (n != weight.shape().dim(1)) {
      return false;
    }
    double[] numbers = weight.numbers().clone();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        numbers[i * n + j] = numbers[j * n + i];
      }
    }
    return view.lab().isRight(view.feed().with(v, weight.with(numbers)));
  }

  /** ∂L/∂x of x · W with the numbers of W read as if it were stored the other way round. */
  private static boolean readWrongly(View view, int v) {
    Value weight = view.feed().get(v);
    int a = weight.shape().dim(0);
    int b = weight.shape().dim(1);
    int outputs = view.output().shape().rank() == 0 ? 0 : view.output().shape().dim(-1);
    int inputs = view.shape().dim(-1);
    if (inputs * outputs != weight.size() || (inputs != a && inputs != b)) {
      return false;
    }
    double[] w = weight.numbers();
    double[][] local = view.local();
    double[][] wrong = new double[local.length][view.value().size()];
    boolean inFirst = inputs == a;
    for (int i = 0; i < local.length; i++) {
      int o = i % outputs;
      int row = i / outputs;
      double slope = slope(local[i], w, inputs, outputs, row, o, inFirst);
      for (int k = 0; k < inputs && row * inputs + k < wrong[i].length; k++) {
        wrong[i][row * inputs + k] = slope * w[inFirst ? o * inputs + k : k * outputs + o];
      }
    }
    return view.matches(View.back(wrong, view.upstream()));
  }

  /** What the row of local derivatives is, as a multiple of the weights of its output. */
  private static double slope(
      double[] local, double[] w, int inputs, int outputs, int row, int o, boolean inFirst) {
    double product = 0;
    double square = 0;
    for (int k = 0; k < inputs && row * inputs + k < local.length; k++) {
      double right = w[inFirst ? k * outputs + o : o * inputs + k];
      double slope = local[row * inputs + k];
      if (!Double.isNaN(slope)) {
        product += right * slope;
        square += right * right;
      }
    }
    return product / square;
  }
}
