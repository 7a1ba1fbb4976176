package org.jacobi.cpu.onednn;

import java.io.Serial;

/** A function of oneDNN failed; the message names it and its status. */
final class OneDnnException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1;

  OneDnnException(String function, int status) {
    super("[oneDNN] " + function + " failed: " + nameOf(status));
  }

  private static String nameOf(int status) {
    return switch (status) {
      case 1 -> "out of memory";
      case 2 -> "invalid arguments";
      case 3 -> "not implemented";
      case 4 -> "last implementation reached";
      case 5 -> "runtime error";
      case 6 -> "not required";
      default -> "status " + status;
    };
  }
}
