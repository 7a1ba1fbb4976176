package org.jacobi.train;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
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
import org.jacobi.optim.Optimizer;
import org.jacobi.tensor.GradientSink;
import org.jacobi.tensor.LayerTrace;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a batch, computed in shards of a fixed number of rows by several threads: each
 * shard by one of them, or, where there is one shard, the parts of its large kernels by all. Each
 * shard has a gradient slab and each thread a step scope of its own; the slabs are added in a fixed
 * binary tree over the shard numbers, so that the result depends on the number of rows in a shard
 * and the seed, never on threads.
 *
 * <pre>{@code
 * var shards = new Shards(model, loss, data, 64);
 * double value = shards.step(data, rows, new Shards.Keys(seed, epoch, step), optimizer);
 * }</pre>
 *
 * <p>One step at a time: a second thread needs shards of its own.
 */
public final class Shards {
  /** A batch of up to so many rows is one shard by default. */
  public static final int ROWS = 256;

  /** A batch is cut into at most this many shards by default, which may then have more rows. */
  public static final int MOST = 8;

  private final UnaryLayer model;
  private final Loss loss;
  private final int rowsPerShard;
  private final DType dtype;
  private final int classes;
  private final TargetShape targetShape;
  private final @Nullable Penalty penalty;
  private final ShardGradients gradients;
  private final Workers workers;
  private final SlabParts slabParts;

  /**
   * What the random numbers of a step are keyed by, besides the shard.
   *
   * @param seed what the user chose
   * @param epoch number of the epoch, from 1
   * @param step number of the step within the run, from 1
   */
  public record Keys(long seed, int epoch, long step) {}

  /** Where the rows of a batch come from. */
  private interface Source {
    int rows();

    NDArray targets();

    Dataset.Batch part(int from, int to);
  }

  /** Rows of a data set that each shard gathers for itself. */
  private record Gathered(Dataset data, int[] numbers) implements Source {
    @Override
    public int rows() {
      return numbers.length;
    }

    @Override
    public NDArray targets() {
      return data.targets(numbers, 0, numbers.length);
    }

    @Override
    public Dataset.Batch part(int from, int to) {
      return data.batch(numbers, from, to);
    }
  }

  /** A batch that was gathered before. */
  private record Ready(Dataset.Batch batch) implements Source {
    @Override
    public int rows() {
      return batch.rows();
    }

    @Override
    public NDArray targets() {
      return batch.targets();
    }

    @Override
    public Dataset.Batch part(int from, int to) {
      return batch.part(from, to);
    }
  }

  /**
   * For one model and loss, and data of the kind of {@code sample}, with a thread for each
   * processor.
   *
   * @throws IllegalArgumentException if model, loss and data do not go together
   */
  public Shards(UnaryLayer model, Loss loss, Dataset sample, int rowsPerShard) {
    this(model, loss, sample, rowsPerShard, null, Workers.perProcessor());
  }

  /**
   * The same with a penalty and a number of threads.
   *
   * @param penalty what is added to the loss once for each batch, or null
   * @param threads how many work at once; the result is the same for any number
   * @throws IllegalArgumentException if model, loss and data do not go together
   */
  public Shards(
      UnaryLayer model,
      Loss loss,
      Dataset sample,
      int rowsPerShard,
      @Nullable Penalty penalty,
      int threads) {
    this(model, loss, sample, rowsPerShard, penalty, new Workers(threads));
  }

  Shards(
      UnaryLayer model,
      Loss loss,
      Dataset sample,
      int rowsPerShard,
      @Nullable Penalty penalty,
      Workers workers) {
    if (rowsPerShard <= 0) {
      throw new IllegalArgumentException(
          "[shards] a shard must have one row or more, not " + rowsPerShard);
    }
    this.model = model;
    this.loss = loss;
    this.rowsPerShard = rowsPerShard;
    this.penalty = penalty;
    this.dtype = model.store().values().dtype();
    this.classes = sample.outputs();
    this.targetShape = TargetShape.of(loss, sample, Forward.outputs(model, sample));
    this.gradients = new ShardGradients(model.store());
    this.workers = workers;
    this.slabParts = new SlabParts(model.store());
  }

  /**
   * The default rows of a shard for a batch size: a function of it alone, never of the machine. Up
   * to {@value #ROWS} rows are one shard; more are cut into shards of equal length, of at most
   * {@value #ROWS} rows as long as that does not make more than {@value #MOST}.
   */
  public static int defaultRows(int batchSize) {
    int shards = Math.clamp((batchSize + ROWS - 1) / ROWS, 1, MOST);
    return (batchSize + shards - 1) / shards;
  }

  // ---- steps ----

