package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.all;
import static org.jacobi.cpu.vector.Lanes.fma;
import static org.jacobi.cpu.vector.Lanes.get;
import static org.jacobi.cpu.vector.Lanes.put;
import static org.jacobi.cpu.vector.Lanes.rest;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.OptimizerKernels.AdamPass;
import org.jacobi.kernel.OptimizerKernels.Update;
import org.jspecify.annotations.Nullable;

/**
 * The loops of {@link VectorOptimizerKernels}. The last elements take the same operations under a
 * mask, so that a range may be split anywhere without a change of a bit.
 */
final class OptimizerLoops {
  private OptimizerLoops() {}

  /** factor · min(max(g, −limit), limit) + decay · w. */
  private static FloatVector prepared(
      FloatVector g, FloatVector w, float limit, float factor, float decay) {
    FloatVector bounded = limit < Float.POSITIVE_INFINITY ? g.min(limit).max(-limit) : g;
    return fma(w, all(decay), bounded.mul(factor));
  }

  /** a x + b y. */
  private static FloatVector mix(FloatVector x, float a, FloatVector y, float b) {
    return fma(x, all(a), y.mul(b));
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
      FloatVector w = get(ws, wAt, i);
      FloatVector g = prepared(get(gs, gAt, i), w, limit, factor, decay);
      put(fma(g, all(down), w), ws, wAt, i);
    }
    if (i < n) {
      var mask = rest(i, n);
      FloatVector w = get(ws, wAt, i, mask);
      FloatVector g = prepared(get(gs, gAt, i, mask), w, limit, factor, decay);
      put(fma(g, all(down), w), ws, wAt, i, mask);
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
      FloatVector w = get(ws, wAt, i);
      FloatVector g = prepared(get(gs, gAt, i), w, limit, factor, decay);
      FloatVector v = mix(get(vs, vAt, i), a, g, b);
      put(v, vs, vAt, i);
      put(fma(g, all(d), fma(v, all(c), w)), ws, wAt, i);
    }
    if (i < n) {
      var mask = rest(i, n);
      FloatVector w = get(ws, wAt, i, mask);
      FloatVector g = prepared(get(gs, gAt, i, mask), w, limit, factor, decay);
      FloatVector v = mix(get(vs, vAt, i, mask), a, g, b);
      put(v, vs, vAt, i, mask);
      put(fma(g, all(d), fma(v, all(c), w)), ws, wAt, i, mask);
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
      FloatVector w = get(ws, wAt, i);
      FloatVector g = prepared(get(gs, gAt, i), w, limit, factor, decay);
      FloatVector s = fma(g, g, get(ss, sAt, i));
      put(s, ss, sAt, i);
      put(w.sub(g.mul(rate).div(s.sqrt().add(epsilon))), ws, wAt, i);
    }
    if (i < n) {
      var mask = rest(i, n);
      FloatVector w = get(ws, wAt, i, mask);
      FloatVector g = prepared(get(gs, gAt, i, mask), w, limit, factor, decay);
      FloatVector s = fma(g, g, get(ss, sAt, i, mask));
      put(s, ss, sAt, i, mask);
      put(w.sub(g.mul(rate).div(s.sqrt().add(epsilon))), ws, wAt, i, mask);
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
      FloatVector w = get(ws, wAt, i);
      FloatVector g = prepared(get(gs, gAt, i), w, limit, factor, decay);
      FloatVector s = mix(get(ss, sAt, i), keep, g.mul(g), share);
      FloatVector d = get(ds, dAt, i);
      FloatVector delta = adaDelta(d, s, g, epsilon);
      put(s, ss, sAt, i);
      put(mix(d, keep, delta.mul(delta), share), ds, dAt, i);
      put(fma(delta, all(down), w), ws, wAt, i);
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
    var mask = rest(i, n);
    FloatVector w = get(ws, wAt, i, mask);
    FloatVector g = prepared(get(gs, gAt, i, mask), w, limit, factor, decay);
    FloatVector s = mix(get(ss, sAt, i, mask), keep, g.mul(g), share);
    FloatVector d = get(ds, dAt, i, mask);
    FloatVector delta = adaDelta(d, s, g, epsilon);
    put(s, ss, sAt, i, mask);
    put(mix(d, keep, delta.mul(delta), share), ds, dAt, i, mask);
    put(fma(delta, all(down), w), ws, wAt, i, mask);
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
      FloatVector w = get(ws, wAt, i);
      FloatVector g = prepared(get(gs, gAt, i), w, limit, factor, decay);
      FloatVector s = mix(get(ss, sAt, i), keep, g.mul(g), share);
      put(s, ss, sAt, i);
      FloatVector spread = mean == null ? s : centred(mean, s, g, keep, share, i, n);
      FloatVector step = g.div(spread.sqrt().add(epsilon));
      if (velocity != null) {
        MemorySegment bs = velocity.segment();
        long bAt = Layout.at(velocity);
        step = fma(get(bs, bAt, i), all(momentum), step);
        put(step, bs, bAt, i);
      }
      put(fma(step, all(down), w), ws, wAt, i);
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
    var mask = rest(i, n);
    FloatVector w = get(ws, wAt, i, mask);
    FloatVector g = prepared(get(gs, gAt, i, mask), w, limit, factor, decay);
    FloatVector s = mix(get(ss, sAt, i, mask), keep, g.mul(g), share);
    put(s, ss, sAt, i, mask);
    FloatVector spread = mean == null ? s : centred(mean, s, g, keep, share, i, n);
    FloatVector step = g.div(spread.sqrt().add(epsilon));
    if (velocity != null) {
      MemorySegment bs = velocity.segment();
      long bAt = Layout.at(velocity);
      step = fma(get(bs, bAt, i, mask), all(momentum), step);
      put(step, bs, bAt, i, mask);
    }
    put(fma(step, all(down), w), ws, wAt, i, mask);
  }

