package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jacobi.array.Shape;
import org.jacobi.nn.Param;
import org.jspecify.annotations.Nullable;

/**
 * One gradient of one pass: what the patient gave, beside what the differences say.
 *
 * @param lab where more can be asked
 * @param feed inputs and parameters
 * @param variable whose gradient it is
 * @param output y
 * @param upstream u
 * @param local ∂y/∂v by differences, a row for each output
 * @param given the patient's gradient
 * @param together the sum of several gradients that were left one after the other; null where there
 *     was one
 */
record View(
    Laboratory lab,
    Feed feed,
    int variable,
    Value output,
    double[] upstream,
    double[][] local,
    double[] given,
    double @Nullable [] together) {

  /** Jᵀ u for another upstream or other local derivatives. */
  static double[] back(double[][] local, double[] upstream) {
    double[] out = new double[local.length == 0 ? 0 : local[0].length];
    for (int i = 0; i < local.length; i++) {
      for (int j = 0; j < out.length; j++) {
        out[j] += local[i][j] * upstream[i];
      }
    }
    return out;
  }

  /** The output for other numbers of a variable; empty where it does not take them. */
  double[] at(int other, double[] numbers) {
    try {
      return lab.subject().forward(feed.with(other, feed.get(other).with(numbers))).numbers();
    } catch (Stopped e) {
      return new double[0];
    }
  }

  /** ∂L/∂v by differences; NaN where it is not known. */
  double[] truth() {
    double[] all = back(local, upstream);
    if (lab.excusesFlat()) {
      for (int j = 0; j < all.length; j++) {
        int column = j;
        boolean flat = Arrays.stream(local).allMatch(row -> row[column] == 0);
        boolean outside = value().numbers()[j] < 0 || value().numbers()[j] > 1;
        all[j] = flat && outside ? Double.NaN : all[j];
      }
    }
    return all;
  }

  boolean isRight() {
    double[] truth = truth();
    return Compare.noneKnown(truth) || Compare.same(given, truth, lab.tolerance());
  }

  boolean matches(double @Nullable [] form) {
    return form != null && Compare.same(given, form, lab.tolerance());
  }

  Value value() {
    return feed.get(variable);
  }

  Shape shape() {
    return value().shape();
  }

  boolean isParam() {
    return variable >= feed.inputs().size();
  }

  /** True if the layer has a matrix of weights. */
  boolean isOfDense() {
    return feed.params().stream()
        .anyMatch(param -> param.shape().rank() == 2 && param.shape().dim(0) > 1);
  }

  /** True for a parameter that is added. */
  boolean isBias() {
    if (!isParam()) {
      return false;
    }
    var param = lab.subject().params().get(variable - feed.inputs().size());
    return param.role() == Param.Role.BIAS
        || param.name().toLowerCase(Locale.ROOT).startsWith("bias");
  }

  int rows() {
    return feed.rows();
  }

  /** The row of the batch that an output belongs to; −1 where it has none. */
  int row(int index) {
    Shape y = output.shape();
    int rank = y.rank();
    if (rank > 0 && y.dim(0) == rows()) {
      return (int) (index / (y.size() / rows()));
    }
    return rank > 1 && y.dim(-1) == rows() ? index % rows() : -1;
  }

  /** u with only those outputs that a condition keeps. */
  double[] only(IntPredicate kept) {
    double[] part = upstream.clone();
    for (int i = 0; i < part.length; i++) {
      part[i] = kept.test(i) ? part[i] : 0;
    }
    return part;
  }

  /** The part of the gradient that comes through some of the outputs. */
  double[] through(IntPredicate kept) {
    return back(local, only(kept));
  }

  double[] scaled(double factor) {
    return Arrays.stream(truth()).map(v -> factor * v).toArray();
  }

  String where() {
    return "∂L/∂" + lab.subject().name(feed, variable);
  }
}
