package org.jacobi.cpu.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/** Times the products of small and middling networks, one thread; not a test. */
final class VectorProductTiming {
  private static final int ROUNDS = 15;

  private VectorProductTiming() {}

  private record Case(String name, double flops, double bytes, Runnable call) {}

  public static void main(String[] arguments) {
    String only = arguments.length > 0 ? arguments[0] : "";
    var cases = new ArrayList<Case>();
    for (int rows : new int[] {64, 128, 512}) {
      network(cases, rows, 784, 256, 128, 10);
    }
    network(cases, 64, 30, 64, 32, 1);
    oneRow(cases, DType.F32);
    oneRow(cases, DType.BF16);
    cases.removeIf(c -> !c.name.contains(only));
    double[] best = new double[cases.size()];
    java.util.Arrays.fill(best, Double.MAX_VALUE);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < best.length; i++) {
        best[i] = Math.min(best[i], microseconds(cases.get(i)));
      }
    }
    for (int i = 0; i < best.length; i++) {
      var c = cases.get(i);
      System.out.printf(
          Locale.ROOT,
          "%-42s %9.2f µs %7.1f GFLOP/s %6.1f GB/s%n",
          c.name,
          best[i],
          c.flops / best[i] / 1e3,
          c.bytes / best[i] / 1e3);
    }
  }

  private static double microseconds(Case c) {
    long calls = Math.max(3, (long) (2e8 / Math.max(c.flops, 2e5)));
    long start = System.nanoTime();
    for (long i = 0; i < calls; i++) {
      c.call.run();
    }
    return (System.nanoTime() - start) / 1e3 / calls;
  }

  private static void network(List<Case> cases, int rows, int... widths) {
    for (int i = 1; i < widths.length; i++) {
      cases.add(linear(DType.F32, rows, widths[i - 1], widths[i]));
    }
    for (int i = 1; i < widths.length; i++) {
      var u = random(DType.F32, rows, widths[i]);
      cases.add(product("uᵀ·x", u.transpose(), random(DType.F32, rows, widths[i - 1])));
    }
    for (int i = 2; i < widths.length; i++) {
      var u = random(DType.F32, rows, widths[i]);
      cases.add(product("u·w ", u, random(DType.F32, widths[i], widths[i - 1])));
    }
  }

  private static void oneRow(List<Case> cases, DType type) {
    int[] widths = {784, 256, 128, 10};
    var parts = new ArrayList<Case>();
    for (int i = 1; i < widths.length; i++) {
      parts.add(linear(type, 1, widths[i - 1], widths[i]));
    }
    cases.addAll(parts);
    double flops = parts.stream().mapToDouble(Case::flops).sum();
    double bytes = parts.stream().mapToDouble(Case::bytes).sum();
    var calls = parts.stream().map(Case::call).toArray(Runnable[]::new);
    cases.add(
        new Case(
            "784-256-128-10, one row, " + type,
            flops,
            bytes,
            () -> {
              for (var call : calls) {
                call.run();
              }
            }));
  }

  private static Case linear(DType type, int rows, int in, int out) {
    var x = random(DType.F32, rows, in);
    var w = random(type, out, in);
    var bias = random(DType.F32, 1, out).reshape(out);
    var y = NDArray.permanent(DType.F32, Shape.of(rows, out));
    var half = new HalfWeight(w);
    return new Case(
        "x·wᵀ  (%d×%d)·(%d×%d)ᵀ %s".formatted(rows, in, out, in, type),
        2.0 * rows * in * out,
        (double) type.bytes() * in * out,
        type == DType.BF16
            ? () -> half.linear(x, bias, true, y)
            : () -> VectorProduct.linear(x, w, bias, true, y));
  }

  private static Case product(String name, NDArray a, NDArray b) {
    var out = NDArray.permanent(DType.F32, Shape.of(a.shape().dim(0), b.shape().dim(1)));
    return new Case(
        name + "  " + a.shape() + "·" + b.shape(),
        2.0 * a.size() * b.shape().dim(1),
        4.0 * (a.size() + b.size()),
        () -> VectorProduct.multiply(a, b, out));
  }

  private static NDArray random(DType type, int rows, int columns) {
    var random = new java.util.Random(rows * 31L + columns);
    double[] numbers = new double[rows * columns];
    java.util.Arrays.setAll(numbers, i -> random.nextGaussian());
    return NDArray.permanent(type, Shape.of(rows, columns)).copyFrom(numbers);
  }
}
