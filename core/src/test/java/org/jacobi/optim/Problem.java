package org.jacobi.optim;

import java.util.Arrays;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Param;
import org.jacobi.nn.ParamStore;

/** The problem of optimizers_golden.py: two parameters of 15 and 7 numbers, and their gradients. */
final class Problem extends Layer {
  static final int STEPS = 20;
  static final int WEIGHTS = 15;
  static final int SIZE = 22;

  final Param weight =
      param("weight", Param.Role.WEIGHT, Shape.of(3, 5), new Fan(5, 3), Init.fanInUniform());
  final Param bias =
      param("bias", Param.Role.BIAS, Shape.of(7), new Fan(5, 3), Init.fanInUniform());

  Problem(DType dtype) {
    init(1, dtype);
    double[] start = new double[SIZE];
    Arrays.setAll(start, i -> (37 * i % 23 - 11) / 7.0);
    set(start);
  }

  void set(double[] numbers) {
    weight.value().copyFrom(NDArray.of(Arrays.copyOf(numbers, WEIGHTS), 3, 5));
    bias.value().copyFrom(NDArray.of(Arrays.copyOfRange(numbers, WEIGHTS, SIZE)));
  }

  double[] numbers() {
    double[] all = Arrays.copyOf(weight.value().toDoubles(), SIZE);
    System.arraycopy(bias.value().toDoubles(), 0, all, WEIGHTS, SIZE - WEIGHTS);
    return all;
  }

  /** c (w − t) + 0.1 w³ in a new slab. */
  NDArray gradients() {
    double[] w = numbers();
    double[] g = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double target = (17 * i % 19 - 9) / 5.0;
      double curvature = 0.5 + i % 5 / 4.0;
      g[i] = curvature * (w[i] - target) + 0.1 * w[i] * w[i] * w[i];
    }
    return slab(g);
  }

  NDArray slab(double[] numbers) {
    ParamStore store = store();
    NDArray slab = store.newSlab();
    store.part(slab, 0).copyFrom(Arrays.copyOf(numbers, WEIGHTS));
    store.part(slab, 1).copyFrom(Arrays.copyOfRange(numbers, WEIGHTS, SIZE));
    return slab;
  }

  void train(Optimizer optimizer, int steps) {
    for (int i = 0; i < steps; i++) {
      optimizer.step(gradients());
    }
  }

  static double[] after(Optimizer optimizer, DType dtype) {
    var problem = new Problem(dtype);
    problem.train(optimizer.over(problem), STEPS);
    return problem.numbers();
  }
}
