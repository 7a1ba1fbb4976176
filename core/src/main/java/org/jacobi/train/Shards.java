package org.jacobi.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.Loss;
import org.jacobi.nn.Mode;
import org.jacobi.nn.ParamStore;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.Randomness;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.GradientSink;
import org.jacobi.tensor.LayerTrace;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a batch, computed in shards of a fixed number of rows. Each shard has a step
 * scope and a gradient slab of its own; the slabs are added in a fixed binary tree over the shard
 * numbers, so that the result depends on the number of rows in a shard and the seed, never on
 * threads.
 *
 * <pre>{@code
 * var shards = new Shards(model, loss, data, 64);
 * double value = shards.backward(data, rows, new Shards.Keys(seed, epoch, step));
 * optimizer.step(model.store().gradients());
 * }</pre>
 */
public final class Shards {
  /** A batch of at most this many rows is one shard by default. */
  public static final int SMALLEST = 64;

  /** A batch is cut into at most this many shards by default. */
  public static final int MOST = 8;

  private final UnaryLayer model;
  private final Loss loss;
  private final int rowsPerShard;
  private final DType dtype;
  private final TargetShape targetShape;
  private final @Nullable Penalty penalty;
  private final Slab slab = new Slab();
  private final List<NDArray> gradients = new ArrayList<>();

  /**
   * What the random numbers of a step are keyed by, besides the shard.
   *
   * @param seed what the user chose
   * @param epoch number of the epoch, from 1
   * @param step number of the step within the run, from 1
   */
  public record Keys(long seed, int epoch, long step) {}

  /**
   * For one model and loss, and data of the kind of {@code sample}.
   *
   * @throws IllegalArgumentException if model, loss and data do not go together
   */
  public Shards(UnaryLayer model, Loss loss, Dataset sample, int rowsPerShard) {
    this(model, loss, sample, rowsPerShard, null);
  }

  Shards(UnaryLayer model, Loss loss, Dataset sample, int rowsPerShard, @Nullable Penalty penalty) {
    if (rowsPerShard <= 0) {
      throw new IllegalArgumentException(
          "[shards] a shard must have one row or more, not " + rowsPerShard);
    }
    this.model = model;
    this.loss = loss;
    this.rowsPerShard = rowsPerShard;
    this.penalty = penalty;
    this.dtype = model.store().values().dtype();
    this.targetShape = TargetShape.of(loss, sample, Forward.outputs(model, sample));
  }

  /** The default rows of a shard for a batch size: a function of it alone, never of the machine. */
  public static int defaultRows(int batchSize) {
    return batchSize <= SMALLEST ? batchSize : Math.max(SMALLEST, (batchSize + MOST - 1) / MOST);
  }

