package org.jacobi.train;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jacobi.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the next batches on a thread of its own while the current one is computed: rows picked,
 * bytes scaled and converted, into memory that is reused. The thread is woken for several batches
 * at once. With one processor there would be nothing to win, and {@link #next} gathers by itself.
 */
final class Prefetcher implements AutoCloseable {
  private static final int DEPTH = 8;

  private static boolean ahead() {
    return Runtime.getRuntime().availableProcessors() > 1;
  }

  /** How many batches are held in memory. */
  static int batches() {
    return ahead() ? DEPTH : 1;
  }

  private final Dataset data;
  private final Iterator<int[]> rows;
  private final @Nullable Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<Dataset.Batch> free = new ArrayDeque<>();
  private final ArrayDeque<Slot> ready = new ArrayDeque<>();
  private Dataset.@Nullable Batch inUse;
  private boolean closed;
  private boolean ended;
  private @Nullable Throwable failure;
  private long waited;

  /** Memory and the rows that were gathered to its front. */
  private record Slot(Dataset.Batch memory, Dataset.Batch batch) {}

  /**
   * Starts gathering.
   *
   * @param rows the row numbers of one batch after the other
   * @param most the largest number of rows of a batch
   */
  Prefetcher(Dataset data, Iterator<int[]> rows, int most) {
    this(data, rows, most, ahead());
  }

  Prefetcher(Dataset data, Iterator<int[]> rows, int most, boolean ahead) {
    this.data = data;
    this.rows = rows;
    for (int i = 0; i < (ahead ? DEPTH : 1); i++) {
      free.add(data.newBatch(most));
    }
    this.thread =
        ahead ? Thread.ofPlatform().daemon().name("jacobi-data").start(this::gatherAll) : null;
  }

  /**
   * The next batch; it is valid until the next call.
   *
   * @throws NoSuchElementException if there is none
   */
  Dataset.Batch next() {
    long start = System.nanoTime();
    try {
      return thread == null ? gatherHere() : take();
    } finally {
      waited += System.nanoTime() - start;
    }
  }

  private Dataset.Batch gatherHere() {
    return data.gather(rows.next(), free.getFirst());
  }

  private Dataset.Batch take() {
    lock.lock();
    try {
      if (inUse != null) {
        free.add(inUse);
        inUse = null;
        if (free.size() >= DEPTH / 2) {
          room.signal();
        }
      }
      while (ready.isEmpty()) {
        if (failure instanceof RuntimeException unchecked) {
          throw unchecked;
        }
        if (failure instanceof Error error) {
          throw error;
        }
        if (ended) {
          throw new NoSuchElementException("[prefetch] there are no more batches");
        }
        filled.awaitUninterruptibly();
      }
      var slot = ready.removeFirst();
      inUse = slot.memory;
      return slot.batch;
    } finally {
      lock.unlock();
    }
  }

  private void gatherAll() {
    try {
      for (var memory = emptyOne(); memory != null && rows.hasNext(); memory = emptyOne()) {
        hand(new Slot(memory, data.gather(rows.next(), memory)));
      }
    } catch (RuntimeException | Error problem) {
      failure = problem; // seen by take(), which holds the lock after end()
    }
    end();
  }

  private Dataset.@Nullable Batch emptyOne() {
    lock.lock();
    try {
      while (free.isEmpty() && !closed) {
        room.awaitUninterruptibly();
      }
      return closed ? null : free.removeFirst();
    } finally {
      lock.unlock();
    }
  }

  private void hand(Slot slot) {
    lock.lock();
    try {
      ready.add(slot);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How long {@link #next} has taken, all calls together, in nanoseconds. */
  long waitedNanos() {
    return waited;
  }

  /** Lets the thread end. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      room.signal();
    } finally {
      lock.unlock();
    }
  }
}