  /**
   * Leaves the gradient of the loss over these rows in {@link ParamStore#gradients}, applies the
   * updates of buffers, and gives back the loss, penalty included.
   *
   * @throws DivergedException if the loss is not finite
   */
  public double backward(Dataset data, int[] rows, Keys keys) {
    return backward(new Gathered(data, rows), keys);
  }

  /** The same for a batch that was gathered before. */
  public double backward(Dataset.Batch batch, Keys keys) {
    return backward(new Ready(batch), keys);
  }

  /**
   * {@link #backward}, then a step of the optimizer, which works over the same model.
   *
   * @throws DivergedException if the loss is not finite; no parameter is changed then
   */
  public double step(Dataset data, int[] rows, Keys keys, Optimizer optimizer) {
    return step(new Gathered(data, rows), keys, optimizer);
  }

  /** The same for a batch that was gathered before. */
  public double step(Dataset.Batch batch, Keys keys, Optimizer optimizer) {
    return step(new Ready(batch), keys, optimizer);
  }

  private double backward(Source source, Keys keys) {
    int[] starts = starts(source.rows(), rowsPerShard);
    double value = shards(source, starts, keys);
    eachRange((from, to) -> gradients.sum(starts.length - 1, from, to));
    return value + penalty(keys);
  }

  private double step(Source source, Keys keys, Optimizer optimizer) {
    if (penalty != null || optimizer.clipsNorm()) {
      double value = backward(source, keys);
      eachRange(optimizer.begin(model.store().gradients())::update);
      return value;
    }
    int[] starts = starts(source.rows(), rowsPerShard);
    double value = shards(source, starts, keys);
    var pass = optimizer.begin(model.store().gradients());
    int count = starts.length - 1;
    workers.run(
        slabParts.count(),
        (part, worker) ->
            StepScope.over(workers.slab(worker))
                .run(() -> {
                  var room = count == 1 ? null : NDArray.allocate(dtype, Shape.of(SlabParts.PIECE));
                  slabParts.forEach(
                      part,
                      (from, to) -> pass.update(from, to, gradients.summed(count, from, to, room)));
                }));
    return value;
  }

  private void eachRange(SlabParts.RangeWork work) {
    workers.run(slabParts.count(), (part, worker) -> slabParts.forEach(part, work));
  }

  /**
   * The bytes of a worker's slab that a shard of these rows takes: it is computed, and what comes
   * out of it forgotten.
   */
  long measure(Dataset data, int[] rows) {
    gradients.prepare(1);
    try (var arena = Arena.ofConfined()) {
      var slab = new Slab(arena);
      var batch = data.newBatch(rows.length, inputType(rows.length, rows.length));
      data.gather(rows, 0, rows.length, batch);
      var shard = new Shard(new Ready(batch), 0, rows.length, 1, new Keys(0, 0, 0), 0);
      try {
        shard.backward(slab, Kernels.current(), new ArrayList<>());
      } catch (DivergedException early) {
        // The first step will say so, with its number.
      }
      return slab.peakBytes();
    }
  }

  /** The bytes of the first worker's slab that the penalty takes. */
  long measurePenalty() {
    Penalty chosen = penalty;
    if (chosen == null) {
      return 0;
    }
    try (var arena = Arena.ofConfined()) {
      var slab = new Slab(arena);
      StepScope.over(slab).run(() -> addPenalty(chosen));
      return slab.peakBytes();
    }
  }

  /** How many workers at most get a part of the parameters. */
  int updateParts() {
    return slabParts.count();
  }

  /** The bytes of a worker's slab in which it adds the gradients of several shards. */
  long updateBytes() {
    return (long) SlabParts.PIECE * dtype.bytes();
  }

  // ---- shards ----

  private double shards(Source source, int[] starts, Keys keys) {
    if (source.rows() == 0) {
      throw new IllegalArgumentException("[shards] a step needs one row or more");
    }
    int count = starts.length - 1;
    double divisor = divisor(source);
    gradients.prepare(count);
    double[] values = new double[count];
    List<List<LayerBuffer.Update>> updates = new ArrayList<>();
    for (int shard = 0; shard < count; shard++) {
      updates.add(new ArrayList<>(0));
    }
    // One shard leaves the other workers idle: they compute parts of its large kernels.
    var kernels = count == 1 ? new SplitKernels(Kernels.current(), workers) : Kernels.current();
    workers.run(
        count,
        (shard, worker) ->
            values[shard] =
                new Shard(source, starts[shard], starts[shard + 1], divisor, keys, shard)
                    .backward(workers.slab(worker), kernels, updates.get(shard)));
    double total = 0;
    for (int shard = 0; shard < count; shard++) {
      updates.get(shard).forEach(LayerBuffer.Update::apply);
      total += values[shard];
    }
    return total;
  }

