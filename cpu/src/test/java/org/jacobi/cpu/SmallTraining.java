package org.jacobi.cpu;

import java.util.Arrays;
import org.jacobi.data.Dataset;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Linear;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.optim.SGD;
import org.jacobi.train.Trainer;

/** A training for a Java of its own; prints what came out of it. */
final class SmallTraining {
  private SmallTraining() {}

  private static Dataset rings() {
    float[][] features = new float[512][2];
    int[] labels = new int[512];
    for (int i = 0; i < 512; i++) {
      double radius = 0.1 + i % 16 / 10.0;
      features[i][0] = (float) (radius * Math.sin(i));
      features[i][1] = (float) (radius * Math.cos(i));
      labels[i] = i % 16 < 8 ? 0 : 1;
    }
    return Dataset.of(features, labels, "inner", "outer");
  }

  public static void main(String[] args) {
    var model =
        new Sequential(
            new Linear(2, 96),
            new ReLU(),
            new BatchNorm1d(96),
            new Dropout(0.1),
            new Linear(96, 128),
            new ReLU(),
            new Linear(128, 2));
    var trainer =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(new SGD(0.1).momentum(0.9))
            .batchSize(256)
            .epochs(30)
            .seed(1)
            .build();
    var data = rings();
    trainer.fit(data);
    System.out.println("kernels " + Kernels.current().name());
    System.out.println("threads " + trainer.threads());
    System.out.println("accuracy " + trainer.evaluate(data).accuracy());
    System.out.println("hash " + Arrays.hashCode(model.store().values().toFloats()));
  }
}
