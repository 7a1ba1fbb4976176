package org.jacobi.learn.doctor;

import java.util.Map;

/** Gradient descent and its forms of momentum: v ← a v + b g; w ← w + c v + d g. */
final class MomentumRule extends Rule {
  MomentumRule(Map<String, Object> settings, Quirk quirk) {
    super(settings, quirk);
  }

  @Override
  void update(String param, double[] w, double[] g) {
    double mu = setting("momentum", 0);
    double a = mu;
    double b = 1 - setting("dampening", 0);
    double c = -rate();
    double d = 0;
    switch (type()) {
      case "ClassicMomentum" -> {
        b = -rate();
        c = 1;
      }
      case "AveragedMomentum" -> b = 1 - mu;
      case "NesterovSGD" -> {
        c = -rate() * mu;
        d = -rate();
      }
      default -> {}
    }
    if (quirk().is(Mistake.MOMENTUM_OTHER_COEFFICIENT)) {
      a = quirk().form() == 2 ? rate() : 1 - mu;
      b = quirk().form() == 1 ? b * mu / Math.max(1 - mu, 1e-9) : b;
    }
    double[] v = state(param, w.length);
    for (int i = 0; i < w.length; i++) {
      v[i] = a * v[i] + b * g[i];
      w[i] += c * v[i] + d * g[i];
    }
  }
}
