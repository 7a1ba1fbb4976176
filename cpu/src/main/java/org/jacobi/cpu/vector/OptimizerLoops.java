package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;
import static org.jacobi.cpu.vector.Lanes.fma;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.OptimizerKernels.Update;
import org.jspecify.annotations.Nullable;

/**
 * The loops of {@link VectorOptimizerKernels}. The last elements take the same operations under a
 * mask, so that a range may be split anywhere without a change of a bit.
 */
final class OptimizerLoops {
  private OptimizerLoops() {}

  /** factor · min(max(g, −limit), limit) + decay · w. */
  static FloatVector prepared(
      FloatVector g, FloatVector w, float limit, float factor, float decay) {
    FloatVector bounded = limit < Float.POSITIVE_INFINITY ? g.min(limit).max(-limit) : g;
    return fma(w, FloatVector.broadcast(FLOATS, decay), bounded.mul(factor));
  }

  /** a x + b y. */
  static FloatVector mix(FloatVector x, float a, FloatVector y, float b) {
    return fma(x, FloatVector.broadcast(FLOATS, a), y.mul(b));
  }

  static void sgd(Update update, NDArray value, NDArray gradient) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float down = (float) -update.rate();
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    int n = Math.toIntExact(value.size());
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER),
              w,
              limit,
              factor,
              decay);
      fma(g, FloatVector.broadcast(FLOATS, down), w).intoMemorySegment(ws, wAt + 4L * i, ORDER);
    }
    if (i < n) {
      var mask = FLOATS.indexInRange(i, n);
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER, mask);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER, mask),
              w,
              limit,
              factor,
              decay);
      fma(g, FloatVector.broadcast(FLOATS, down), w)
          .intoMemorySegment(ws, wAt + 4L * i, ORDER, mask);
    }
  }

  static void momentum(
      Update update,
      float a,
      float b,
      float c,
      float d,
      NDArray value,
      NDArray gradient,
      NDArray velocity) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment vs = velocity.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long vAt = Layout.at(velocity);
    int n = Math.toIntExact(value.size());
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER),
              w,
              limit,
              factor,
              decay);
      FloatVector v = mix(FloatVector.fromMemorySegment(FLOATS, vs, vAt + 4L * i, ORDER), a, g, b);
      v.intoMemorySegment(vs, vAt + 4L * i, ORDER);
      fma(g, FloatVector.broadcast(FLOATS, d), fma(v, FloatVector.broadcast(FLOATS, c), w))
          .intoMemorySegment(ws, wAt + 4L * i, ORDER);
    }
    if (i < n) {
      var mask = FLOATS.indexInRange(i, n);
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER, mask);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER, mask),
              w,
              limit,
              factor,
              decay);
      FloatVector v =
          mix(FloatVector.fromMemorySegment(FLOATS, vs, vAt + 4L * i, ORDER, mask), a, g, b);
      v.intoMemorySegment(vs, vAt + 4L * i, ORDER, mask);
      fma(g, FloatVector.broadcast(FLOATS, d), fma(v, FloatVector.broadcast(FLOATS, c), w))
          .intoMemorySegment(ws, wAt + 4L * i, ORDER, mask);
    }
  }

  static void adaGrad(
      Update update, float epsilon, NDArray value, NDArray gradient, NDArray squares) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float rate = (float) update.rate();
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ss = squares.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long sAt = Layout.at(squares);
    int n = Math.toIntExact(value.size());
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER),
              w,
              limit,
              factor,
              decay);
      FloatVector s = fma(g, g, FloatVector.fromMemorySegment(FLOATS, ss, sAt + 4L * i, ORDER));
      s.intoMemorySegment(ss, sAt + 4L * i, ORDER);
      w.sub(g.mul(rate).div(s.sqrt().add(epsilon))).intoMemorySegment(ws, wAt + 4L * i, ORDER);
    }
    if (i < n) {
      var mask = FLOATS.indexInRange(i, n);
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER, mask);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER, mask),
              w,
              limit,
              factor,
              decay);
      FloatVector s =
          fma(g, g, FloatVector.fromMemorySegment(FLOATS, ss, sAt + 4L * i, ORDER, mask));
      s.intoMemorySegment(ss, sAt + 4L * i, ORDER, mask);
      w.sub(g.mul(rate).div(s.sqrt().add(epsilon)))
          .intoMemorySegment(ws, wAt + 4L * i, ORDER, mask);
    }
  }

  /** √(d + ε) / √(s + ε) · g with one division and one root less. */
  private static FloatVector adaDelta(FloatVector d, FloatVector s, FloatVector g, float epsilon) {
    return d.add(epsilon).div(s.add(epsilon)).sqrt().mul(g);
  }

  static void adaDelta(
      Update update,
      double rho,
      float epsilon,
      NDArray value,
      NDArray gradient,
      NDArray squares,
      NDArray deltas) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float down = (float) -update.rate();
    float keep = (float) rho;
    float share = (float) (1 - rho);
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ss = squares.segment();
    MemorySegment ds = deltas.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long sAt = Layout.at(squares);
    long dAt = Layout.at(deltas);
    int n = Math.toIntExact(value.size());
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER),
              w,
              limit,
              factor,
              decay);
      FloatVector s =
          mix(
              FloatVector.fromMemorySegment(FLOATS, ss, sAt + 4L * i, ORDER),
              keep,
              g.mul(g),
              share);
      FloatVector d = FloatVector.fromMemorySegment(FLOATS, ds, dAt + 4L * i, ORDER);
      FloatVector delta = adaDelta(d, s, g, epsilon);
      s.intoMemorySegment(ss, sAt + 4L * i, ORDER);
      mix(d, keep, delta.mul(delta), share).intoMemorySegment(ds, dAt + 4L * i, ORDER);
      fma(delta, FloatVector.broadcast(FLOATS, down), w).intoMemorySegment(ws, wAt + 4L * i, ORDER);
    }
    if (i < n) {
      adaDeltaTail(i, update, rho, epsilon, value, gradient, squares, deltas);
    }
  }

  private static void adaDeltaTail(
      int i,
      Update update,
      double rho,
      float epsilon,
      NDArray value,
      NDArray gradient,
      NDArray squares,
      NDArray deltas) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float down = (float) -update.rate();
    float keep = (float) rho;
    float share = (float) (1 - rho);
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ss = squares.segment();
    MemorySegment ds = deltas.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long sAt = Layout.at(squares);
    long dAt = Layout.at(deltas);
    int n = Math.toIntExact(value.size());
    var mask = FLOATS.indexInRange(i, n);
    FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER, mask);
    FloatVector g =
        prepared(
            FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER, mask),
            w,
            limit,
            factor,
            decay);
    FloatVector s =
        mix(
            FloatVector.fromMemorySegment(FLOATS, ss, sAt + 4L * i, ORDER, mask),
            keep,
            g.mul(g),
            share);
    FloatVector d = FloatVector.fromMemorySegment(FLOATS, ds, dAt + 4L * i, ORDER, mask);
    FloatVector delta = adaDelta(d, s, g, epsilon);
    s.intoMemorySegment(ss, sAt + 4L * i, ORDER, mask);
    mix(d, keep, delta.mul(delta), share).intoMemorySegment(ds, dAt + 4L * i, ORDER, mask);
    fma(delta, FloatVector.broadcast(FLOATS, down), w)
        .intoMemorySegment(ws, wAt + 4L * i, ORDER, mask);
  }

  static void rmsProp(
      Update update,
      double alpha,
      float epsilon,
      float momentum,
      NDArray value,
      NDArray gradient,
      NDArray squares,
      @Nullable NDArray mean,
      @Nullable NDArray velocity) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float down = (float) -update.rate();
    float keep = (float) alpha;
    float share = (float) (1 - alpha);
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ss = squares.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long sAt = Layout.at(squares);
    int n = Math.toIntExact(value.size());
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER),
              w,
              limit,
              factor,
              decay);
      FloatVector s =
          mix(
              FloatVector.fromMemorySegment(FLOATS, ss, sAt + 4L * i, ORDER),
              keep,
              g.mul(g),
              share);
      s.intoMemorySegment(ss, sAt + 4L * i, ORDER);
      FloatVector spread = mean == null ? s : centred(mean, s, g, keep, share, i, n);
      FloatVector step = g.div(spread.sqrt().add(epsilon));
      if (velocity != null) {
        MemorySegment bs = velocity.segment();
        long bAt = Layout.at(velocity);
        step =
            fma(
                FloatVector.fromMemorySegment(FLOATS, bs, bAt + 4L * i, ORDER),
                FloatVector.broadcast(FLOATS, momentum),
                step);
        step.intoMemorySegment(bs, bAt + 4L * i, ORDER);
      }
      fma(step, FloatVector.broadcast(FLOATS, down), w).intoMemorySegment(ws, wAt + 4L * i, ORDER);
    }
    if (i < n) {
      rmsPropTail(i, update, alpha, epsilon, momentum, value, gradient, squares, mean, velocity);
    }
  }

  private static void rmsPropTail(
      int i,
      Update update,
      double alpha,
      float epsilon,
      float momentum,
      NDArray value,
      NDArray gradient,
      NDArray squares,
      @Nullable NDArray mean,
      @Nullable NDArray velocity) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float down = (float) -update.rate();
    float keep = (float) alpha;
    float share = (float) (1 - alpha);
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ss = squares.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long sAt = Layout.at(squares);
    int n = Math.toIntExact(value.size());
    var mask = FLOATS.indexInRange(i, n);
    FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER, mask);
    FloatVector g =
        prepared(
            FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER, mask),
            w,
            limit,
            factor,
            decay);
    FloatVector s =
        mix(
            FloatVector.fromMemorySegment(FLOATS, ss, sAt + 4L * i, ORDER, mask),
            keep,
            g.mul(g),
            share);
    s.intoMemorySegment(ss, sAt + 4L * i, ORDER, mask);
    FloatVector spread = mean == null ? s : centred(mean, s, g, keep, share, i, n);
    FloatVector step = g.div(spread.sqrt().add(epsilon));
    if (velocity != null) {
      MemorySegment bs = velocity.segment();
      long bAt = Layout.at(velocity);
      step =
          fma(
              FloatVector.fromMemorySegment(FLOATS, bs, bAt + 4L * i, ORDER, mask),
              FloatVector.broadcast(FLOATS, momentum),
              step);
      step.intoMemorySegment(bs, bAt + 4L * i, ORDER, mask);
    }
    fma(step, FloatVector.broadcast(FLOATS, down), w)
        .intoMemorySegment(ws, wAt + 4L * i, ORDER, mask);
  }

  /** s − m² after m ← α m + (1 − α) g; rounding may leave less than 0. */
  private static FloatVector centred(
      NDArray mean, FloatVector s, FloatVector g, float keep, float share, int i, int n) {
    MemorySegment ms = mean.segment();
    long mAt = Layout.at(mean);
    boolean whole = i <= n - LENGTH;
    FloatVector old =
        whole
            ? FloatVector.fromMemorySegment(FLOATS, ms, mAt + 4L * i, ORDER)
            : FloatVector.fromMemorySegment(
                FLOATS, ms, mAt + 4L * i, ORDER, FLOATS.indexInRange(i, n));
    FloatVector m = mix(old, keep, g, share);
    if (whole) {
      m.intoMemorySegment(ms, mAt + 4L * i, ORDER);
    } else {
      m.intoMemorySegment(ms, mAt + 4L * i, ORDER, FLOATS.indexInRange(i, n));
    }
    FloatVector spread = fma(m.neg(), m, s);
    return spread.blend(0f, spread.compare(VectorOperators.LT, 0f));
  }
}
