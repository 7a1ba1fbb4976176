package org.jacobi.learn.doctor;

import org.jspecify.annotations.Nullable;

/**
 * Where suspects make experiments with a patient.
 *
 * @param subject the patient
 * @param differences local derivatives
 * @param random true if the layer draws random numbers
 * @param excusesFlat true for numbers that a loss may not be meant for: where it is constant
 *     outside 0…1, it bounds them, and any gradient will do
 */
record Laboratory(Subject subject, Differences differences, boolean random, boolean excusesFlat) {
  private static final int MANY = 250;
  private static final double SCORES = 1e-2;

  double tolerance() {
    // ε within a logarithm shows at small probabilities, which scores lead to
    return excusesFlat ? Math.max(SCORES, differences.tolerance()) : differences.tolerance();
  }

  /** The patient's gradient for an upstream; null if it gives none. */
  double @Nullable [] given(View view, double[] upstream) {
    Value value = subject.walk(view.feed(), upstream).gradients().get(view.variable());
    return value == null || value.size() != view.value().size() ? null : value.numbers();
  }

  /** The patient's own local derivatives, output by output; null if these are too many. */
  double @Nullable [] @Nullable [] backward(View view) {
    int outputs = view.output().size();
    if (outputs > MANY) {
      return null;
    }
    double[][] all = new double[outputs][];
    for (int i = 0; i < outputs; i++) {
      double[] one = new double[outputs];
      one[i] = 1;
      double[] gradient = given(view, one);
      if (gradient == null) {
        return null;
      }
      all[i] = gradient;
    }
    return all;
  }

  /** True if the patient is right in every variable of a feed. */
  boolean isRight(Feed feed) {
    Value output = subject.forward(feed);
    double[] upstream = GradientExam.upstream(output.size(), 5);
    Walk walk = subject.walk(feed, upstream);
    for (int v : subject.variables(feed)) {
      Value given = walk.gradients().get(v);
      if (given == null || given.size() != feed.get(v).size()) {
        return false;
      }
      double[][] local = differences.jacobian(feed, v);
      if (!new View(this, feed, v, output, upstream, local, given.numbers(), null).isRight()) {
        return false;
      }
    }
    return true;
  }
}
