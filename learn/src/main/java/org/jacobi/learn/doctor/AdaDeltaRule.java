package org.jacobi.learn.doctor;

import java.util.Map;

/** AdaDelta, which has ε inside of both roots. */
final class AdaDeltaRule extends Rule {
  AdaDeltaRule(Map<String, Object> settings, Quirk quirk) {
    super(settings, quirk);
  }

  @Override
  void update(String param, double[] w, double[] g) {
    double rho = setting("rho", 0.9);
    boolean other = quirk().is(Mistake.MOMENTUM_OTHER_COEFFICIENT);
    double keep = other ? 1 - rho : rho;
    double take = quirk().is(Mistake.MOMENTUM_OTHER_COEFFICIENT, 0) ? rho : 1 - rho;
    boolean above = quirk().is(Mistake.EPSILON_OUTSIDE_ROOT, 0, 1);
    boolean below = quirk().is(Mistake.EPSILON_OUTSIDE_ROOT, 0, 2);
    double[] s = state(param + " s", w.length);
    double[] d = state(param + " d", w.length);
    for (int i = 0; i < w.length; i++) {
      s[i] = keep * s[i] + take * squared(g[i]);
      double upper = above ? Math.sqrt(d[i]) + epsilon() : Math.sqrt(d[i] + epsilon());
      double lower = below ? Math.sqrt(s[i]) + epsilon() : Math.sqrt(s[i] + epsilon());
      double delta = upper / lower * g[i];
      double square = quirk().is(Mistake.GRADIENT_NOT_SQUARED, 2) ? Math.abs(delta) : delta * delta;
      d[i] = keep * d[i] + take * square;
      w[i] -= rate() * delta;
    }
  }
}
