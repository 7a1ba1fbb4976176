package org.jacobi.train;

import org.jacobi.data.Dataset;
import org.jacobi.nn.Layer;
import org.jacobi.tensor.Rng;

/** Small data sets whose numbers follow from a seed. */
final class Samples {
  static final float[][] XOR = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};

  private Samples() {}

  static Dataset xor() {
    return Dataset.of(XOR, new int[] {0, 1, 1, 0});
  }

  static float[][] features(int rows, int columns, long seed) {
    var rng = Rng.of(seed, "features");
    float[][] all = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        all[i][k] = (float) rng.normal((long) i * columns + k);
      }
    }
    return all;
  }

  /** Each class is where its feature is the largest of the first ones. */
  static Dataset classes(int rows, int columns, int classes, long seed) {
    float[][] features = features(rows, columns, seed);
    int[] labels = new int[rows];
    String[] names = new String[classes];
    for (int c = 0; c < classes; c++) {
      names[c] = "class " + c;
    }
    for (int i = 0; i < rows; i++) {
      for (int c = 1; c < classes; c++) {
        labels[i] = features[i][c] > features[i][labels[i]] ? c : labels[i];
      }
    }
    return Dataset.of(features, labels, names);
  }

  /** The target is 3 · the first feature − the second + 2. */
  static Dataset numbers(int rows, int columns, long seed) {
    float[][] features = features(rows, columns, seed);
    float[] targets = new float[rows];
    for (int i = 0; i < rows; i++) {
      targets[i] = 3 * features[i][0] - features[i][1] + 2;
    }
    return Dataset.regression(features, targets);
  }

  static double[] weights(Layer model) {
    return model.store().values().toDoubles();
  }
}
