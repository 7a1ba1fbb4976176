package org.jacobi.learn.doctor.blind;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.learn.ManualOptimizer;
import org.jacobi.optim.AMSGrad;
import org.jacobi.optim.AdaDelta;
import org.jacobi.optim.AdaGrad;
import org.jacobi.optim.AdaMax;
import org.jacobi.optim.Adam;
import org.jacobi.optim.AdamW;
import org.jacobi.optim.ClassicMomentum;
import org.jacobi.optim.NesterovSGD;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.RMSprop;
import org.jacobi.optim.SGD;

/** Optimizers with one mistake each. */
public final class BlindOptimizerMistakes {
  private BlindOptimizerMistakes() {}

  /** Momentum; planted: each epoch begins with an empty map of velocities. */
  public static final class Momentum1 extends ManualOptimizer {
    private final Map<String, double[]> v = new HashMap<>();

    /** Made by the test. */
    public Momentum1() {}

    @Override
    public void startEpoch(int epoch) {
      v.clear();
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] speed = v.computeIfAbsent(name, n -> new double[w.length]);
        for (int i = 0; i < w.length; i++) {
          speed[i] = 0.9 * speed[i] - 0.01 * g[i];
          w[i] += speed[i];
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new ClassicMomentum(0.01);
    }
  }

  /** The loops around Adam and its like: subclasses give the rule for an array. */
  private abstract static class Moments extends ManualOptimizer {
    final Map<String, double[]> first = new HashMap<>();
    final Map<String, double[]> second = new HashMap<>();
    int t;

