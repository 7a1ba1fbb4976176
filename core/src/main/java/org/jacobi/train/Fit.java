package org.jacobi.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
  private final List<EpochRecord> records = new ArrayList<>();
  private final @Nullable Weights best;
  private int bestEpoch;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private final int epochsBefore;
  private final long stepsBefore;
  private long step;

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
    this.epochsBefore = trainer.epochsDone;
    this.stepsBefore = optimizer.steps();
    var ordered = new DataLoader(train, trainer.batchSize).shuffle(trainer.seed);
    this.loader = trainer.dropLast ? ordered.dropLast() : ordered;
    this.workers = new Workers(trainer.threads);
    var model = trainer.model;
    this.shards =
        new Shards(model, trainer.loss, train, trainer.shardRows, trainer.penalty, workers);
    this.evaluator =
        new Evaluator(model, trainer.loss, trainer.penalty, trainer.unscale(), workers);
    evaluator.check(validation);
    evaluator.check(test);
    // Batch normalisation cannot use a batch of one row, so that row joins the batch before.
    boolean single =
        !trainer.dropLast && train.rows() % trainer.batchSize == 1 && loader.steps() > 1;
    this.stepsPerEpoch = loader.steps() - (single && !model.buffers().isEmpty() ? 1 : 0);
    this.totalSteps = trainer.steps > 0 ? trainer.steps : (long) trainer.epochs * stepsPerEpoch;
    this.best = validation == null ? null : new Weights(model);
    var cut = whole == train ? null : whole;
    this.planner =
        new MemoryPlanner(
            trainer, shards, evaluator, train, best != null, cut, train, validation, test);
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

  History run() {
    planner.require(trainer.memoryLimit);
    reserve();
    // A second fit goes on: the schedule sees its steps behind those of the first.
    optimizer.plan(stepsPerEpoch, stepsBefore + totalSteps);
    trainer.stopping = false;
    var plan = plan();
    trainer.listeners.forEach(listener -> listener.started(plan));
    var batches = new Prefetcher(train, new Order(), mostRows());
    History.End end;
    workers.whenIdle(batches);
    try {
      end = epochs(batches);
    } finally {
      workers.whenIdle(null);
    }
    if (best != null && bestEpoch != records.size()) {
      best.restore();
    }
    trainer.epochsDone += records.size();
    var history = new History(records, best != null ? bestEpoch : records.size(), end);
    trainer.listeners.forEach(listener -> listener.finished(history));
    return history;
  }

  /** Asks for the memory of the steps at once; under a limit the slabs cannot grow past it. */
  private void reserve() {
    long each = planner.workerBytes();
    for (int i = 0; i < planner.slabs(); i++) {
      workers.slab(i).reserve(each);
    }
    if (trainer.memoryLimit < Long.MAX_VALUE) {
      long spare = (trainer.memoryLimit - memory().total()) / workers.threads();
      for (int i = 0; i < workers.threads(); i++) {
        workers.slab(i).limit((i < planner.slabs() ? each : 0) + spare);
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
    for (int epoch = 1; step < totalSteps; epoch++) {
      epoch(epoch, batches);
      if (trainer.stopping) {
        return History.End.STOPPED;
      }
      if (trainer.patience > 0 && epoch - bestEpoch >= trainer.patience) {
        return History.End.EARLY_STOP;
      }
    }
    return History.End.DONE;
  }

  private void epoch(int epoch, Prefetcher batches) {
    long start = System.nanoTime();
    long waitedBefore = batches.waitedNanos();
    long rows = 0;
    double rate = optimizer.rate();
    // Who stops a run before its first step gets that one: a record without rows has no figures.
    for (int i = 0; i < stepsPerEpoch && step < totalSteps && !(trainer.stopping && i > 0); i++) {
      var batch = batches.next();
      rate = optimizer.rate();
      step++;
      double value = shards.step(batch, keys(epoch), optimizer);
      rows += batch.rows();
      var record =
          new StepRecord(epoch, i + 1, stepsPerEpoch, step, totalSteps, batch.rows(), value, rate);
      trainer.listeners.forEach(listener -> listener.stepDone(record));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double waiting = (batches.waitedNanos() - waitedBefore) / 1e9;
    record(epoch, rate, seconds, waiting, seconds > 0 ? rows / seconds : 0);
  }

  private Shards.Keys keys(int epoch) {
    return new Shards.Keys(trainer.seed, epochsBefore + epoch, stepsBefore + step);
  }

  private int mostRows() {
    boolean joins = loader.steps() != stepsPerEpoch;
    return Math.min(train.rows(), trainer.batchSize + (joins ? 1 : 0));
  }

  /** The rows of each step of the run, one after the other. */
  private final class Order implements Iterator<int[]> {
    private int epoch;
    private int next;
    private long given;

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
      int[] rows = loader.rowsOf(epochsBefore + epochFromZero, i);
      if (i + 1 < stepsPerEpoch || loader.steps() == stepsPerEpoch) {
        return rows;
      }
      return IntStream.concat(
              IntStream.of(rows), IntStream.of(loader.rowsOf(epochsBefore + epochFromZero, i + 1)))
          .toArray();
    }
  }

  // ---- figures ----

  private void record(
      int epoch, double rate, double seconds, double waiting, double samplesPerSecond) {
    var trained = evaluator.evaluate(train).summary();
    if (!Double.isFinite(trained.loss())) {
      throw shards.divergedAfter(train, keys(epoch), trained.loss());
    }
    Scores validated = scores(validation);
    Scores tested = scores(test);
    Scores watched = validated != null ? validated : trained;
    optimizer.schedule().observe(watched.loss());
    if (best != null && validated != null && (bestEpoch == 0 || validated.loss() < bestLoss)) {
      bestLoss = Double.isNaN(validated.loss()) ? bestLoss : validated.loss();
      bestEpoch = epoch;
      best.copy();
    }
    var record =
        new EpochRecord(
            epoch, step, rate, trained, validated, tested, seconds, waiting, samplesPerSecond);
    records.add(record);
    trainer.listeners.forEach(listener -> listener.epochDone(record));
  }

  private @Nullable Scores scores(@Nullable Dataset part) {
    return part == null ? null : evaluator.evaluate(part).summary();
  }
}
