package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a gradient through softmax, p ⊙ q − p Σ q p, with q = ∂L/∂p.
 *
 * @param p probabilities
 * @param q what arrives at them
 * @param sum Σ p q of the row of each entry
 * @param powers s = Σ exp x of its row, and Σ exp(x − max)
 */
record SoftmaxChain(double[] p, double[] q, double[] sum, double[][] powers) {

  /** The chains that could stand behind a view: none if there is no softmax in it. */
  static List<SoftmaxChain> of(View view) {
    Value x = view.value();
    List<SoftmaxChain> all = new ArrayList<>();
    if (view.isParam() || x.shape().rank() == 0) {
      return all;
    }
    for (int axis = x.shape().rank() - 1; axis >= 0; axis--) {
      int[] group = groups(x, axis);
      double[][] powers = {sums(x.numbers(), group, false), sums(x.numbers(), group, true)};
      double[] p = new double[x.size()];
      for (int i = 0; i < p.length; i++) {
        p[i] = Math.exp(x.numbers()[i]) / powers[0][i];
      }
      for (double[] q : arriving(view, p)) {
        SoftmaxChain chain = make(p, q, group, powers);
        double[] whole = chain.whole();
        double factor = ratio(view.truth(), whole);
        double[] scaled = Arrays.stream(whole).map(v -> factor * v).toArray();
        if (Compare.same(scaled, view.truth(), view.lab().tolerance())) {
          double[] scaledQ = Arrays.stream(q).map(v -> factor * v).toArray();
          all.add(make(p, scaledQ, group, powers));
        }
      }
    }
    return all;
  }

  /** ∂L/∂p up to a factor: the upstream of a layer, or that of a known loss. */
  private static List<double[]> arriving(View view, double[] p) {
    List<double[]> all = new ArrayList<>();
    if (view.output().size() == p.length) {
      all.add(view.upstream());
    }
    boolean hasTargets = view.lab().subject().isLoss() && view.feed().inputs().size() > 1;
    if (view.output().size() == 1 && hasTargets) {
      double[] t = targets(view.feed().inputs().get(1), view.value());
      double[] crossEntropy = new double[p.length];
      double[] squares = new double[p.length];
      for (int i = 0; i < p.length && t.length == p.length; i++) {
        crossEntropy[i] = -t[i] / p[i];
        squares[i] = p[i] - t[i];
      }
      all.add(crossEntropy);
      all.add(squares);
    }
    return all;
  }

  private static double[] targets(Value target, Value x) {
    if (target.dtype().isFloating()) {
      return target.numbers();
    }
    double[] rows = new double[x.size()];
    int classes = x.shape().dim(-1);
    for (int r = 0; r < target.size() && r * classes < rows.length; r++) {
      rows[r * classes + (int) target.numbers()[r]] = 1;
    }
    return rows;
  }

  private static double ratio(double[] truth, double[] form) {
    double product = 0;
    double square = 0;
    for (int i = 0; i < truth.length; i++) {
      if (!Double.isNaN(truth[i])) {
        product += truth[i] * form[i];
        square += form[i] * form[i];
      }
    }
    return square == 0 ? 1 : product / square;
  }

  private static SoftmaxChain make(double[] p, double[] q, int[] group, double[][] powers) {
    double[] sums = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      sums[group[i]] += p[i] * q[i];
    }
    double[] spread = new double[p.length];
    Arrays.setAll(spread, i -> sums[group[i]]);
    return new SoftmaxChain(p, q, spread, powers);
  }

  /** For each entry the number of the row along an axis that it belongs to. */
  private static int[] groups(Value x, int axis) {
    int inner = 1;
    for (int k = axis + 1; k < x.shape().rank(); k++) {
      inner *= x.shape().dim(k);
    }
    int length = x.shape().dim(axis);
    int[] group = new int[x.size()];
    for (int i = 0; i < group.length; i++) {
      group[i] = i / (inner * length) * inner + i % inner;
    }
    return group;
  }

  private static double[] sums(double[] x, int[] group, boolean shifted) {
    double[] most = new double[x.length];
    Arrays.fill(most, shifted ? Double.NEGATIVE_INFINITY : 0);
    for (int i = 0; shifted && i < x.length; i++) {
      most[group[i]] = Math.max(most[group[i]], x[i]);
    }
    double[] sums = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      sums[group[i]] += Math.exp(x[i] - most[group[i]]);
    }
    double[] spread = new double[x.length];
    Arrays.setAll(spread, i -> sums[group[i]]);
    return spread;
  }

  double[] whole() {
    double[] out = new double[p.length];
    Arrays.setAll(out, i -> p[i] * (q[i] - sum[i]));
    return out;
  }

  /** The part on the diagonal of the Jacobian, p(1 − p) q. */
  double[] diagonal() {
    double[] out = new double[p.length];
    Arrays.setAll(out, i -> p[i] * (1 - p[i]) * q[i]);
    return out;
  }

  /** A part times a power of the sum, plus another part. */
  static double @Nullable [] plus(double[] part, double[] power, int exponent, double[] other) {
    double[] out = new double[part.length];
    Arrays.setAll(out, i -> part[i] * Math.pow(power[i], exponent) + other[i]);
    return out;
  }
}
