package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/** {@link Standardization} of rows of n neighbouring floats. */
final class StandardizedRows {
  private StandardizedRows() {}

  /** All rows, or those alone whose mean, which is there already, is far from 0. */
  static void forward(
      boolean onlyFar,
      NDArray x,
      int n,
      double epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance) {
    int rows = Math.toIntExact(mean.size());
    for (int i = 0; i < rows; i++) {
      if (!onlyFar || Standardization.isFar(mean, variance, i)) {
        forward(x, i, n, epsilon, scale, shift, out, mean, variance);
      }
    }
  }

  private static void forward(
      NDArray x,
      int row,
      int n,
      double epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance) {
    MemorySegment xs = x.segment();
    long xAt = Layout.at(x) + 4L * row * n;
    float centre = (float) (RowLoops.sum(xs, xAt, n) / n);
    long moments = RowLoops.moments(xs, xAt, centre, n);
    double off = (double) RowLoops.first(moments) / n;
    // Math.max keeps NaN; rounding may leave less than 0.
    double spread = Math.max(0, RowLoops.second(moments) / (double) n - off * off);
    mean.segment().set(JAVA_FLOAT, Layout.at(mean) + 4L * row, (float) (centre + off));
    variance.segment().set(JAVA_FLOAT, Layout.at(variance) + 4L * row, (float) spread);
    float factor = (float) (1 / Math.sqrt(spread + epsilon));
    MemorySegment ys = out.segment();
    long yAt = Layout.at(out) + 4L * row * n;
    if (scale == null || shift == null) {
      RowLoops.shiftAndScale(xs, xAt, centre, (float) off, factor, ys, yAt, n);
    } else {
      scaled(
          xs,
          xAt,
          centre,
          (float) off,
          factor,
          scale.segment(),
          Layout.at(scale),
          shift.segment(),
          Layout.at(shift),
          ys,
          yAt,
          n);
    }
  }

