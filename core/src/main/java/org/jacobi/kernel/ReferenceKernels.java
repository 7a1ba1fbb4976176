package org.jacobi.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * The plain version of every kernel: operands are read into {@code double[]}, computed in loops
 * that follow the formula, and rounded once when they are written. Slow, obviously right, and with
 * the same bits on every machine: what faster kernels are held against.
 */
public final class ReferenceKernels implements Kernels {
  private final OptimizerKernels optimizers = new ReferenceOptimizerKernels();

  private final Precision precision;

  /** The reference kernels; they hold no state. */
  public ReferenceKernels() {
    this(Precision.F32);
  }

  private ReferenceKernels(Precision precision) {
    this.precision = precision;
  }

  @Override
  public Kernels at(Precision other) {
    return other == precision ? this : new ReferenceKernels(other);
  }

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public void unary(UnaryFn function, double parameter, NDArray x, NDArray out) {
    double[] numbers = x.toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ReferenceMath.unary(function, parameter, numbers[i]);
    }
    out.copyFrom(numbers);
  }

  @Override
  public void binary(BinaryFn function, NDArray a, NDArray b, NDArray out) {
    double[] left = a.toDoubles();
    double[] right = b.toDoubles();
    for (int i = 0; i < left.length; i++) {
      left[i] = ReferenceMath.binary(function, left[i], right[i]);
    }
    out.copyFrom(left);
  }

  @Override
  public void where(NDArray condition, NDArray a, NDArray b, NDArray out) {
    double[] chosen = condition.toDoubles();
    double[] left = a.toDoubles();
    double[] right = b.toDoubles();
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = chosen[i] != 0 ? left[i] : right[i];
    }
    out.copyFrom(chosen);
  }

  @Override
  public void reduce(ReduceFn function, NDArray x, int[] axes, NDArray out) {
    var groups = Groups.of(x, axes);
    double[] result = new double[groups.count];
    for (int g = 0; g < groups.count; g++) {
      result[g] = reduce(function, groups.numbers, g * groups.length, groups.length);
    }
    out.copyFrom(result);
  }

  private static double reduce(ReduceFn function, double[] x, int from, int length) {
    double result =
        switch (function) {
          case SUM -> 0;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
        };
    for (int i = from; i < from + length; i++) {
      result =
          switch (function) {
            case SUM -> result + x[i];
            case MAX -> Math.max(result, x[i]);
            case MIN -> Math.min(result, x[i]);
          };
    }
    return result;
  }

  /** The numbers of an array with the reduced axes moved to the end: group after group. */
  private record Groups(double[] numbers, int count, int length) {
    static Groups of(NDArray x, int... axes) {
      int rank = x.shape().rank();
      boolean[] reduced = new boolean[rank];
      int length = 1;
      for (int axis : axes) {
        reduced[axis] = true;
        length *= x.shape().dim(axis);
      }
      int[] order =
          IntStream.concat(
                  IntStream.range(0, rank).filter(i -> !reduced[i]),
                  IntStream.range(0, rank).filter(i -> reduced[i]))
              .toArray();
      long count = 1;
      for (int i = 0; i < rank; i++) {
        count *= reduced[i] ? 1 : x.shape().dim(i);
      }
      return new Groups(x.permute(order).toDoubles(), Math.toIntExact(count), length);
    }

    double[] means() {
      double[] means = new double[count];
      for (int i = 0; i < numbers.length; i++) {
        means[i / length] += numbers[i];
      }
      Arrays.setAll(means, g -> means[g] / length);
      return means;
    }

    double[] variances(double[] means) {
      double[] variances = new double[count];
      for (int i = 0; i < numbers.length; i++) {
        double distance = numbers[i] - means[i / length];
        variances[i / length] += distance * distance;
      }
      Arrays.setAll(variances, g -> variances[g] / length);
      return variances;
    }

    double[] standardized(double[] means, double[] variances, double epsilon) {
      double[] y = new double[numbers.length];
      for (int i = 0; i < y.length; i++) {
        int g = i / length;
        y[i] = (numbers[i] - means[g]) / Math.sqrt(variances[g] + epsilon);
      }
      return y;
    }

    /** Writes numbers in the order of the groups to an array in its own order of axes. */
    static void write(double[] numbers, NDArray out, int... axes) {
      int rank = out.shape().rank();
      int[] kept = IntStream.range(0, rank).filter(i -> !contains(axes, i)).toArray();
      int[] order = IntStream.concat(Arrays.stream(kept), Arrays.stream(axes)).toArray();
      out.permute(order).copyFrom(numbers);
    }

    private static boolean contains(int[] axes, int axis) {
      return Arrays.stream(axes).anyMatch(a -> a == axis);
    }
  }

  @Override
  public void argmax(NDArray x, int axis, NDArray out) {
    var groups = Groups.of(x, axis);
    long[] result = new long[groups.count];
    for (int g = 0; g < groups.count; g++) {
      int from = g * groups.length;
      int best = 0;
      for (int i = 1; i < groups.length; i++) {
        if (groups.numbers[from + i] > groups.numbers[from + best]) {
          best = i;
        }
      }
      result[g] = best;
    }
    out.copyFrom(result);
  }

  @Override
  public void matmul(NDArray a, NDArray b, NDArray out) {
    int rank = out.shape().rank();
    if (rank == 2) {
      out.copyFrom(multiply(a, b));
      return;
    }
    for (int i = 0; i < out.shape().dim(0); i++) {
      matmul(element(a, i), element(b, i), element(out, i));
    }
  }

  /** The i-th part along the first axis, without that axis. */
  private static NDArray element(NDArray x, int i) {
    return x.slice(0, i, i + 1).squeeze(0);
  }

  private double[] multiply(NDArray a, NDArray b) {
    int m = a.shape().dim(0);
    int k = a.shape().dim(1);
    int n = b.shape().dim(1);
    double[] left = factors(a);
    double[] right = factors(b);
    double[] result = new double[m * n];
    double[][] rows = new double[k][];
    for (int i = 0; i < k; i++) {
      rows[i] = Arrays.copyOfRange(right, i * n, i * n + n);
    }
    double[] sums = new double[n];
    for (int i = 0; i < m; i++) {
      Arrays.fill(sums, 0);
      multiplyRow(left, i * k, rows, sums);
      System.arraycopy(sums, 0, result, i * n, n);
    }
    return result;
  }

  private double[] factors(NDArray x) {
    double[] numbers = x.toDoubles();
    if (precision == Precision.BF16 && x.dtype() == DType.F32) {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = ReferenceMath.bf16((float) numbers[i]);
      }
    }
    return numbers;
  }

  /**
   * sums[j] += Σ left[from + i] · rows[i][j], in the order of i; four at a time to save memory
   * traffic.
   */
  private static void multiplyRow(double[] left, int from, double[][] rows, double[] sums) {
    int i = 0;
    for (; i + 4 <= rows.length; i += 4) {
      double x0 = left[from + i];
      double x1 = left[from + i + 1];
      double x2 = left[from + i + 2];
      double x3 = left[from + i + 3];
      double[] r0 = rows[i];
      double[] r1 = rows[i + 1];
      double[] r2 = rows[i + 2];
      double[] r3 = rows[i + 3];
      for (int j = 0; j < sums.length; j++) {
        sums[j] = sums[j] + x0 * r0[j] + x1 * r1[j] + x2 * r2[j] + x3 * r3[j];
      }
    }
    for (; i < rows.length; i++) {
      double x = left[from + i];
      double[] row = rows[i];
      for (int j = 0; j < sums.length; j++) {
        sums[j] += x * row[j];
      }
    }
  }

  @Override
  public void linear(NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
    double[] result = multiply(x, weight.transpose()); // (rows × in) · (out × in)ᵀ → rows × out
    if (bias != null) {
      double[] added = bias.toDoubles();
      for (int i = 0; i < result.length; i++) {
        result[i] += added[i % added.length];
      }
    }
    if (relu) {
      for (int i = 0; i < result.length; i++) {
        result[i] = ReferenceMath.unary(UnaryFn.RELU, 0, result[i]);
      }
    }
    out.copyFrom(result);
  }

  @Override
  public void gather(NDArray x, int axis, NDArray index, NDArray out) {
    var source = Groups.of(x, axis);
    var positions = Groups.of(index, axis);
    double[] result = new double[positions.numbers.length];
    for (int g = 0; g < positions.count; g++) {
      for (int i = 0; i < positions.length; i++) {
        int at = g * positions.length + i;
        result[at] = source.numbers[g * source.length + (int) positions.numbers[at]];
      }
    }
    Groups.write(result, out, axis);
  }

  @Override
  public void scaleRows(
      NDArray bytes, int[] numbers, int from, int to, float factor, float shift, NDArray out) {
    int length = Math.toIntExact(bytes.size() / bytes.shape().dim(0));
    var source = bytes.segment();
    var target = out.segment();
    for (int i = 0; i < to - from; i++) {
      long row = bytes.offset() + (long) numbers[from + i] * length;
      long at = out.offset() + (long) i * length;
      for (int j = 0; j < length; j++) {
        float scaled = (source.get(JAVA_BYTE, row + j) & 0xFF) * factor;
        float number = scaled + shift;
        if (out.dtype() == DType.F32) {
          target.setAtIndex(JAVA_FLOAT, at + j, number);
        } else {
          int bits = Float.floatToRawIntBits(ReferenceMath.bf16(number));
          target.setAtIndex(JAVA_SHORT, at + j, (short) (bits >>> 16));
        }
      }
    }
  }

  @Override
  public void roundRows(NDArray x, int[] numbers, int from, int to, NDArray out) {
    for (int i = 0; i < to - from; i++) {
      var row = x.slice(0, numbers[from + i], numbers[from + i] + 1);
      out.slice(0, i, i + 1).copyFrom(row);
    }
  }

  @Override
  public void scatterAdd(NDArray x, int axis, NDArray index, NDArray out) {
    var source = Groups.of(x, axis);
    var positions = Groups.of(index, axis);
    int length = out.shape().dim(axis);
    double[] result = new double[Math.toIntExact(out.size())];
    for (int g = 0; g < positions.count; g++) {
      for (int i = 0; i < positions.length; i++) {
        int at = g * positions.length + i;
        result[g * length + (int) positions.numbers[at]] += source.numbers[at];
      }
    }
    Groups.write(result, out, axis);
  }

  @Override
  public void softmax(NDArray x, NDArray out) {
    double[] numbers = x.toDoubles();
    int length = x.shape().dim(-1);
    for (int from = 0; from < numbers.length; from += length) {
      double largest = reduce(ReduceFn.MAX, numbers, from, length);
      double sum = sumOfExp(numbers, from, length, largest);
      for (int i = from; i < from + length; i++) {
        numbers[i] = StrictMath.exp(numbers[i] - largest) / sum;
      }
    }
    out.copyFrom(numbers);
  }

  @Override
  public void logSoftmax(NDArray x, NDArray out) {
    double[] numbers = x.toDoubles();
    int length = x.shape().dim(-1);
    for (int from = 0; from < numbers.length; from += length) {
      double largest = reduce(ReduceFn.MAX, numbers, from, length);
      double logSum = StrictMath.log(sumOfExp(numbers, from, length, largest));
      for (int i = from; i < from + length; i++) {
        numbers[i] = numbers[i] - largest - logSum;
      }
    }
    out.copyFrom(numbers);
  }

  /** Σ exp(x − largest): without the largest nothing overflows, and no digits are lost to it. */
  private static double sumOfExp(double[] x, int from, int length, double largest) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += StrictMath.exp(x[i] - largest);
    }
    return sum;
  }

  @Override
  public void crossEntropy(NDArray logits, NDArray targets, NDArray losses, NDArray probabilities) {
    double[] x = logits.toDoubles();
    double[] t = targets.toDoubles();
    double[] loss = new double[Math.toIntExact(losses.size())];
    int classes = logits.shape().dim(-1);
    for (int row = 0; row < loss.length; row++) {
      int from = row * classes;
      double largest = reduce(ReduceFn.MAX, x, from, classes);
      double sum = sumOfExp(x, from, classes, largest);
      double logSum = StrictMath.log(sum);
      for (int i = from; i < from + classes; i++) {
        double logProbability = x[i] - largest - logSum;
        // A target of 0 asks nothing, even where the logarithm is −∞.
        loss[row] -= t[i] == 0 ? 0 : t[i] * logProbability;
        x[i] = StrictMath.exp(x[i] - largest) / sum;
      }
    }
    losses.copyFrom(loss);
    probabilities.copyFrom(x);
  }

  @Override
  public void crossEntropyGradient(
      NDArray upstream, NDArray probabilities, NDArray targets, NDArray out) {
    double[] u = upstream.toDoubles();
    double[] p = probabilities.toDoubles();
    double[] t = targets.toDoubles();
    int classes = targets.shape().dim(-1);
    for (int row = 0; row < u.length; row++) {
      double total = reduce(ReduceFn.SUM, t, row * classes, classes);
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        p[i] = u[row] * (p[i] * total - t[i]);
      }
    }
    out.copyFrom(p);
  }

  @Override
  public void dropoutMask(long key, double p, NDArray out) {
    double[] numbers = new double[Math.toIntExact(out.size())];
    Philox.uniform(key, numbers);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = numbers[i] < p ? 0 : 1 / (1 - p);
    }
    out.copyFrom(numbers);
  }

  @Override
  public void standardize(
      NDArray x,
      int[] axes,
      double epsilon,
      @Nullable NDArray scale,
      @Nullable NDArray shift,
      NDArray out,
      NDArray mean,
      NDArray variance) {
    var groups = Groups.of(x, axes);
    double[] means = groups.means();
    double[] variances = groups.variances(means);
    double[] y = groups.standardized(means, variances, epsilon);
    double[] factors = stretched(scale, 1, x, axes);
    double[] summands = stretched(shift, 0, x, axes);
    for (int i = 0; i < y.length; i++) {
      y[i] = y[i] * factors[i] + summands[i];
    }
    Groups.write(y, out, axes);
    mean.copyFrom(means);
    variance.copyFrom(variances);
  }

  /** An array, or a number in its place, as it is stretched over x, group after group. */
  private static double[] stretched(@Nullable NDArray y, double absent, NDArray x, int... axes) {
    if (y != null) {
      return Groups.of(y.expand(x.shape()), axes).numbers;
    }
    double[] numbers = new double[Math.toIntExact(x.size())];
    Arrays.fill(numbers, absent);
    return numbers;
  }

  @Override
  public void standardizeGradient(
      NDArray upstream,
      NDArray x,
      NDArray mean,
      NDArray variance,
      @Nullable NDArray scale,
      int[] axes,
      double epsilon,
      NDArray out,
      @Nullable NDArray scaleGradient,
      @Nullable NDArray shiftGradient) {
    var groups = Groups.of(x, axes);
    double[] means = groups.means(); // those given were rounded to the type of their arrays
    double[] variances = groups.variances(means);
    double[] y = groups.standardized(means, variances, epsilon);
    double[] u = Groups.of(upstream, axes).numbers;
    double[] factors = stretched(scale, 1, x, axes);
    double[] result = new double[u.length];
    double[] products = new double[u.length];
    for (int g = 0; g < groups.count; g++) {
      int from = g * groups.length;
      double meanV = 0;
      double meanVy = 0;
      for (int i = from; i < from + groups.length; i++) {
        products[i] = u[i] * y[i];
        meanV += u[i] * factors[i] / groups.length;
        meanVy += products[i] * factors[i] / groups.length;
      }
      double deviation = Math.sqrt(variances[g] + epsilon);
      for (int i = from; i < from + groups.length; i++) {
        result[i] = (u[i] * factors[i] - meanV - y[i] * meanVy) / deviation;
      }
    }
    Groups.write(result, out, axes);
    if (scaleGradient != null && shiftGradient != null) {
      sumTo(scaleGradient, products, x, axes);
      sumTo(shiftGradient, u, x, axes);
    }
  }

  /** out ← numbers of the shape of x, group after group, summed where it has length 1. */
  private void sumTo(NDArray out, double[] numbers, NDArray x, int... axes) {
    var whole = NDArray.allocate(DType.F64, x.shape());
    Groups.write(numbers, whole, axes);
    int[] summed =
        IntStream.range(0, x.shape().rank()).filter(axis -> out.shape().dim(axis) == 1).toArray();
    reduce(ReduceFn.SUM, whole, summed, out);
  }

  @Override
  public OptimizerKernels optimizers() {
    return optimizers;
  }
}
