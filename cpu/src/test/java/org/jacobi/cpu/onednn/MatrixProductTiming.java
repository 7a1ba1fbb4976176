package org.jacobi.cpu.onednn;

import java.util.Arrays;
import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.cpu.ControlWord;
import org.jacobi.kernel.Precision;

/**
 * Prints what products cost on one thread, in microseconds, best of many. Not a test: run it with
 * {@code java -cp … org.jacobi.cpu.onednn.MatrixProductTiming}.
 */
final class MatrixProductTiming {
  private static final int BATCHES = 80;
  private static final double BATCH_MICROS = 1_000;
  private static final double WARM_UP_MICROS = 150_000;

  private MatrixProductTiming() {}

  public static void main(String[] arguments) {
    long start = System.nanoTime();
    var reason = MatrixProducts.unusableReason();
    System.out.printf(Locale.ROOT, "load and link: %.1f ms%n", (System.nanoTime() - start) / 1e6);
    if (reason.isPresent()) {
      System.out.println(reason.get());
      return;
    }
    controlWord();
    System.out.printf("%-34s %9s %9s%n", "µs", "F32", "BF16");
    for (int rows : new int[] {64, 128, 1}) {
      network(rows, 784, 256, 128, 10);
    }
    network(64, 30, 64, 32, 1);
  }

  private static void controlWord() {
    double micros = best(() -> ControlWord.restore(ControlWord.flushSubnormals()));
    System.out.printf(Locale.ROOT, "flush and restore: %.3f µs%n", micros);
  }

  private static void network(int rows, int... widths) {
    System.out.printf("%d rows of %s%n", rows, Arrays.toString(widths));
    double[] sum = new double[2];
    for (int i = 0; i + 1 < widths.length; i++) {
      int in = widths[i];
      int out = widths[i + 1];
      boolean last = i + 2 == widths.length;
      var x = random(rows, in);
      var w = random(out, in);
      var bias = random(1, out).squeeze(0);
      var y = random(rows, out);
      var dw = random(out, in);
      var dx = random(rows, in);
      print("forward", sum, rows, in, out, p -> p.linear(x, w, bias, !last, y));
      if (rows > 1) {
        print("weight gradient", sum, rows, in, out, p -> p.matmul(y.transpose(), x, dw));
        if (i > 0) {
          print("input gradient", sum, rows, in, out, p -> p.matmul(y, w, dx));
        }
      }
    }
    System.out.printf(Locale.ROOT, "%-34s %9.2f %9.2f%n", "  sum", sum[0], sum[1]);
  }

  private interface Call {
    boolean run(MatrixProducts products);
  }

  private static void print(String name, double[] sum, int rows, int in, int out, Call call) {
    double[] micros = new double[2];
    for (var precision : Precision.values()) {
      var products = new MatrixProducts(precision);
      micros[precision.ordinal()] = best(() -> call.run(products));
      sum[precision.ordinal()] += micros[precision.ordinal()];
    }
    var text = "  " + name + " " + rows + " × " + in + " → " + out;
    System.out.printf(Locale.ROOT, "%-34s %9.2f %9.2f%n", text, micros[0], micros[1]);
  }

  private static NDArray random(int rows, int columns) {
    var numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i * 7919 % 1009 / 1009f - 0.5f;
    }
    return NDArray.permanent(DType.F32, Shape.of(rows, columns))
        .copyFrom(NDArray.of(numbers, rows, columns));
  }

  private static double best(Runnable body) {
    long start = System.nanoTime();
    int calls = 0;
    while ((System.nanoTime() - start) / 1e3 < WARM_UP_MICROS) {
      body.run();
      calls++;
    }
    int each = (int) Math.max(1, calls * (BATCH_MICROS / WARM_UP_MICROS));
    double best = Double.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      long from = System.nanoTime();
      for (int i = 0; i < each; i++) {
        body.run();
      }
      best = Math.min(best, (System.nanoTime() - from) / 1e3 / each);
    }
    return best;
  }
}
