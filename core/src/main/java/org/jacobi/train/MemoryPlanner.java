package org.jacobi.train;

import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jacobi.array.NDArray;
import org.jacobi.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a run will take. What depends on the rows is measured on a few of them: memory is
 * a constant and a multiple of the rows.
 */
final class MemoryPlanner {
  private static final int SAMPLE = 64;

  /**
   * Each array of a step begins at a multiple of 64 bytes, which a line through two does not see.
   */
  private static final int ROUNDING = 64 * 64;

  private final Trainer trainer;
  private final Shards shards;
  private final Dataset train;
  private final int threads;
  private final long dataBytes;
  private final boolean keepsBest;
  private final long slabBytes;
  private final long optimizerBytes;
  private final Line step;
  private final Line evaluation;

  /** constant + slope · rows. */
  private record Line(double constant, double slope) {
    static Line through(int rows, long bytes, int more, long moreBytes) {
      if (more == rows) {
        return new Line(0, (double) bytes / rows);
      }
      double slope = (double) (moreBytes - bytes) / (more - rows);
      return new Line(bytes - slope * rows, slope);
    }

    long at(int rows) {
      return Math.round(Math.max(0, constant + slope * rows));
    }
  }

  MemoryPlanner(
      Trainer trainer,
      Shards shards,
      Evaluator evaluator,
      Dataset train,
      boolean keepsBest,
      @Nullable Dataset... parts) {
    this.trainer = trainer;
    this.shards = shards;
    this.train = train;
    this.threads = trainer.threads;
    this.keepsBest = keepsBest;
    this.slabBytes = bytes(trainer.model().store().values());
    this.optimizerBytes =
        trainer.optimizer().stateArrays().values().stream().mapToLong(MemoryPlanner::bytes).sum();
    long sum = 0;
    for (Dataset part : parts) {
      sum += part == null ? 0 : bytes(part.features()) + bytes(part.targets());
    }
    this.dataBytes = sum;
    this.step =
        line(Math.min(train.rows(), trainer.shardRows), rows -> shards.measure(train, rows));
    int most = Math.min(train.rows(), Forward.ROWS);
    this.evaluation = line(most, rows -> evaluator.measure(train, rows));
  }

  /** Measured on up to {@link #SAMPLE} rows; on half of them too, where more have to be judged. */
  private static Line line(int most, ToLongFunction<int[]> measure) {
    int rows = Math.min(SAMPLE, most);
    int fewer = most > SAMPLE ? rows / 2 : rows;
    long bytes = measure.applyAsLong(first(rows));
    return Line.through(
        fewer, fewer == rows ? bytes : measure.applyAsLong(first(fewer)), rows, bytes);
  }

  private static int[] first(int rows) {
    return IntStream.range(0, rows).toArray();
  }

  private static long bytes(NDArray array) {
    return array.size() * array.dtype().bytes();
  }

  MemoryPlan plan() {
    return plan(trainer.batchSize, trainer.shardRows);
  }

  private MemoryPlan plan(int batchSize, int shardRows) {
    int batch = Math.min(batchSize, train.rows());
    int rows = Math.min(batch, shardRows);
    int count = (batch + rows - 1) / rows;
    long batchBytes = batchBytes(batch, rows);
    var plan =
        new MemoryPlan(
            dataBytes,
            Prefetcher.FEWEST * batchBytes,
            (keepsBest ? 2 : 1) * slabBytes,
            count * slabBytes,
            optimizerBytes,
            slabs(count) * workerBytes(rows),
            trainer.checkpoints == null ? 0 : (keepsBest ? 2 : 1) * slabBytes + optimizerBytes);
    return plan.withBatches(
        batchBytes * Prefetcher.batches(batchBytes, trainer.memoryLimit - plan.total()));
  }

  private long batchBytes(int batch, int rowsOfShard) {
    return batch
        * (shards.inputType(batch, rowsOfShard).bytes() * train.featureShape().size()
            + bytes(train.targets()) / Math.max(1, train.rows()));
  }

  /** How many batches are in memory at once. */
  int batches() {
    int batch = Math.min(trainer.batchSize, train.rows());
    return (int) (plan().batches() / batchBytes(batch, Math.min(batch, trainer.shardRows)));
  }

  /** How many workers get something to do in a step or in an evaluation. */
  private int slabs(int count) {
    int parts = (train.rows() + Forward.ROWS - 1) / Forward.ROWS;
    return Math.min(threads, Math.max(count, parts));
  }

  private long workerBytes(int rows) {
    return ROUNDING + Math.max(step.at(rows), evaluation.at(Math.min(Forward.ROWS, train.rows())));
  }

  /** How many workers' slabs are used. */
  int slabs() {
    int batch = Math.min(trainer.batchSize, train.rows());
    int rows = Math.min(batch, trainer.shardRows);
    return slabs((batch + rows - 1) / rows);
  }

  /** What each worker's slab should hold from the start. */
  long workerBytes() {
    return workerBytes(Math.min(trainer.batchSize, Math.min(train.rows(), trainer.shardRows)));
  }

  /**
   * Refuses a run that does not fit.
   *
   * @throws IllegalArgumentException if it needs more than {@code limit} bytes
   */
  void require(long limit) {
    var plan = plan();
    if (plan.total() <= limit) {
      return;
    }
    String allowed = MemoryPlan.text(limit);
    if (allowed.equals(MemoryPlan.text(plan.total()))) {
      allowed += String.format(Locale.ROOT, " (%,d bytes of the %,d needed)", limit, plan.total());
    }
    int fits = trainer.batchSize - 1;
    while (fits > 0 && plan(fits, rowsFor(fits)).total() > limit) {
      fits--;
    }
    throw new IllegalArgumentException(
        "[memory] this run needs "
            + plan
            + "; allowed are "
            + allowed
            + ". "
            + advice(fits, plan, limit));
  }

  private String advice(int fits, MemoryPlan plan, long limit) {
    if (fits > 0) {
      return "The largest batch size that fits is " + fits;
    }
    if (plan.data() > limit) {
      return "The data alone take more: allow more, or give fewer rows";
    }
    int fewer = (int) (slabs() - (plan.total() - limit + workerBytes() - 1) / workerBytes());
    return fewer > 0
        ? "It fits with so many threads: " + fewer + ", in place of " + slabs()
        : "Not even a batch of one row fits: allow more, or make the model smaller";
  }

  private int rowsFor(int batchSize) {
    return trainer.shardRowsGiven ? trainer.shardRows : Shards.defaultRows(batchSize);
  }
}
