package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.Map;

/** AdaMax: a mean of g over the fading largest |g| of each element. */
final class AdaMaxRule extends Rule {
  AdaMaxRule(Map<String, Object> settings, Quirk quirk) {
    super(settings, quirk);
  }

  @Override
  void update(String param, double[] w, double[] g) {
    double beta1 = setting("beta1", 0.9);
    double beta2 = setting("beta2", 0.999);
    Quirk q = quirk();
    double keepM = q.is(Mistake.MOMENTUM_OTHER_COEFFICIENT, 0, 1) ? beta2 : beta1;
    double takeM = 1 - (q.is(Mistake.MOMENTUM_OTHER_COEFFICIENT, 1) ? beta2 : beta1);
    double keepU = q.is(Mistake.MOMENTUM_OTHER_COEFFICIENT, 2) ? beta1 : beta2;
    double decay = q.is(Mistake.BIAS_CORRECTION_WRONG_DECAY) ? beta2 : beta1;
    double correction = q.is(Mistake.BIAS_CORRECTION_MISSING) ? 1 : 1 - Math.pow(decay, t());
    double[] m = state(param + " m", w.length);
    double[] u = state(param + " u", w.length);
    double inner = q.isHarmless(1) || q.isHarmless(2) ? 0 : epsilon();
    double outer = q.isHarmless(1) ? epsilon() : 0;
    for (int i = 0; i < w.length; i++) {
      m[i] = keepM * m[i] + takeM * g[i];
      u[i] = Math.max(keepU * u[i], size(q, g, i) + inner);
      w[i] -= rate() / correction * m[i] / (u[i] + outer);
    }
  }

  private static double size(Quirk q, double[] g, int i) {
    if (!q.is(Mistake.ADAMAX_NORM)) {
      return q.is(Mistake.GRADIENT_NOT_SQUARED) ? Double.NaN : Math.abs(g[i]);
    }
    return switch (q.form()) {
      case 0 -> norm(g);
      case 1 -> Arrays.stream(g).map(Math::abs).max().orElse(0);
      default -> Arrays.stream(g).map(Math::abs).sum();
    };
  }
}
