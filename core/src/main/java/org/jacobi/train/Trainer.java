package org.jacobi.train;

import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleUnaryOperator;
import org.jacobi.array.NDArray;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.data.Preprocessor;
import org.jacobi.data.Split;
import org.jacobi.data.Task;
import org.jacobi.kernel.KernelProvider;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.Loss;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Optimizer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model: batches in an order drawn from (seed, epoch), each cut into shards, one optimizer
 * step for each, figures after each epoch.
 *
 * <pre>{@code
 * var trainer = Trainer.builder(model)
 *     .loss(new CrossEntropyLoss())
 *     .optimizer(new SGD(0.02).momentum(0.9))
 *     .batchSize(128).epochs(20).seed(1)
 *     .build();
 * var history = trainer.fit(digits.train(), digits.test());
 * trainer.save(Path.of("mnist.safetensors"));
 * }</pre>
 *
 * <p>Where there is a validation part, the model ends with the weights of the epoch that had the
 * smallest validation loss, else with the last ones. Nothing is ever chosen by the test part.
 */
public final class Trainer {
  /** The default batch size. */
  public static final int BATCH_SIZE = 32;

  private static final System.Logger LOG = System.getLogger(Trainer.class.getName());

  /** The default number of epochs. */
  public static final int EPOCHS = 10;

  /** The default seed. */
  public static final long SEED = 1;

  final UnaryLayer model;
  final Loss loss;
  final Optimizer optimizer;
  final @Nullable Penalty penalty;
  final int batchSize;
  final boolean dropLast;
  final int epochs;
  final long steps;
  final long seed;
  final int shardRows;
  final boolean shardRowsGiven;
  final long memoryLimit;
  final int threads;
  private final Precision precision;
  private final double validationFraction;
  private final @Nullable Dataset validationPart;
  final int patience;
  final @Nullable Checkpoints checkpoints;
  final List<TrainingListener> listeners;
  private final @Nullable Preprocessor preprocessor;
  private final Slab slab = new Slab();
  private final AtomicBoolean fitting = new AtomicBoolean();

  /** Held by whoever computes with the workers. */
  private final ReentrantLock using = new ReentrantLock();

  final Workers workers;
  volatile boolean stopping;
  private @Nullable ModelInfo info;
  int epochsDone;
  @Nullable CheckpointFile resumed;
  boolean resumesAnyway;
  List<String> differences = List.of();

  private Trainer(Builder builder, Loss loss, Optimizer optimizer) {
    this.model = builder.model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.penalty = builder.penalty;
    this.batchSize = builder.batchSize;
    this.dropLast = builder.dropLast;
    this.epochs = builder.epochs;
    this.steps = builder.steps;
    this.seed = builder.seed;
    this.shardRows = builder.shardRows > 0 ? builder.shardRows : Shards.defaultRows(batchSize);
    this.shardRowsGiven = builder.shardRows > 0;
    this.memoryLimit = builder.memoryLimit;
    this.threads =
        builder.threads > 0 ? builder.threads : Runtime.getRuntime().availableProcessors();
    this.precision = builder.precision;
    this.validationFraction = builder.validationFraction;
    this.validationPart = builder.validationPart;
    this.patience = builder.patience;
    this.checkpoints = builder.checkpoints;
    this.listeners = List.copyOf(builder.listeners);
    this.preprocessor = builder.preprocessor;
    this.workers = new Workers(threads);
    if (!model.isInitialised()) {
      model.init(seed);
    }
    optimizer.over(model);
  }

  /** A trainer of this model, to be configured; loss and optimizer must be given. */
  public static Builder builder(UnaryLayer model) {
    KernelProvider.prepare();
    return new Builder(model);
  }

  /** What a trainer is made of. Every setting has a default but the loss and the optimizer. */
  public static final class Builder {
    private final UnaryLayer model;
    private @Nullable Loss loss;
    private @Nullable Optimizer optimizer;
    private @Nullable Penalty penalty;
    private int batchSize = BATCH_SIZE;
    private boolean dropLast;
    private int epochs = EPOCHS;
    private long steps;
    private long seed = SEED;
    private int shardRows;
    private int threads;
    private long memoryLimit = Long.MAX_VALUE;
    private Precision precision = Precision.F32;
    private double validationFraction;
    private @Nullable Dataset validationPart;
    private int patience;
    private @Nullable Checkpoints checkpoints;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private @Nullable Preprocessor preprocessor;

