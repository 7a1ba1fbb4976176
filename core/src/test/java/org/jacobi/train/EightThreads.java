package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Eight threads that begin at once and ask for eight answers in turn, each beginning with another.
 */
final class EightThreads {
  private EightThreads() {}

  /**
   * Each answer must be the expected one.
   *
   * @param asks how often each thread asks
   */
  static void allGetTheExpected(
      Function<float[][], float[]> answers, float[][][] inputs, float[][] expected, int asks)
      throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var tasks = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 8; i++) {
        int number = i;
        Callable<Integer> task =
            () -> {
              start.await();
              for (int k = 0; k < asks; k++) {
                int which = (number + k) % 8;
                assertThat(answers.apply(inputs[which])).isEqualTo(expected[which]);
              }
              return number;
            };
        tasks.add(threads.submit(task));
      }
      start.countDown();
      for (int i = 0; i < 8; i++) {
        assertThat(tasks.get(i).get()).isEqualTo(i);
      }
    }
  }
}
