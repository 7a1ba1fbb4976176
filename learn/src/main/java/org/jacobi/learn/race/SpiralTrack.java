package org.jacobi.learn.race;

import java.util.Arrays;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;

/** A small network that learns which of three arms of a spiral a point lies on. */
final class SpiralTrack implements Track {
  static final String NAME = "network";
  static final String NETWORK = "Linear(2 → 16), Tanh, Linear(16 → 16), Tanh, Linear(16 → 3)";
  static final int ROWS = 90;
  static final int STEPS = 200;
  static final double GOAL = 0.1;
  private static final int BATCH = 30;
  private static final int ARMS = 3;

  /** The points and their arms, for all optimizers the same. */
  record Spiral(double[] points, int[] arms, long seed) {
    static Spiral of(long seed) {
      var rng = Rng.of(seed, "race spiral");
      double[] points = new double[2 * ROWS];
      int[] arms = new int[ROWS];
      for (int i = 0; i < ROWS; i++) {
        arms[i] = i % ARMS;
        int place = i / ARMS; // on its arm, from the middle
        double along = (place + 0.5) * ARMS / ROWS;
        double angle = 4 * along + 2 * Math.PI * arms[i] / ARMS + 0.15 * rng.normal(i);
        points[2 * i] = 2 * along * StrictMath.sin(angle);
        points[2 * i + 1] = 2 * along * StrictMath.cos(angle);
      }
      return new Spiral(points, arms, seed);
    }

    /** Rows of the batch of a step: an epoch goes through all of them in a random order. */
    int[] batch(int step) {
      int perEpoch = ROWS / BATCH;
      int[] order = Rng.of(seed, "race order", (step - 1) / perEpoch).permutation(ROWS);
      int from = (step - 1) % perEpoch * BATCH;
      return Arrays.copyOfRange(order, from, from + BATCH);
    }

    Tensor points(int[] rows) {
      double[] chosen = new double[2 * rows.length];
      for (int i = 0; i < rows.length; i++) {
        chosen[2 * i] = points[2 * rows[i]];
        chosen[2 * i + 1] = points[2 * rows[i] + 1];
      }
      return new Tensor(NDArray.of(chosen, rows.length, 2));
    }

    Tensor arms(int[] rows) {
      return new Tensor(NDArray.of(Arrays.stream(rows).map(row -> arms[row]).toArray()));
    }
  }

  private final Sequential model =
      new Sequential(
          new Linear(2, 16), new Tanh(), new Linear(16, 16), new Tanh(), new Linear(16, ARMS));
  private final CrossEntropyLoss loss = new CrossEntropyLoss();
  private final Spiral spiral;
  private final int[] all = new int[ROWS];

  SpiralTrack(Spiral spiral) {
    this.spiral = spiral;
    Arrays.setAll(all, i -> i);
    model.init(spiral.seed, DType.F64);
  }

  private Tensor of(int[] rows) {
    return loss.of(model.forward(spiral.points(rows)), spiral.arms(rows));
  }

  @Override
  public Layer parameters() {
    return model;
  }

  @Override
  public Tensor measured() {
    return of(all);
  }

  @Override
  public Tensor trained(Tensor measured, int step) {
    return of(spiral.batch(step));
  }

  @Override
  public double[] place() {
    return model.store().values().toDoubles();
  }

  /** The loss with other parameters. */
  double at(double[] parameters) {
    model.store().values().copyFrom(parameters);
    return measured().item();
  }
}