    private Builder(UnaryLayer model) {
      this.model = model;
    }

    /** What is to become small. */
    public Builder loss(Loss chosen) {
      this.loss = chosen;
      return this;
    }

    /** How the parameters move. */
    public Builder optimizer(Optimizer chosen) {
      this.optimizer = chosen;
      return this;
    }

    /** What is added to the loss to keep parameters small. */
    public Builder penalty(Penalty chosen) {
      this.penalty = chosen;
      return this;
    }

    /** Rows of a batch; {@link Trainer#BATCH_SIZE} by default. */
    public Builder batchSize(int rows) {
      this.batchSize = positive("batch size", rows);
      return this;
    }

    /** Leaves out a last batch that is shorter than the others. */
    public Builder dropLast() {
      this.dropLast = true;
      return this;
    }

    /** How often the training part is gone through; {@link Trainer#EPOCHS} by default. */
    public Builder epochs(int count) {
      this.epochs = positive("number of epochs", count);
      this.steps = 0;
      return this;
    }

    /** How many optimizer steps are made, in place of a number of epochs. */
    public Builder steps(long count) {
      if (count <= 0) {
        throw new IllegalArgumentException(
            "[trainer] the number of steps must be positive, not " + count);
      }
      this.steps = count;
      return this;
    }

    /** What all random numbers follow from; {@link Trainer#SEED} by default. */
    public Builder seed(long number) {
      this.seed = number;
      return this;
    }

    /** Rows of a shard; {@link Shards#defaultRows} of the batch size by default. */
    public Builder shardRows(int rows) {
      this.shardRows = positive("number of rows in a shard", rows);
      return this;
    }

    /**
     * How many threads compute; one for each processor by default. The result has the same bits for
     * any number.
     */
    public Builder threads(int count) {
      this.threads = positive("number of threads", count);
      return this;
    }

    /**
     * A hard limit for the bytes outside of the Java heap; none by default. A run that does not fit
     * is refused before its first step, with the largest batch size that would. Where memory is
     * short, fewer batches are gathered ahead.
     */
    public Builder memory(long bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException(
            "[trainer] the memory limit must be positive, not " + bytes);
      }
      this.memoryLimit = bytes;
      return this;
    }

    /** How exactly matrix products multiply; {@link Precision#F32} by default. */
    public Builder precision(Precision chosen) {
      this.precision = chosen;
      return this;
    }

    /**
     * The share of the training part that is set aside for validation, drawn by the seed,
     * stratified for classes.
     */
    public Builder validation(double fraction) {
      if (!(fraction > 0 && fraction < 1)) {
        throw new IllegalArgumentException(
            "[trainer] the validation share must lie between 0 and 1, but is " + fraction);
      }
      this.validationFraction = fraction;
      return this;
    }

    /** A validation part of its own. */
    public Builder validation(Dataset part) {
      this.validationPart = part;
      return this;
    }

    /**
     * Stops when the validation loss has not improved for so many epochs; needs a validation part.
     */
    public Builder earlyStop(int epochsOfPatience) {
      this.patience = positive("patience", epochsOfPatience);
      return this;
    }

    /** Writes checkpoints, from which {@link Trainer#resume} goes on; none by default. */
    public Builder checkpoints(Checkpoints chosen) {
      this.checkpoints = chosen;
      return this;
    }

    /** Adds somebody who watches. */
    public Builder listener(TrainingListener listener) {
      this.listeners.add(listener);
      return this;
    }

    /**
     * How the table of the data set was prepared: it goes into the model file, and turns scaled
     * targets back for the figures.
     */
    public Builder preprocessor(Preprocessor used) {
      this.preprocessor = used;
      return this;
    }

    private static int positive(String what, int number) {
      if (number <= 0) {
        throw new IllegalArgumentException(
            "[trainer] the " + what + " must be positive, not " + number);
      }
      return number;
    }

