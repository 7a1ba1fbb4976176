package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/**
 * (x − mean) / √(variance + ε) and its gradient over the last axes, or over the first, of dense
 * floats. Sums are taken of differences from a first, rounded mean, and corrected by what it is off
 * by, so that a mean far from 0 costs no digits.
 *
 * <p>Each method returns false, and has written nothing, for other axes.
 */
final class Standardization {
  private Standardization() {}

  private static boolean areDense(NDArray a, NDArray b, NDArray c, NDArray d) {
    return Layout.isDenseFloats(a)
        && Layout.isDenseFloats(b)
        && Layout.isDenseFloats(c)
        && Layout.isDenseFloats(d);
  }

  static boolean forward(
      NDArray x, int[] axes, double epsilon, NDArray out, NDArray mean, NDArray variance) {
    Shape shape = x.shape();
    int first = Reductions.firstOf(shape, axes);
    boolean last = first + axes.length == shape.rank();
    if (!areDense(x, out, mean, variance) || first < 0 || !(last || first == 0) || x.size() == 0) {
      return false;
    }
    MemorySegment xs = x.segment();
    MemorySegment ys = out.segment();
    MemorySegment ms = mean.segment();
    MemorySegment vs = variance.segment();
    long xAt = Layout.at(x);
    long yAt = Layout.at(out);
    long mAt = Layout.at(mean);
    long vAt = Layout.at(variance);
    int groups = Math.toIntExact(mean.size());
    int n = Math.toIntExact(x.size() / groups);
    if (last) {
      for (int i = 0; i < groups; i++) {
        long step = 4L * i * n;
        row(epsilon, xs, xAt + step, ys, yAt + step, ms, mAt + 4L * i, vs, vAt + 4L * i, n);
      }
      return true;
    }
    Reductions.columnSums(xs, xAt, n, groups, ms, mAt);
    RowLoops.divide(ms, mAt, n, groups);
    int j = 0;
    for (; j <= groups - LENGTH; j += LENGTH) {
      columns((float) epsilon, xs, xAt, ys, yAt, ms, mAt, vs, vAt, n, groups, j);
    }
    for (; j < groups; j++) {
      long at = 4L * j;
      column(epsilon, xs, xAt + at, ys, yAt + at, ms, mAt + at, vs, vAt + at, n, 4L * groups);
    }
    return true;
  }

  private static void row(
      double epsilon,
      MemorySegment x,
      long xAt,
      MemorySegment y,
      long yAt,
      MemorySegment means,
      long mAt,
      MemorySegment variances,
      long vAt,
      int n) {
    float centre = (float) (RowLoops.sum(x, xAt, n) / n);
    long moments = RowLoops.moments(x, xAt, centre, n);
    double off = (double) RowLoops.first(moments) / n;
    // Math.max keeps NaN; rounding may leave less than 0.
    double spread = Math.max(0, RowLoops.second(moments) / (double) n - off * off);
    means.set(JAVA_FLOAT, mAt, (float) (centre + off));
    variances.set(JAVA_FLOAT, vAt, (float) spread);
    float scale = (float) (1 / Math.sqrt(spread + epsilon));
    RowLoops.shiftAndScale(x, xAt, centre, (float) off, scale, y, yAt, n);
  }

  /** One vector of columns from j on; their rounded means are in {@code means}. */
  private static void columns(
      float epsilon,
      MemorySegment x,
      long xAt,
      MemorySegment y,
      long yAt,
      MemorySegment means,
      long mAt,
      MemorySegment variances,
      long vAt,
      int n,
      int width,
      int j) {
    var exactX = Exact.of(x);
    var exactY = Exact.of(y);
    var exactMeans = Exact.of(means);
    var exactVariances = Exact.of(variances);
    FloatVector centre = FloatVector.fromMemorySegment(FLOATS, exactMeans, mAt + 4L * j, ORDER);
    FloatVector sum = FloatVector.zero(FLOATS);
    FloatVector squares = FloatVector.zero(FLOATS);
    long step = 4L * width;
    for (int i = 0; i < n; i++) {
      FloatVector d =
          FloatVector.fromMemorySegment(FLOATS, exactX, xAt + i * step + 4L * j, ORDER).sub(centre);
      sum = sum.add(d);
      squares = d.mul(d).add(squares);
    }
    FloatVector off = sum.div(n);
    FloatVector spread = off.neg().mul(off).add(squares.div(n)).max(0f);
    centre.add(off).intoMemorySegment(exactMeans, mAt + 4L * j, ORDER);
    spread.intoMemorySegment(exactVariances, vAt + 4L * j, ORDER);
    FloatVector scale = FloatVector.broadcast(FLOATS, 1f).div(spread.add(epsilon).sqrt());
    for (int i = 0; i < n; i++) {
      FloatVector d =
          FloatVector.fromMemorySegment(FLOATS, exactX, xAt + i * step + 4L * j, ORDER)
              .sub(centre)
              .sub(off);
      d.mul(scale).intoMemorySegment(exactY, yAt + i * step + 4L * j, ORDER);
    }
  }