    abstract void rule(double[] w, double[] g, double[] m, double[] v);

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      for (var entry : params.entrySet()) {
        String name = entry.getKey();
        double[] w = entry.getValue().toDoubles();
        double[] m = first.computeIfAbsent(name, n -> new double[w.length]);
        double[] v = second.computeIfAbsent(name, n -> new double[w.length]);
        rule(w, gradients.get(name).toDoubles(), m, v);
        entry.getValue().copyFrom(w);
      }
    }
  }

  /** Adam; planted: the step number is 0 again at the start of each epoch, the means stay. */
  public static final class Adam1 extends Moments {
    /** Made by the test. */
    public Adam1() {}

    @Override
    public void startEpoch(int epoch) {
      t = 0;
    }

    @Override
    void rule(double[] w, double[] g, double[] m, double[] v) {
      for (int i = 0; i < w.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        double up = m[i] / (1 - Math.pow(0.9, t));
        w[i] -= 0.001 * up / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
      }
    }

    @Override
    public Optimizer automatic() {
      return new Adam(0.001);
    }
  }

  /** Adam; planted: neither mean is corrected. */
  public static final class Adam2 extends Moments {
    /** Made by the test. */
    public Adam2() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] v) {
      for (int i = 0; i < w.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        w[i] -= 0.001 * m[i] / (Math.sqrt(v[i]) + 1e-8);
      }
    }

    @Override
    public Optimizer automatic() {
      return new Adam();
    }
  }

  /** AdaMax; planted: the mean of the gradient is not corrected. */
  public static final class AdaMax1 extends Moments {
    /** Made by the test. */
    public AdaMax1() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] u) {
      for (int i = 0; i < w.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        u[i] = Math.max(0.999 * u[i], Math.abs(g[i]) + 1e-8);
        w[i] -= 0.002 * m[i] / u[i];
      }
    }

    @Override
    public Optimizer automatic() {
      return new AdaMax();
    }
  }

  /** Adam; planted: the first mean is corrected by 1 − β₂ᵗ. */
  public static final class Adam3 extends Moments {
    private static final double B1 = 0.9;
    private static final double B2 = 0.999;

    /** Made by the test. */
    public Adam3() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] v) {
      double c1 = 1 - Math.pow(B2, t);
      double c2 = 1 - Math.pow(B2, t);
      for (int i = 0; i < w.length; i++) {
        m[i] = B1 * m[i] + (1 - B1) * g[i];
        v[i] = B2 * v[i] + (1 - B2) * g[i] * g[i];
        w[i] -= 0.001 * (m[i] / c1) / (Math.sqrt(v[i] / c2) + 1e-8);
      }
    }

    @Override
    public Optimizer automatic() {
      return new Adam();
    }
  }

  /** AMSGrad; planted: the largest second mean is corrected by 1 − β₁ᵗ. */
  public static final class Ams1 extends Moments {
    private final Map<double[], double[]> largest = new IdentityHashMap<>();

    /** Made by the test. */
    public Ams1() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] v) {
      double[] top = largest.computeIfAbsent(v, n -> new double[w.length]);
      double correction = 1 - Math.pow(0.9, t);
      for (int i = 0; i < w.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.99 * v[i] + 0.01 * g[i] * g[i];
        top[i] = Math.max(top[i], v[i]);
        w[i] -= 0.01 * m[i] / correction / (Math.sqrt(top[i] / correction) + 1e-8);
      }
    }

    @Override
    public Optimizer automatic() {
      return new AMSGrad(0.01).betas(0.9, 0.99);
    }
  }

  /** Adam with the usual ε; planted: it is added under the root. */
  public static final class Adam4 extends Moments {
    /** Made by the test. */
    public Adam4() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] v) {
      for (int i = 0; i < w.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        double mHat = m[i] / (1 - Math.pow(0.9, t));
        double vHat = v[i] / (1 - Math.pow(0.999, t));
        w[i] -= 0.001 * mHat / Math.sqrt(vHat + 1e-8);
      }
    }

    @Override
    public Optimizer automatic() {
      return new Adam();
    }
  }

  /** RMSprop; planted: ε = 1e-6 is added under the root, as TensorFlow has it. */
  public static final class Rms1 extends ManualOptimizer {
    private final Map<String, double[]> squares = new HashMap<>();

    /** Made by the test. */
    public Rms1() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] s = squares.computeIfAbsent(name, n -> new double[w.length]);
        for (int i = 0; i < w.length; i++) {
          s[i] += 0.1 * (g[i] * g[i] - s[i]);
          w[i] -= 0.001 * g[i] / Math.sqrt(s[i] + 1e-6);
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new RMSprop(0.001).alpha(0.9).epsilon(1e-6);
    }
  }

  /** AdaDelta; planted: ε is added after both roots. */
  public static final class AdaDelta1 extends Moments {
    /** Made by the test. */
    public AdaDelta1() {}

    private static double rms(double meanSquare) {
      return Math.sqrt(meanSquare) + 1e-6;
    }

    @Override
    void rule(double[] w, double[] g, double[] s, double[] d) {
      for (int i = 0; i < w.length; i++) {
        s[i] = 0.9 * s[i] + 0.1 * g[i] * g[i];
        double delta = rms(d[i]) / rms(s[i]) * g[i];
        d[i] = 0.9 * d[i] + 0.1 * delta * delta;
        w[i] -= delta;
      }
    }

    @Override
    public Optimizer automatic() {
      return new AdaDelta();
    }
  }

  /** Adam; planted: the first mean decays with β₂. */
  public static final class Adam5 extends Moments {
    /** Made by the test. */
    public Adam5() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] v) {
      double beta1 = 0.9;
      double beta2 = 0.99;
      for (int i = 0; i < w.length; i++) {
        m[i] = beta2 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        double mHat = m[i] / (1 - Math.pow(beta1, t));
        double vHat = v[i] / (1 - Math.pow(beta2, t));
        w[i] -= 0.002 * mHat / (Math.sqrt(vHat) + 1e-8);
      }
    }

    @Override
    public Optimizer automatic() {
      return new Adam(0.002).betas(0.9, 0.99);
    }
  }

  /** AdaMax; planted: the mean of the gradient decays with β₂. */
  public static final class AdaMax2 extends Moments {
    /** Made by the test. */
    public AdaMax2() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] u) {
      double rate = 0.002 / (1 - Math.pow(0.9, t));
      for (int i = 0; i < w.length; i++) {
        m[i] = 0.999 * m[i] + (1 - 0.9) * g[i];
        u[i] = Math.max(0.999 * u[i], Math.abs(g[i]) + 1e-8);
        w[i] -= rate * m[i] / u[i];
      }
    }

    @Override
    public Optimizer automatic() {
      return new AdaMax();
    }
  }

  /** AdaMax; planted: the maximum is taken with the largest |g| of the whole array. */
  public static final class AdaMax3 extends Moments {
    /** Made by the test. */
    public AdaMax3() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] u) {
      double norm = 0;
      for (double d : g) {
        norm = Math.max(norm, Math.abs(d));
      }
      for (int i = 0; i < w.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        u[i] = Math.max(0.999 * u[i], norm + 1e-8);
        w[i] -= 0.002 / (1 - Math.pow(0.9, t)) * m[i] / u[i];
      }
    }

    @Override
    public Optimizer automatic() {
      return new AdaMax();
    }
  }

  /** AdaMax; planted: the maximum is taken with the Euclidean norm of the gradient. */
  public static final class AdaMax4 extends ManualOptimizer {
    private final Map<String, double[]> m = new HashMap<>();
    private final Map<String, Double> u = new HashMap<>();
    private int step;

    /** Made by the test. */
    public AdaMax4() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      step++;
      for (String name : params.keySet()) {
        double[] w = params.get(name).toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] mean = m.computeIfAbsent(name, n -> new double[w.length]);
        double squares = 0;
        for (double d : g) {
          squares += d * d;
        }
        double norm = Math.max(0.999 * u.getOrDefault(name, 0.0), Math.sqrt(squares) + 1e-8);
        u.put(name, norm);
        for (int i = 0; i < w.length; i++) {
          mean[i] = 0.9 * mean[i] + 0.1 * g[i];
          w[i] -= 0.01 / (1 - Math.pow(0.9, step)) * mean[i] / norm;
        }
        params.get(name).copyFrom(w);
      }
    }

    @Override
    public Optimizer automatic() {
      return new AdaMax(0.01);
    }
  }

  /** RMSprop; planted: the mean is one of |g|, not of g². */
  public static final class Rms2 extends Moments {
    /** Made by the test. */
    public Rms2() {}

    @Override
    void rule(double[] w, double[] g, double[] s, double[] unused) {
      for (int i = 0; i < w.length; i++) {
        s[i] = 0.99 * s[i] + 0.01 * Math.abs(g[i]);
        w[i] -= 0.01 * g[i] / (Math.sqrt(s[i]) + 1e-8);
      }
    }

    @Override
    public Optimizer automatic() {
      return new RMSprop(0.01);
    }
  }

  /** AdaGrad; planted: the gradient is added, not its square, and the root is kept off NaN. */
  public static final class Ada1 extends Moments {
    /** Made by the test. */
    public Ada1() {}

    @Override
    void rule(double[] w, double[] g, double[] s, double[] unused) {
      for (int i = 0; i < w.length; i++) {
        s[i] += g[i];
        w[i] -= 0.05 * g[i] / (Math.sqrt(Math.abs(s[i])) + 1e-7);
      }
    }

    @Override
    public Optimizer automatic() {
      return new AdaGrad(0.05).epsilon(1e-7);
    }
  }

  /** Adam; planted: the step number is 0 in the first step, and the corrections divide by 0. */
  public static final class Adam6 extends ManualOptimizer {
    private final Map<String, double[]> m = new HashMap<>();
    private final Map<String, double[]> v = new HashMap<>();
    private int iteration;

    /** Made by the test. */
    public Adam6() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] a = m.computeIfAbsent(name, n -> new double[w.length]);
        double[] b = v.computeIfAbsent(name, n -> new double[w.length]);
        for (int i = 0; i < w.length; i++) {
          a[i] = 0.9 * a[i] + 0.1 * g[i];
          b[i] = 0.999 * b[i] + 0.001 * g[i] * g[i];
          double mHat = a[i] / (1 - Math.pow(0.9, iteration));
          double vHat = b[i] / (1 - Math.pow(0.999, iteration));
          w[i] -= 0.001 * mHat / (Math.sqrt(vHat) + 1e-8);
        }
        value.copyFrom(w);
      });
      iteration++;
    }

    @Override
    public Optimizer automatic() {
      return new Adam();
    }
  }

  /** Momentum; planted: the velocities are looked up, but never made. */
  public static final class Momentum2 extends ManualOptimizer {
    private final Map<String, double[]> velocity = new HashMap<>();

    /** Made by the test. */
    public Momentum2() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      for (String name : params.keySet()) {
        double[] w = params.get(name).toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] v = velocity.get(name);
        for (int i = 0; i < w.length; i++) {
          v[i] = 0.9 * v[i] + g[i];
          w[i] -= 0.01 * v[i];
        }
        velocity.put(name, v);
        params.get(name).copyFrom(w);
      }
    }

    @Override
    public Optimizer automatic() {
      return new SGD(0.01).momentum(0.9);
    }
  }

  /** Nesterov's momentum; planted: the gradient itself is left out of the step. */
  public static final class Nesterov1 extends Moments {
    /** Made by the test. */
    public Nesterov1() {}

    @Override
    void rule(double[] w, double[] g, double[] v, double[] unused) {
      for (int i = 0; i < w.length; i++) {
        v[i] = 0.9 * v[i] + g[i];
        w[i] -= 0.01 * (0.9 * v[i]);
      }
    }

    @Override
    public Optimizer automatic() {
      return new NesterovSGD(0.01);
    }
  }

  /** AdamW; planted: the weights do not decay. */
  public static final class AdamW1 extends Moments {
    /** Made by the test. */
    public AdamW1() {}

    @Override
    void rule(double[] w, double[] g, double[] m, double[] v) {
      for (int i = 0; i < w.length; i++) {
        m[i] += (1 - 0.9) * (g[i] - m[i]);
        v[i] += (1 - 0.999) * (g[i] * g[i] - v[i]);
        double up = m[i] / (1 - Math.pow(0.9, t));
        w[i] -= 0.01 * up / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
      }
    }

    @Override
    public Optimizer automatic() {
      return new AdamW(0.01).weightDecay(0.2);
    }
  }
}
