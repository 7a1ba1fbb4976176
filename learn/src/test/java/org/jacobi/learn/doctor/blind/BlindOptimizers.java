package org.jacobi.learn.doctor.blind;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualOptimizer;
import org.jacobi.optim.AMSGrad;
import org.jacobi.optim.AdaDelta;
import org.jacobi.optim.AdaGrad;
import org.jacobi.optim.AdaMax;
import org.jacobi.optim.Adam;
import org.jacobi.optim.AdamW;
import org.jacobi.optim.AveragedMomentum;
import org.jacobi.optim.CenteredRMSprop;
import org.jacobi.optim.ClassicMomentum;
import org.jacobi.optim.NAdam;
import org.jacobi.optim.NesterovSGD;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.RMSprop;
import org.jacobi.optim.SGD;

/** Optimizers that are right. */
public final class BlindOptimizers {
  private BlindOptimizers() {}

  /** Plain descent by index; right. */
  public static final class Plain extends ManualOptimizer {
    /** Made by the test. */
    public Plain() {}

    private static void descend(NDArray w, NDArray g) {
      NDArray flatW = w.reshape(-1);
      NDArray flatG = g.reshape(-1);
      for (int i = 0; i < flatW.size(); i++) {
        flatW.set(flatW.get(i) - 0.05 * flatG.get(i), i);
      }
    }

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      for (String key : params.keySet()) {
        descend(params.get(key), gradients.get(key));
      }
    }

