package org.jacobi.cpu;

import org.jacobi.data.Dataset;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Linear;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.optim.Optimizers;
import org.jacobi.tensor.Rng;
import org.jacobi.train.Trainer;

/** Prints the run hash of a training with each optimizer, for each of the given thread counts. */
final class HashedTrainings {
  private static final int ROWS = 61;
  private static final int COLUMNS = 13;

  private HashedTrainings() {}

  public static void main(String[] arguments) {
    for (String threads : arguments) {
      for (String optimizer : Optimizers.names()) {
        System.out.println(optimizer + "/" + threads + " " + hash(optimizer, threads));
      }
    }
  }

  private static String hash(String optimizer, String threads) {
    var model =
        new Sequential(
            new Linear(COLUMNS, 37),
            new BatchNorm1d(37),
            new ReLU(),
            new Dropout(0.2),
            new Linear(37, 11),
            new Tanh(),
            new Linear(11, 3));
    var trainer =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(Optimizers.named(optimizer, 0.01))
            .batchSize(29)
            .shardRows(7)
            .threads(Integer.parseInt(threads))
            .epochs(1)
            .seed(3)
            .build();
    return trainer.fit(data()).runHash();
  }

  private static Dataset data() {
    var rng = Rng.of(1, "hashed");
    float[][] features = new float[ROWS][COLUMNS];
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      for (int k = 0; k < COLUMNS; k++) {
        features[i][k] = (float) rng.normal((long) i * COLUMNS + k);
      }
      labels[i] = features[i][0] > 0.4 ? 2 : features[i][1] > 0 ? 1 : 0;
    }
    return Dataset.of(features, labels);
  }
}
