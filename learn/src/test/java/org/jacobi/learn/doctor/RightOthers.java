package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;
import org.jacobi.learn.*;
import org.jacobi.nn.*;
import org.jacobi.optim.*;

/** Optimizers, initial values and batches without a mistake. */
final class RightOthers {
  private RightOthers() {}

  static final class PlainAdam extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public PlainAdam() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] m = state(name + " m", w.length);
        double[] v = state(name + " v", w.length);
        for (int i = 0; i < w.length; i++) {
          m[i] = 0.9 * m[i] + 0.1 * g[i];
          v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
          double mHat = m[i] / (1 - Math.pow(0.9, t));
          double vHat = v[i] / (1 - Math.pow(0.999, t));
          w[i] -= 0.01 * mHat / (Math.sqrt(vHat) + 1e-8);
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new Adam(0.01);
    }
  }

  static final class AdamInOneRate extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdamInOneRate() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] m = state(name + " m", w.length);
        double[] v = state(name + " v", w.length);
        double rate = 0.01 * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
        for (int i = 0; i < w.length; i++) {
          m[i] += (1 - 0.9) * (g[i] - m[i]);
          v[i] += (1 - 0.999) * (g[i] * g[i] - v[i]);
          w[i] -= rate * m[i] / (Math.sqrt(v[i]) + 1e-8);
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new Adam(0.01);
    }
  }

  static final class FloatMomentum extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public FloatMomentum() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] v = state(name + " v", w.length);
        for (int i = 0; i < w.length; i++) {
          v[i] = (0.9f * (float) v[i] + (float) g[i]);
          w[i] = (float) w[i] - 0.1f * (float) v[i];
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new SGD(0.1).momentum(0.9);
    }
  }

  static final class Sums extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public Sums() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] s = state(name + " s", w.length);
        for (int i = 0; i < w.length; i++) {
          s[i] += g[i] * g[i];
          w[i] -= 0.05 * g[i] / (Math.sqrt(s[i]) + 1e-7);
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new AdaGrad(0.05);
    }
  }

  static final class Delta extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public Delta() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] s = state(name + " s", w.length);
        double[] d = state(name + " d", w.length);
        for (int i = 0; i < w.length; i++) {
          s[i] = 0.9 * s[i] + 0.1 * g[i] * g[i];
          double delta = Math.sqrt((d[i] + 1e-6) / (s[i] + 1e-6)) * g[i];
          d[i] = 0.9 * d[i] + 0.1 * delta * delta;
          w[i] -= delta;
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new AdaDelta();
    }
  }

  static final class LargestSize extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public LargestSize() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] m = state(name + " m", w.length);
        double[] u = state(name + " u", w.length);
        for (int i = 0; i < w.length; i++) {
          m[i] = 0.9 * m[i] + 0.1 * g[i];
          u[i] = Math.max(0.999 * u[i], Math.abs(g[i]));
          w[i] -= 0.01 / (1 - Math.pow(0.9, t)) * m[i] / u[i];
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new AdaMax(0.01);
    }
  }

  static final class Nesterov extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public Nesterov() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] v = state(name + " v", w.length);
        for (int i = 0; i < w.length; i++) {
          v[i] = 0.9 * v[i] + g[i];
          w[i] -= 0.1 * (g[i] + 0.9 * v[i]);
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new NesterovSGD(0.1);
    }
  }

  static final class He extends ManualInit {
    public He() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      var random = new Random(seed);
      double[] numbers = new double[inputs * outputs];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextGaussian() * Math.sqrt(2.0 / inputs);
      }
      return NDArray.allocate(dtype, Shape.of(inputs, outputs)).copyFrom(numbers);
    }

    @Override
    public Init automatic() {
      return Init.kaimingNormal(Fan.Mode.IN, Math.sqrt(2));
    }
  }

  static final class Xavier extends ManualInit {
    public Xavier() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      var random = new Random(seed);
      double[] numbers = new double[inputs * outputs];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (2 * random.nextDouble() - 1) * Math.sqrt(6.0 / (inputs + outputs));
      }
      return NDArray.allocate(dtype, Shape.of(outputs, inputs)).copyFrom(numbers);
    }

    @Override
    public Init automatic() {
      return Init.xavierUniform(1);
    }
  }

  static final class Shuffled extends ManualBatches {
    public Shuffled() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int batchSize, int epoch) {
      int rows = features.shape().dim(0);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(epoch));
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < rows; from += batchSize) {
        List<Integer> part = order.subList(from, Math.min(rows, from + batchSize));
        all.add(new Dataset.Batch(take(features, part), take(targets, part)));
      }
      return all;
    }

    private static NDArray take(NDArray from, List<Integer> rows) {
      Shape shape = from.shape().with(0, rows.size());
      NDArray out = NDArray.allocate(from.dtype(), shape);
      for (int i = 0; i < rows.size(); i++) {
        out.slice(0, i, i + 1).copyFrom(from.slice(0, rows.get(i), rows.get(i) + 1));
      }
      return out;
    }
  }
}
