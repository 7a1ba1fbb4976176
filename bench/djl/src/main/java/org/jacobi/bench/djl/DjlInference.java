package org.jacobi.bench.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;

/** Probabilities from Java arrays to Java arrays, by a Predictor or by a call of the block. */
final class DjlInference implements Contestant {
  private final Setup setup;
  private final Model model;
  private final boolean direct;
  private final Predictor<float[], float[]> predictor;
  private final ParameterStore store;
  private final float[][] inputs;
  private int next;

  DjlInference(Setup setup, Model model) {
    this.setup = setup;
    this.model = model;
    this.direct = setup.is("direct");
    int batch = setup.workload().batch();
    int width = setup.workload().inputs();
    model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, new Shape(batch, width));
    DjlFactory.copyWeights(setup, model);
    this.predictor = model.newPredictor(new Rows(width));
    this.store = new ParameterStore(model.getNDManager(), false);
    this.inputs = new float[Math.min(setup.batches(), 64)][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = setup.features(i * batch, (i + 1) * batch);
    }
  }

  /** Rows in, probabilities out. */
  private record Rows(int width) implements NoBatchifyTranslator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] rows) {
      var shape = new Shape(rows.length / width, width);
      return new NDList(context.getNDManager().create(rows, shape));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
      return list.singletonOrThrow().softmax(1).toFloatArray();
    }
  }

  @Override
  public void step() {
    outputs(inputs[next], setup.workload().batch());
    next = (next + 1) % inputs.length;
  }

  @Override
  public float[] outputs(float[] features, int rows) {
    if (!direct) {
      try {
        return predictor.predict(features);
      } catch (TranslateException e) {
        throw new IllegalStateException(e);
      }
    }
    try (var manager = model.getNDManager().newSubManager()) {
      var x = manager.create(features, new Shape(rows, setup.workload().inputs()));
      return model
          .getBlock()
          .forward(store, new NDList(x), false)
          .singletonOrThrow()
          .softmax(1)
          .toFloatArray();
    }
  }

  @Override
  public String describe() {
    return DjlFactory.describe(setup, direct ? "block called directly" : "Predictor");
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }
}