  /**
   * Leaves the gradient of the loss over these rows in {@link ParamStore#gradients}, applies the
   * updates of buffers, and gives back the loss, penalty included.
   */
  public double backward(Dataset data, int[] rows, Keys keys) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("[shards] a step needs one row or more");
    }
    int[] starts = starts(rows.length);
    double divisor = divisor(data, rows);
    double total = 0;
    List<LayerBuffer.Update> updates = new ArrayList<>();
    for (int shard = 0; shard + 1 < starts.length; shard++) {
      total += shard(data, rows, starts, shard, divisor, keys, updates);
    }
    updates.forEach(LayerBuffer.Update::apply);
    addTree(starts.length - 1);
    model.store().gradients().copyFrom(gradients.getFirst());
    double extra = penalty();
    if (!Double.isFinite(extra)) {
      throw diverged("the penalty is " + extra + at(keys), new FirstNonFinite());
    }
    return total + extra;
  }

  /** The first row of each shard and the end; a last shard of one row joins its neighbour. */
  private int[] starts(int rows) {
    int count = Math.max(1, (rows + rowsPerShard - 1) / rowsPerShard);
    if (count > 1 && rows - (count - 1) * rowsPerShard == 1) {
      count--;
    }
    int[] starts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      starts[i] = i * rowsPerShard;
    }
    starts[count] = rows;
    return starts;
  }

  private double divisor(Dataset data, int[] rows) {
    return StepScope.over(slab)
        .call(() -> loss.divisor(target(data, data.targets(rows, 0, rows.length))));
  }

  private Tensor target(Dataset data, NDArray targets) {
    return targetShape.of(targets, data.outputs(), dtype);
  }

  private double shard(
      Dataset data,
      int[] rows,
      int[] starts,
      int shard,
      double divisor,
      Keys keys,
      List<LayerBuffer.Update> updates) {
    while (gradients.size() <= shard) {
      gradients.add(model.store().newSlab());
    }
    var sink = model.store().sinkInto(gradients.get(shard));
    LayerBuffer.Sink collect = updates::add;
    return scope(keys, shard)
        .with(GradientSink.SETTING, sink)
        .with(LayerBuffer.SINK, collect)
        .call(() -> {
          Tensor value = loss(data, rows, starts[shard], starts[shard + 1], divisor);
          double number = value.item();
          if (!Double.isFinite(number)) {
            throw diverged(data, rows, starts, shard, divisor, keys, number);
          }
          if (value.requiresGrad()) {
            value.backward();
          }
          sink.finish();
          return number;
        });
  }

  private StepScope scope(Keys keys, int shard) {
    return StepScope.over(slab)
        .with(Mode.SETTING, Mode.TRAIN)
        .with(LayerTrace.SETTING, new LayerTrace())
        .with(Randomness.SETTING, Randomness.of(keys.seed, keys.epoch, keys.step, shard));
  }

  private Tensor loss(Dataset data, int[] rows, int from, int to, double divisor) {
    var batch = data.batch(rows, from, to);
    Tensor output = model.forward(new Tensor(batch.features().cast(dtype)));
    return loss.sum(output, target(data, batch.targets())).div(divisor);
  }

  /** Adds slab i + 2ᵏ to slab i for i = 0, 2ᵏ⁺¹, 2·2ᵏ⁺¹, …, for k = 0, 1, …: a fixed tree. */
  private void addTree(int shards) {
    for (int step = 1; step < shards; step *= 2) {
      for (int i = 0; i + step < shards; i += 2 * step) {
        var left = gradients.get(i);
        Kernels.current().binary(BinaryFn.ADD, left, gradients.get(i + step), left);
      }
    }
  }

  /** Adds the gradient of the penalty, once, and gives back its value. */
  private double penalty() {
    Penalty chosen = penalty;
    if (chosen == null) {
      return 0;
    }
    var store = model.store();
    return StepScope.over(slab)
        .call(() -> {
          var part = NDArray.allocate(dtype, store.gradients().shape());
          part.fill(0);
          var sink = store.sinkInto(part);
          Tensor value = chosen.of(model);
          StepScope.current()
              .with(GradientSink.SETTING, sink)
              .run(() -> {
                if (value.requiresGrad()) {
                  value.backward();
                }
                sink.finish();
              });
          var gradient = store.gradients();
          Kernels.current().binary(BinaryFn.ADD, gradient, part, gradient);
          return value.item();
        });
  }

  /** Computes the shard again, with the same random numbers, to see where the numbers break. */
  private DivergedException diverged(
      Dataset data, int[] rows, int[] starts, int shard, double divisor, Keys keys, double value) {
    var search = new FirstNonFinite();
    LayerBuffer.Sink ignore = update -> {};
    StepScope.over(new Slab())
        .with(Mode.SETTING, Mode.TRAIN)
        .with(LayerTrace.SETTING, search)
        .with(LayerBuffer.SINK, ignore)
        .with(Randomness.SETTING, Randomness.of(keys.seed, keys.epoch, keys.step, shard))
        .run(() -> loss(data, rows, starts[shard], starts[shard + 1], divisor));
    return diverged("the loss is " + value + at(keys), search);
  }

  private static String at(Keys keys) {
    return " in" + step(keys);
  }

  private static String step(Keys keys) {
    return " step " + keys.step + " (epoch " + keys.epoch + ")";
  }

  /** For a loss over all rows in evaluation mode, after a step that has spoilt the parameters. */
  DivergedException divergedAfter(Dataset data, Keys keys, double value) {
    int[] rows = IntStream.range(0, data.rows()).toArray();
    var search = new FirstNonFinite();
    for (int from = 0; from < rows.length && !search.hasFound(); from += Forward.ROWS) {
      int first = from;
      int end = Math.min(rows.length, from + Forward.ROWS);
      StepScope.over(new Slab())
          .with(Mode.SETTING, Mode.EVALUATE)
          .with(LayerTrace.SETTING, search)
          .run(() -> loss(data, rows, first, end, 1));
    }
    return diverged("the loss of the training part is " + value + " after" + step(keys), search);
  }

  private DivergedException diverged(String what, FirstNonFinite search) {
    return new DivergedException(
        "[trainer] "
            + what
            + ": "
            + search.where(model)
            + ". Try a smaller learning rate, clipping of the gradient's norm, or scaled inputs");
  }
}
