package org.jacobi.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.jacobi.array.Near;

/** The optimizers by name, for the command line. */
public final class Optimizers {
  private record Entry(OptionalDouble defaultRate, DoubleFunction<Optimizer> maker) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    withoutRate("sgd", SGD::new);
    withoutRate("momentum", rate -> new SGD(rate).momentum(ClassicMomentum.DEFAULT_MOMENTUM));
    withoutRate("nesterov", NesterovSGD::new);
    withoutRate("classic-momentum", ClassicMomentum::new);
    withoutRate("averaged-momentum", AveragedMomentum::new);
    add("adagrad", AdaGrad.DEFAULT_RATE, AdaGrad::new);
    add("adadelta", AdaDelta.DEFAULT_RATE, AdaDelta::new);
    add("rmsprop", RMSprop.DEFAULT_RATE, RMSprop::new);
    add("centered-rmsprop", RMSprop.DEFAULT_RATE, CenteredRMSprop::new);
    add("adam", Adam.DEFAULT_RATE, Adam::new);
    add("amsgrad", AMSGrad.DEFAULT_RATE, AMSGrad::new);
    add("adamw", AdamW.DEFAULT_RATE, AdamW::new);
    add("adamax", AdaMax.DEFAULT_RATE, AdaMax::new);
    add("nadam", NAdam.DEFAULT_RATE, NAdam::new);
  }

  private Optimizers() {}

  private static void withoutRate(String name, DoubleFunction<Optimizer> maker) {
    ENTRIES.put(name, new Entry(OptionalDouble.empty(), maker));
  }

  private static void add(String name, double rate, DoubleFunction<Optimizer> maker) {
    ENTRIES.put(name, new Entry(OptionalDouble.of(rate), maker));
  }

  /** All names, such as {@code adam}. */
  public static List<String> names() {
    return List.copyOf(ENTRIES.keySet());
  }

  /**
   * A new optimizer with its default settings.
   *
   * @param name one of {@link #names}; upper and lower case count as equal
   * @param rate the learning rate
   * @throws IllegalArgumentException if there is none of this name, or the rate is not positive
   */
  public static Optimizer named(String name, double rate) {
    return entry(name).maker.apply(rate);
  }

  /**
   * The default rate; empty for those whose rate must be given.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static OptionalDouble defaultRate(String name) {
    return entry(name).defaultRate;
  }

  private static Entry entry(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Entry entry = ENTRIES.get(lower);
    if (entry == null) {
      String hint = Near.hint(lower, ENTRIES.keySet());
      throw new IllegalArgumentException(
          "[optimizer] there is no optimizer \""
              + name
              + '"'
              + hint
              + (hint.isEmpty() ? ". There are " : " There are ")
              + String.join(", ", ENTRIES.keySet()));
    }
    return entry;
  }
}
