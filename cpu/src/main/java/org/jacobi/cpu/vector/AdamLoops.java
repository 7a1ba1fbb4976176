package org.jacobi.cpu.vector;

import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;
import static org.jacobi.cpu.vector.Lanes.fma;
import static org.jacobi.cpu.vector.OptimizerLoops.mix;
import static org.jacobi.cpu.vector.OptimizerLoops.prepared;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.OptimizerKernels.AdamPass;
import org.jacobi.kernel.OptimizerKernels.Update;

/**
 * The loops of the family of Adam, as those in {@link OptimizerLoops}. Loop and tail in one method
 * would be more than the JVM's first compiler can hold, and then the second one never sees it.
 */
final class AdamLoops {
  private AdamLoops() {}

  /** k w − (a m + b g) / (c √v + ε). */
  private static FloatVector adamStep(
      FloatVector w, FloatVector g, FloatVector m, FloatVector v, AdamPass pass) {
    FloatVector root =
        fma(
            v.sqrt(),
            FloatVector.broadcast(FLOATS, (float) pass.rootScale()),
            FloatVector.broadcast(FLOATS, (float) pass.epsilon()));
    FloatVector step = mix(m, (float) pass.first(), g, (float) pass.direct()).div(root);
    return fma(w, FloatVector.broadcast(FLOATS, (float) pass.keep()), step.neg());
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
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER),
              w,
              limit,
              factor,
              decay);
      FloatVector m =
          mix(FloatVector.fromMemorySegment(FLOATS, ms, mAt + 4L * i, ORDER), keep1, g, share1);
      FloatVector v =
          mix(
              FloatVector.fromMemorySegment(FLOATS, vs, vAt + 4L * i, ORDER),
              keep2,
              g.mul(g),
              share2);
      m.intoMemorySegment(ms, mAt + 4L * i, ORDER);
      v.intoMemorySegment(vs, vAt + 4L * i, ORDER);
      adamStep(w, g, m, v, pass).intoMemorySegment(ws, wAt + 4L * i, ORDER);
    }
    if (i < n) {
      adamTail(
          limit, factor, decay, keep1, share1, keep2, share2, pass, ws, gs, ms, vs, wAt, gAt, mAt,
          vAt, i, n);
    }
  }

  /** The last numbers, fewer than a vector holds; a method of its own for the compiler's sake. */
  private static void adamTail(
      float limit,
      float factor,
      float decay,
      float keep1,
      float share1,
      float keep2,
      float share2,
      AdamPass pass,
      MemorySegment ws,
      MemorySegment gs,
      MemorySegment ms,
      MemorySegment vs,
      long wAt,
      long gAt,
      long mAt,
      long vAt,
      int i,
      int n) {
    var mask = FLOATS.indexInRange(i, n);
    FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER, mask);
    FloatVector g =
        prepared(
            FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER, mask),
            w,
            limit,
            factor,
            decay);
    FloatVector m =
        mix(FloatVector.fromMemorySegment(FLOATS, ms, mAt + 4L * i, ORDER, mask), keep1, g, share1);
    FloatVector v =
        mix(
            FloatVector.fromMemorySegment(FLOATS, vs, vAt + 4L * i, ORDER, mask),
            keep2,
            g.mul(g),
            share2);
    m.intoMemorySegment(ms, mAt + 4L * i, ORDER, mask);
    v.intoMemorySegment(vs, vAt + 4L * i, ORDER, mask);
    adamStep(w, g, m, v, pass).intoMemorySegment(ws, wAt + 4L * i, ORDER, mask);
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
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER),
              w,
              limit,
              factor,
              decay);
      FloatVector m =
          mix(FloatVector.fromMemorySegment(FLOATS, ms, mAt + 4L * i, ORDER), keep1, g, share1);
      FloatVector v =
          mix(
              FloatVector.fromMemorySegment(FLOATS, vs, vAt + 4L * i, ORDER),
              keep2,
              g.mul(g),
              share2);
      FloatVector top = FloatVector.fromMemorySegment(FLOATS, ls, lAt + 4L * i, ORDER).max(v);
      m.intoMemorySegment(ms, mAt + 4L * i, ORDER);
      v.intoMemorySegment(vs, vAt + 4L * i, ORDER);
      top.intoMemorySegment(ls, lAt + 4L * i, ORDER);
      adamStep(w, g, m, top, pass).intoMemorySegment(ws, wAt + 4L * i, ORDER);
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
    var mask = FLOATS.indexInRange(i, n);
    FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER, mask);
    FloatVector g =
        prepared(
            FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER, mask),
            w,
            limit,
            factor,
            decay);
    FloatVector m =
        mix(FloatVector.fromMemorySegment(FLOATS, ms, mAt + 4L * i, ORDER, mask), keep1, g, share1);
    FloatVector v =
        mix(
            FloatVector.fromMemorySegment(FLOATS, vs, vAt + 4L * i, ORDER, mask),
            keep2,
            g.mul(g),
            share2);
    FloatVector top = FloatVector.fromMemorySegment(FLOATS, ls, lAt + 4L * i, ORDER, mask).max(v);
    m.intoMemorySegment(ms, mAt + 4L * i, ORDER, mask);
    v.intoMemorySegment(vs, vAt + 4L * i, ORDER, mask);
    top.intoMemorySegment(ls, lAt + 4L * i, ORDER, mask);
    adamStep(w, g, m, top, pass).intoMemorySegment(ws, wAt + 4L * i, ORDER, mask);
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
      FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER);
      FloatVector g =
          prepared(
              FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER),
              w,
              limit,
              factor,
              decay);
      FloatVector m =
          mix(FloatVector.fromMemorySegment(FLOATS, ms, mAt + 4L * i, ORDER), keep, g, share);
      FloatVector size = g.lanewise(VectorOperators.ABS).add(epsilon);
      FloatVector u =
          FloatVector.fromMemorySegment(FLOATS, us, uAt + 4L * i, ORDER).mul(beta2).max(size);
      m.intoMemorySegment(ms, mAt + 4L * i, ORDER);
      u.intoMemorySegment(us, uAt + 4L * i, ORDER);
      w.sub(m.mul(rate).div(u)).intoMemorySegment(ws, wAt + 4L * i, ORDER);
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
    var mask = FLOATS.indexInRange(i, n);
    FloatVector w = FloatVector.fromMemorySegment(FLOATS, ws, wAt + 4L * i, ORDER, mask);
    FloatVector g =
        prepared(
            FloatVector.fromMemorySegment(FLOATS, gs, gAt + 4L * i, ORDER, mask),
            w,
            limit,
            factor,
            decay);
    FloatVector m =
        mix(FloatVector.fromMemorySegment(FLOATS, ms, mAt + 4L * i, ORDER, mask), keep, g, share);
    FloatVector size = g.lanewise(VectorOperators.ABS).add(epsilon);
    FloatVector u =
        FloatVector.fromMemorySegment(FLOATS, us, uAt + 4L * i, ORDER, mask).mul(beta2).max(size);
    m.intoMemorySegment(ms, mAt + 4L * i, ORDER, mask);
    u.intoMemorySegment(us, uAt + 4L * i, ORDER, mask);
    w.sub(m.mul(rate).div(u)).intoMemorySegment(ws, wAt + 4L * i, ORDER, mask);
  }
}
