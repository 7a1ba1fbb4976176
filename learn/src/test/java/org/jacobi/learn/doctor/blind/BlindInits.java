package org.jacobi.learn.doctor.blind;

import java.util.Random;
import java.util.SplittableRandom;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualInit;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Gain;
import org.jacobi.nn.Init;
import org.jacobi.tensor.Rng;

/** Initial distributions, right ones and others. */
public final class BlindInits {
  private BlindInits() {}

  /** Xavier, normal, (in × out); right. */
  public static final class XavierGauss extends ManualInit {
    /** Made by the test. */
    public XavierGauss() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      Random random = new Random(seed);
      NDArray w = NDArray.allocate(dtype, Shape.of(inputs, outputs));
      for (int i = 0; i < inputs; i++) {
        for (int o = 0; o < outputs; o++) {
          w.set(random.nextGaussian() * Math.sqrt(2.0 / (inputs + outputs)), i, o);
        }
      }
      return w;
    }

    @Override
    public Init automatic() {
      return Init.xavierNormal(1);
    }
  }

  /** Xavier for tanh, uniform, (out × in); right. */
  public static final class XavierTanh extends ManualInit {
    /** Made by the test. */
    public XavierTanh() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      double r = 5 / 3.0 * Math.sqrt(6) / Math.sqrt(inputs + outputs);
      NDArray w = NDArray.allocate(dtype, Shape.of(outputs, inputs));
      return Rng.of(seed, "xavier").fillUniform(w, -r, r);
    }

    @Override
    public Init automatic() {
      return Init.xavierUniform(Gain.TANH);
    }
  }

  /** He, normal, by the inputs, (out × in); right. */
  public static final class HeGauss extends ManualInit {
    /** Made by the test. */
    public HeGauss() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      double[] w = new double[outputs * inputs];
      Random random = new Random(31 * seed + 7);
      for (int i = 0; i < w.length; i++) {
        w[i] = Math.sqrt(2.0 / inputs) * random.nextGaussian();
      }
      return NDArray.allocate(dtype, Shape.of(outputs, inputs)).copyFrom(w);
    }

    @Override
    public Init automatic() {
      return Init.kaimingNormal(Fan.Mode.IN, Gain.RELU);
    }
  }

  /** He, uniform, by the outputs, (in × out); right. */
  public static final class HeOut extends ManualInit {
    /** Made by the test. */
    public HeOut() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      var random = new SplittableRandom(seed);
      double limit = Math.sqrt(6.0 / outputs);
      double[] w = random.doubles((long) inputs * outputs, -limit, limit).toArray();
      return NDArray.allocate(dtype, Shape.of(inputs, outputs)).copyFrom(w);
    }

    @Override
    public Init automatic() {
      return Init.kaimingUniform(Fan.Mode.OUT, Gain.RELU);
    }
  }

  /** LeCun, normal, (in × out); right. */
  public static final class LeCunGauss extends ManualInit {
    /** Made by the test. */
    public LeCunGauss() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      NDArray w = NDArray.allocate(dtype, Shape.of(inputs, outputs));
      return Rng.of(seed, "lecun").fillNormal(w, 0, 1 / Math.sqrt(inputs));
    }

    @Override
    public Init automatic() {
      return Init.kaimingNormal(Fan.Mode.IN, Gain.LINEAR);
    }
  }

  /** He, normal, (in × out); planted: the deviation follows from the outputs. */
  public static final class He1 extends ManualInit {
    /** Made by the test. */
    public He1() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      Random random = new Random(seed);
      double deviation = Math.sqrt(2.0 / outputs);
      double[] w = new double[inputs * outputs];
      for (int i = 0; i < w.length; i++) {
        w[i] = random.nextGaussian(0, deviation);
      }
      return NDArray.allocate(dtype, Shape.of(inputs, outputs)).copyFrom(w);
    }

    @Override
    public Init automatic() {
      return Init.kaimingNormal(Fan.Mode.IN, Gain.RELU);
    }
  }

  /**
   * LeCun, uniform, (out × in); planted: the bound is computed from the first axis, the outputs.
   */
  public static final class LeCun1 extends ManualInit {
    /** Made by the test. */
    public LeCun1() {}

    private static double bound(Shape shape) {
      return Math.sqrt(3.0 / shape.dim(0));
    }

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      Shape shape = Shape.of(outputs, inputs);
      double b = bound(shape);
      return Rng.of(seed, "w").fillUniform(NDArray.allocate(dtype, shape), -b, b);
    }

    @Override
    public Init automatic() {
      return Init.kaimingUniform(Fan.Mode.IN, 1);
    }
  }

  /** He by the outputs, normal, (out × in); planted: the deviation follows from the inputs. */
  public static final class He2 extends ManualInit {
    /** Made by the test. */
    public He2() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      Random random = new Random(seed);
      NDArray w = NDArray.allocate(dtype, Shape.of(outputs, inputs));
      for (int o = 0; o < outputs; o++) {
        for (int i = 0; i < inputs; i++) {
          w.set(Math.sqrt(2.0 / inputs) * random.nextGaussian(), o, i);
        }
      }
      return w;
    }

    @Override
    public Init automatic() {
      return Init.kaimingNormal(Fan.Mode.OUT, Gain.RELU);
    }
  }

  /** He, uniform, (in × out); planted: √(6 / (in + out)) is the bound of Xavier. */
  public static final class He3 extends ManualInit {
    /** Made by the test. */
    public He3() {}

    @Override
    public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
      double limit = Math.sqrt(6.0 / (inputs + outputs));
      Random random = new Random(seed);
      NDArray w = NDArray.allocate(dtype, Shape.of(inputs, outputs));
      for (int i = 0; i < inputs; i++) {
        for (int o = 0; o < outputs; o++) {
          w.set(limit * (2 * random.nextDouble() - 1), i, o);
        }
      }
      return w;
    }

    @Override
    public Init automatic() {
      return Init.kaimingUniform(Fan.Mode.IN, Gain.RELU);
    }
  }
}
