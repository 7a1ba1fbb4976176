package org.jacobi.train;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jacobi.array.DType;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the next batch while the current one is computed: rows picked, bytes scaled and
 * converted, into memory that is reused. The work is cut into pieces of some microseconds, which
 * workers do that wait for a part of the step; what is left when the batch is needed, {@link #next}
 * does itself. So no thread takes a core from those that compute. One piece is longer: the order of
 * an epoch, drawn at its first batch.
 */
final class Prefetcher implements Workers.IdleWork {
  /** One is computed with, the other is filled. */
  static final int BATCHES = 2;

  /** Numbers of a piece, about: some microseconds. */
  private static final int NUMBERS = 1 << 14;

  private static final int MOST_ROWS = 64;

  /** Then whoever copies the last piece may need this core. */
  private static final int LOOKS = 1 << 10;

  private static final long NAP_NANOS = 20_000;

  private final Dataset data;
  private final Iterator<int[]> rows;
  private final StepScope around = StepScope.outside();
  private final int rowsOfPiece;
  private final Dataset.Batch[] memory = new Dataset.Batch[BATCHES];
  private int turn;
  private volatile @Nullable Gathering pending;
  private long waited;

  /**
   * Begins with the first batch.
   *
   * @param rows the row numbers of one batch after the other
   * @param most the largest number of rows of a batch
   * @param type of the features
   */
  Prefetcher(Dataset data, Iterator<int[]> rows, int most, DType type) {
    this.data = data;
    this.rows = rows;
    this.rowsOfPiece = Math.clamp(NUMBERS / Math.max(1, data.featureShape().size()), 1, MOST_ROWS);
    for (int i = 0; i < BATCHES; i++) {
      memory[i] = data.newBatch(most, type);
    }
    begin();
  }

  private void begin() {
    pending = rows.hasNext() ? new Gathering(memory[turn]) : null;
  }

  @Override
  public boolean doSome() {
    Gathering gathering = pending;
    return gathering != null && gathering.doSome();
  }

  /**
   * The next batch; it is valid until the next call.
   *
   * @throws NoSuchElementException if there is none
   */
  Dataset.Batch next() {
    long start = System.nanoTime();
    Gathering gathering = pending;
    if (gathering == null) {
      throw new NoSuchElementException("[prefetch] there are no more batches");
    }
    var batch = gathering.finish();
    turn = (turn + 1) % BATCHES;
    begin();
    waited += System.nanoTime() - start;
    return batch;
  }

  /** How long {@link #next} has taken, all calls together, in nanoseconds. */
  long waitedNanos() {
    return waited;
  }

  /** One batch on its way. */
  private final class Gathering {
    private final Dataset.Batch target;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private int @Nullable [] chosen;
    private volatile int pieces = -1;
    private volatile @Nullable Throwable failure;

    Gathering(Dataset.Batch target) {
      this.target = target;
    }

    /** Chooses the rows, or copies some of them; false if all that is left is being done. */
    boolean doSome() {
      if (begun.compareAndSet(false, true)) {
        choose();
        return true;
      }
      int[] numbers = pieces < 0 ? null : chosen;
      if (numbers == null || taken.get() >= pieces) {
        return false;
      }
      int piece = taken.getAndIncrement();
      if (piece >= pieces) {
        return false;
      }
      try {
        int from = piece * rowsOfPiece;
        int to = Math.min(numbers.length, from + rowsOfPiece);
        around.run(() -> data.gather(numbers, from, to, target));
      } catch (RuntimeException | Error problem) {
        failure = problem;
      }
      done.incrementAndGet();
      return true;
    }

    private void choose() {
      try {
        int[] numbers = rows.next();
        chosen = numbers;
        pieces = (numbers.length + rowsOfPiece - 1) / rowsOfPiece;
      } catch (RuntimeException | Error problem) {
        failure = problem;
        pieces = 0;
      }
    }

    Dataset.Batch finish() {
      for (int looks = 0; pieces < 0 || done.get() < pieces; ) {
        if (doSome()) {
          looks = 0;
        } else if (++looks < LOOKS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(NAP_NANOS);
        }
      }
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      int[] numbers = chosen;
      return target.part(0, numbers == null ? 0 : numbers.length);
    }
  }
}
