package org.jacobi.cpu.onednn;

import java.lang.foreign.Arena;

/** Whether the processor multiplies BF16 in tiles, and oneDNN makes use of it. */
final class Amx {
  static final boolean IS_THERE = isThere();

  /** Any length would do: the way does not depend on it. */
  private static final int LENGTH = 64;

  private Amx() {}

  private static boolean isThere() {
    try (var arena = Arena.ofConfined()) {
      var layout = WeightLayout.of(arena, LENGTH, LENGTH, true);
      if (layout == null) {
        return false;
      }
      layout.close();
      return layout.type == OneDnn.BF16;
    }
  }
}
