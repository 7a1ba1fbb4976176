package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.HALF;
import static org.jacobi.cpu.vector.Lanes.HALVES;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.all;
import static org.jacobi.cpu.vector.Lanes.get;
import static org.jacobi.cpu.vector.Lanes.getWide;
import static org.jacobi.cpu.vector.Lanes.put;
import static org.jacobi.cpu.vector.Lanes.putWide;
import static org.jacobi.cpu.vector.Lanes.rest;
import static org.jacobi.cpu.vector.Lanes.restWide;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jacobi.kernel.UnaryFn;

/**
 * y ← f(x) over n neighbouring floats. One loop for each function, so that the compiler sees one
 * function in each; the last elements take the same operations under a mask. Long functions are put
 * together in the loop: what compiles to more than 2,500 bytes is not inlined, and vectors that are
 * passed to a call are made on the heap.
 */
final class UnaryLoops {
  private UnaryLoops() {}

  /** Positions are in bytes; x and y may be the same memory. */
  static void run(
      UnaryFn function, double p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    switch (function) {
      case NEG -> neg(x, xAt, y, yAt, n);
      case EXP -> exp(x, xAt, y, yAt, n);
      case LOG -> log(x, xAt, y, yAt, n);
      case SQRT -> sqrt(x, xAt, y, yAt, n);
      case ABS -> abs(x, xAt, y, yAt, n);
      case SIGN -> sign(x, xAt, y, yAt, n);
      case SIN -> sin(x, xAt, y, yAt, n);
      case COS -> cos(x, xAt, y, yAt, n);
      case ERF -> LongLoops.normal(false, x, xAt, y, yAt, n);
      case POW -> pow(p, x, xAt, y, yAt, n);
      case RELU -> relu(x, xAt, y, yAt, n);
      case LEAKY_RELU -> leakyRelu((float) p, x, xAt, y, yAt, n);
      case ELU -> elu((float) p, x, xAt, y, yAt, n);
      case SIGMOID -> sigmoid(x, xAt, y, yAt, n);
      case TANH -> tanh(x, xAt, y, yAt, n);
      case SOFTPLUS -> LongLoops.softplus(x, xAt, y, yAt, n);
      case GELU -> LongLoops.normal(true, x, xAt, y, yAt, n);
      case GELU_TANH -> geluTanh(x, xAt, y, yAt, n);
      case SILU -> silu(x, xAt, y, yAt, n);
      case MAXIMUM -> maximum((float) p, x, xAt, y, yAt, n);
      case MINIMUM -> minimum((float) p, x, xAt, y, yAt, n);
    }
  }

