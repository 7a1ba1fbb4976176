package org.jacobi.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
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
 * <p>Who waits looks for some microseconds and then sleeps. An idle worker ends after a second and
 * starts anew when it is needed. Nobody has to close this. A virtual thread that asks only waits:
 * the work is done on platform threads. One thread at a time may ask.
 */
final class Workers {

  /**
   * To be woken costs some ten microseconds, and the parts of a step end at about the same time: it
   * pays to look. Longer does not: others need the core, the compiler of Java first of all.
   */
  private static final long LOOK_NANOS = 20_000;

  private static final long KEEP_NANOS = 1_000_000_000;

  private final int threads;
  private final long lookNanos;
  private final Worker[] workers;
  private final Slab[] slabs;
  private final List<Job> jobs = new ArrayList<>();
  private long generations;
  private volatile @Nullable Job job;
  private volatile @Nullable IdleWork idleWork;

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

  /** Something that workers do while they look for a part of their own. */
  @FunctionalInterface
  interface IdleWork {
    /**
     * Does a piece of some microseconds; false if there is none now. Called by several threads at
     * once, outside of every scope; throws nothing.
     */
    boolean doSome();
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
    // With more workers than processors somebody else needs the one that this one would look on.
    boolean looks = threads <= Runtime.getRuntime().availableProcessors();
    this.lookNanos = looks ? LOOK_NANOS : 0;
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

  /**
   * What workers do from now on while they wait for a part, before they sleep; null for nothing.
   * The asking thread does none of it. Who has begun a piece of the old work ends it.
   */
  void whenIdle(@Nullable IdleWork work) {
    idleWork = work;
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
    if (isForOne(parts)) {
      runAlone(parts, body);
      return;
    }
    var around = StepScope.outside();
    runOutsideOfScopes(parts, (part, worker) -> around.run(() -> body.run(part, worker)));
  }

  /**
   * The same for parts that ask no scope for anything. Nothing is made on the heap but what the
   * parts make. A run of one part may ask again from inside of it; the number of a worker means
   * nothing then.
   */
  void runOutsideOfScopes(int parts, Part body) {
    if (isForOne(parts)) {
      runAlone(parts, body);
      return;
    }
    boolean virtual = Thread.currentThread().isVirtual();
    Job next = freeJob();
    next.prepare(++generations, parts, body, Thread.currentThread());
    job = next;
    int first = virtual ? 0 : 1;
    for (int i = first; i < Math.min(threads, parts); i++) {
      workers[i].wake();
    }
    if (!virtual) {
      next.work(next.generation, 0);
    }
    next.await();
    job = null;
    next.rethrow();
  }

  /** True if the asking thread does all the parts itself. */
  private boolean isForOne(int parts) {
    return (threads == 1 || parts == 1) && !Thread.currentThread().isVirtual();
  }

  private static void runAlone(int parts, Part body) {
    long before = Subnormals.flush();
    try {
      for (int i = 0; i < parts; i++) {
        body.run(i, 0);
      }
    } finally {
      Subnormals.restore(before);
    }
  }

  /** One that nobody looks at any more; a worker may be late in leaving the last one. */
  private Job freeJob() {
    for (int i = 0; i < jobs.size(); i++) {
      if (jobs.get(i).inside.get() == 0) {
        return jobs.get(i);
      }
    }
    var made = new Job();
    jobs.add(made);
    return made;
  }

  /** Some parts, and what became of them; used again and again, each time under a new number. */
  private final class Job {
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private AtomicLongArray taken = new AtomicLongArray(0);
    private @Nullable Throwable[] failures = {};
    private int parts;
    private @Nullable Part body;
    private @Nullable Thread asking;
    private volatile boolean failed;
    private volatile long generation;

    void prepare(long number, int count, Part work, Thread who) {
      if (taken.length() < count) {
        taken = new AtomicLongArray(count);
        failures = new Throwable[count];
      }
      parts = count;
      body = work;
      asking = who;
      failed = false;
      left.set(count);
      generation = number;
    }

    /**
     * For a worker other than the asking one, which might come too late. Not more workers than
     * parts take some: the slabs of others may have no room for it.
     */
    void join(long number, int worker) {
      inside.incrementAndGet();
      try {
        if (job == this && generation == number && worker < parts) {
          work(number, worker);
        }
      } finally {
        inside.decrementAndGet();
      }
    }

    /** Does the worker's own parts, then those that nobody has begun. */
    void work(long number, int worker) {
      long before = Subnormals.flush();
      try {
        // Neighbours, as neighbouring parts often share cache lines that are fetched ahead.
        int end = (int) ((worker + 1L) * parts / threads);
        for (int i = (int) ((long) worker * parts / threads); i < end; i++) {
          take(number, i, worker);
        }
        for (int i = 0; i < parts; i++) {
          take(number, i, worker);
        }
      } finally {
        Subnormals.restore(before);
      }
    }

    private void take(long number, int part, int worker) {
      long last = taken.get(part);
      Part work = body;
      if (last == number || work == null || !taken.compareAndSet(part, last, number)) {
        return;
      }
      try {
        work.run(part, worker);
      } catch (Throwable failure) {
        failures[part] = failure;
        failed = true;
      }
      Thread waiting = asking;
      if (left.decrementAndGet() == 0
          && waiting != null
          && !waiting.equals(Thread.currentThread())) {
        LockSupport.unpark(waiting);
      }
    }

    void await() {
      long start = System.nanoTime();
      boolean slept = false;
      boolean interrupted = false;
      while (left.get() > 0) {
        if (!slept && System.nanoTime() - start < lookNanos) {
          Thread.onSpinWait();
        } else {
          slept = true;
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void rethrow() {
      if (!failed) {
        return;
      }
      @Nullable Throwable[] all = failures.clone();
      Arrays.fill(failures, null);
      for (Throwable failure : all) {
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
    private long done;

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
      long idleSince = System.nanoTime();
      boolean slept = false;
      while (true) {
        Job found = job;
        long generation = found == null ? 0 : found.generation;
        if (found != null && generation > done) {
          done = generation;
          found.join(generation, number);
          idleSince = System.nanoTime();
          slept = false;
          continue;
        }
        IdleWork spare = idleWork;
        if (spare != null && spare.doSome()) {
          continue;
        }
        long idle = System.nanoTime() - idleSince;
        if (idle < lookNanos && !slept) {
          Thread.onSpinWait();
        } else if (idle < KEEP_NANOS) {
          slept = true;
          sleep();
        } else if (ends()) {
          return;
        }
      }
    }

    private boolean hasWork() {
      Job found = job;
      return found != null && found.generation > done;
    }

    private void sleep() {
      sleeping = true;
      if (!hasWork()) {
        LockSupport.parkNanos(this, KEEP_NANOS);
      }
      sleeping = false;
    }

    /** True if there is no new work; whoever posts some afterwards starts a new thread. */
    private synchronized boolean ends() {
      if (hasWork()) {
        return false;
      }
      thread = null;
      return true;
    }
  }
}
