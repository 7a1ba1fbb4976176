package org.jacobi.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is different for a group of parameters: an own rate or a factor on the rate, an own weight
 * decay. What is not set is as in the optimizer.
 *
 * <pre>{@code
 * optimizer.group(p -> p.role() != Param.Role.WEIGHT, new GroupSettings().weightDecay(0));
 * }</pre>
 *
 * @param rate own rate in place of the optimizer's; the schedule applies to it
 * @param rateFactor what the scheduled rate is multiplied by
 * @param weightDecay own weight decay
 */
public record GroupSettings(OptionalDouble rate, double rateFactor, OptionalDouble weightDecay) {
  /** Checks the settings. */
  public GroupSettings {
    rate.ifPresent(own -> Settings.positive("group", "the rate", own));
    Settings.positive("group", "the factor on the rate", rateFactor);
    weightDecay.ifPresent(own -> Settings.notNegative("group", "the weight decay", own));
  }

  /** Nothing different yet. */
  public GroupSettings() {
    this(OptionalDouble.empty(), 1, OptionalDouble.empty());
  }

  /** With a rate of its own; the schedule applies to it. */
  public GroupSettings rate(double own) {
    return new GroupSettings(OptionalDouble.of(own), rateFactor, weightDecay);
  }

  /** With the scheduled rate multiplied by a factor. */
  public GroupSettings rateFactor(double factor) {
    return new GroupSettings(rate, factor, weightDecay);
  }

  /** With a weight decay of its own. */
  public GroupSettings weightDecay(double own) {
    return new GroupSettings(rate, rateFactor, OptionalDouble.of(own));
  }

  /** For the run record. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    rate.ifPresent(own -> map.put("rate", own));
    if (rateFactor != 1) {
      map.put("rateFactor", rateFactor);
    }
    weightDecay.ifPresent(own -> map.put("weightDecay", own));
    return map;
  }
}
