package org.jacobi.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.jacobi.array.NDArray;

/** Softmax and its losses over the rows of dense floats. */
final class SoftmaxRows {
  private SoftmaxRows() {}

  static void softmax(NDArray x, NDArray out) {
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    long xAt = Layout.at(x);
    long yAt = Layout.at(out);
    int n = x.shape().dim(-1);
    if (n <= ShortRows.MOST && n > 0) {
      ShortRows.softmax(from, xAt, to, yAt, Math.toIntExact(out.size() / n), n);
      return;
    }
    long end = yAt + 4 * out.size();
    for (long step = 4L * n; yAt < end; xAt += step, yAt += step) {
      softmaxRow(from, xAt, to, yAt, n);
    }
  }

  private static void softmaxRow(MemorySegment x, long xAt, MemorySegment y, long yAt, int n) {
    float largest = RowLoops.max(x, xAt, n);
    float sum = RowLoops.expSum(x, xAt, largest, y, yAt, n);
    RowLoops.divide(y, yAt, sum, n);
  }

  static void logSoftmax(NDArray x, NDArray out) {
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    long xAt = Layout.at(x);
    long yAt = Layout.at(out);
    int n = x.shape().dim(-1);
    long end = yAt + 4 * out.size();
    for (long step = 4L * n; yAt < end; xAt += step, yAt += step) {
      float largest = RowLoops.max(from, xAt, n);
      float logSum = RowLoops.log(RowLoops.expSum(from, xAt, largest, n));
      RowLoops.subtract(from, xAt, largest, logSum, to, yAt, n);
    }
  }

  static void crossEntropy(NDArray logits, NDArray targets, NDArray losses, NDArray out) {
    MemorySegment x = logits.segment();
    MemorySegment t = targets.segment();
    MemorySegment y = out.segment();
    MemorySegment loss = losses.segment();
    long xAt = Layout.at(logits);
    long tAt = Layout.at(targets);
    long yAt = Layout.at(out);
    long lossAt = Layout.at(losses);
    int n = logits.shape().dim(-1);
    long step = 4L * n;
    int rows = Math.toIntExact(losses.size());
    if (n <= ShortRows.MOST) {
      ShortRows.crossEntropy(x, xAt, t, tAt, loss, lossAt, y, yAt, rows, n);
      return;
    }
    for (int row = 0; row < rows; row++) {
      float largest = RowLoops.max(x, xAt, n);
      float sum = RowLoops.expSum(x, xAt, largest, y, yAt, n);
      RowLoops.divide(y, yAt, sum, n);
      float logSum = RowLoops.log(sum);
      loss.set(JAVA_FLOAT, lossAt, RowLoops.loss(x, xAt, largest, logSum, t, tAt, n));
      xAt += step;
      tAt += step;
      yAt += step;
      lossAt += 4;
    }
  }

  static void crossEntropyGradient(
      NDArray upstream, NDArray probabilities, NDArray targets, NDArray out) {
    MemorySegment u = upstream.segment();
    MemorySegment p = probabilities.segment();
    MemorySegment t = targets.segment();
    MemorySegment y = out.segment();
    long pAt = Layout.at(probabilities);
    long tAt = Layout.at(targets);
    long yAt = Layout.at(out);
    int n = targets.shape().dim(-1);
    long step = 4L * n;
    int rows = Math.toIntExact(upstream.size());
    int rank = upstream.shape().rank();
    if (n <= ShortRows.MOST && rank == 1) {
      long uAt = Layout.at(upstream);
      ShortRows.crossEntropyGradient(
          u, uAt, 4 * upstream.stride(0), p, pAt, t, tAt, y, yAt, rows, n);
      return;
    }
    for (int row = 0; row < rows; row++) {
      float factor = u.get(JAVA_FLOAT, Layout.row(upstream, rank, row));
      float total = (float) RowLoops.sum(t, tAt, n);
      RowLoops.lossGradient(factor, p, pAt, total, t, tAt, y, yAt, n);
      pAt += step;
      tAt += step;
      yAt += step;
    }
  }
}