  /** One of the last columns, fewer than a vector has lanes. */
  private static void column(
      double epsilon,
      MemorySegment x,
      long xAt,
      MemorySegment y,
      long yAt,
      MemorySegment means,
      long mAt,
      MemorySegment variances,
      long vAt,
      int n,
      long step) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x.get(JAVA_FLOAT, xAt + i * step);
    }
    double mean = sum / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double d = x.get(JAVA_FLOAT, xAt + i * step) - mean;
      squares += d * d;
    }
    double spread = squares / n;
    double scale = 1 / Math.sqrt(spread + epsilon);
    for (int i = 0; i < n; i++) {
      double d = x.get(JAVA_FLOAT, xAt + i * step) - mean;
      y.set(JAVA_FLOAT, yAt + i * step, (float) (d * scale));
    }
    means.set(JAVA_FLOAT, mAt, (float) mean);
    variances.set(JAVA_FLOAT, vAt, (float) spread);
  }

  static boolean gradient(
      NDArray upstream, NDArray y, NDArray variance, int[] axes, double epsilon, NDArray out) {
    Shape shape = y.shape();
    int first = Reductions.firstOf(shape, axes);
    boolean last = first + axes.length == shape.rank();
    if (!areDense(upstream, y, variance, out)
        || first < 0
        || !(last || first == 0)
        || y.size() == 0) {
      return false;
    }
    MemorySegment us = upstream.segment();
    MemorySegment ys = y.segment();
    MemorySegment vs = variance.segment();
    MemorySegment to = out.segment();
    long uAt = Layout.at(upstream);
    long yAt = Layout.at(y);
    long vAt = Layout.at(variance);
    long at = Layout.at(out);
    int groups = Math.toIntExact(variance.size());
    int n = Math.toIntExact(y.size() / groups);
    if (last) {
      for (int i = 0; i < groups; i++) {
        long step = 4L * i * n;
        double spread = vs.get(JAVA_FLOAT, vAt + 4L * i);
        float scale = (float) (1 / Math.sqrt(spread + epsilon));
        float meanU = (float) (RowLoops.sum(us, uAt + step, n) / n);
        float meanUy = (float) (RowLoops.dot(us, uAt + step, ys, yAt + step, n) / n);
        RowLoops.gradient(scale, us, uAt + step, meanU, ys, yAt + step, meanUy, to, at + step, n);
      }
      return true;
    }
    int j = 0;
    for (; j <= groups - LENGTH; j += LENGTH) {
      gradientColumns((float) epsilon, us, uAt, ys, yAt, vs, vAt, to, at, n, groups, j);
    }
    for (; j < groups; j++) {
      double spread = vs.get(JAVA_FLOAT, vAt + 4L * j);
      double scale = 1 / Math.sqrt(spread + epsilon);
      gradientColumn(scale, us, uAt + 4L * j, ys, yAt + 4L * j, to, at + 4L * j, n, 4L * groups);
    }
    return true;
  }

  private static void gradientColumns(
      float epsilon,
      MemorySegment u,
      long uAt,
      MemorySegment y,
      long yAt,
      MemorySegment variances,
      long vAt,
      MemorySegment out,
      long at,
      int n,
      int width,
      int j) {
    var exactU = Exact.of(u);
    var exactY = Exact.of(y);
    var exactVariances = Exact.of(variances);
    var exactOut = Exact.of(out);
    FloatVector sumU = FloatVector.zero(FLOATS);
    FloatVector sumUy = FloatVector.zero(FLOATS);
    long step = 4L * width;
    for (int i = 0; i < n; i++) {
      FloatVector upstream =
          FloatVector.fromMemorySegment(FLOATS, exactU, uAt + i * step + 4L * j, ORDER);
      sumU = sumU.add(upstream);
      sumUy =
          upstream
              .mul(FloatVector.fromMemorySegment(FLOATS, exactY, yAt + i * step + 4L * j, ORDER))
              .add(sumUy);
    }
    FloatVector meanU = sumU.div(n);
    FloatVector minusMeanUy = sumUy.div(n).neg();
    FloatVector spread = FloatVector.fromMemorySegment(FLOATS, exactVariances, vAt + 4L * j, ORDER);
    FloatVector scale = FloatVector.broadcast(FLOATS, 1f).div(spread.add(epsilon).sqrt());
    for (int i = 0; i < n; i++) {
      FloatVector centred =
          FloatVector.fromMemorySegment(FLOATS, exactU, uAt + i * step + 4L * j, ORDER).sub(meanU);
      FloatVector d =
          FloatVector.fromMemorySegment(FLOATS, exactY, yAt + i * step + 4L * j, ORDER)
              .mul(minusMeanUy)
              .add(centred);
      d.mul(scale).intoMemorySegment(exactOut, at + i * step + 4L * j, ORDER);
    }
  }

  /** One of the last columns, fewer than a vector has lanes. */
  private static void gradientColumn(
      double scale,
      MemorySegment u,
      long uAt,
      MemorySegment y,
      long yAt,
      MemorySegment out,
      long at,
      int n,
      long step) {
    double sumU = 0;
    double sumUy = 0;
    for (int i = 0; i < n; i++) {
      double upstream = u.get(JAVA_FLOAT, uAt + i * step);
      sumU += upstream;
      sumUy += upstream * y.get(JAVA_FLOAT, yAt + i * step);
    }
    double meanU = sumU / n;
    double meanUy = sumUy / n;
    for (int i = 0; i < n; i++) {
      double centred = u.get(JAVA_FLOAT, uAt + i * step) - meanU;
      double d = centred - y.get(JAVA_FLOAT, yAt + i * step) * meanUy;
      out.set(JAVA_FLOAT, at + i * step, (float) (scale * d));
    }
  }
}