  /** s − m² after m ← α m + (1 − α) g; rounding may leave less than 0. */
  private static FloatVector centred(
      NDArray mean, FloatVector s, FloatVector g, float keep, float share, int i, int n) {
    MemorySegment ms = mean.segment();
    long mAt = Layout.at(mean);
    boolean whole = i <= n - LENGTH;
    FloatVector old = whole ? get(ms, mAt, i) : get(ms, mAt, i, rest(i, n));
    FloatVector m = mix(old, keep, g, share);
    if (whole) {
      put(m, ms, mAt, i);
    } else {
      put(m, ms, mAt, i, rest(i, n));
    }
    FloatVector spread = fma(m.neg(), m, s);
    return spread.blend(0f, spread.compare(VectorOperators.LT, 0f));
  }

  /** k w − (a m + b g) / (c √v + ε). */
  private static FloatVector adamStep(
      FloatVector w, FloatVector g, FloatVector m, FloatVector v, AdamPass pass) {
    FloatVector root = fma(v.sqrt(), all((float) pass.rootScale()), all((float) pass.epsilon()));
    FloatVector step = mix(m, (float) pass.first(), g, (float) pass.direct()).div(root);
    return fma(w, all((float) pass.keep()), step.neg());
  }

  static void adam(
      Update update,
      AdamPass pass,
      NDArray value,
      NDArray gradient,
      NDArray first,
      NDArray second) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float keep1 = (float) pass.beta1();
    float share1 = (float) (1 - pass.beta1());
    float keep2 = (float) pass.beta2();
    float share2 = (float) (1 - pass.beta2());
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ms = first.segment();
    MemorySegment vs = second.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long mAt = Layout.at(first);
    long vAt = Layout.at(second);
    int n = Math.toIntExact(value.size());
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector w = get(ws, wAt, i);
      FloatVector g = prepared(get(gs, gAt, i), w, limit, factor, decay);
      FloatVector m = mix(get(ms, mAt, i), keep1, g, share1);
      FloatVector v = mix(get(vs, vAt, i), keep2, g.mul(g), share2);
      put(m, ms, mAt, i);
      put(v, vs, vAt, i);
      put(adamStep(w, g, m, v, pass), ws, wAt, i);
    }
    if (i < n) {
      var mask = rest(i, n);
      FloatVector w = get(ws, wAt, i, mask);
      FloatVector g = prepared(get(gs, gAt, i, mask), w, limit, factor, decay);
      FloatVector m = mix(get(ms, mAt, i, mask), keep1, g, share1);
      FloatVector v = mix(get(vs, vAt, i, mask), keep2, g.mul(g), share2);
      put(m, ms, mAt, i, mask);
      put(v, vs, vAt, i, mask);
      put(adamStep(w, g, m, v, pass), ws, wAt, i, mask);
    }
  }

  static void amsGrad(
      Update update,
      AdamPass pass,
      NDArray value,
      NDArray gradient,
      NDArray first,
      NDArray second,
      NDArray largest) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float keep1 = (float) pass.beta1();
    float share1 = (float) (1 - pass.beta1());
    float keep2 = (float) pass.beta2();
    float share2 = (float) (1 - pass.beta2());
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ms = first.segment();
    MemorySegment vs = second.segment();
    MemorySegment ls = largest.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long mAt = Layout.at(first);
    long vAt = Layout.at(second);
    long lAt = Layout.at(largest);
    int n = Math.toIntExact(value.size());
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector w = get(ws, wAt, i);
      FloatVector g = prepared(get(gs, gAt, i), w, limit, factor, decay);
      FloatVector m = mix(get(ms, mAt, i), keep1, g, share1);
      FloatVector v = mix(get(vs, vAt, i), keep2, g.mul(g), share2);
      FloatVector top = get(ls, lAt, i).max(v);
      put(m, ms, mAt, i);
      put(v, vs, vAt, i);
      put(top, ls, lAt, i);
      put(adamStep(w, g, m, top, pass), ws, wAt, i);
    }
    if (i < n) {
      amsGradTail(i, update, pass, value, gradient, first, second, largest);
    }
  }

  private static void amsGradTail(
      int i,
      Update update,
      AdamPass pass,
      NDArray value,
      NDArray gradient,
      NDArray first,
      NDArray second,
      NDArray largest) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float keep1 = (float) pass.beta1();
    float share1 = (float) (1 - pass.beta1());
    float keep2 = (float) pass.beta2();
    float share2 = (float) (1 - pass.beta2());
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ms = first.segment();
    MemorySegment vs = second.segment();
    MemorySegment ls = largest.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long mAt = Layout.at(first);
    long vAt = Layout.at(second);
    long lAt = Layout.at(largest);
    int n = Math.toIntExact(value.size());
    var mask = rest(i, n);
    FloatVector w = get(ws, wAt, i, mask);
    FloatVector g = prepared(get(gs, gAt, i, mask), w, limit, factor, decay);
    FloatVector m = mix(get(ms, mAt, i, mask), keep1, g, share1);
    FloatVector v = mix(get(vs, vAt, i, mask), keep2, g.mul(g), share2);
    FloatVector top = get(ls, lAt, i, mask).max(v);
    put(m, ms, mAt, i, mask);
    put(v, vs, vAt, i, mask);
    put(top, ls, lAt, i, mask);
    put(adamStep(w, g, m, top, pass), ws, wAt, i, mask);
  }

  static void adaMax(
      Update update,
      double beta1,
      float beta2,
      float epsilon,
      NDArray value,
      NDArray gradient,
      NDArray first,
      NDArray norm) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float rate = (float) update.rate();
    float keep = (float) beta1;
    float share = (float) (1 - beta1);
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ms = first.segment();
    MemorySegment us = norm.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long mAt = Layout.at(first);
    long uAt = Layout.at(norm);
    int n = Math.toIntExact(value.size());
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector w = get(ws, wAt, i);
      FloatVector g = prepared(get(gs, gAt, i), w, limit, factor, decay);
      FloatVector m = mix(get(ms, mAt, i), keep, g, share);
      FloatVector size = g.lanewise(VectorOperators.ABS).add(epsilon);
      FloatVector u = get(us, uAt, i).mul(beta2).max(size);
      put(m, ms, mAt, i);
      put(u, us, uAt, i);
      put(w.sub(m.mul(rate).div(u)), ws, wAt, i);
    }
    if (i < n) {
      adaMaxTail(i, update, beta1, beta2, epsilon, value, gradient, first, norm);
    }
  }

  private static void adaMaxTail(
      int i,
      Update update,
      double beta1,
      float beta2,
      float epsilon,
      NDArray value,
      NDArray gradient,
      NDArray first,
      NDArray norm) {
    float limit = (float) update.limit();
    float factor = (float) update.factor();
    float decay = (float) update.decay();
    float rate = (float) update.rate();
    float keep = (float) beta1;
    float share = (float) (1 - beta1);
    MemorySegment ws = value.segment();
    MemorySegment gs = gradient.segment();
    MemorySegment ms = first.segment();
    MemorySegment us = norm.segment();
    long wAt = Layout.at(value);
    long gAt = Layout.at(gradient);
    long mAt = Layout.at(first);
    long uAt = Layout.at(norm);
    int n = Math.toIntExact(value.size());
    var mask = rest(i, n);
    FloatVector w = get(ws, wAt, i, mask);
    FloatVector g = prepared(get(gs, gAt, i, mask), w, limit, factor, decay);
    FloatVector m = mix(get(ms, mAt, i, mask), keep, g, share);
    FloatVector size = g.lanewise(VectorOperators.ABS).add(epsilon);
    FloatVector u = get(us, uAt, i, mask).mul(beta2).max(size);
    put(m, ms, mAt, i, mask);
    put(u, us, uAt, i, mask);
    put(w.sub(m.mul(rate).div(u)), ws, wAt, i, mask);
  }
}
