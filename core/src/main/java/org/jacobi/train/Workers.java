package org.jacobi.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.array.Subnormals;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work on the parts of one step together with the thread that asks, each with a slab
 * of its own. A part belongs to the same worker each time, so that its numbers are still in that
 * core's cache; a worker that is done takes what is left, so that one slow core does not hold up
 * the others.
 *
 * <p>An idle worker looks for new work for some microseconds, then sleeps, and ends after a second;
 * it starts anew when it is needed. Nobody has to close this. A virtual thread that asks only
 * waits: the work is done on platform threads.
 */
final class Workers {
  /** Parts of a step follow each other within this time; sleeping and waking would cost more. */
  private static final long SPIN_NANOS = 20_000;

  private static final long KEEP_NANOS = 1_000_000_000;

  private final int threads;
  private final long spinNanos;
  private final Worker[] workers;
  private final Slab[] slabs;
  private volatile @Nullable Job job;

  /** A part of the work. */
  @FunctionalInterface
  interface Part {
    /**
     * Does one part.
     *
     * @param part its number
     * @param worker who does it, from 0: for memory that each worker has of its own
     */
    void run(int part, int worker);
  }

  /** As many workers, the asking thread counted. */
  Workers(int threads) {
    if (threads <= 0) {
      throw new IllegalArgumentException(
          "[threads] there must be one thread or more, not " + threads);
    }
    this.threads = threads;
    this.workers = new Worker[threads];
    this.slabs = new Slab[threads];
    // With more workers than processors somebody else needs the one that this one would spin on.
    this.spinNanos = threads <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker(i);
      slabs[i] = new Slab();
    }
  }

  /** A worker for each processor. */
  static Workers perProcessor() {
    return new Workers(Runtime.getRuntime().availableProcessors());
  }

  int threads() {
    return threads;
  }

  /** Memory of a worker's own, for the step scopes of its parts. */
  Slab slab(int worker) {
    return slabs[worker];
  }

  /**
   * Does the parts 0 … parts − 1, each once, in the settings of the caller's scope and with
   * subnormals flushed; comes back when all are done.
   *
   * @throws RuntimeException the failure of the part with the smallest number, if any failed
   */
  void run(int parts, Part body) {
    boolean virtual = Thread.currentThread().isVirtual();
    if ((threads == 1 || parts == 1) && !virtual) {
      Subnormals.flushed(() -> {
        for (int i = 0; i < parts; i++) {
          body.run(i, 0);
        }
      });
      return;
    }
    var next = new Job(parts, body, Thread.currentThread());
    int first = virtual ? 0 : 1;
    job = next;
    for (int i = first; i < Math.min(threads, first + parts); i++) {
      workers[i].wake();
    }
    if (!virtual) {
      next.work(0);
    }
    next.await();
    job = null;
    next.rethrow();
  }

  /** Some parts, and what became of them. */
  private final class Job {
    private final int parts;
    private final Part body;
    private final Thread asking;
    private final StepScope around = StepScope.outside();
    private final AtomicIntegerArray taken;
    private final AtomicInteger left;
    private final @Nullable Throwable[] failures;

    Job(int parts, Part body, Thread asking) {
      this.parts = parts;
      this.body = body;
      this.asking = asking;
      this.taken = new AtomicIntegerArray(parts);
      this.left = new AtomicInteger(parts);
      this.failures = new Throwable[parts];
    }

    /** Does the worker's own parts, then those that nobody has begun. */
    void work(int worker) {
      Subnormals.flushed(() ->
          around.run(() -> {
            for (int i = worker; i < parts; i += threads) {
              take(i, worker);
            }
            for (int i = 0; i < parts; i++) {
              take(i, worker);
            }
          }));
    }

    private void take(int part, int worker) {
      if (taken.get(part) != 0 || !taken.compareAndSet(part, 0, 1)) {
        return;
      }
      try {
        body.run(part, worker);
      } catch (Throwable failure) {
        failures[part] = failure;
      }
      if (left.decrementAndGet() == 0) {
        LockSupport.unpark(asking);
      }
    }

    void await() {
      long start = System.nanoTime();
      boolean interrupted = false;
      while (left.get() > 0) {
        if (System.nanoTime() - start < spinNanos) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void rethrow() {
      for (Throwable failure : failures) {
        if (failure instanceof RuntimeException unchecked) {
          throw unchecked;
        }
        if (failure instanceof Error error) {
          throw error;
        }
      }
    }
  }

  /** One thread that comes and goes. */
  private final class Worker implements Runnable {
    private final int number;
    private @Nullable Thread thread;
    private volatile boolean sleeping;

    Worker(int number) {
      this.number = number;
    }

    synchronized void wake() {
      Thread running = thread;
      if (running == null) {
        thread = Thread.ofPlatform().daemon().name("jacobi-worker-" + number).start(this);
      } else if (sleeping) {
        LockSupport.unpark(running);
      }
    }

    @Override
    public void run() {
      Job done = null;
      long idleSince = System.nanoTime();
      while (true) {
        Job found = job;
        if (found != null && found != done) {
          found.work(number);
          done = found;
          idleSince = System.nanoTime();
          continue;
        }
        long idle = System.nanoTime() - idleSince;
        if (idle < spinNanos) {
          Thread.onSpinWait();
        } else if (idle < KEEP_NANOS) {
          sleep(done);
        } else if (ends(done)) {
          return;
        }
      }
    }

    private void sleep(@Nullable Job done) {
      sleeping = true;
      Job found = job;
      if (found == null || found == done) {
        LockSupport.parkNanos(this, KEEP_NANOS);
      }
      sleeping = false;
    }

    /** True if there is no new work; whoever posts some afterwards starts a new thread. */
    private synchronized boolean ends(@Nullable Job done) {
      Job found = job;
      if (found != null && found != done) {
        return false;
      }
      thread = null;
      return true;
    }
  }
}
