package org.jacobi.bench.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.pytorch.jni.JniUtils;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;
import org.jacobi.bench.Workload;

/**
 * Options: {@code easy} (ArrayDataset and the calls that EasyTrain makes, instead of an own loop),
 * {@code direct} (inference without a Predictor). Threads are set by DJL's system properties.
 */
public final class DjlFactory implements Contestant.Factory {
  /** Called by {@link java.util.ServiceLoader}. */
  public DjlFactory() {}

  @Override
  public Contestant open(Setup setup) {
    Engine.getInstance().setRandomSeed(1);
    var model = Model.newInstance(setup.workload().id());
    model.setBlock(block(setup.workload()));
    return setup.workload().trains()
        ? new DjlTraining(setup, model)
        : new DjlInference(setup, model);
  }

  private static SequentialBlock block(Workload workload) {
    var sizes = workload.sizes();
    var block = new SequentialBlock().add(Linear.builder().setUnits(sizes.get(1)).build());
    boolean table = workload == Workload.W5;
    block.add(table ? Activation.sigmoidBlock() : Activation.reluBlock());
    block.add(Linear.builder().setUnits(sizes.get(2)).build()).add(Activation.reluBlock());
    if (table) {
      block.add(Dropout.builder().optRate((float) Workload.DROPOUT).build());
    }
    return block.add(Linear.builder().setUnits(sizes.get(3)).build());
  }

  /** Overwrites the parameters of an initialised model. */
  static void copyWeights(Setup setup, Model model) {
    var parameters = model.getBlock().getParameters();
    int i = 0;
    for (var layer : setup.layers()) {
      parameters.valueAt(i++).getArray().set(layer.weight());
      parameters.valueAt(i++).getArray().set(layer.bias());
    }
  }

  /** All rows as one array. */
  static NDArray features(Setup setup, NDManager manager) {
    int rows = setup.rows();
    int width = setup.workload().inputs();
    var all = manager.zeros(new Shape(rows, width));
    for (int from = 0; from < rows; from += Setup.CHUNK) {
      int to = Math.min(rows, from + Setup.CHUNK);
      try (var part = manager.create(setup.features(from, to), new Shape(to - from, width))) {
        all.set(new NDIndex().addSliceDim(from, to), part);
      }
    }
    return all;
  }

  /** What holds in this process. */
  static String describe(Setup setup, String way) {
    return "DJL "
        + Engine.getDjlVersion()
        + ", PyTorch "
        + Engine.getInstance().getVersion()
        + ", threads "
        + JniUtils.getNumThreads()
        + ", "
        + way
        + (setup.workload().trains() ? "" : ", " + setup.workload().batch() + " rows a call");
  }
}
