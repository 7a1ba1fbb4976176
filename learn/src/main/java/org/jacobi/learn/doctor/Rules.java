package org.jacobi.learn.doctor;

import java.util.Map;

/** The update rules by the name of the library's optimizer. */
final class Rules {
  private Rules() {}

  /** Makes a rule of some kind. */
  interface Maker {
    Rule make(Map<String, Object> settings, Quirk quirk);
  }

  private static final Map<String, Maker> KNOWN =
      Map.ofEntries(
          Map.entry("SGD", MomentumRule::new),
          Map.entry("ClassicMomentum", MomentumRule::new),
          Map.entry("AveragedMomentum", MomentumRule::new),
          Map.entry("NesterovSGD", MomentumRule::new),
          Map.entry("AdaGrad", RootRule::new),
          Map.entry("RMSprop", RootRule::new),
          Map.entry("CenteredRMSprop", RootRule::new),
          Map.entry("AdaDelta", AdaDeltaRule::new),
          Map.entry("Adam", AdamRule::new),
          Map.entry("AdamW", AdamRule::new),
          Map.entry("AMSGrad", AdamRule::new),
          Map.entry("NAdam", AdamRule::new),
          Map.entry("AdaMax", AdaMaxRule::new));

  static boolean isKnown(Map<String, Object> settings) {
    return KNOWN.containsKey(settings.get("type"));
  }

  static Rule of(Map<String, Object> settings, Quirk quirk) {
    Maker maker = KNOWN.get(settings.get("type"));
    if (maker == null) {
      throw new IllegalArgumentException(String.valueOf(settings));
    }
    return maker.make(settings, quirk);
  }
}