  /** y ← (x − a − b) factor · scale + shift. */
  private static void scaled(
      MemorySegment x,
      long xAt,
      float a,
      float b,
      float factor,
      MemorySegment scale,
      long scaleAt,
      MemorySegment shift,
      long shiftAt,
      MemorySegment y,
      long yAt,
      int n) {
    var exactX = Exact.of(x);
    var exactScale = Exact.of(scale);
    var exactShift = Exact.of(shift);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + 4L * i, ORDER)
          .sub(a)
          .sub(b)
          .mul(factor)
          .mul(FloatVector.fromMemorySegment(FLOATS, exactScale, scaleAt + 4L * i, ORDER))
          .add(FloatVector.fromMemorySegment(FLOATS, exactShift, shiftAt + 4L * i, ORDER))
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, x, xAt + 4L * i, ORDER, m)
          .sub(a)
          .sub(b)
          .mul(factor)
          .mul(FloatVector.fromMemorySegment(FLOATS, scale, scaleAt + 4L * i, ORDER, m))
          .add(FloatVector.fromMemorySegment(FLOATS, shift, shiftAt + 4L * i, ORDER, m))
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }

  /** The standardized rows stand in {@code out} first, then their gradients. */
  static void gradient(
      NDArray upstream,
      NDArray x,
      int n,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      double epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient) {
    int rows = Math.toIntExact(mean.size());
    MemorySegment us = upstream.segment();
    MemorySegment ys = out.segment();
    long uAt = Layout.at(upstream);
    long yAt = Layout.at(out);
    for (int i = 0; i < rows; i++) {
      MemorySegment xs = x.segment();
      long at = Layout.at(x) + 4L * i * n;
      float centre = mean.segment().get(JAVA_FLOAT, Layout.at(mean) + 4L * i);
      float off = RowLoops.first(RowLoops.moments(xs, at, centre, n)) / n;
      float factor = factor(variance, i, epsilon);
      RowLoops.shiftAndScale(xs, at, centre, off, factor, ys, yAt + 4L * i * n, n);
    }
    if (scaleGradient != null && shiftGradient != null) {
      columnDots(us, uAt, ys, yAt, rows, n, scaleGradient.segment(), Layout.at(scaleGradient));
      MemorySegment sums = shiftGradient.segment();
      Reductions.columnSums(us, uAt, rows, n, sums, Layout.at(shiftGradient));
    }
    for (int i = 0; i < rows; i++) {
      long u = uAt + 4L * i * n;
      long y = yAt + 4L * i * n;
      float factor = factor(variance, i, epsilon);
      if (scale == null) {
        float meanU = (float) (RowLoops.sum(us, u, n) / n);
        float meanUy = (float) (RowLoops.dot(us, u, ys, y, n) / n);
        RowLoops.gradient(factor, us, u, meanU, ys, y, meanUy, ys, y, n);
      } else {
        MemorySegment ss = scale.segment();
        long s = Layout.at(scale);
        float meanV = (float) (RowLoops.dot(us, u, ss, s, n) / n);
        float meanVy = (float) (dot(us, u, ss, s, ys, y, n) / n);
        scaledGradient(factor, us, u, ss, s, meanV, ys, y, meanVy, n);
      }
    }
  }

  private static float factor(NDArray variance, int row, double epsilon) {
    double spread = variance.segment().get(JAVA_FLOAT, Layout.at(variance) + 4L * row);
    return (float) (1 / Math.sqrt(spread + epsilon));
  }

  /** sums ← Σ u y over the rows, column by column. */
  private static void columnDots(
      MemorySegment u,
      long uAt,
      MemorySegment y,
      long yAt,
      int rows,
      int n,
      MemorySegment sums,
      long at) {
    int j = 0;
    for (; j <= n - 2 * LENGTH; j += 2 * LENGTH) {
      twoDots(u, uAt + 4L * j, y, yAt + 4L * j, rows, n, sums, at + 4L * j);
    }
    for (; j < n; j += LENGTH) {
      oneDot(u, uAt, y, yAt, rows, n, j, sums, at);
    }
  }

  /** Two vectors of columns at once, block by block of rows. */
  private static void twoDots(
      MemorySegment u,
      long uAt,
      MemorySegment y,
      long yAt,
      int rows,
      int n,
      MemorySegment sums,
      long at) {
    var exactU = Exact.of(u);
    var exactY = Exact.of(y);
    FloatVector t0 = FloatVector.zero(FLOATS);
    FloatVector t1 = FloatVector.zero(FLOATS);
    for (int block = 0; block < rows; block += Reductions.BLOCK) {
      int end = Math.min(rows, block + Reductions.BLOCK);
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      for (int i = block; i < end; i++) {
        long step = 4L * i * n;
        s0 =
            FloatVector.fromMemorySegment(FLOATS, exactU, uAt + step, ORDER)
                .mul(FloatVector.fromMemorySegment(FLOATS, exactY, yAt + step, ORDER))
                .add(s0);
        step += 4L * LENGTH;
        s1 =
            FloatVector.fromMemorySegment(FLOATS, exactU, uAt + step, ORDER)
                .mul(FloatVector.fromMemorySegment(FLOATS, exactY, yAt + step, ORDER))
                .add(s1);
      }
      t0 = t0.add(s0);
      t1 = t1.add(s1);
    }
    t0.intoMemorySegment(sums, at, ORDER);
    t1.intoMemorySegment(sums, at + 4L * LENGTH, ORDER);
  }

  private static void oneDot(
      MemorySegment u,
      long uAt,
      MemorySegment y,
      long yAt,
      int rows,
      int n,
      int j,
      MemorySegment sums,
      long at) {
    var mask = FLOATS.indexInRange(j, n);
    FloatVector total = FloatVector.zero(FLOATS);
    for (int block = 0; block < rows; block += Reductions.BLOCK) {
      int end = Math.min(rows, block + Reductions.BLOCK);
      FloatVector s = FloatVector.zero(FLOATS);
      for (int i = block; i < end; i++) {
        long step = 4L * i * n + 4L * j;
        s =
            FloatVector.fromMemorySegment(FLOATS, u, uAt + step, ORDER, mask)
                .mul(FloatVector.fromMemorySegment(FLOATS, y, yAt + step, ORDER, mask))
                .add(s);
      }
      total = total.add(s);
    }
    total.intoMemorySegment(sums, at + 4L * j, ORDER, mask);
  }

  /** Σ a b c. */
  private static double dot(
      MemorySegment a,
      long aStart,
      MemorySegment b,
      long bStart,
      MemorySegment c,
      long cStart,
      int length) {
    double sum = 0;
    for (int from = 0; from < length; from += RowLoops.BLOCK) {
      long aAt = aStart + 4L * from;
      long bAt = bStart + 4L * from;
      long cAt = cStart + 4L * from;
      int n = Math.min(RowLoops.BLOCK, length - from);
      FloatVector s = FloatVector.zero(FLOATS);
      int i = 0;
      for (; i <= n - LENGTH; i += LENGTH) {
        s =
            FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER)
                .mul(FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER))
                .mul(FloatVector.fromMemorySegment(FLOATS, c, cAt + 4L * i, ORDER))
                .add(s);
      }
      if (i < n) {
        var m = FLOATS.indexInRange(i, n);
        s =
            FloatVector.fromMemorySegment(FLOATS, a, aAt + 4L * i, ORDER, m)
                .mul(FloatVector.fromMemorySegment(FLOATS, b, bAt + 4L * i, ORDER, m))
                .mul(FloatVector.fromMemorySegment(FLOATS, c, cAt + 4L * i, ORDER, m))
                .add(s);
      }
      sum += Lanes.sum(s);
    }
    return sum;
  }

  /** y ← factor (u scale − meanV − y meanVy). */
  private static void scaledGradient(
      float factor,
      MemorySegment u,
      long uAt,
      MemorySegment scale,
      long scaleAt,
      float meanV,
      MemorySegment y,
      long yAt,
      float meanVy,
      int n) {
    var exactU = Exact.of(u);
    var exactScale = Exact.of(scale);
    var exactY = Exact.of(y);
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      FloatVector v =
          FloatVector.fromMemorySegment(FLOATS, exactU, uAt + 4L * i, ORDER)
              .mul(FloatVector.fromMemorySegment(FLOATS, exactScale, scaleAt + 4L * i, ORDER));
      FloatVector.fromMemorySegment(FLOATS, exactY, yAt + 4L * i, ORDER)
          .mul(-meanVy)
          .add(v.sub(meanV))
          .mul(factor)
          .intoMemorySegment(exactY, yAt + 4L * i, ORDER);
    }
    if (i < n) {
      var m = FLOATS.indexInRange(i, n);
      FloatVector v =
          FloatVector.fromMemorySegment(FLOATS, u, uAt + 4L * i, ORDER, m)
              .mul(FloatVector.fromMemorySegment(FLOATS, scale, scaleAt + 4L * i, ORDER, m));
      FloatVector.fromMemorySegment(FLOATS, y, yAt + 4L * i, ORDER, m)
          .mul(-meanVy)
          .add(v.sub(meanV))
          .mul(factor)
          .intoMemorySegment(y, yAt + 4L * i, ORDER, m);
    }
  }
}