    /**
     * The trainer; initialises the model with the seed unless that was done.
     *
     * @throws IllegalStateException if loss or optimizer is missing, or early stopping has no
     *     validation part to look at
     */
    public Trainer build() {
      if (loss == null || optimizer == null) {
        throw new IllegalStateException(
            "[trainer] needs a loss and an optimizer: call "
                + (loss == null ? "loss(…)" : "optimizer(…)")
                + " before build()");
      }
      if (patience > 0 && validationFraction == 0 && validationPart == null) {
        throw new IllegalStateException(
            "[trainer] early stopping needs a validation part: call validation(0.1) too");
      }
      return new Trainer(this, loss, optimizer);
    }
  }

  // ---- training ----

  /**
   * Trains on a data set. A thread that is interrupted ends its training as {@link #stop} does, and
   * stays interrupted.
   *
   * @throws IllegalStateException if this trainer is training already
   */
  public History fit(Dataset train) {
    return run(train, null);
  }

  /**
   * Trains on one data set and reports the figures of another after each epoch; nothing is chosen
   * by them.
   *
   * @throws IllegalStateException if this trainer is training already
   * @throws DivergedException if the loss is no longer finite; says in which layer
   * @throws IllegalArgumentException if model, loss and data do not go together
   */
  public History fit(Dataset train, Dataset test) {
    return run(train, test);
  }

  private History run(Dataset all, @Nullable Dataset test) {
    if (!fitting.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "[trainer] this trainer is training already: wait for the end of fit, or make a second"
              + " trainer with a model of its own");
    }
    using.lock();
    try {
      return inSettings(() -> runHere(all, test));
    } finally {
      using.unlock();
      fitting.set(false);
    }
  }

  private <R> R inSettings(ScopedValue.CallableOp<R, RuntimeException> body) {
    return StepScope.outside().with(Kernels.SETTING, Kernels.current().at(precision)).call(body);
  }

  private History runHere(Dataset all, @Nullable Dataset test) {
    var fit = prepare(all, test);
    warnOfPrecision(Kernels.current(), precision, LOG);
    info = ModelInfo.of(all, loss, preprocessor);
    return fit.run();
  }

  static void warnOfPrecision(Kernels kernels, Precision precision, System.Logger log) {
    String start =
        "precision " + name(precision) + " changes nothing here, products are computed in f32: ";
    kernels.missingPrecision().ifPresent(reason -> log.log(Level.WARNING, start + reason));
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private Fit prepare(Dataset all, @Nullable Dataset test) {
    if (validationPart != null || validationFraction == 0) {
      return new Fit(this, all, all, validationPart, test);
    }
    Split split = split(all);
    return new Fit(this, all, all.subset(split.train()), all.subset(split.test()), test);
  }

  /**
   * Lets the next {@link #fit} go on from the last whole checkpoint of a folder, or from one file,
   * and end with the same bits as the run that was not stopped. Give the same model, settings and
   * data; the number of epochs or steps and of threads may be another one. A folder without a whole
   * checkpoint leaves all as it is: the training begins anew. If it goes on in the folder of the
   * checkpoint, later ones are deleted: it writes them again.
   *
   * <pre>{@code
   * trainer.resume(Path.of("runs/mine"));
   * trainer.fit(train, test);
   * }</pre>
   *
   * @return the step after which the checkpoint was written, 0 if there is none, and what was wrong
   *     with later ones
   * @throws org.jacobi.data.DataException if a file was named that is damaged or no checkpoint;
   *     {@code fit} throws {@link IllegalArgumentException} if it belongs to another run
   */
  public ResumePoint resume(Path folderOrFile) {
    return resume(folderOrFile, false);
  }

  /**
   * The same with other data or settings than those of the checkpoint, or another version: the bits
   * are then those of neither run. {@link #resumeDifferences} says what was different.
   */
  public ResumePoint resumeAnyway(Path folderOrFile) {
    return resume(folderOrFile, true);
  }

  private ResumePoint resume(Path folderOrFile, boolean anyway) {
    List<String> damaged = new ArrayList<>();
    boolean isFile = folderOrFile.toString().endsWith(".safetensors");
    CheckpointFile found =
        isFile || Files.isRegularFile(folderOrFile)
            ? CheckpointFile.read(folderOrFile)
            : new CheckpointFolder(folderOrFile).lastWhole(damaged);
    resumed = found;
    resumesAnyway = anyway;
    return found == null
        ? new ResumePoint(0, List.of(), damaged)
        : new ResumePoint(found.state().step, found.state().records, damaged);
  }

  /** What was different when the last {@link #fit} was resumed anyway; empty if nothing was. */
  public List<String> resumeDifferences() {
    return List.copyOf(differences);
  }

  /**
   * The memory that {@link #fit} with this data will take outside of the Java heap. A few rows go
   * through the model to find out; nothing is changed.
   */
  public MemoryPlan plan(Dataset train) {
    return inSettings(() -> prepare(train, null).memory());
  }

  /** The same with a test part. */
  public MemoryPlan plan(Dataset train, Dataset test) {
    return inSettings(() -> prepare(train, test).memory());
  }

  /**
   * Refuses what {@link #fit} with this data would refuse because of the limit on memory.
   *
   * @throws IllegalArgumentException if the run needs more than {@link Builder#memory} allows
   */
  public void requireMemory(Dataset train, Dataset test) {
    inSettings(() -> prepare(train, test).requireMemory());
  }

  /** The same without a test part. */
  public void requireMemory(Dataset train) {
    inSettings(() -> prepare(train, null).requireMemory());
  }

  private Split split(Dataset data) {
    return data.task() == Task.CLASSIFICATION
        ? Split.stratified(data.labels(), validationFraction, seed)
        : Split.of(data.rows(), validationFraction, seed);
  }

  /**
   * Asks a running {@link #fit} to end after its current step, or its first one; it then ends as it
   * would have.
   */
  public void stop() {
    stopping = true;
  }

  // ---- using ----

  DoubleUnaryOperator unscale() {
    Preprocessor known = preprocessor;
    return known == null ? x -> x : known::unscaleTarget;
  }

  /** The model's answers for a data set beside what was expected. */
  public Evaluation evaluate(Dataset data) {
    return inSettings(() -> {
      if (!using.tryLock()) { // somebody trains or evaluates in another thread
        return evaluate(data, new Workers(threads));
      }
      try {
        return evaluate(data, workers);
      } finally {
        using.unlock();
      }
    });
  }

  private Evaluation evaluate(Dataset data, Workers by) {
    return new Evaluator(model, loss, penalty, unscale(), by).evaluate(data);
  }

  /** The model's outputs for rows of features as they were trained on: (rows × outputs). */
  public double[][] predict(NDArray features) {
    double[] outputs = Forward.outputs(model, features, slab);
    int rows = features.shape().dim(0);
    int width = rows == 0 ? 0 : outputs.length / rows;
    double[][] result = new double[rows][width];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(outputs, i * width, result[i], 0, width);
    }
    return result;
  }

  /** The model that is trained. */
  public UnaryLayer model() {
    return model;
  }

  /** How many threads compute. */
  public int threads() {
    return threads;
  }

  /** The optimizer that moves its parameters. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /**
   * What is known of the model besides its numbers.
   *
   * @throws IllegalStateException before the first {@link #fit}
   */
  public ModelInfo info() {
    ModelInfo known = info;
    if (known == null) {
      throw new IllegalStateException(
          "[trainer] what the model is for is known once fit(…) was called");
    }
    return known;
  }

  /** The settings, for the record of a run. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("loss", loss.toString());
    map.put("optimizer", optimizer.toMap());
    Penalty chosen = penalty;
    if (chosen != null) {
      map.put("penalty", chosen.toString());
    }
    map.put("batch_size", (long) batchSize);
    map.put("shard_rows", (long) shardRows);
    if (steps > 0) {
      map.put("steps", steps);
    } else {
      map.put("epochs", (long) epochs);
    }
    map.put("seed", seed);
    map.put("precision", name(precision));
    if (patience > 0) {
      map.put("early_stop", (long) patience);
    }
    return map;
  }

  /** A predictor over the trained model. */
  public Predictor predictor() {
    return new Predictor(model, info());
  }

  /**
   * Writes the model as one safetensors file with all that is needed to use it.
   *
   * @throws java.io.UncheckedIOException if it cannot be written; what was there stays
   */
  public void save(Path file) {
    ModelFile.save(file, model, info());
  }
}
