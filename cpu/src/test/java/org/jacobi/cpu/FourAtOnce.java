package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** The same task four times at once, on platform threads and then on virtual ones. */
public final class FourAtOnce {
  private FourAtOnce() {}

  /** Each must give true; what one throws is thrown. */
  public static void allGiveTrue(Callable<Boolean> task) throws Exception {
    try (var threads = Executors.newFixedThreadPool(4);
        var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var pool : List.of(threads, virtual)) {
        for (var result : pool.invokeAll(List.of(task, task, task, task))) {
          assertThat(result.get()).isTrue();
        }
      }
    }
  }
}
