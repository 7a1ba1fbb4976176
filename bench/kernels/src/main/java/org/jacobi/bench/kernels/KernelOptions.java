package org.jacobi.bench.kernels;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the command line of the kernels' measurement asks for.
 *
 * @param by which implementations
 * @param kernels which kernels; empty: all
 * @param seconds length of an iteration
 */
record KernelOptions(List<String> by, List<Case> kernels, double seconds) {
  private static final List<String> IMPLEMENTATIONS = List.of("chosen", "bf16", "reference");

  /**
   * Reads arguments of the form NAME=VALUE.
   *
   * @throws IllegalArgumentException with one line that says which one is wrong
   */
  static KernelOptions parse(List<String> arguments) {
    List<String> by = IMPLEMENTATIONS;
    List<Case> kernels = List.of();
    double seconds = 0.5;
    for (String argument : arguments) {
      int at = argument.indexOf('=');
      String value = argument.substring(at + 1);
      switch (argument.substring(0, Math.max(0, at))) {
        case "by" -> {
          by = List.of(value.split(",", -1));
          if (!IMPLEMENTATIONS.containsAll(by)) {
            throw wrong("by", "of " + String.join(",", IMPLEMENTATIONS), value);
          }
        }
        case "kernels" ->
            kernels = Stream.of(value.split(",", -1)).map(KernelOptions::named).toList();
        case "seconds" -> {
          seconds = value.matches("[0-9]{1,4}(\\.[0-9]+)?") ? Double.parseDouble(value) : 0;
          if (seconds < 0.001) {
            throw wrong("seconds", "a number such as 0.5, at least 0.001", value);
          }
        }
        default ->
            throw new IllegalArgumentException(
                "there is no argument " + argument + "; see ./bench/kernel-report --help");
      }
    }
    return new KernelOptions(by, kernels, seconds);
  }

  private static Case named(String name) {
    for (var kernel : Case.values()) {
      if (kernel.name().equals(name.toUpperCase(Locale.ROOT))) {
        return kernel;
      }
    }
    var names = Stream.of(Case.values()).map(Case::name).toList();
    throw wrong("kernels", "of " + String.join(",", names), name);
  }

  private static IllegalArgumentException wrong(String option, String rule, String value) {
    return new IllegalArgumentException(option + "= must be " + rule + ", not " + value);
  }
}
