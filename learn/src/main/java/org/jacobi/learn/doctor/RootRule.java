package org.jacobi.learn.doctor;

import java.util.Map;

/** AdaGrad and RMSprop: g over the root of a sum or mean of g². */
final class RootRule extends Rule {
  RootRule(Map<String, Object> settings, Quirk quirk) {
    super(settings, quirk);
  }

  @Override
  void update(String param, double[] w, double[] g) {
    boolean sum = type().equals("AdaGrad");
    double momentum = setting("momentum", 0);
    double alpha = setting("alpha", 0.99);
    double keep = sum ? 1 : alpha;
    double take = sum ? 1 : 1 - alpha;
    double velocity = momentum;
    if (quirk().is(Mistake.MOMENTUM_OTHER_COEFFICIENT)) {
      switch (quirk().form()) {
        case 0 -> {
          keep = 1 - alpha;
          take = alpha;
        }
        case 1 -> keep = 1 - alpha;
        case 2 -> velocity = alpha;
        case 3 -> {
          keep = momentum;
          take = 1 - momentum;
        }
        default -> keep = momentum;
      }
    }
    double rate = rate() / (1 + (t() - 1) * setting("rateDecay", 0));
    double[] s = state(param + " s", w.length);
    double[] mean = state(param + " mean", w.length);
    double[] v = state(param + " v", w.length);
    for (int i = 0; i < w.length; i++) {
      double begin = sum && t() == 1 ? setting("initialSum", 0) : s[i];
      s[i] = keep * begin + take * squared(g[i]);
      double variance = s[i];
      if (type().equals("CenteredRMSprop")) {
        mean[i] = keep * mean[i] + take * g[i];
        variance = Math.max(0, s[i] - mean[i] * mean[i]);
      }
      boolean inside = quirk().is(Mistake.EPSILON_INSIDE_ROOT);
      double divisor = inside ? Math.sqrt(variance + epsilon()) : root(variance) + epsilon();
      v[i] = velocity * v[i] + g[i] / divisor;
      w[i] -= rate * v[i];
    }
  }
}