  /** y ← value. */
  static void fill(float value, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(all(value), y, yAt, i);
    }
    if (i < n) {
      put(all(value), y, yAt, i, rest(i, n));
    }
  }

  private static FloatVector load(MemorySegment x, long at, int i, int n) {
    return i <= n - LENGTH ? get(x, at, i) : get(x, at, i, rest(i, n));
  }

  private static void store(FloatVector value, MemorySegment y, long at, int i, int n) {
    if (i <= n - LENGTH) {
      put(value, y, at, i);
    } else {
      put(value, y, at, i, rest(i, n));
    }
  }

  private static DoubleVector loadWide(MemorySegment x, long at, int i, int n) {
    return i <= n - HALF ? getWide(x, at, i) : getWide(x, at, i, restWide(i, n));
  }

  private static void storeWide(DoubleVector value, MemorySegment y, long at, int i, int n) {
    if (i <= n - HALF) {
      putWide(value, y, at, i);
    } else {
      putWide(value, y, at, i, restWide(i, n));
    }
  }

  private static void neg(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(x, xAt, i).neg(), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(x, xAt, i, m).neg(), y, yAt, i, m);
    }
  }

  private static void exp(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v = load(x, xAt, i, n);
      store(VectorMath.exp(v), y, yAt, i, n);
    }
  }

  private static void log(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v = load(x, xAt, i, n);
      store(VectorMath.log(v), y, yAt, i, n);
    }
  }

  private static void sqrt(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(x, xAt, i).sqrt(), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(x, xAt, i, m).sqrt(), y, yAt, i, m);
    }
  }

  private static void abs(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(x, xAt, i).abs(), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(x, xAt, i, m).abs(), y, yAt, i, m);
    }
  }

  private static void sign(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(VectorMath.sign(get(x, xAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(VectorMath.sign(get(x, xAt, i, m)), y, yAt, i, m);
    }
  }

  private static void relu(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(VectorMath.relu(get(x, xAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(VectorMath.relu(get(x, xAt, i, m)), y, yAt, i, m);
    }
  }

  private static void sigmoid(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v = load(x, xAt, i, n);
      store(VectorMath.sigmoid(v), y, yAt, i, n);
    }
  }

  private static void tanh(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v = load(x, xAt, i, n);
      store(VectorMath.tanh(v), y, yAt, i, n);
    }
  }

  private static void silu(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v = load(x, xAt, i, n);
      store(VectorMath.silu(v, VectorMath.sigmoid(v)), y, yAt, i, n);
    }
  }

  private static void square(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(square(get(x, xAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(square(get(x, xAt, i, m)), y, yAt, i, m);
    }
  }

  private static void reciprocal(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(all(1f).div(get(x, xAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(all(1f).div(get(x, xAt, i, m)), y, yAt, i, m);
    }
  }

  private static FloatVector square(FloatVector x) {
    return x.mul(x);
  }

  private static void leakyRelu(
      float p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(VectorMath.leakyRelu(get(x, xAt, i), p), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(VectorMath.leakyRelu(get(x, xAt, i, m), p), y, yAt, i, m);
    }
  }

  private static void elu(float p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector v = load(x, xAt, i, n);
      store(VectorMath.elu(v, p), y, yAt, i, n);
    }
  }

  private static void maximum(
      float p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(x, xAt, i).max(p), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(x, xAt, i, m).max(p), y, yAt, i, m);
    }
  }

  private static void minimum(
      float p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(get(x, xAt, i).min(p), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(get(x, xAt, i, m).min(p), y, yAt, i, m);
    }
  }

  /** x^½, which other than √x is 0 at −0 and ∞ at −∞. */
  private static FloatVector root(FloatVector x) {
    return x.sqrt()
        .add(0f)
        .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
  }

  private static void root(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      put(root(get(x, xAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = rest(i, n);
      put(root(get(x, xAt, i, m)), y, yAt, i, m);
    }
  }

  // ---- computed in double ----

  private static DoubleVector cube(DoubleVector x) {
    return x.mul(x).mul(x);
  }

  private static void cube(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    int i = 0;
    for (; i <= n - HALF; i += HALF) {
      putWide(cube(getWide(x, xAt, i)), y, yAt, i);
    }
    if (i < n) {
      var m = restWide(i, n);
      putWide(cube(getWide(x, xAt, i, m)), y, yAt, i, m);
    }
  }

  private static void geluTanh(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += HALF) {
      DoubleVector v = loadWide(x, xAt, i, n);
      DoubleVector small = WideMath.exp(WideMath.geluExponent(v));
      storeWide(WideMath.geluTanh(v, small), y, yAt, i, n);
    }
  }

  private static void sin(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += HALF) {
      DoubleVector v = loadWide(x, xAt, i, n);
      var far = WideMath.far(v);
      boolean anyFar = far.anyTrue();
      if (anyFar) {
        farAngles(true, x, xAt, y, yAt, i, Math.min(n, i + HALF));
      }
      DoubleVector shifted = WideMath.quarters(v);
      DoubleVector sine = WideMath.sine(WideMath.angle(v, shifted), WideMath.quadrant(shifted, 0));
      if (anyFar) {
        putWide(sine, y, yAt, i, restWide(i, n).andNot(far.cast(HALVES)));
      } else {
        storeWide(sine, y, yAt, i, n);
      }
    }
  }

  private static void cos(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    for (int i = 0; i < n; i += HALF) {
      DoubleVector v = loadWide(x, xAt, i, n);
      var far = WideMath.far(v);
      boolean anyFar = far.anyTrue();
      if (anyFar) {
        farAngles(false, x, xAt, y, yAt, i, Math.min(n, i + HALF));
      }
      DoubleVector shifted = WideMath.quarters(v);
      DoubleVector sine = WideMath.sine(WideMath.angle(v, shifted), WideMath.quadrant(shifted, 1));
      if (anyFar) {
        putWide(sine, y, yAt, i, restWide(i, n).andNot(far.cast(HALVES)));
      } else {
        storeWide(sine, y, yAt, i, n);
      }
    }
  }

  private static void farAngles(
      boolean sine, MemorySegment x, long xAt, MemorySegment y, long yAt, int from, int to) {
    for (int i = from; i < to; i++) {
      float angle = x.get(JAVA_FLOAT, xAt + 4L * i);
      if (Math.abs(angle) > WideMath.ANGLE_LIMIT) {
        double exact = sine ? StrictMath.sin(angle) : StrictMath.cos(angle);
        y.set(JAVA_FLOAT, yAt + 4L * i, (float) exact);
      }
    }
  }

  // ---- powers ----

  private static void pow(double p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    if (p == 2) {
      square(x, xAt, y, yAt, n);
    } else if (p == -1) {
      reciprocal(x, xAt, y, yAt, n);
    } else if (p == 3) {
      cube(x, xAt, y, yAt, n);
    } else if (p == 0.5) {
      root(x, xAt, y, yAt, n);
    } else {
      for (int i = 0; i < n; i++) {
        double power = StrictMath.pow(x.get(JAVA_FLOAT, xAt + 4L * i), p);
        y.set(JAVA_FLOAT, yAt + 4L * i, (float) power);
      }
    }
  }
}
