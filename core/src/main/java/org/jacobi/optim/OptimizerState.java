package org.jacobi.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.array.Quoted;
import org.jspecify.annotations.Nullable;

/** What a checkpoint holds of an optimizer: names, checks, texts of errors. */
final class OptimizerState {
  static final String STEPS = "steps";
  private static final String OF_SCHEDULE = "schedule.";

  private OptimizerState() {}

  static Map<String, Number> numbers(Optimizer optimizer, long steps, Schedule schedule) {
    Map<String, Number> numbers = new LinkedHashMap<>();
    numbers.put(STEPS, steps);
    schedule.state().forEach((key, number) -> numbers.put(OF_SCHEDULE + key, number));
    optimizer.saveNumbers(numbers);
    return numbers;
  }

  static Map<String, Number> ofSchedule(Map<String, Number> numbers) {
    Map<String, Number> its = new LinkedHashMap<>();
    numbers.forEach((key, number) -> {
      if (key.startsWith(OF_SCHEDULE)) {
        its.put(key.substring(OF_SCHEDULE.length()), number);
      }
    });
    return its;
  }

  static <V> V get(Map<String, V> map, String key) {
    @Nullable V value = map.get(key);
    if (value == null) {
      throw new IllegalArgumentException("[restore] there is no " + key);
    }
    return value;
  }

  static void check(
      Optimizer optimizer,
      Map<String, NDArray> own,
      Map<String, NDArray> arrays,
      Map<String, Number> ownNumbers,
      Map<String, Number> numbers) {
    requireSame(optimizer, "states", own, arrays);
    requireSame(optimizer, "numbers", ownNumbers, numbers);
    own.forEach((state, slab) -> {
      var given = get(arrays, state);
      if (!given.shape().equals(slab.shape()) || given.dtype() != slab.dtype()) {
        throw new IllegalArgumentException(
            "[restore] the state "
                + state
                + " of "
                + optimizer.name()
                + " must be "
                + slab.describe()
                + " for this model, but it is "
                + given.describe());
      }
    });
    double steps = get(numbers, STEPS).doubleValue();
    if (!(steps >= 0) || steps != Math.rint(steps) || steps > Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "[restore] the number of steps must be a whole number, not " + Settings.text(steps));
    }
  }

  private static void requireSame(
      Optimizer optimizer, String what, Map<String, ?> own, Map<String, ?> given) {
    if (!own.keySet().equals(given.keySet())) {
      throw new IllegalArgumentException(
          "[restore] "
              + optimizer
              + " has the "
              + what
              + " "
              + own.keySet()
              + ", but there are "
              + Quoted.plain(given.keySet().toString(), 300)
              + ". Was it saved by another optimizer?");
    }
  }
}
