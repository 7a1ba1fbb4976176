package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.jacobi.cpu.vector.Lanes.FLOATS;
import static org.jacobi.cpu.vector.Lanes.LENGTH;
import static org.jacobi.cpu.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/** {@link Standardization} of the columns of n rows of dense floats. */
final class StandardizedColumns {
  /** The numerator of 1 / deviation. */
  private static final FloatVector ONES = FloatVector.broadcast(FLOATS, 1f);

  private StandardizedColumns() {}

  /** All columns, or those alone whose mean, which is there already, is far from 0. */
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
    int width = Math.toIntExact(mean.size());
    if (!onlyFar) {
      MemorySegment means = mean.segment();
      Reductions.columnSums(x.segment(), Layout.at(x), n, width, means, Layout.at(mean));
      RowLoops.divide(means, Layout.at(mean), n, width);
    }
    int j = 0;
    for (; j <= width - LENGTH; j += LENGTH) {
      if (!onlyFar || Standardization.anyIsFar(mean, variance, j, j + LENGTH)) {
        columns((float) epsilon, x, scale, shift, out, mean, variance, n, width, j);
      }
    }
    for (; j < width; j++) {
      if (!onlyFar || Standardization.isFar(mean, variance, j)) {
        column(epsilon, x, scale, shift, out, mean, variance, n, width, j);
      }
    }
  }

  /** One vector of columns from j on; their rounded means are in {@code means}. */
  private static void columns(
      float epsilon,
      NDArray x,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray means,
      NDArray variances,
      int n,
      int width,
      int j) {
    var exactX = Exact.of(x.segment());
    var exactY = Exact.of(out.segment());
    var exactMeans = Exact.of(means.segment());
    var exactVariances = Exact.of(variances.segment());
    long xAt = Layout.at(x) + 4L * j;
    long yAt = Layout.at(out) + 4L * j;
    long mAt = Layout.at(means) + 4L * j;
    long vAt = Layout.at(variances) + 4L * j;
    FloatVector centre = FloatVector.fromMemorySegment(FLOATS, exactMeans, mAt, ORDER);
    FloatVector sum = FloatVector.zero(FLOATS);
    FloatVector squares = FloatVector.zero(FLOATS);
    long step = 4L * width;
    for (int i = 0; i < n; i++) {
      FloatVector d =
          FloatVector.fromMemorySegment(FLOATS, exactX, xAt + i * step, ORDER).sub(centre);
      sum = sum.add(d);
      squares = d.mul(d).add(squares);
    }
    FloatVector off = sum.div(n);
    FloatVector spread = off.neg().mul(off).add(squares.div(n)).max(0f);
    centre.add(off).intoMemorySegment(exactMeans, mAt, ORDER);
    spread.intoMemorySegment(exactVariances, vAt, ORDER);
    FloatVector factor = ONES.div(spread.add(epsilon).sqrt());
    FloatVector summand = FloatVector.zero(FLOATS);
    if (scale != null && shift != null) {
      long at = Layout.at(scale) + 4L * j;
      factor = factor.mul(FloatVector.fromMemorySegment(FLOATS, scale.segment(), at, ORDER));
      at = Layout.at(shift) + 4L * j;
      summand = FloatVector.fromMemorySegment(FLOATS, shift.segment(), at, ORDER);
    }
    for (int i = 0; i < n; i++) {
      FloatVector.fromMemorySegment(FLOATS, exactX, xAt + i * step, ORDER)
          .sub(centre)
          .sub(off)
          .mul(factor)
          .add(summand)
          .intoMemorySegment(exactY, yAt + i * step, ORDER);
    }
  }

  /** One of the last columns, fewer than a vector has lanes. */
  private static void column(
      double epsilon,
      NDArray x,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray means,
      NDArray variances,
      int n,
      int width,
      int j) {
    MemorySegment xs = x.segment();
    long xAt = Layout.at(x) + 4L * j;
    long step = 4L * width;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += xs.get(JAVA_FLOAT, xAt + i * step);
    }
    double mean = sum / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double d = xs.get(JAVA_FLOAT, xAt + i * step) - mean;
      squares += d * d;
    }
    double spread = squares / n;
    double factor = get(scale, j, 1) / Math.sqrt(spread + epsilon);
    double summand = get(shift, j, 0);
    long yAt = Layout.at(out) + 4L * j;
    for (int i = 0; i < n; i++) {
      double d = xs.get(JAVA_FLOAT, xAt + i * step) - mean;
      out.segment().set(JAVA_FLOAT, yAt + i * step, (float) (d * factor + summand));
    }
    set(means, j, mean);
    set(variances, j, spread);
  }

  private static double get(@Nullable NDArray x, int i, double absent) {
    return x == null ? absent : x.segment().get(JAVA_FLOAT, Layout.at(x) + 4L * i);
  }

  private static void set(@Nullable NDArray x, int i, double value) {
    if (x != null) {
      x.segment().set(JAVA_FLOAT, Layout.at(x) + 4L * i, (float) value);
    }
  }

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
    int width = Math.toIntExact(mean.size());
    float e = (float) epsilon;
    int j = 0;
    for (; j <= width - LENGTH; j += LENGTH) {
      gradientColumns(
          upstream, x, n, mean, variance, scale, e, out, scaleGradient, shiftGradient, width, j);
    }
    for (; j < width; j++) {
      gradientColumn(
          upstream, x, n, mean, variance, scale, epsilon, out, scaleGradient, shiftGradient, j);
    }
  }

  /** One vector of columns from j on. */
  private static void gradientColumns(
      NDArray upstream,
      NDArray x,
      int n,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      float epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient,
      int width,
      int j) {
    var exactU = Exact.of(upstream.segment());
    var exactX = Exact.of(x.segment());
    var exactOut = Exact.of(out.segment());
    long uAt = Layout.at(upstream) + 4L * j;
    long xAt = Layout.at(x) + 4L * j;
    long at = Layout.at(out) + 4L * j;
    FloatVector centre =
        FloatVector.fromMemorySegment(FLOATS, mean.segment(), Layout.at(mean) + 4L * j, ORDER);
    FloatVector sumU = FloatVector.zero(FLOATS);
    FloatVector sumUd = FloatVector.zero(FLOATS);
    FloatVector sumD = FloatVector.zero(FLOATS);
    long step = 4L * width;
    for (int block = 0; block < n; block += Reductions.BLOCK) {
      int end = Math.min(n, block + Reductions.BLOCK);
      FloatVector blockU = FloatVector.zero(FLOATS);
      FloatVector blockUd = FloatVector.zero(FLOATS);
      FloatVector blockD = FloatVector.zero(FLOATS);
      for (int i = block; i < end; i++) {
        FloatVector u = FloatVector.fromMemorySegment(FLOATS, exactU, uAt + i * step, ORDER);
        FloatVector d =
            FloatVector.fromMemorySegment(FLOATS, exactX, xAt + i * step, ORDER).sub(centre);
        blockU = blockU.add(u);
        blockUd = u.mul(d).add(blockUd);
        blockD = blockD.add(d);
      }
      sumU = sumU.add(blockU);
      sumUd = sumUd.add(blockUd);
      sumD = sumD.add(blockD);
    }
    FloatVector off = sumD.div(n); // what the mean lost when it was rounded
    long vAt = Layout.at(variance) + 4L * j;
    FloatVector deviation =
        FloatVector.fromMemorySegment(FLOATS, variance.segment(), vAt, ORDER).add(epsilon).sqrt();
    FloatVector factor = ONES.div(deviation);
    FloatVector sumUy = sumUd.sub(off.mul(sumU)).mul(factor);
    FloatVector slope = sumUy.div(n).mul(factor);
    if (scale != null && scaleGradient != null && shiftGradient != null) {
      sumUy.intoMemorySegment(scaleGradient.segment(), Layout.at(scaleGradient) + 4L * j, ORDER);
      sumU.intoMemorySegment(shiftGradient.segment(), Layout.at(shiftGradient) + 4L * j, ORDER);
      long sAt = Layout.at(scale) + 4L * j;
      factor = factor.mul(FloatVector.fromMemorySegment(FLOATS, scale.segment(), sAt, ORDER));
    }
    FloatVector meanU = sumU.div(n);
    for (int i = 0; i < n; i++) {
      FloatVector d =
          FloatVector.fromMemorySegment(FLOATS, exactX, xAt + i * step, ORDER).sub(centre).sub(off);
      FloatVector.fromMemorySegment(FLOATS, exactU, uAt + i * step, ORDER)
          .sub(meanU)
          .sub(d.mul(slope))
          .mul(factor)
          .intoMemorySegment(exactOut, at + i * step, ORDER);
    }
  }

  /** One of the last columns, fewer than a vector has lanes. */
  private static void gradientColumn(
      NDArray upstream,
      NDArray x,
      int n,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      double epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient,
      int j) {
    MemorySegment us = upstream.segment();
    MemorySegment xs = x.segment();
    long uAt = Layout.at(upstream) + 4L * j;
    long xAt = Layout.at(x) + 4L * j;
    long step = 4 * mean.size();
    double centre = get(mean, j, 0);
    double sumU = 0;
    double sumUd = 0;
    double sumD = 0;
    for (int i = 0; i < n; i++) {
      double u = us.get(JAVA_FLOAT, uAt + i * step);
      double d = xs.get(JAVA_FLOAT, xAt + i * step) - centre;
      sumU += u;
      sumUd += u * d;
      sumD += d;
    }
    double off = sumD / n;
    double factor = 1 / Math.sqrt(get(variance, j, 0) + epsilon);
    double sumUy = (sumUd - off * sumU) * factor;
    set(scaleGradient, j, sumUy);
    set(shiftGradient, j, sumU);
    double slope = sumUy / n * factor;
    double scaled = factor * get(scale, j, 1);
    long at = Layout.at(out) + 4L * j;
    for (int i = 0; i < n; i++) {
      double d = xs.get(JAVA_FLOAT, xAt + i * step) - centre - off;
      double centred = us.get(JAVA_FLOAT, uAt + i * step) - sumU / n;
      out.segment().set(JAVA_FLOAT, at + i * step, (float) ((centred - d * slope) * scaled));
    }
  }
}
