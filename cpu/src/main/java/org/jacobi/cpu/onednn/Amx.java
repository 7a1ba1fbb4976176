package org.jacobi.cpu.onednn;

import java.lang.foreign.Arena;

/** Whether the processor multiplies BF16 in tiles, and oneDNN makes use of it. */
final class Amx {
  static final boolean IS_THERE = isThere();

  private static final int ANY = 64;

  private Amx() {}

  private static boolean isThere() {
    try (var arena = Arena.ofConfined()) {
      var layout = WeightLayout.of(arena, ANY, ANY, true);
      if (layout == null) {
        return false;
      }
      layout.close();
      return layout.type == OneDnn.BF16;
    }
  }
}
