package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jacobi.array.Setting;
import org.jacobi.array.StepScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {
  private static final Setting<String> WORD = Setting.of("word", () -> "outside");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void eachPartIsDoneOnceHoweverManyThreads(int threads) {
    var workers = new Workers(threads);
    for (int parts : new int[] {0, 1, 2, 5, 29}) {
      for (int round = 0; round < 200; round++) {
        var done = new AtomicIntegerArray(parts);
        workers.run(
            parts,
            (part, worker) -> {
              assertThat(worker).isBetween(0, threads - 1);
              done.incrementAndGet(part);
            });
        for (int i = 0; i < parts; i++) {
          assertThat(done.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void noTwoPartsHaveTheSameWorkerAtTheSameTime() {
    var workers = new Workers(3);
    var busy = new AtomicIntegerArray(3);
    for (int round = 0; round < 500; round++) {
      workers.run(
          11,
          (part, worker) -> {
            assertThat(busy.incrementAndGet(worker)).isEqualTo(1);
            Thread.onSpinWait();
            busy.decrementAndGet(worker);
          });
    }
  }

  @Test
  void partsSeeTheSettingsOfWhoAsked() {
    var workers = new Workers(3);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    StepScope.current()
        .with(WORD, "asked")
        .run(() -> workers.run(50, (part, worker) -> seen.add(WORD.get())));
    assertThat(seen).containsExactly("asked");
  }

  @Test
  void theFailureOfTheFirstPartIsThrownAndTheOthersAreDone() {
    var workers = new Workers(2);
    var done = new AtomicIntegerArray(9);
    for (int round = 1; round <= 50; round++) {
      assertThatThrownBy(() ->
              workers.run(
                  9,
                  (part, worker) -> {
                    done.incrementAndGet(part);
                    if (part == 3 || part == 8) {
                      throw new IllegalStateException("part " + part);
                    }
                  }))
          .hasMessage("part 3");
      for (int i = 0; i < 9; i++) {
        assertThat(done.get(i)).isEqualTo(round);
      }
    }
  }

  @Test
  void aVirtualThreadOnlyWaits() throws Exception {
    var workers = new Workers(2);
    Set<Boolean> virtual = ConcurrentHashMap.newKeySet();
    Thread asking =
        Thread.ofVirtual()
            .start(
                () -> workers.run(20, (p, w) -> virtual.add(Thread.currentThread().isVirtual())));
    assertThat(asking.join(Duration.ofSeconds(20))).isTrue();
    assertThat(virtual).containsExactly(false);
  }

  @Test
  void anInterruptNeitherStopsTheWorkNorGetsLost() {
    var workers = new Workers(2);
    Thread.currentThread().interrupt();
    var done = new AtomicIntegerArray(4);
    workers.run(
        4,
        (part, worker) -> {
          busy(200);
          done.incrementAndGet(part);
        });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(List.of(done.get(0), done.get(1), done.get(2), done.get(3))).containsOnly(1);
  }

  private static void busy(long micros) {
    long end = System.nanoTime() + micros * 1000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whoWaitsDoesIdleWorkUntilThereIsNone() throws Exception {
    var workers = new Workers(2);
    var left = new AtomicInteger(1000);
    workers.whenIdle(() -> left.getAndUpdate(n -> Math.max(0, n - 1)) > 0);
    long end = System.nanoTime() + 10_000_000_000L;
    while (left.get() > 0 && System.nanoTime() < end) {
      workers.run(2, (part, worker) -> Thread.onSpinWait());
      Thread.sleep(1);
    }
    assertThat(left).hasValue(0);
    workers.whenIdle(null);
    left.set(1000);
    for (int i = 0; i < 20; i++) {
      workers.run(2, (part, worker) -> Thread.onSpinWait());
    }
    assertThat(left.get()).isGreaterThanOrEqualTo(999); // one piece may have been begun before
  }

  @Test
  void anIdleWorkerLooksForSomeMicrosecondsAndThenSleeps() throws Exception {
    var workers = new Workers(2);
    var threads = ManagementFactory.getThreadMXBean();
    var micros = new ArrayList<Long>();
    for (int pause = 0; pause < 100; pause++) {
      for (int i = 0; i < 10; i++) {
        workers.run(2, (part, worker) -> busy(10)); // short waits, after which looking has paid
      }
      var helper = new AtomicReference<Thread>();
      workers.run(
          2,
          (part, worker) -> {
            if (part == 1) {
              helper.set(Thread.currentThread());
            }
            while (helper.get() == null) {
              Thread.onSpinWait(); // so that it is the other thread that does part 1
            }
          });
      long before = threads.getThreadCpuTime(helper.get().threadId());
      Thread.sleep(5);
      micros.add((threads.getThreadCpuTime(helper.get().threadId()) - before) / 1000);
    }
    Collections.sort(micros);
    assertThat(micros.get(micros.size() / 2)).isBetween(0L, 200L);
  }

  @Test
  void idleThreadsEndAndStartAgain() throws Exception {
    var workers = new Workers(2);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    while (threads.size() < 2) {
      workers.run(
          2,
          (part, worker) -> {
            busy(300);
            threads.add(Thread.currentThread());
          });
    }
    threads.remove(Thread.currentThread());
    assertThat(threads.iterator().next().join(Duration.ofSeconds(20))).isTrue();
    threads.clear();
    while (threads.size() < 2) {
      workers.run(
          2,
          (part, worker) -> {
            busy(300);
            threads.add(Thread.currentThread());
          });
    }
  }

  @Test
  void manyAtOnceInAHostsExecutorGetThrough() throws Exception {
    var done = new AtomicIntegerArray(8);
    try (var executor = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 8; i++) {
        int number = i;
        executor.submit(() -> {
          var workers = new Workers(3);
          for (int round = 0; round < 200; round++) {
            workers.run(5, (part, worker) -> busy(5));
          }
          done.incrementAndGet(number);
        });
      }
      executor.shutdown();
      assertThat(executor.awaitTermination(50, TimeUnit.SECONDS)).isTrue();
    }
    for (int i = 0; i < 8; i++) {
      assertThat(done.get(i)).isEqualTo(1);
    }
  }
}