    @Override
    public Optimizer automatic() {
      return new SGD(0.05);
    }
  }

  /** Momentum as in PyTorch, v ← 0.8 v + g, w ← w − η v; right. */
  public static final class Momentum extends ManualOptimizer {
    private final Map<String, double[]> velocity = new HashMap<>();

    /** Made by the test. */
    public Momentum() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] v = velocity.computeIfAbsent(name, n -> new double[w.length]);
        for (int i = 0; i < w.length; i++) {
          v[i] = 0.8 * v[i] + g[i];
          w[i] -= 0.02 * v[i];
        }
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new SGD(0.02).momentum(0.8);
    }
  }

  /** Momentum with the rate inside of the velocity, in arrays of the same type; right. */
  public static final class Heavy extends ManualOptimizer {
    private Map<String, NDArray> v = Map.of();

    /** Made by the test. */
    public Heavy() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      if (v.isEmpty()) {
        v = new LinkedHashMap<>();
        for (var entry : params.entrySet()) {
          NDArray p = entry.getValue();
          v.put(entry.getKey(), NDArray.permanent(p.dtype(), p.shape()));
        }
      }
      for (var entry : params.entrySet()) {
        NDArray speed = v.get(entry.getKey()).reshape(-1);
        NDArray w = entry.getValue().reshape(-1);
        NDArray g = gradients.get(entry.getKey()).reshape(-1);
        for (int i = 0; i < w.size(); i++) {
          speed.set(0.9 * speed.get(i) - 0.03 * g.get(i), i);
          w.set(w.get(i) + speed.get(i), i);
        }
      }
    }

    @Override
    public Optimizer automatic() {
      return new ClassicMomentum(0.03);
    }
  }

  /** A running mean of the gradients, β = 0.7; right. */
  public static final class Mean extends ManualOptimizer {
    private final Map<String, double[]> mean = new HashMap<>();

    /** Made by the test. */
    public Mean() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      for (var entry : gradients.entrySet()) {
        double[] g = entry.getValue().toDoubles();
        double[] m = mean.getOrDefault(entry.getKey(), new double[g.length]);
        NDArray p = params.get(entry.getKey());
        double[] w = p.toDoubles();
        for (int i = 0; i < g.length; i++) {
          m[i] += 0.3 * (g[i] - m[i]);
          w[i] -= 0.1 * m[i];
        }
        mean.put(entry.getKey(), m);
        p.copyFrom(w);
      }
    }

    @Override
    public Optimizer automatic() {
      return new AveragedMomentum(0.1).momentum(0.7);
    }
  }

  /** Nesterov's momentum; right. */
  public static final class Nesterov extends ManualOptimizer {
    private static final double MU = 0.9;
    private static final double LR = 0.01;
    private final HashMap<String, double[]> v = new HashMap<>();

    /** Made by the test. */
    public Nesterov() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] before = v.getOrDefault(name, new double[w.length]);
        double[] after = new double[w.length];
        for (int i = 0; i < w.length; i++) {
          after[i] = MU * before[i] - LR * g[i];
          w[i] += MU * after[i] - LR * g[i];
        }
        v.put(name, after);
        value.copyFrom(w);
      });
    }

    @Override
    public Optimizer automatic() {
      return new NesterovSGD(LR);
    }
  }

  /** One number at a time, as a rule in a subclass: states of one parameter and place. */
  private abstract static class Each extends ManualOptimizer {
    private final Map<String, double[][]> states = new HashMap<>();
    int t;

    /**
     * The step of one number.
     *
     * @param s its states, at first 0
     */
    abstract double change(double w, double g, double[] s);

    void begin() {}

    @Override
    public final void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t++;
      begin();
      params.forEach((name, value) -> {
        double[] w = value.toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[][] all = states.computeIfAbsent(name, n -> new double[w.length][3]);
        for (int i = 0; i < w.length; i++) {
          w[i] += change(w[i], g[i], all[i]);
        }
        value.copyFrom(w);
      });
    }
  }

  /** AdaGrad; right. */
  public static final class Ada extends Each {
    /** Made by the test. */
    public Ada() {}

    @Override
    double change(double w, double g, double[] s) {
      s[0] += g * g;
      return -0.1 * g / (Math.sqrt(s[0]) + 1e-7);
    }

    @Override
    public Optimizer automatic() {
      return new AdaGrad(0.1).epsilon(1e-7);
    }
  }

  /** RMSprop with the decay 0.9; right. */
  public static final class Rms extends Each {
    /** Made by the test. */
    public Rms() {}

    @Override
    double change(double w, double g, double[] s) {
      s[0] = 0.9 * s[0] + 0.1 * g * g;
      return -0.01 / (Math.sqrt(s[0]) + 1e-8) * g;
    }

    @Override
    public Optimizer automatic() {
      return new RMSprop().alpha(0.9);
    }
  }

  /** RMSprop about the mean; right. */
  public static final class CenteredRms extends Each {
    /** Made by the test. */
    public CenteredRms() {}

    @Override
    double change(double w, double g, double[] s) {
      s[0] = 0.95 * s[0] + 0.05 * g * g;
      s[1] = 0.95 * s[1] + 0.05 * g;
      double variance = Math.max(0, s[0] - s[1] * s[1]);
      return -0.01 * g / (Math.sqrt(variance) + 1e-6);
    }

    @Override
    public Optimizer automatic() {
      return new CenteredRMSprop().alpha(0.95).epsilon(1e-6);
    }
  }

  /** AdaDelta with ε inside of both roots; right. */
  public static final class Delta extends Each {
    /** Made by the test. */
    public Delta() {}

    @Override
    double change(double w, double g, double[] s) {
      s[0] = 0.9 * s[0] + 0.1 * g * g;
      double delta = Math.sqrt((s[1] + 1e-6) / (s[0] + 1e-6)) * g;
      s[1] = 0.9 * s[1] + 0.1 * delta * delta;
      return -delta;
    }

    @Override
    public Optimizer automatic() {
      return new AdaDelta();
    }
  }

  /** Adam in its form with one corrected rate, ε scaled to fit; right. */
  public static final class AdamByRate extends Each {
    private double rate;
    private double small;

    /** Made by the test. */
    public AdamByRate() {}

    @Override
    void begin() {
      double root = Math.sqrt(1 - Math.pow(0.999, t));
      rate = 1e-3 * root / (1 - Math.pow(0.9, t));
      small = 1e-8 * root;
    }

    @Override
    double change(double w, double g, double[] s) {
      s[0] += 0.1 * (g - s[0]);
      s[1] += 0.001 * (g * g - s[1]);
      return -rate * s[0] / (Math.sqrt(s[1]) + small);
    }

    @Override
    public Optimizer automatic() {
      return new Adam();
    }
  }

  /** Adam as in the paper, a step number for each parameter; right. */
  public static final class AdamByTheBook extends ManualOptimizer {
    private final Map<String, double[]> first = new HashMap<>();
    private final Map<String, double[]> second = new HashMap<>();
    private final Map<String, Integer> count = new HashMap<>();

    /** Made by the test. */
    public AdamByTheBook() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      for (String name : params.keySet()) {
        int t = count.merge(name, 1, Integer::sum);
        double[] w = params.get(name).toDoubles();
        double[] g = gradients.get(name).toDoubles();
        double[] m = first.computeIfAbsent(name, n -> new double[w.length]);
        double[] v = second.computeIfAbsent(name, n -> new double[w.length]);
        for (int i = 0; i < w.length; i++) {
          m[i] = 0.8 * m[i] + 0.2 * g[i];
          v[i] = 0.99 * v[i] + 0.01 * g[i] * g[i];
          double mHat = m[i] / (1 - Math.pow(0.8, t));
          double vHat = v[i] / (1 - Math.pow(0.99, t));
          w[i] -= 0.01 * mHat / (Math.sqrt(vHat) + 1e-8);
        }
        params.get(name).copyFrom(w);
      }
    }

    @Override
    public Optimizer automatic() {
      return new Adam(0.01).betas(0.8, 0.99);
    }
  }

  /** AdamW, the weight shrunk first; right. */
  public static final class Decoupled extends Each {
    /** Made by the test. */
    public Decoupled() {}

    @Override
    double change(double w, double g, double[] s) {
      s[0] = 0.9 * s[0] + 0.1 * g;
      s[1] = 0.999 * s[1] + 0.001 * g * g;
      double m = s[0] / (1 - Math.pow(0.9, t));
      double v = s[1] / (1 - Math.pow(0.999, t));
      return -0.002 * (0.1 * w + m / (Math.sqrt(v) + 1e-8));
    }

    @Override
    public Optimizer automatic() {
      return new AdamW(0.002).weightDecay(0.1);
    }
  }

  /** AdaMax; right. */
  public static final class Max extends Each {
    /** Made by the test. */
    public Max() {}

    @Override
    double change(double w, double g, double[] s) {
      s[0] = 0.9 * s[0] + (1 - 0.9) * g;
      s[1] = Math.max(0.999 * s[1], Math.abs(g) + 1e-8);
      return -0.002 / (1 - Math.pow(0.9, t)) * s[0] / s[1];
    }

    @Override
    public Optimizer automatic() {
      return new AdaMax();
    }
  }

  /** NAdam with the schedule of its momentum; right. */
  public static final class Nadam extends Each {
    private double product = 1;
    private double mu;
    private double next;

    /** Made by the test. */
    public Nadam() {}

    private static double mu(int step) {
      return 0.9 * (1 - 0.5 * Math.pow(0.96, 0.004 * step));
    }

    @Override
    void begin() {
      mu = mu(t);
      next = mu(t + 1);
      product *= mu;
    }

    @Override
    double change(double w, double g, double[] s) {
      s[0] = 0.9 * s[0] + 0.1 * g;
      s[1] = 0.999 * s[1] + 0.001 * g * g;
      double hat = next * s[0] / (1 - product * next) + (1 - mu) * g / (1 - product);
      return -0.002 * hat / (Math.sqrt(s[1] / (1 - Math.pow(0.999, t))) + 1e-8);
    }

    @Override
    public Optimizer automatic() {
      return new NAdam();
    }
  }

  /** AMSGrad in arrays of the library, whole arrays at a time; right. */
  public static final class Ams extends ManualOptimizer {
    private record State(NDArray m, NDArray v, NDArray largest) {
      static State of(NDArray like) {
        Shape flat = Shape.of((int) like.size());
        return new State(
            NDArray.permanent(like.dtype(), flat),
            NDArray.permanent(like.dtype(), flat),
            NDArray.permanent(like.dtype(), flat));
      }
    }

    private final Map<String, State> states = new HashMap<>();
    private int t;

    /** Made by the test. */
    public Ams() {}

    @Override
    public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
      t += 1;
      double c1 = 1 - Math.pow(0.9, t);
      double c2 = 1 - Math.pow(0.999, t);
      params.forEach((name, value) -> {
        State s = states.computeIfAbsent(name, n -> State.of(value));
        NDArray w = value.reshape(-1);
        double[] g = gradients.get(name).toDoubles();
        for (int i = 0; i < g.length; i++) {
          s.m.set(0.9 * s.m.get(i) + 0.1 * g[i], i);
          s.v.set(0.999 * s.v.get(i) + 0.001 * g[i] * g[i], i);
          s.largest.set(Math.max(s.largest.get(i), s.v.get(i)), i);
          double root = Math.sqrt(s.largest.get(i) / c2) + 1e-8;
          w.set(w.get(i) - 1e-3 * (s.m.get(i) / c1) / root, i);
        }
      });
    }

    @Override
    public Optimizer automatic() {
      return new AMSGrad();
    }
  }
}
