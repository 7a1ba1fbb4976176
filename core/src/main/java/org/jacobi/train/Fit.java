package org.jacobi.train;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jacobi.data.DataLoader;
import org.jacobi.data.Dataset;
import org.jacobi.optim.Optimizer;
import org.jspecify.annotations.Nullable;

/** One call of {@link Trainer#fit}. */
final class Fit {
  private final Trainer trainer;
  private final Optimizer optimizer;
  private final Dataset train;
  private final @Nullable Dataset validation;
  private final @Nullable Dataset test;
  private final DataLoader loader;
  private final Workers workers;
  private final Shards shards;
  private final Evaluator evaluator;
  private final MemoryPlanner planner;
  private final int stepsPerEpoch;
  private final long totalSteps;
  private final @Nullable Weights best;
  private final @Nullable Saver saver;
  private final RunState state;
  private final Map<String, String> settings;
  private @Nullable Map<String, String> identity;

  /**
   * Checks that all parts go together, and finds out what memory they will take.
   *
   * @param whole what {@code train} was cut from, or {@code train} itself
   */
  Fit(
      Trainer trainer,
      Dataset whole,
      Dataset train,
      @Nullable Dataset validation,
      @Nullable Dataset test) {
    this.trainer = trainer;
    this.optimizer = trainer.optimizer;
    this.train = train;
    this.validation = validation;
    this.test = test;
    this.state =
        trainer.resumed == null
            ? new RunState(trainer.epochsDone, optimizer.steps())
            : trainer.resumed.state();
    var ordered = new DataLoader(train, trainer.batchSize).shuffle(trainer.seed);
    this.loader = trainer.dropLast ? ordered.dropLast() : ordered;
    this.workers = trainer.workers;
    var model = trainer.model;
    this.shards =
        new Shards(model, trainer.loss, train, trainer.shardRows, trainer.penalty, workers);
    this.evaluator =
        new Evaluator(model, trainer.loss, trainer.penalty, trainer.unscale(), workers);
    evaluator.check(validation);
    evaluator.check(test);
    boolean joins = lastRowJoins(trainer, train.rows(), trainer.batchSize);
    this.stepsPerEpoch = loader.steps() - (joins ? 1 : 0);
    this.totalSteps = trainer.steps > 0 ? trainer.steps : (long) trainer.epochs * stepsPerEpoch;
    this.settings = Identity.ofSettings(trainer, state.stepsBefore + totalSteps);
    this.best = validation == null ? null : new Weights(model);
    this.saver =
        trainer.checkpoints == null
            ? null
            : new Saver(trainer, trainer.checkpoints, train.task(), this::identity, best);
    var cut = whole == train ? null : whole;
    this.planner =
        new MemoryPlanner(trainer, shards, evaluator, best != null, cut, train, validation, test);
  }

  /** Batch normalisation cannot use a batch of one row, so that row joins the batch before. */
  static boolean lastRowJoins(Trainer trainer, int rows, int batchSize) {
    return !trainer.dropLast
        && rows > batchSize
        && rows % batchSize == 1
        && !trainer.model.buffers().isEmpty();
  }

  /** What this run takes outside of the heap. */
  MemoryPlan memory() {
    return planner.plan();
  }

  /** Refuses a run that does not fit, and gives back what it takes. */
  MemoryPlan requireMemory() {
    planner.require(trainer.memoryLimit);
    return memory();
  }

  /** Asked for by the thread that writes checkpoints, or when a run is resumed. */
  private synchronized Map<String, String> identity() {
    var known = identity;
    if (known == null) {
      known = new LinkedHashMap<>(settings);
      known.putAll(Identity.ofData(train, validation, test));
      identity = known;
    }
    return known;
  }