  /** The first row of each shard and the end; a last shard of one row joins its neighbour. */
  private static int[] starts(int rows, int rowsPerShard) {
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

  private double divisor(Source source) {
    return StepScope.over(workers.slab(0)).call(() -> loss.divisor(target(source.targets())));
  }

  private Tensor target(NDArray targets) {
    return targetShape.of(targets, classes, dtype);
  }

  /**
   * The type in which batches are gathered: BF16 if the model likes that for a whole shard, and for
   * every shard of so many rows of a batch, else F32.
   */
  DType inputType(int rows, int rowsPerShard) {
    int[] starts = starts(rows, rowsPerShard);
    boolean half = likesHalf(this.rowsPerShard);
    for (int i = 1; i < starts.length; i++) {
      half &= likesHalf(starts[i] - starts[i - 1]);
    }
    return half ? DType.BF16 : DType.F32;
  }

  /** Rounded here too, so that the bits do not depend on who has gathered. */
  private static NDArray half(NDArray features) {
    if (features.dtype() == DType.BF16) {
      return features;
    }
    var rounded = NDArray.allocate(DType.BF16, features.shape());
    int[] rows = IntStream.range(0, features.shape().dim(0)).toArray();
    var dense = features.isContiguous() ? features : features.copy();
    Kernels.current().roundRows(dense, rows, 0, rows.length, rounded);
    return rounded;
  }

  private boolean likesHalf(int rows) {
    return dtype == DType.F32 && model.inputType(rows) == DType.BF16;
  }

  private Tensor loss(Dataset.Batch batch, double divisor) {
    Tensor output = model.forward(new Tensor(input(batch)));
    return loss.sum(output, target(batch.targets())).div(divisor);
  }

  /**
   * The features as the model takes them. A shard that is not liked in BF16 although whole ones
   * are, such as a short last one, is rounded like these and converted back.
   */
  private NDArray input(Dataset.Batch batch) {
    var features = batch.features();
    if (likesHalf(batch.rows())) {
      return half(features);
    }
    return (likesHalf(rowsPerShard) ? half(features) : features).cast(dtype);
  }

  /** Some rows of a batch. */
  private final class Shard {
    private final Source source;
    private final int from;
    private final int to;
    private final double divisor;
    private final Keys keys;
    private final int number;

    Shard(Source source, int from, int to, double divisor, Keys keys, int number) {
      this.source = source;
      this.from = from;
      this.to = to;
      this.divisor = divisor;
      this.keys = keys;
      this.number = number;
    }

    private StepScope scope(Slab slab, LayerTrace trace, LayerBuffer.Sink updates) {
      return StepScope.over(slab)
          .with(Mode.SETTING, Mode.TRAIN)
          .with(LayerTrace.SETTING, trace)
          .with(LayerBuffer.SINK, updates)
          .with(Randomness.SETTING, Randomness.of(keys.seed, keys.epoch, keys.step, number));
    }

    double backward(Slab slab, Kernels kernels, List<LayerBuffer.Update> updates) {
      var sink = gradients.sink(number);
      return scope(slab, new LayerTrace(), updates::add)
          .with(Kernels.SETTING, kernels)
          .with(GradientSink.SETTING, sink)
          .call(() -> {
            Tensor value = loss(source.part(from, to), divisor);
            double result = value.item();
            if (!Double.isFinite(result)) {
              throw diverged(result);
            }
            if (value.requiresGrad()) {
              value.backward();
            }
            sink.finish();
            return result;
          });
    }

    /** Computes the shard again, with the same random numbers, to see where the numbers break. */
    private DivergedException diverged(double value) {
      var search = new FirstNonFinite();
      scope(new Slab(), search, update -> {}).run(() -> loss(source.part(from, to), divisor));
      return Divergence.of("the loss is " + value + " in" + step(keys), search, model);
    }
  }

  /** Adds the gradient of the penalty, once, and gives back its value. */
  private double penalty(Keys keys) {
    Penalty chosen = penalty;
    if (chosen == null) {
      return 0;
    }
    double value = StepScope.over(workers.slab(0)).call(() -> addPenalty(chosen));
    if (!Double.isFinite(value)) {
      throw Divergence.of(
          "the penalty is " + value + " in" + step(keys), new FirstNonFinite(), model);
    }
    return value;
  }

  private double addPenalty(Penalty chosen) {
    var store = model.store();
    var part = NDArray.allocate(dtype, store.gradients().shape()).fill(0);
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
          .run(() -> loss(data.batch(rows, first, end), 1));
    }
    return Divergence.of(
        "the loss of the training part is " + value + " after" + step(keys), search, model);
  }
}
