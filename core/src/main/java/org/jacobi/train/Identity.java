package org.jacobi.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataHash;
import org.jacobi.data.Dataset;
import org.jacobi.io.JsonObject;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.Param;
import org.jspecify.annotations.Nullable;

/**
 * All that decides which bits a training ends with, as texts by name: the version, the network, the
 * settings, the data. How long it goes on, and on how many threads, is not part of it.
 */
final class Identity {
  /** How much of a text from a file is shown. */
  private static final int MOST = 2000;

  private Identity() {}

  /** All but the data. */
  static Map<String, String> ofSettings(Trainer trainer, long plannedSteps) {
    var model = trainer.model();
    Map<String, String> map = new LinkedHashMap<>();
    map.put("version", Environment.version());
    map.put("kernels", Kernels.current().name());
    map.put("network", model.toString());
    map.put("parameters", model.shapes().toString());
    map.put("type", model.store().values().dtype().toString());
    map.put(
        "frozen",
        model.params().stream().filter(Param::isFrozen).map(Param::path).toList().toString());
    trainer.toMap().forEach((name, value) -> map.put(name, value.toString()));
    map.remove("steps");
    map.remove("epochs");
    if (trainer.optimizer().schedule().knowsTheEnd()) {
      map.put("planned steps, which the schedule follows", Long.toString(plannedSteps));
    }
    map.put("drop_last", Boolean.toString(trainer.dropLast));
    return map;
  }

  /** The hashes of the data; a look at each of its bytes. */
  static Map<String, String> ofData(
      Dataset train, @Nullable Dataset validation, @Nullable Dataset test) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("training data", DataHash.of(train));
    if (validation != null) {
      map.put("validation data", DataHash.of(validation));
    }
    if (test != null) {
      map.put("test data", DataHash.of(test));
    }
    return map;
  }

  /** Such as {@code batch_size: 32 then, 64 now}; empty if both are the same. */
  static List<String> differences(JsonObject then, Map<String, String> now) {
    var names = new TreeSet<>(then.keys());
    names.addAll(now.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String before = then.string(name, "none");
      String after = now.getOrDefault(name, "none");
      if (!before.equals(after)) {
        differences.add(
            Quoted.plain(name, MOST)
                + ": "
                + Quoted.plain(before, MOST)
                + " then, "
                + after
                + " now");
      }
    }
    return differences;
  }
}
