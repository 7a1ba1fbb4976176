package org.jacobi.train;

import org.jacobi.array.StepScope;
import org.jacobi.data.DataLoader;
import org.jacobi.data.Dataset;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Optimizer;

/** The steps of a trainer with seed 1, written as a loop over batches in F32. */
public final class OwnLoop {
  private OwnLoop() {}

  /** Trains with one shard a batch. */
  public static void run(
      UnaryLayer model, Optimizer optimizer, Dataset data, int batch, int epochs, Kernels kernels) {
    var loader = new DataLoader(data, batch).shuffle(1);
    var shards = new Shards(model, new CrossEntropyLoss(), data, batch, null, 2);
    long step = 0;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      for (int i = 0; i < loader.steps(); i++) {
        int[] rows = loader.rowsOf(epoch - 1, i);
        var keys = new Shards.Keys(1, epoch, ++step);
        StepScope.outside()
            .with(Kernels.SETTING, kernels)
            .call(() -> shards.step(data, rows, keys, optimizer));
      }
    }
  }
}
