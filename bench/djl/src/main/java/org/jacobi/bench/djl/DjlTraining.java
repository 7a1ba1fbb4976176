package org.jacobi.bench.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;
import org.jacobi.bench.Workload;

/** An own loop over slices, or the loop of EasyTrain over an ArrayDataset, step by step. */
final class DjlTraining implements Contestant {
  private final Setup setup;
  private final int batch;
  private final boolean easy;
  private final Trainer trainer;
  private final NDArray features;
  private final NDArray targets;
  private final ArrayDataset dataset;
  private Iterator<Batch> iterator = Collections.emptyIterator();
  private long step;

  DjlTraining(Setup setup, Model model) {
    this.setup = setup;
    this.batch = setup.workload().batch();
    this.easy = setup.is("easy");
    boolean table = setup.workload() == Workload.W5;
    var loss = table ? Loss.sigmoidBinaryCrossEntropyLoss() : Loss.softmaxCrossEntropyLoss();
    this.trainer =
        model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(optimizer(setup.workload())));
    trainer.initialize(new Shape(batch, setup.workload().inputs()));
    DjlFactory.copyWeights(setup, model);
    var manager = trainer.getManager();
    this.features = DjlFactory.features(setup, manager);
    int[] labels = setup.labels(0, setup.rows());
    float[] numbers = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      numbers[i] = labels[i];
    }
    var shape = table ? new Shape(labels.length, 1) : new Shape(labels.length);
    this.targets = manager.create(numbers, shape);
    this.dataset =
        new ArrayDataset.Builder()
            .setData(features)
            .optLabels(targets)
            .setSampling(batch, false, true)
            .build();
  }

  private static Optimizer optimizer(Workload workload) {
    return workload == Workload.W5
        ? Optimizer.adam().optLearningRateTracker(Tracker.fixed((float) Workload.ADAM_RATE)).build()
        : Optimizer.sgd()
            .setLearningRateTracker(Tracker.fixed((float) Workload.SGD_RATE))
            .optMomentum((float) Workload.MOMENTUM)
            .build();
  }

  @Override
  public void step() {
    if (easy) {
      easyStep();
    } else {
      ownStep();
    }
  }

  private void easyStep() {
    try {
      if (!iterator.hasNext()) {
        iterator = trainer.iterateDataset(dataset).iterator();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TranslateException e) {
      throw new IllegalStateException(e);
    }
    try (var next = iterator.next()) {
      EasyTrain.trainBatch(trainer, next);
      trainer.step();
    }
  }

  private void ownStep() {
    long from = step++ % setup.batches() * batch;
    try (var manager = trainer.getManager().newSubManager()) {
      var part = new NDIndex().addSliceDim(from, from + batch);
      var x = features.get(part);
      var y = targets.get(part);
      x.attach(manager);
      y.attach(manager);
      try (var collector = trainer.newGradientCollector()) {
        var output = trainer.forward(new NDList(x), new NDList(y));
        collector.backward(trainer.getLoss().evaluate(new NDList(y), output));
      }
      trainer.step();
    }
  }

  @Override
  public float[] outputs(float[] rows, int count) {
    try (var manager = trainer.getManager().newSubManager()) {
      var x = manager.create(rows, new Shape(count, setup.workload().inputs()));
      return trainer.evaluate(new NDList(x)).singletonOrThrow().toFloatArray();
    }
  }

  @Override
  public String describe() {
    return DjlFactory.describe(setup, easy ? "EasyTrain with ArrayDataset" : "own loop");
  }

  @Override
  public void close() {
    trainer.close();
  }
}