  /** Goes back to where the checkpoint was written. */
  private void resume(CheckpointFile from) {
    trainer.differences = from.differences(identity());
    if (!trainer.differences.isEmpty() && !trainer.resumesAnyway) {
      throw new IllegalArgumentException(
          "[resume] "
              + from.path()
              + " belongs to another run: "
              + String.join("; ", trainer.differences)
              + ". Give the same data and settings, or resume anyway (resumeAnyway, on the"
              + " command line --force), without the same bits");
    }
    if (state.step > totalSteps) {
      throw new IllegalArgumentException(
          "[resume] "
              + from.path()
              + " has "
              + state.step
              + " steps already, but the run is to have "
              + totalSteps
              + ": give as many or more");
    }
    if (stepsOfEpoch() > stepsPerEpoch) {
      throw new IllegalArgumentException(
          "[resume] "
              + from.path()
              + " was written after step "
              + stepsOfEpoch()
              + " of an epoch, and an epoch of this data has "
              + stepsPerEpoch
              + ": go on from a checkpoint at the end of an epoch");
    }
    from.restore(trainer.model, optimizer, best);
    if (trainer.differences.isEmpty()
        && !from.runHash().equals(RunHash.of(trainer.model, optimizer))) {
      throw new IllegalArgumentException(
          "[resume] "
              + from.path()
              + " does not give back the numbers that it was made of: its run hash is another one."
              + " Does a layer keep state outside of its parameters and buffers?");
    }
    trainer.resumed = null;
    if (saver != null) {
      saver.resumed(state, from.path());
    }
  }

  History run() {
    planner.require(trainer.memoryLimit);
    reserve();
    if (trainer.resumed != null) {
      resume(trainer.resumed);
    }
    // A second fit goes on: the schedule sees its steps behind those of the first.
    optimizer.plan(stepsPerEpoch, state.stepsBefore + totalSteps);
    trainer.stopping = false;
    var plan = plan();
    trainer.listeners.forEach(listener -> listener.started(plan));
    var memory = planner.batches();
    var batches = new Prefetcher(train, new Order(), memory.rows(), memory.type(), memory.count());
    History.End end;
    workers.whenIdle(batches);
    try {
      end = epochs(batches);
    } catch (RuntimeException | Error e) {
      settle(e);
      throw e;
    } finally {
      workers.whenIdle(null);
    }
    if (best != null && state.bestEpoch != state.records.size()) {
      best.restore();
    }
    if (saver != null) {
      saver.settle();
    }
    trainer.epochsDone = state.epochsBefore + state.records.size();
    int chosen = best != null ? state.bestEpoch : state.records.size();
    var history = new History(state.records, chosen, end, RunHash.of(trainer.model, optimizer));
    trainer.listeners.forEach(listener -> listener.finished(history));
    return history;
  }

