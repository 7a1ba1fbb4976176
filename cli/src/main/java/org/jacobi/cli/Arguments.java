package org.jacobi.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a command, in which options are exchanged. */
final class Arguments {
  private final List<String> all;

  Arguments(List<String> all) {
    this.all = new ArrayList<>(all);
  }

  /** True for those of {@code jacobi train}. */
  boolean isTraining() {
    return !all.isEmpty() && all.getFirst().equals("train");
  }

  /** Takes out an option, given as {@code --name value} or {@code --name=value}. */
  void remove(String option, boolean hasValue) {
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).equals(option)) {
        if (hasValue && i + 1 < all.size()) {
          all.remove(i + 1);
        }
        all.remove(i);
      } else if (hasValue && all.get(i).startsWith(option + "=")) {
        all.remove(i);
      }
    }
  }

  /** Gives an option this value; null leaves it as it is. */
  void set(String option, @Nullable Object value) {
    if (value != null) {
      remove(option, true);
      all.add(option);
      all.add(value.toString());
    }
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
