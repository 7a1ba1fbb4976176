package org.jacobi.learn.doctor;

import java.util.Map;

/** Adam and its relatives: a mean of g over the root of a mean of g², both corrected. */
final class AdamRule extends Rule {
  private double product = 1;
  private int productOf;

  AdamRule(Map<String, Object> settings, Quirk quirk) {
    super(settings, quirk);
  }

  @Override
  void update(String param, double[] w, double[] g) {
    double beta1 = setting("beta1", 0.9);
    double beta2 = setting("beta2", 0.999);
    Quirk q = quirk();
    boolean otherM = q.is(Mistake.MOMENTUM_OTHER_COEFFICIENT, 0, 1, 4);
    boolean otherV = q.is(Mistake.MOMENTUM_OTHER_COEFFICIENT, 2, 3, 4);
    double keepM = otherM ? beta2 : beta1;
    double keepV = otherV ? beta1 : beta2;
    double takeM = 1 - (q.is(Mistake.MOMENTUM_OTHER_COEFFICIENT, 1, 4) ? beta2 : beta1);
    double takeV = 1 - (q.is(Mistake.MOMENTUM_OTHER_COEFFICIENT, 3, 4) ? beta1 : beta2);
    double first = correction(q, beta1, beta2, 1);
    double second = correction(q, beta2, beta1, 2);
    double[] m = state(param + " m", w.length);
    double[] v = state(param + " v", w.length);
    double[] top = state(param + " top", w.length);
    boolean largest = type().equals("AMSGrad");
    double keep = type().equals("AdamW") ? 1 - rate() * setting("weightDecay", 0.01) : 1;
    double[] share = shares(beta1, first);
    for (int i = 0; i < w.length; i++) {
      m[i] = keepM * m[i] + takeM * g[i];
      v[i] = keepV * v[i] + takeV * squared(g[i]);
      top[i] = largest ? Math.max(top[i], v[i]) : v[i];
      double mean = top[i] / second;
      double divisor =
          q.is(Mistake.EPSILON_INSIDE_ROOT, 0)
              ? Math.sqrt(mean + epsilon())
              : q.is(Mistake.EPSILON_INSIDE_ROOT, 1)
                  ? Math.sqrt((top[i] + epsilon()) / second)
                  : root(mean) + epsilon() / (q.isHarmless(1) ? Math.sqrt(second) : 1);
      w[i] = keep * w[i] - rate() * (share[0] * m[i] + share[1] * g[i]) / divisor;
    }
  }

  /** 1 − βᵗ of the first (1) or second (2) average, or what stands in its place. */
  private double correction(Quirk q, double beta, double other, int which) {
    if (q.is(Mistake.BIAS_CORRECTION_MISSING, 0, which)) {
      return 1;
    }
    boolean wrong = q.is(Mistake.BIAS_CORRECTION_WRONG_DECAY, 0, which);
    return 1 - Math.pow(wrong ? other : beta, t());
  }

  /** The shares of m and g in the step. */
  private double[] shares(double beta1, double first) {
    if (!type().equals("NAdam")) {
      return new double[] {1 / first, 0};
    }
    double mu = muAt(beta1, t());
    double next = muAt(beta1, t() + 1);
    if (productOf < t()) {
      product *= mu;
      productOf = t();
    }
    boolean missing = quirk().is(Mistake.BIAS_CORRECTION_MISSING, 0, 1);
    return missing
        ? new double[] {next, 1 - mu}
        : new double[] {next / (1 - product * next), (1 - mu) / (1 - product)};
  }

  private double muAt(double beta1, int step) {
    return beta1 * (1 - 0.5 * Math.pow(0.96, step * setting("momentumDecay", 4e-3)));
  }
}
