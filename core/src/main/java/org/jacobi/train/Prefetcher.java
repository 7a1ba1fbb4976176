package org.jacobi.train;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jacobi.array.DType;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the next batches while the current one is computed: rows picked, bytes scaled and
 * converted, into memory that is reused. The work is cut into pieces of some microseconds, which
 * workers do that wait for a part of the step; what is left when the batch is needed, {@link #next}
 * does itself. So no thread takes a core from those that compute. Workers wait now and then, not
 * evenly: small batches are gathered several ahead. One piece is longer: the order of an epoch,
 * drawn at its first batch.
 */
final class Prefetcher implements Workers.IdleWork {
  /** Batches in memory: one is computed with, the others wait or are filled. */
  static final int FEWEST = 2;

  private static final int MOST = 8;

  /** More than the fewest take at most so many bytes all together. */
  private static final long ROOM = 1 << 22;

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

  /** The next batch; those behind it hang on it. */
  private volatile Gathering first;

  private Gathering last;
  private Dataset.Batch given;
  private long waited;

  /**
   * For one run.
   *
   * @param rows the row numbers of one batch after the other
   * @param most the largest number of rows of a batch
   * @param type of the features
   * @param batches how many there is memory for, two or more
   */
  Prefetcher(Dataset data, Iterator<int[]> rows, int most, DType type, int batches) {
    this.data = data;
    this.rows = rows;
    this.rowsOfPiece = Math.clamp(NUMBERS / Math.max(1, data.featureShape().size()), 1, MOST_ROWS);
    this.given = data.newBatch(most, type);
    this.last = new Gathering(data.newBatch(most, type), null);
    this.first = last;
    for (int i = FEWEST; i < batches; i++) {
      append(data.newBatch(most, type));
    }
  }

  /**
   * How many batches should have memory.
   *
   * @param bytes of one of them
   * @param spare bytes that may be used for more than the fewest; less than none counts as none
   */
  static int batches(long bytes, long spare) {
    long room = Math.min(ROOM, FEWEST * bytes + Math.clamp(spare, 0, ROOM));
    return Math.clamp(room / Math.max(1, bytes), FEWEST, MOST);
  }

  private void append(Dataset.Batch target) {
    var added = new Gathering(target, last);
    last.behind = added;
    last = added;
  }

  @Override
  public boolean doSome() {
    for (Gathering gathering = first; gathering != null; gathering = gathering.behind) {
      if (gathering.doSome()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The next batch; it is valid until the next call.
   *
   * @throws NoSuchElementException if there is none
   */
  Dataset.Batch next() {
    long start = System.nanoTime();
    Gathering gathering = first;
    var batch = gathering.finish();
    append(given);
    given = gathering.target;
    first = Objects.requireNonNull(gathering.behind);
    gathering.behind = null; // else the collector would keep what hangs on an old one
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

    /** Null once begun; who still reads the old value or the new one too early, begins nothing. */
    private @Nullable Gathering before;

    private volatile @Nullable Gathering behind;
    private int @Nullable [] chosen;
    private volatile int pieces = -1;
    private volatile @Nullable Throwable failure;

    /** To be begun when the one before, if any, has its rows. */
    Gathering(Dataset.Batch target, @Nullable Gathering before) {
      this.target = target;
      this.before = before;
    }

    private boolean mayBegin() {
      Gathering earlier = before;
      return !begun.get() && (earlier == null || earlier.pieces >= 0);
    }

    /** Chooses the rows, or copies some of them; false if there is nothing to do at the moment. */
    boolean doSome() {
      if (mayBegin() && begun.compareAndSet(false, true)) {
        return choose();
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

    /** False if there are no more batches, or none can be had. */
    private boolean choose() {
      before = null; // so that nothing hangs on the batches of the past
      try {
        if (!rows.hasNext()) {
          throw new NoSuchElementException("[prefetch] there are no more batches");
        }
        int[] numbers = rows.next();
        chosen = numbers;
        pieces = (numbers.length + rowsOfPiece - 1) / rowsOfPiece;
        return true;
      } catch (RuntimeException | Error problem) {
        failure = problem;
        pieces = 0;
        return false;
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
