package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path folder;

  /** Takes the lock again and again, and is in the folder alone each time, or fails. */
  static final class Taker {
    private Taker() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      long end = System.nanoTime() + 2_000_000_000L;
      int taken = 0;
      while (System.nanoTime() < end) {
        try (var lock = RunLock.of(folder)) {
          Path inside = Files.createFile(folder.resolve("inside"));
          taken += lock == null ? 0 : 1;
          Files.delete(inside);
        } catch (UserError e) {
          // the other one has it
        }
      }
      System.out.println(taken);
    }
  }

  @Test
  void oneProcessAtATimeIsInTheFolder() throws Exception {
    List<Process> takers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      takers.add(
          Cli.builder(folder, Taker.class.getName(), folder.toString())
              .redirectErrorStream(true)
              .start());
    }
    for (var taker : takers) {
      String said = new String(taker.getInputStream().readAllBytes()).strip();
      assertThat(taker.waitFor()).as(said).isZero();
      assertThat(Integer.parseInt(said)).isGreaterThan(10);
    }
    assertThat(Cli.tree(folder)).doesNotContain("inside");
  }

  @Test
  void aProcessDoesNotTakeItTwice() throws Exception {
    var first = RunLock.of(folder);
    assertThatThrownBy(() -> RunLock.of(folder.resolve("../" + folder.getFileName())))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("another process is training in");
    // What was refused has not ended the lock of the first.
    var other =
        Cli.builder(folder, Taker.class.getName(), folder.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(other.getInputStream().readAllBytes())).isEqualTo("0\n");
    first.close();
    first.close();
    assertThat(folder.resolve(".lock")).doesNotExist();
    RunLock.of(folder).close();
  }
}