  /** A run that fails still says which checkpoint it has left. */
  private void settle(Throwable failure) {
    try {
      if (saver != null) {
        saver.settle();
      }
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  /** Asks for the memory of the steps at once; under a limit the slabs cannot grow past it. */
  private void reserve() {
    if (saver != null) {
      saver.reserve();
    }
    boolean limited = trainer.memoryLimit < Long.MAX_VALUE;
    long spare = limited ? (trainer.memoryLimit - memory().total()) / workers.threads() : 0;
    for (int i = 0; i < workers.threads(); i++) {
      long bytes = planner.workerBytes(i);
      workers.slab(i).reserve(bytes);
      if (limited) {
        workers.slab(i).limit(bytes + spare);
      }
    }
  }

  private TrainingPlan plan() {
    return new TrainingPlan(
        train.task(),
        train.rows(),
        validation == null ? 0 : validation.rows(),
        test == null ? 0 : test.rows(),
        trainer.batchSize,
        trainer.shardRows,
        workers.threads(),
        stepsPerEpoch,
        totalSteps,
        trainer.model.store().trainable(),
        memory());
  }

  // ---- epochs ----

  private History.End epochs(Prefetcher batches) {
    while (true) {
      if (isOutOfPatience()) {
        return History.End.EARLY_STOP;
      }
      if (state.step >= totalSteps && stepsOfEpoch() == 0) {
        return History.End.DONE;
      }
      epoch(state.records.size() + 1, batches);
      if (trainer.stopping || Thread.currentThread().isInterrupted()) {
        return History.End.STOPPED;
      }
    }
  }

  private boolean isOutOfPatience() {
    return trainer.patience > 0 && state.records.size() - state.bestEpoch >= trainer.patience;
  }

  /** How many steps of the epoch that goes on are done. */
  private int stepsOfEpoch() {
    return (int) (state.step - (state.records.isEmpty() ? 0 : state.records.getLast().step()));
  }

  private void epoch(int epoch, Prefetcher batches) {
    long start = System.nanoTime();
    long waitedBefore = batches.waitedNanos();
    double secondsBefore = state.seconds;
    double waitedSecondsBefore = state.waitingSeconds;
    // Who stops a run before its first step gets that one: a record without rows has no figures.
    boolean stopped = trainer.stopping && state.step > 0;
    for (int i = stepsOfEpoch(); i < stepsPerEpoch && state.step < totalSteps && !stopped; i++) {
      var batch = batches.next();
      state.rate = optimizer.rate();
      state.step++;
      double value = shards.step(batch, keys(epoch), optimizer);
      var record =
          new StepRecord(
              epoch, i + 1, stepsPerEpoch, state.step, totalSteps, batch.rows(), value, state.rate);
      trainer.listeners.forEach(listener -> listener.stepDone(record));
      stopped = trainer.stopping || Thread.currentThread().isInterrupted();
      state.seconds = secondsBefore + (System.nanoTime() - start) / 1e9;
      state.waitingSeconds = waitedSecondsBefore + (batches.waitedNanos() - waitedBefore) / 1e9;
      if (i + 1 < stepsPerEpoch) {
        save(stopped || state.step >= totalSteps); // without figures: the epoch is not over
      }
    }
    boolean whole = stepsOfEpoch() == stepsPerEpoch;
    record(epoch);
    if (whole) {
      boolean due = saver != null && saver.isDueAfter(epoch);
      save(due || stopped || state.step >= totalSteps || isOutOfPatience());
    }
  }

  private void save(boolean due) {
    if (saver != null && (due || saver.isDueAt(state.step))) {
      saver.save(state);
    }
  }

  private Shards.Keys keys(int epoch) {
    return new Shards.Keys(
        trainer.seed, state.epochsBefore + epoch, state.stepsBefore + state.step);
  }

  /** The rows of each step of the run, one after the other. */
  private final class Order implements Iterator<int[]> {
    private int epoch = state.records.size();
    private int next = stepsOfEpoch();
    private long given = state.step;

    @Override
    public boolean hasNext() {
      return given < totalSteps;
    }

    @Override
    public int[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException("[trainer] the run has " + totalSteps + " steps");
      }
      if (next == stepsPerEpoch) {
        next = 0;
        epoch++;
      }
      given++;
      return rows(epoch, next++);
    }

    private int[] rows(int epochFromZero, int i) {
      int[] rows = loader.rowsOf(state.epochsBefore + epochFromZero, i);
      if (i + 1 < stepsPerEpoch || loader.steps() == stepsPerEpoch) {
        return rows;
      }
      return IntStream.concat(
              IntStream.of(rows),
              IntStream.of(loader.rowsOf(state.epochsBefore + epochFromZero, i + 1)))
          .toArray();
    }
  }

  // ---- figures ----

  private void record(int epoch) {
    var trained = evaluator.evaluate(train).summary();
    if (!Double.isFinite(trained.loss())) {
      throw shards.divergedAfter(train, keys(epoch), trained.loss());
    }
    Scores validated = scores(validation);
    Scores tested = scores(test);
    Scores watched = validated != null ? validated : trained;
    optimizer.schedule().observe(watched.loss());
    if (best != null
        && validated != null
        && (state.bestEpoch == 0 || validated.loss() < state.bestLoss)) {
      state.bestLoss = Double.isNaN(validated.loss()) ? state.bestLoss : validated.loss();
      state.bestEpoch = epoch;
      best.copy();
    }
    var record =
        new EpochRecord(
            epoch,
            state.step,
            state.rate,
            trained,
            validated,
            tested,
            state.seconds,
            state.waitingSeconds,
            state.seconds > 0 ? rowsOf(stepsOfEpoch()) / state.seconds : 0,
            RunHash.of(trainer.model, optimizer));
    state.records.add(record);
    state.seconds = 0;
    state.waitingSeconds = 0;
    trainer.listeners.forEach(listener -> listener.epochDone(record));
  }

  /** Rows of the first steps of an epoch. */
  private long rowsOf(int steps) {
    boolean all = steps == stepsPerEpoch && !trainer.dropLast;
    return all ? train.rows() : (long) steps * trainer.batchSize;
  }

  private @Nullable Scores scores(@Nullable Dataset part) {
    return part == null ? null : evaluator.evaluate(part).summary();
  }
}
