package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.DOUBLES;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.HALF;
import static org.jacobi.cpu.vector.Lanes.HALVES;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

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
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.broadcast(FLOATS, value).intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      FloatVector.broadcast(FLOATS, value)
          .intoMemorySegment(y, yAt + 4L * i, ORDER, FLOATS.indexInRange(i, n));
    }
  }

  private static void neg(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
          .neg()
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, m)
          .neg()
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void exp(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.exp(v);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void log(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.log(v);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void sqrt(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
          .sqrt()
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, m)
          .sqrt()
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void abs(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
          .abs()
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, m)
          .abs()
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void sign(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.sign(v);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void relu(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.relu(v);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void sigmoid(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.sigmoid(v);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void tanh(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.tanh(v);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void silu(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.silu(v, VectorMath.sigmoid(v));
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void square(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = v.mul(v);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void reciprocal(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.broadcast(FLOATS, 1f)
          .div(FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.broadcast(FLOATS, 1f)
          .div(FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, m))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void leakyRelu(
      float p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.leakyRelu(v, p);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void elu(float p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = VectorMath.elu(v, p);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void maximum(
      float p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
          .max(p)
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, m)
          .max(p)
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  private static void minimum(
      float p, MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
          .min(p)
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, m)
          .min(p)
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  /** x^½, which other than √x is 0 at −0 and ∞ at −∞. */
  private static FloatVector root(FloatVector x) {
    return x.sqrt()
        .add(0f)
        .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
  }

  private static void root(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += LENGTH) {
      boolean whole = i <= n - LENGTH;
      var mask = FLOATS.indexInRange(i, n);
      FloatVector v =
          whole
              ? FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, mask);
      FloatVector result = root(v);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  // ---- computed in double ----

  private static void cube(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += HALF) {
      boolean whole = i <= n - HALF;
      var mask = HALVES.indexInRange(i, n);
      FloatVector narrow =
          whole
              ? FloatVector.fromMemorySegment(HALVES, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(HALVES, x, xAt + 4L * i, ORDER, mask);
      DoubleVector v = (DoubleVector) narrow.castShape(DOUBLES, 0);
      FloatVector result = (FloatVector) v.mul(v).mul(v).castShape(HALVES, 0);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void geluTanh(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += HALF) {
      boolean whole = i <= n - HALF;
      var mask = HALVES.indexInRange(i, n);
      FloatVector narrow =
          whole
              ? FloatVector.fromMemorySegment(HALVES, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(HALVES, x, xAt + 4L * i, ORDER, mask);
      DoubleVector v = (DoubleVector) narrow.castShape(DOUBLES, 0);
      DoubleVector small = WideMath.exp(WideMath.geluExponent(v));
      FloatVector result = (FloatVector) WideMath.geluTanh(v, small).castShape(HALVES, 0);
      if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void sin(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += HALF) {
      boolean whole = i <= n - HALF;
      var mask = HALVES.indexInRange(i, n);
      FloatVector narrow =
          whole
              ? FloatVector.fromMemorySegment(HALVES, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(HALVES, x, xAt + 4L * i, ORDER, mask);
      DoubleVector v = (DoubleVector) narrow.castShape(DOUBLES, 0);
      var far = WideMath.far(v);
      DoubleVector shifted = WideMath.quarters(v);
      DoubleVector angle = WideMath.angle(v, shifted);
      DoubleVector sine = WideMath.sine(angle, WideMath.quadrant(shifted, 0));
      FloatVector result = (FloatVector) sine.castShape(HALVES, 0);
      if (far.anyTrue()) {
        farAngles(true, x, xAt, y, yAt, i, Math.min(n, i + HALF));
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask.andNot(far.cast(HALVES)));
      } else if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
      }
    }
  }

  private static void cos(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    for (int i = 0; i < n; i += HALF) {
      boolean whole = i <= n - HALF;
      var mask = HALVES.indexInRange(i, n);
      FloatVector narrow =
          whole
              ? FloatVector.fromMemorySegment(HALVES, exactX, xAt + 4L * i, ORDER)
              : FloatVector.fromMemorySegment(HALVES, x, xAt + 4L * i, ORDER, mask);
      DoubleVector v = (DoubleVector) narrow.castShape(DOUBLES, 0);
      var far = WideMath.far(v);
      DoubleVector shifted = WideMath.quarters(v);
      DoubleVector angle = WideMath.angle(v, shifted);
      DoubleVector sine = WideMath.sine(angle, WideMath.quadrant(shifted, 1));
      FloatVector result = (FloatVector) sine.castShape(HALVES, 0);
      if (far.anyTrue()) {
        farAngles(false, x, xAt, y, yAt, i, Math.min(n, i + HALF));
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask.andNot(far.cast(HALVES)));
      } else if (whole) {
        result.intoMemorySegment(exactY, yAt + 4L * i, ORDER);
      } else {
        result.intoMemorySegment(y, yAt + 4L * i, ORDER, mask);
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
