package org.jacobi.cpu.onednn;

import java.io.Serial;

/** oneDNN cannot be used here; the message says why and what to do. Never leaves the package. */
final class UnusableException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  UnusableException(String reason) {
    super(reason);
  }

  UnusableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
