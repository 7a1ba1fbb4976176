package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** An update rule in double precision, with the mistakes that can be made in it. */
abstract class Rule {
  private final Map<String, Object> settings;
  private final Quirk quirk;
  private final Map<String, double[]> state = new HashMap<>();
  private int t;

  Rule(Map<String, Object> settings, Quirk quirk) {
    this.settings = settings;
    this.quirk = quirk;
  }

  final String type() {
    return String.valueOf(settings.get("type"));
  }

  final double setting(String key, double otherwise) {
    return settings.get(key) instanceof Number number ? number.doubleValue() : otherwise;
  }

  /** ε; with a harmless quirk another one, as it matters for tiny gradients only. */
  final double epsilon() {
    double factor =
        quirk.mistake() == null && quirk.form() >= 3 ? Math.pow(10, quirk.form() - 6) : 1;
    return setting("epsilon", 1e-8) * factor;
  }

  final Quirk quirk() {
    return quirk;
  }

  final double rate() {
    double factor = quirk.is(Mistake.FACTOR_TWO) ? 2 : quirk.is(Mistake.FACTOR_HALF) ? 0.5 : 1;
    return setting("rate", 0) * factor;
  }

  /** The number of the step from 1. */
  final int t() {
    return t;
  }

  /** The state of the parameter at hand, 0 at first. */
  final double[] state(String name, int length) {
    return state.computeIfAbsent(name, key -> new double[length]);
  }

  final void begin() {
    t++;
  }

  /** One step of one parameter. */
  final void step(String param, double[] w, double[] gradient) {
    double decay = type().equals("AdamW") ? 0 : setting("weightDecay", 0);
    double[] g = gradient.clone();
    for (int i = 0; i < g.length; i++) {
      g[i] = g[i] + decay * w[i];
      g[i] =
          quirk.is(Mistake.SIGN_TURNED)
              ? -g[i]
              : quirk.is(Mistake.SIGN_LOST) ? Math.abs(g[i]) : g[i];
    }
    update(param, w, g);
  }

  /** The rule itself. */
  abstract void update(String param, double[] w, double[] g);

  /** g², or what stands in its place. */
  final double squared(double g) {
    return quirk.is(Mistake.GRADIENT_NOT_SQUARED, 0, 3)
        ? g
        : quirk.is(Mistake.GRADIENT_NOT_SQUARED, 1) ? Math.abs(g) : g * g;
  }

  /** The root of an average of squares, which without the squares may be kept off NaN. */
  final double root(double mean) {
    return Math.sqrt(quirk.is(Mistake.GRADIENT_NOT_SQUARED, 3) ? Math.abs(mean) : mean);
  }

  static double norm(double[] g) {
    return Math.sqrt(Arrays.stream(g).map(v -> v * v).sum());
  }
}
