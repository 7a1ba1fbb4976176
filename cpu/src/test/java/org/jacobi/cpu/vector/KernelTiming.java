package org.jacobi.cpu.vector;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.OptimizerKernels.AdamPass;
import org.jacobi.kernel.OptimizerKernels.Update;
import org.jacobi.kernel.ReduceFn;
import org.jacobi.kernel.UnaryFn;

/** Prints how long each kernel takes when hot, and what it allocates on the heap. Not a test. */
final class KernelTiming {
  private static final Kernels KERNELS = new VectorKernels();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static String only = "";

  private KernelTiming() {}

  public static void main(String[] arguments) {
    only = arguments.length > 0 ? arguments[0] : "";
    for (int round = 0; round < 2; round++) {
      System.out.println("---- round " + round);
      elementwise();
      rows();
      optimizers();
    }
  }

  private static NDArray numbers(DType type, int... dims) {
    var x = NDArray.permanent(type, Shape.of(dims));
    double[] numbers = new double[(int) x.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = StrictMath.sin(i * 0.37) * 3;
    }
    return x.copyFrom(numbers);
  }

  private static void time(String name, long elements, Runnable call) {
    if (!name.contains(only)) {
      return;
    }
    long repeats = Math.max(10, 2_000_000 / (elements + 100));
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 12; round++) {
      long start = System.nanoTime();
      for (long i = 0; i < repeats; i++) {
        call.run();
      }
      best = Math.min(best, (System.nanoTime() - start) / (double) repeats);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100; i++) {
      call.run();
    }
    long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / 100;
    System.out.printf(
        Locale.ROOT,
        "%-40s %12.0f ns %8.3f ns/element %8d bytes%n",
        name,
        best,
        best / elements,
        bytes);
  }

  private static void elementwise() {
    var a = numbers(DType.F32, 64, 256);
    var b = numbers(DType.F32, 64, 256);
    var out = numbers(DType.F32, 64, 256);
    var truth = numbers(DType.BOOL, 64, 256);
    for (UnaryFn function : UnaryFn.values()) {
      double p = function == UnaryFn.POW ? 2 : 0.5;
      time("unary " + function, a.size(), () -> KERNELS.unary(function, p, a, out));
    }
    for (BinaryFn function : BinaryFn.values()) {
      if (function != BinaryFn.POW) {
        var to = function.isComparison() ? truth : out;
        time("binary " + function, a.size(), () -> KERNELS.binary(function, a, b, to));
      }
    }
    var row = numbers(DType.F32, 256).expand(a.shape());
    var column = numbers(DType.F32, 64, 1).expand(a.shape());
    var scalar = numbers(DType.F32).expand(a.shape());
    var turned = numbers(DType.F32, 256, 64).transpose();
    time("add row", a.size(), () -> KERNELS.binary(BinaryFn.ADD, a, row, out));
    time("add column", a.size(), () -> KERNELS.binary(BinaryFn.ADD, a, column, out));
    time("mul scalar", a.size(), () -> KERNELS.binary(BinaryFn.MUL, a, scalar, out));
    time("add transposed", a.size(), () -> KERNELS.binary(BinaryFn.ADD, a, turned, out));
    time("where", a.size(), () -> KERNELS.where(truth, a, b, out));
    time("where zero", a.size(), () -> KERNELS.where(truth, a, scalar, out));
    var small = numbers(DType.F32, 64, 32);
    var smallOut = numbers(DType.F32, 64, 32);
    time("unary small RELU", small.size(), () -> KERNELS.unary(UnaryFn.RELU, 0, small, smallOut));
    time("add small", small.size(), () -> KERNELS.binary(BinaryFn.ADD, small, small, smallOut));
    var large = numbers(DType.F32, 234_752);
    var other = numbers(DType.F32, 234_752);
    time("add large", large.size(), () -> KERNELS.binary(BinaryFn.ADD, large, other, other));
  }

  private static void rows() {
    for (int cols : new int[] {10, 64, 256}) {
      int rows = 128;
      String shape = " " + rows + "x" + cols;
      var x = numbers(DType.F32, rows, cols);
      var t = numbers(DType.F32, rows, cols).fill(0);
      for (int i = 0; i < rows; i++) {
        t.set(1, i, i % cols);
      }
      var y = numbers(DType.F32, rows, cols);
      var r = numbers(DType.F32, rows);
      var r1 = numbers(DType.F32, rows, 1);
      var r2 = numbers(DType.F32, rows, 1).fill(1);
      var c1 = numbers(DType.F32, 1, cols);
      var c2 = numbers(DType.F32, 1, cols).fill(1);
      var g1 = numbers(DType.F32, 1, cols);
      var g2 = numbers(DType.F32, 1, cols);
      var one = numbers(DType.F32, 1, 1);
      var best = numbers(DType.I64, rows, 1);
      long n = x.size();
      for (ReduceFn f : ReduceFn.values()) {
        time("reduce " + f + " last" + shape, n, () -> KERNELS.reduce(f, x, new int[] {1}, r1));
        time("reduce " + f + " first" + shape, n, () -> KERNELS.reduce(f, x, new int[] {0}, c1));
        time("reduce " + f + " all" + shape, n, () -> KERNELS.reduce(f, x, new int[] {0, 1}, one));
      }
      time("argmax" + shape, n, () -> KERNELS.argmax(x, 1, best));
      time("softmax" + shape, n, () -> KERNELS.softmax(x, y));
      time("logSoftmax" + shape, n, () -> KERNELS.logSoftmax(x, y));
      time("crossEntropy" + shape, n, () -> KERNELS.crossEntropy(x, t, r, y));
      time("crossEntropyGradient" + shape, n, () -> KERNELS.crossEntropyGradient(r, x, t, y));
      int[] last = {1};
      int[] first = {0};
      time(
          "standardize last" + shape,
          n,
          () -> KERNELS.standardize(x, last, 1e-5, c1, c2, y, r1, r2));
      time(
          "standardize first" + shape,
          n,
          () -> KERNELS.standardize(x, first, 1e-5, g1, g2, y, c1, c2));
      time(
          "standardizeGradient last" + shape,
          n,
          () -> KERNELS.standardizeGradient(x, t, r1, r2, c1, last, 1e-5, y, g1, g2));
      time(
          "standardizeGradient first" + shape,
          n,
          () -> KERNELS.standardizeGradient(x, t, c1, c2, c2, first, 1e-5, y, g1, g2));
    }
    var mask = numbers(DType.F32, 64, 64);
    time("dropoutMask 64x64", mask.size(), () -> KERNELS.dropoutMask(42, 0.5, mask));
    var table = numbers(DType.F32, 1000, 64);
    var index = NDArray.permanent(DType.I64, Shape.of(128, 1));
    for (int i = 0; i < 128; i++) {
      index.set(i * 7 % 1000, i, 0);
    }
    var wide = index.expand(Shape.of(128, 64));
    var chosen = numbers(DType.F32, 128, 64);
    time("gather rows", chosen.size(), () -> KERNELS.gather(table, 0, wide, chosen));
    time("scatterAdd rows", table.size(), () -> KERNELS.scatterAdd(chosen, 0, wide, table));
  }

  private static void optimizers() {
    int n = 234_752;
    var w = numbers(DType.F32, n);
    var g = numbers(DType.F32, n);
    var m = numbers(DType.F32, n).fill(0.5);
    var v = numbers(DType.F32, n).fill(0.5);
    var l = numbers(DType.F32, n).fill(0.5);
    var k = KERNELS.optimizers();
    var update = Update.plain(1e-9);
    var pass = new AdamPass(0.9, 0.999, 1e-8, 1e-6, 0, 1, 1);
    time("sumOfSquares", n, () -> k.sumOfSquares(g, Double.POSITIVE_INFINITY));
    time("sgd", n, () -> k.sgd(update, w, g));
    time("momentum", n, () -> k.momentum(update, 0.9, 1, -1e-9, 0, w, g, m));
    time("adaGrad", n, () -> k.adaGrad(update, 1e-8, w, g, v));
    time("adaDelta", n, () -> k.adaDelta(update, 0.9, 1e-8, w, g, v, l));
    time("rmsProp", n, () -> k.rmsProp(update, 0.9, 1e-8, 0, w, g, v, null, null));
    time("adam", n, () -> k.adam(update, pass, w, g, m, v, null));
    time("amsGrad", n, () -> k.adam(update, pass, w, g, m, v, l));
    time("adaMax", n, () -> k.adaMax(update, 0.9, 0.99, 1e-8, w, g, m, v));
  }
}
