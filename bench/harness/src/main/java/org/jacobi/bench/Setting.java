package org.jacobi.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way to run a framework.
 *
 * @param name as tables show it
 * @param arithmetic what matrix products multiply in: f32 or bf16
 * @param environment variables of the process
 * @param jvm arguments of Java
 * @param options what the contestant is told
 */
record Setting(
    String name,
    String arithmetic,
    Map<String, String> environment,
    List<String> jvm,
    Map<String, String> options) {
  static final String DEFAULT = "default";

  static Setting of(String name) {
    return new Setting(name, "f32", Map.of(), List.of(), Map.of());
  }

  Setting env(String variable, String value) {
    return new Setting(name, arithmetic, with(environment, variable, value), jvm, options);
  }

  /** What OpenMP and OpenBLAS take their number of threads from. */
  Setting threads(int count) {
    var text = Integer.toString(count);
    return env("OMP_NUM_THREADS", text).env("OPENBLAS_NUM_THREADS", text).option("threads", text);
  }

  /** Threads of OpenMP that sleep when they wait, in place of spinning. */
  Setting passive() {
    return env("OMP_WAIT_POLICY", "passive");
  }

  Setting option(String key, String value) {
    return new Setting(name, arithmetic, environment, jvm, with(options, key, value));
  }

  Setting on(String key) {
    return option(key, "true");
  }

  Setting java(String... arguments) {
    var all = new ArrayList<>(jvm);
    all.addAll(List.of(arguments));
    return new Setting(name, arithmetic, environment, List.copyOf(all), options);
  }

  /** Whether answers come from a copy of the model, which does not see later changes. */
  boolean isFrozen() {
    return options.containsKey("frozen");
  }

  Setting bf16() {
    return new Setting(name, "bf16", environment, jvm, options);
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    var changed = new LinkedHashMap<>(map);
    changed.put(key, value);
    return changed;
  }
}
