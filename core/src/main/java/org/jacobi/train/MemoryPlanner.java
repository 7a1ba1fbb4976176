package org.jacobi.train;

import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
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
  private final int evaluated;
  private final long penaltyBytes;

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

  /** How a step of some batch size is cut; {@code longest} is a batch that takes a row more. */
  private record Sizes(int batch, int longest, int shard, int shards) {}

  /** The batches that are in memory at once: how many, of how many rows, features of what type. */
  record Batches(int count, int rows, DType type) {}

  /**
   * For one run.
   *
   * @param cut what the training part was cut from, if it stays in memory as well
   */
  MemoryPlanner(
      Trainer trainer,
      Shards shards,
      Evaluator evaluator,
      boolean keepsBest,
      @Nullable Dataset cut,
      Dataset train,
      @Nullable Dataset validation,
      @Nullable Dataset test) {
    this.trainer = trainer;
    this.shards = shards;
    this.train = train;
    this.threads = trainer.threads;
    this.keepsBest = keepsBest;
    this.slabBytes = bytes(trainer.model().store().values());
    this.optimizerBytes =
        trainer.optimizer().stateArrays().values().stream().mapToLong(MemoryPlanner::bytes).sum();
    this.dataBytes = bytes(cut) + bytes(train) + bytes(validation) + bytes(test);
    this.step =
        line(Math.min(train.rows(), trainer.shardRows), rows -> shards.measure(train, rows));
    int most = Math.min(train.rows(), Forward.ROWS);
    this.evaluation = line(most, rows -> evaluator.measure(train, rows));
    this.evaluated = Math.max(train.rows(), Math.max(rows(validation), rows(test)));
    this.penaltyBytes = shards.measurePenalty();
  }

  private static int rows(@Nullable Dataset part) {
    return part == null ? 0 : part.rows();
  }

  private static long bytes(@Nullable Dataset part) {
    return part == null ? 0 : bytes(part.features()) + bytes(part.targets());
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
    return plan(sizes(), threads);
  }

  private MemoryPlan plan(Sizes sizes, int threads) {
    long batchBytes = batchBytes(sizes);
    var plan =
        new MemoryPlan(
            dataBytes,
            Prefetcher.FEWEST * batchBytes,
            (keepsBest ? 2 : 1) * slabBytes,
            sizes.shards * slabBytes,
            optimizerBytes,
            slabs(sizes, threads) * workerBytes(sizes)
                + helpers(sizes, threads) * updateBytes(sizes),
            trainer.checkpoints == null ? 0 : (keepsBest ? 2 : 1) * slabBytes + optimizerBytes);
    long spare = trainer.memoryLimit - plan.total();
    return plan.withBatches(batchBytes * Prefetcher.batches(batchBytes, spare / 2));
  }

  private Sizes sizes() {
    return sizes(trainer.batchSize, trainer.shardRows);
  }

  private Sizes sizes(int batchSize, int shardRows) {
    int batch = Math.min(batchSize, train.rows());
    int shard = Math.min(batch, shardRows);
    int longest = batch + (Fit.lastRowJoins(trainer, train.rows(), batchSize) ? 1 : 0);
    return new Sizes(batch, longest, shard, (batch + shard - 1) / shard);
  }

  private long batchBytes(Sizes sizes) {
    return sizes.longest
        * (type(sizes).bytes() * train.featureShape().size()
            + bytes(train.targets()) / Math.max(1, train.rows()));
  }

  private DType type(Sizes sizes) {
    return shards.inputType(sizes.batch, sizes.shard);
  }

  Batches batches() {
    var sizes = sizes();
    int count = (int) (plan().batches() / batchBytes(sizes));
    return new Batches(count, sizes.longest, type(sizes));
  }

  /** How many workers get something to do in a step or in an evaluation. */
  private int slabs(Sizes sizes, int threads) {
    int parts = (evaluated + Forward.ROWS - 1) / Forward.ROWS;
    return Math.min(threads, Math.max(sizes.shards, parts));
  }

  /** How many others help to add the gradients of several shards. */
  private int helpers(Sizes sizes, int threads) {
    return Math.max(0, Math.min(threads, shards.updateParts()) - slabs(sizes, threads));
  }

  /** A single gradient is not added to anything. */
  private long updateBytes(Sizes sizes) {
    return sizes.shards > 1 ? shards.updateBytes() : 0;
  }

  private long workerBytes(Sizes sizes) {
    // A last row that would be a shard of its own joins the one before.
    long longest = step.at(Math.min(sizes.shard + 1, train.rows()));
    long most = Math.max(longest, evaluation.at(Math.min(Forward.ROWS, evaluated)));
    return ROUNDING + Math.max(Math.max(most, penaltyBytes), updateBytes(sizes));
  }

  /** How many workers' slabs hold more than a range of gradients. */
  private int slabs() {
    return slabs(sizes(), threads);
  }

  /** What the slab of a worker should hold from the start. */
  long workerBytes(int worker) {
    var sizes = sizes();
    int slabs = slabs(sizes, threads);
    if (worker < slabs) {
      return workerBytes(sizes);
    }
    return worker < slabs + helpers(sizes, threads) ? updateBytes(sizes) : 0;
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
    while (fits > 0 && plan(sizes(fits, rowsFor(fits)), threads).total() > limit) {
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
    int fewer = slabs() - 1;
    while (fewer > 0 && plan(sizes(), fewer).total() > limit) {
      fewer--;
    }
    return fewer > 0
        ? "It fits with so many threads: " + fewer + ", in place of " + slabs()
        : "Not even a batch of one row fits: allow more, or make the model smaller";
  }

  private int rowsFor(int batchSize) {
    return trainer.shardRowsGiven ? trainer.shardRows : Shards.defaultRows(batchSize);
  }
}
