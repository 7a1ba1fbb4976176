package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
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

/** Optimizers, initial values and batches, one planted mistake in each. */
final class FaultyOthers {
  private FaultyOthers() {}

  @Has(Mistake.BIAS_CORRECTION_MISSING)
  static final class AdamUncorrected extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdamUncorrected() {}

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
          double mHat = m[i];
          double vHat = v[i];
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

  @Has(Mistake.BIAS_CORRECTION_WRONG_DECAY)
  static final class AdamWrongDecay extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdamWrongDecay() {}

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
          double vHat = v[i] / (1 - Math.pow(0.9, t));
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

  @Has(Mistake.EPSILON_INSIDE_ROOT)
  static final class AdamEpsilonInside extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdamEpsilonInside() {}

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
          w[i] -= 0.01 * mHat / (Math.sqrt(vHat + 1e-8));
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new Adam(0.01);
    }
  }

  @Has(Mistake.GRADIENT_NOT_SQUARED)
  static final class AdamNotSquared extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdamNotSquared() {}

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
          v[i] = 0.999 * v[i] + 0.001 * g[i];
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

  @Has(Mistake.MOMENTUM_OTHER_COEFFICIENT)
  static final class AdamOtherMomentum extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdamOtherMomentum() {}

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
          m[i] = 0.999 * m[i] + 0.1 * g[i];
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

  @Has(Mistake.STATE_RESTARTED)
  static final class AdamForgets extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdamForgets() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void startEpoch(int epoch) {
      states.clear();
      t = 0;
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

  @Has(Mistake.STATE_RESTARTED)
  static final class AdamStepRestarted extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdamStepRestarted() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void startEpoch(int epoch) {
      t = 0;
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

  @Has(Mistake.ADAMAX_NORM)
  static final class AdaMaxNorm extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdaMaxNorm() {}

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
        double square = 0;
        for (double each : g) {
          square += each * each;
        }
        double norm = Math.sqrt(square);
        for (int i = 0; i < w.length; i++) {
          m[i] = 0.9 * m[i] + 0.1 * g[i];
          u[i] = Math.max(0.999 * u[i], norm);
          w[i] -= 0.01 / (1 - Math.pow(0.9, t)) * m[i] / (u[i] + 1e-8);
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new AdaMax(0.01);
    }
  }

  @Has(Mistake.EPSILON_OUTSIDE_ROOT)
  static final class AdaDeltaOutside extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public AdaDeltaOutside() {}

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
          double delta = (Math.sqrt(d[i]) + 1e-6) / (Math.sqrt(s[i]) + 1e-6) * g[i];
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

  @Has(Mistake.SIGN_TURNED)
  static final class DescentUphill extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public DescentUphill() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        for (int i = 0; i < w.length; i++) {
          w[i] += 0.1 * g[i];
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new SGD(0.1);
    }
  }

  @Has(Mistake.EPSILON_INSIDE_ROOT)
  static final class RootEpsilonInside extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public RootEpsilonInside() {}

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
          s[i] = 0.9 * s[i] + 0.1 * g[i] * g[i];
          w[i] -= 0.01 * g[i] / Math.sqrt(s[i] + 1e-8);
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new RMSprop(0.01).alpha(0.9);
    }
  }

  @Has(Mistake.INPUT_OVERWRITTEN)
  static final class MomentumEatsGradient extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public MomentumEatsGradient() {}

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
          g[i] = 0.1 * v[i];
          w[i] -= g[i];
        }
        gradients.get(name).copyFrom(g);
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new SGD(0.1).momentum(0.9);
    }
  }

  @Has(Mistake.UNEXPLAINED)
  static final class DescentSlower extends ManualOptimizer {
    private final Map<String, double[]> states = new HashMap<>();
    private int t;

    public DescentSlower() {}

    private double[] state(String key, int length) {
      return states.computeIfAbsent(key, any -> new double[length]);
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        for (int i = 0; i < w.length; i++) {
          w[i] -= 0.07 * g[i];
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new SGD(0.1);
    }
  }

  @Has(Mistake.FANS_SWAPPED)
  static final class HeByOutputs extends ManualInit {
    public HeByOutputs() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      var random = new Random(seed);
      double[] numbers = new double[inputs * outputs];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextGaussian() * Math.sqrt(2.0 / outputs);
      }
      return NDArray.allocate(dtype, Shape.of(inputs, outputs)).copyFrom(numbers);
    }

    @Override
    public Init automatic() {
      return Init.kaimingNormal(Fan.Mode.IN, Math.sqrt(2));
    }
  }

  @Has(Mistake.FANS_SWAPPED)
  static final class UniformByOutputs extends ManualInit {
    public UniformByOutputs() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      var random = new Random(seed);
      double[] numbers = new double[inputs * outputs];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (2 * random.nextDouble() - 1) * 1 / Math.sqrt(outputs);
      }
      return NDArray.allocate(dtype, Shape.of(outputs, inputs)).copyFrom(numbers);
    }

    @Override
    public Init automatic() {
      return Init.fanInUniform();
    }
  }

  @Has(Mistake.UNEXPLAINED)
  static final class HeTooSmall extends ManualInit {
    public HeTooSmall() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      var random = new Random(seed);
      double[] numbers = new double[inputs * outputs];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextGaussian() * Math.sqrt(1.0 / inputs);
      }
      return NDArray.allocate(dtype, Shape.of(inputs, outputs)).copyFrom(numbers);
    }

    @Override
    public Init automatic() {
      return Init.kaimingNormal(Fan.Mode.IN, Math.sqrt(2));
    }
  }

  @Has(Mistake.ROWS_LEFT_OUT)
  static final class WholeBatchesOnly extends ManualBatches {
    public WholeBatchesOnly() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int batchSize, int epoch) {
      int rows = features.shape().dim(0);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(epoch));
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from + batchSize <= rows; from += batchSize) {
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

  @Has(Mistake.ROWS_REPEATED)
  static final class DrawsAgain extends ManualBatches {
    public DrawsAgain() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int batchSize, int epoch) {
      int rows = features.shape().dim(0);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(epoch));
      List<Dataset.Batch> all = new ArrayList<>();
      var random = new Random(epoch);
      for (int from = 0; from < rows; from += batchSize) {
        List<Integer> part = new ArrayList<>();
        for (int i = from; i < Math.min(rows, from + batchSize); i++) {
          part.add(random.nextInt(rows));
        }
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

  @Has(Mistake.TARGETS_MISPLACED)
  static final class TargetsInOrder extends ManualBatches {
    public TargetsInOrder() {}

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
        all.add(
            new Dataset.Batch(
                take(features, part),
                take(
                    targets,
                    order.stream()
                        .sorted()
                        .toList()
                        .subList(from, Math.min(rows, from + batchSize)))));
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

  /** In order, with something done to the targets. */
  abstract static class AltersTargets extends ManualBatches {
    abstract NDArray altered(NDArray targets);

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int batchSize, int epoch) {
      int rows = features.shape().dim(0);
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < rows; from += batchSize) {
        int to = Math.min(rows, from + batchSize);
        NDArray its = altered(targets.slice(0, from, to).copy());
        all.add(new Dataset.Batch(features.slice(0, from, to).copy(), its));
      }
      return all;
    }
  }

  @Has(Mistake.UNEXPLAINED)
  static final class AddsToTargets extends AltersTargets {
    public AddsToTargets() {}

    @Override
    NDArray altered(NDArray targets) {
      double[] numbers = targets.toDoubles();
      Arrays.setAll(numbers, i -> numbers[i] + 0.4);
      return targets.dtype().isFloating() ? targets.copyFrom(numbers) : targets;
    }
  }

  @Has(Mistake.UNEXPLAINED)
  static final class LosesTheFirstTarget extends AltersTargets {
    public LosesTheFirstTarget() {}

    @Override
    NDArray altered(NDArray targets) {
      double[] numbers = targets.toDoubles();
      Arrays.setAll(numbers, i -> numbers[i] == 0 ? Double.NaN : numbers[i]);
      return targets.dtype().isFloating() ? targets.copyFrom(numbers) : targets;
    }
  }

  @Has(Mistake.UNEXPLAINED)
  static final class CastsTargets extends AltersTargets {
    public CastsTargets() {}

    @Override
    NDArray altered(NDArray targets) {
      return targets.cast(DType.F64);
    }
  }

  @Has(Mistake.COLUMNS_SHUFFLED)
  static final class ShufflesColumns extends ManualBatches {
    public ShufflesColumns() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int batchSize, int epoch) {
      int rows = features.shape().dim(0);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(epoch));
      List<Dataset.Batch> all = new ArrayList<>();
      List<Integer> columns =
          new ArrayList<>(List.of(0, 1, 2, 3, 4, 5).subList(0, features.shape().dim(1)));
      Collections.shuffle(columns, new Random(epoch));
      NDArray turned = take(features.transpose(), columns).transpose();
      for (int from = 0; from < rows; from += batchSize) {
        int to = Math.min(rows, from + batchSize);
        all.add(new Dataset.Batch(turned.slice(0, from, to), targets.slice(0, from, to)));
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

  @Has(Mistake.INPUT_OVERWRITTEN)
  static final class ShufflesInPlace extends ManualBatches {
    public ShufflesInPlace() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int batchSize, int epoch) {
      int rows = features.shape().dim(0);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(epoch));
      List<Dataset.Batch> all = new ArrayList<>();
      features.copyFrom(take(features, order));
      targets.copyFrom(take(targets, order));
      for (int from = 0; from < rows; from += batchSize) {
        int to = Math.min(rows, from + batchSize);
        all.add(new Dataset.Batch(features.slice(0, from, to), targets.slice(0, from, to)));
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
