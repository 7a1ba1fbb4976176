package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLinesTest {
  @TempDir private Path folder;

  /** Run by the test: logs at several levels. */
  static final class Program {
    public static void main(String[] arguments) {
      var log = System.getLogger("org.jacobi.kernel.KernelProvider");
      log.log(Level.DEBUG, "of no interest");
      log.log(Level.INFO, "of little interest");
      log.log(Level.WARNING, "kernels: reference; it's {0}");
      log.log(Level.WARNING, "{0} of {1}", "one", 2);
      log.log(Level.ERROR, "broken", new IllegalStateException("no disk"));
    }
  }

  @Test
  void warningsAreOneLineEachOnStandardError() throws Exception {
    var process = Cli.builder(folder, Program.class.getName()).start();
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
    var text = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(text.lines())
        .containsExactly(
            "jacobi: kernels: reference; it's {0}",
            "jacobi: one of 2", "jacobi: broken (java.lang.IllegalStateException: no disk)");
  }
}
