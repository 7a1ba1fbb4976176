package org.jacobi.cpu.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.OptimizerKernels.AdamPass;
import org.jacobi.kernel.OptimizerKernels.Update;
import org.jacobi.kernel.Philox;
import org.jacobi.kernel.ReduceFn;
import org.jacobi.kernel.ReferenceKernels;
import org.jacobi.kernel.UnaryFn;

/**
 * Calls of kernels at sizes around those of vectors, at views that are not dense, and at special
 * numbers: what all tests of the kernels go over.
 */
final class KernelCatalog {
  private static final int[] SIZES = {0, 1, 2, 15, 16, 17, 31, 33, 1009};
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    88.7f,
    -88.7f,
    -103.9f,
    1e-20f,
    -1e-20f,
    0.5f,
    2f,
    30f,
    -30f,
    100f,
    -100f
  };

  private final List<Call> calls = new ArrayList<>();
  private int seed;

  private KernelCatalog() {}

  /** Runs kernels on inputs; what is in {@code out} may be read, too, if it has initial values. */
  interface Body {
    void run(Kernels kernels, NDArray[] in, NDArray[] out);
  }

  /**
   * @param initial what the outputs hold before the call; nothing but NaN, or −1, where it is only
   *     written
   * @param terms how many terms are added for one number
   * @param scale size of the numbers that may cancel each other
   */
  record Call(String name, NDArray[] in, NDArray[] initial, int terms, double scale, Body body) {
    /** The outputs of these kernels. */
    NDArray[] outputs(Kernels kernels) {
      NDArray[] out = new NDArray[initial.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = initial[i].keep();
      }
      body.run(kernels, in, out);
      return out;
    }

    /** One number for all bits of the outputs; all NaN are alike. */
    long hash(Kernels kernels) {
      long hash = 17;
      for (NDArray out : outputs(kernels)) {
        for (double number : out.toDoubles()) {
          hash = hash * 31 + Double.doubleToLongBits(number);
        }
      }
      return hash;
    }
  }

  static List<Call> calls() {
    var catalog = new KernelCatalog();
    catalog.unary();
    catalog.binary();
    catalog.broadcasts();
    catalog.reductions();
    catalog.rows();
    catalog.normalisations();
    catalog.picks();
    catalog.bytes();
    catalog.optimizers();
    return List.copyOf(catalog.calls);
  }

  private void add(
      String name, int terms, double scale, NDArray[] in, NDArray[] initial, Body body) {
    calls.add(new Call(name, in, initial, terms, scale, body));
  }

  /** Numbers between −3 and 3. */
  private NDArray random(int... dims) {
    var x = NDArray.permanent(DType.F32, Shape.of(dims));
    double[] numbers = new double[(int) x.size()];
    Philox.uniform(++seed, numbers);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (numbers[i] * 6 - 3);
    }
    return x.copyFrom(numbers);
  }

  private NDArray positive(int... dims) {
    var x = random(dims);
    double[] numbers = x.toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Math.abs(numbers[i]) + 0.01;
    }
    return x.copyFrom(numbers);
  }

  private static NDArray unwritten(DType type, int... dims) {
    return NDArray.permanent(type, Shape.of(dims)).fill(type.isFloating() ? Double.NaN : 1);
  }

  private static NDArray[] arrays(NDArray... arrays) {
    return arrays;
  }

  private static NDArray special() {
    return NDArray.of(SPECIAL, SPECIAL.length).keep();
  }

  private void unary() {
    for (UnaryFn function : UnaryFn.values()) {
      double[] parameters =
          function == UnaryFn.POW ? new double[] {2, -1, 3, 0.5, 1.7} : new double[] {0.3};
      for (double p : parameters) {
        for (int n : SIZES) {
          boolean below = function != UnaryFn.LOG && function != UnaryFn.SQRT && p != 1.7;
          unary(function, p, "of " + n, below && p != 0.5 ? random(n) : positive(n));
        }
        unary(function, p, "transposed", positive(13, 37).transpose());
        unary(function, p, "slice", positive(11, 37).slice(1, 3, 22));
        unary(function, p, "stretched", positive(7, 1).expand(Shape.of(7, 19)));
        unary(function, p, "rank 3", positive(3, 5, 7).permute(1, 0, 2));
        unary(function, p, "scalar", positive());
        unaryColumns(function, p, positive(9, 53));
        unary(function, p, "special", special());
      }
    }
  }

  private void unary(UnaryFn function, double p, String what, NDArray x) {
    // The last factor of a product may be e^-100, where only the absolute size counts.
    add(
        "unary " + function + " " + p + " " + what,
        1,
        Float.MIN_NORMAL * 0x1p24,
        arrays(x),
        arrays(unwritten(DType.F32, x.shape().toArray())),
        (k, in, out) -> k.unary(function, p, in[0], out[0]));
  }

  /** From some columns to some columns of a matrix. */
  private void unaryColumns(UnaryFn function, double p, NDArray x) {
    add(
        "unary " + function + " " + p + " columns",
        1,
        Float.MIN_NORMAL * 0x1p24,
        arrays(x),
        arrays(unwritten(DType.F32, 9, 41)),
        (k, in, out) -> k.unary(function, p, in[0].slice(1, 5, 38), out[0].slice(1, 7, 40)));
  }

  private void binary() {
    for (BinaryFn function : BinaryFn.values()) {
      for (int n : SIZES) {
        binary(function, "of " + n, function == BinaryFn.POW ? positive(n) : random(n), random(n));
      }
      NDArray left = special();
      NDArray[] shifted = new NDArray[5];
      for (int i = 0; i < shifted.length; i++) {
        float[] turned = new float[SPECIAL.length];
        for (int j = 0; j < turned.length; j++) {
          turned[j] = SPECIAL[(j + 3 * i) % turned.length];
          if (function == BinaryFn.SIGMOID_GRADIENT || function == BinaryFn.TANH_GRADIENT) {
            turned[j] = Math.clamp(turned[j], -1f, 1f); // what a sigmoid or a tangent can be
          }
        }
        binary(function, "special " + i, left, NDArray.of(turned, turned.length).keep());
      }
      binaryColumns(function, positive(9, 53), positive(9, 53));
      if (!function.isComparison()) {
        NDArray b = random(33);
        add(
            "binary " + function + " in place",
            2,
            3,
            arrays(b),
            arrays(positive(33)),
            (k, in, out) -> k.binary(function, out[0], in[0], out[0]));
        add(
            "binary " + function + " in place of b",
            2,
            3,
            arrays(positive(33)),
            arrays(random(33)),
            (k, in, out) -> k.binary(function, in[0], out[0], out[0]));
      }
    }
  }

  private void binary(BinaryFn function, String what, NDArray a, NDArray b) {
    DType type = function.isComparison() ? DType.BOOL : DType.F32;
    boolean gradient = function == BinaryFn.SIGMOID_GRADIENT || function == BinaryFn.TANH_GRADIENT;
    add(
        "binary " + function + " " + what,
        1,
        gradient ? (what.startsWith("special") ? Float.MIN_NORMAL * 0x1p22 : 100) : 0,
        arrays(a, b),
        arrays(unwritten(type, a.shape().toArray())),
        (k, in, out) -> k.binary(function, in[0], in[1], out[0]));
  }

  /** From some columns to some columns of a matrix. */
  private void binaryColumns(BinaryFn function, NDArray a, NDArray b) {
    add(
        "binary " + function + " columns",
        2,
        3,
        arrays(a, b),
        arrays(unwritten(function.isComparison() ? DType.BOOL : DType.F32, 9, 41)),
        (k, in, out) ->
            k.binary(
                function, in[0].slice(1, 5, 38), in[1].slice(1, 20, 53), out[0].slice(1, 7, 40)));
  }

  private void broadcasts() {
    for (int cols : new int[] {1, 3, 16, 37}) {
      var shape = Shape.of(7, cols);
      var cube = Shape.of(2, 7, cols);
      for (BinaryFn function : BinaryFn.values()) {
        String size = " " + cols;
        binary(function, "row" + size, positive(7, cols), random(cols).expand(shape));
        binary(function, "column" + size, positive(7, cols), random(7, 1).expand(shape));
        binary(function, "scalar" + size, positive(7, cols), random().expand(shape));
        binary(function, "row first" + size, positive(cols).expand(shape), random(7, cols));
        binary(function, "column first" + size, positive(7, 1).expand(shape), random(7, cols));
        binary(function, "both" + size, positive(7, 1).expand(shape), random(cols).expand(shape));
        binary(function, "scalars" + size, positive().expand(shape), random().expand(shape));
        binary(function, "transposed" + size, positive(7, cols), random(cols, 7).transpose());
        binary(
            function,
            "both transposed" + size,
            positive(cols, 7).transpose(),
            random(cols, 7).transpose());
        binary(
            function, "slice" + size, positive(7, cols), random(7, cols + 5).slice(1, 2, cols + 2));
        binary(function, "middle" + size, positive(2, 7, cols), random(2, 1, cols).expand(cube));
        binary(function, "planes" + size, positive(2, 7, cols), random(2, 1, 1).expand(cube));
      }
      wheres(cols, shape);
    }
  }

  private void wheres(int cols, Shape shape) {
    var mask = truth(7, cols);
    where("dense " + cols, mask, random(7, cols), random(7, cols));
    where("zero " + cols, mask, random(7, cols), random().expand(shape));
    where("numbers " + cols, mask, random().expand(shape), random().expand(shape));
    where("column first " + cols, mask, random(7, 1).expand(shape), random(7, cols));
    where("row " + cols, mask, random(7, cols), random(cols).expand(shape));
    where("row of truth " + cols, truth(cols).expand(shape), random(7, cols), random(7, cols));
    where("column of truth " + cols, truth(7, 1).expand(shape), random(7, cols), random(7, cols));
    where("of floats " + cols, random(7, cols), random(7, cols), random(7, cols));
    where("transposed " + cols, mask, random(cols, 7).transpose(), random(7, cols));
  }

  private NDArray truth(int... dims) {
    var x = NDArray.permanent(DType.BOOL, Shape.of(dims));
    double[] numbers = random(dims).toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = numbers[i] > 0 ? 1 : 0;
    }
    return x.copyFrom(numbers);
  }

  private void where(String what, NDArray condition, NDArray a, NDArray b) {
    add(
        "where " + what,
        0,
        0,
        arrays(condition, a, b),
        arrays(unwritten(DType.F32, a.shape().toArray())),
        (k, in, out) -> k.where(in[0], in[1], in[2], out[0]));
  }

  private void reductions() {
    int[][] shapes = {{1, 1}, {3, 5}, {7, 16}, {5, 17}, {131, 67}, {2, 5003}, {0, 3}, {3, 0}};
    for (ReduceFn function : ReduceFn.values()) {
      for (int[] dims : shapes) {
        NDArray x = random(dims);
        reduce(function, x, 1);
        reduce(function, x, 0);
        reduce(function, x, 0, 1);
        reduce(function, x.transpose(), 1);
      }
      NDArray cube = random(3, 5, 19);
      reduce(function, cube, 1);
      reduce(function, cube, 0, 1);
      reduce(function, cube, 2, 1);
      reduce(function, cube, 0, 2);
      reduce(function, cube);
      reduce(function, random(5, 1).expand(Shape.of(5, 7)), 1);
      reduce(function, special(), 0);
      reduce(function, NDArray.of(new float[] {-0f, 0f, -0f}, 3).keep(), 0);
      reduce(function, NDArray.of(new float[] {3, 1, Float.NaN, 2}, 2, 2).keep(), 0);
      reduce(function, NDArray.of(new float[] {3, 1, -Float.NaN, 2}, 2, 2).keep(), 1);
    }
    for (int[] dims : new int[][] {{1, 1}, {7, 10}, {131, 67}}) {
      for (int axis = 0; axis < 2; axis++) {
        int at = axis;
        int[] kept = dims.clone();
        kept[axis] = 1;
        add(
            "argmax " + Shape.of(dims) + " " + axis,
            0,
            0,
            arrays(random(dims)),
            arrays(unwritten(DType.I64, kept)),
            (k, in, out) -> k.argmax(in[0], at, out[0]));
      }
    }
    add(
        "argmax of ties and NaN",
        0,
        0,
        arrays(
            NDArray.of(new float[] {1, 3, 3, Float.NaN, 9, 9, 2, Float.NaN, 5, -0f, 0f, -0f}, 4, 3)
                .keep()),
        arrays(unwritten(DType.I64, 4, 1)),
        (k, in, out) -> k.argmax(in[0], 1, out[0]));
  }

  private void reduce(ReduceFn function, NDArray x, int... axes) {
    int[] kept = x.shape().toArray();
    int terms = 1;
    for (int axis : axes) {
      terms *= Math.max(1, kept[axis]);
      kept[axis] = 1;
    }
    add(
        "reduce "
            + function
            + " "
            + x.describe()
            + (x.isContiguous() ? " " : " strided ")
            + Arrays.toString(axes)
            + " "
            + calls.size(),
        function == ReduceFn.SUM ? terms : 0,
        3,
        arrays(x),
        arrays(unwritten(DType.F32, kept)),
        (k, in, out) -> k.reduce(function, in[0], axes, out[0]));
  }

  private void rows() {
    int[][] shapes = {{3, 1}, {7, 10}, {5, 16}, {5, 17}, {3, 131}, {2, 3, 5}, {0, 3}};
    for (int[] dims : shapes) {
      String shape = Shape.of(dims).toString();
      int n = dims[dims.length - 1];
      NDArray x = random(dims);
      softmaxes(shape, n, x);
      int[] rows = x.shape().remove(-1).toArray();
      NDArray targets = positive(dims);
      add(
          "crossEntropy " + shape,
          n + 8,
          100,
          arrays(x, targets),
          arrays(unwritten(DType.F32, rows), unwritten(DType.F32, dims)),
          (k, in, out) -> k.crossEntropy(in[0], in[1], out[0], out[1]));
      add(
          "crossEntropyGradient " + shape,
          n + 4,
          10,
          arrays(random(rows), positive(dims), targets),
          arrays(unwritten(DType.F32, dims)),
          (k, in, out) -> k.crossEntropyGradient(in[0], in[1], in[2], out[0]));
      add(
          "crossEntropyGradient of one number " + shape,
          n + 4,
          10,
          arrays(random().expand(Shape.of(rows)), positive(dims), targets),
          arrays(unwritten(DType.F32, dims)),
          (k, in, out) -> k.crossEntropyGradient(in[0], in[1], in[2], out[0]));
    }
    float inf = Float.POSITIVE_INFINITY;
    float[] hard = {
      1000, 1001, 1002, -inf, 0, 1, inf, 0, 1, -inf, -inf, -inf, Float.NaN, 0, 0, -1e30f, 0, 80
    };
    NDArray x = NDArray.of(hard, 6, 3).keep();
    softmaxes("special", 3, x);
    softmaxes("transposed", 3, random(3, 7).transpose());
    NDArray targets =
        NDArray.of(new float[] {0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0.5f, 0.5f}, 6, 3)
            .keep();
    add(
        "crossEntropy special",
        8,
        100,
        arrays(x, targets),
        arrays(unwritten(DType.F32, 6), unwritten(DType.F32, 6, 3)),
        (k, in, out) -> k.crossEntropy(in[0], in[1], out[0], out[1]));
    for (int n : new int[] {0, 1, 2, 31, 33, 64, 1009}) {
      for (double p : new double[] {0, 0.1, 0.5, 0.9}) {
        add(
            String.format(Locale.ROOT, "dropoutMask %d %.1f", n, p),
            0,
            0,
            arrays(),
            arrays(unwritten(DType.F32, n)),
            (k, in, out) -> k.dropoutMask(0x1234567890ABCDEFL + n, p, out[0]));
      }
    }
  }

  private void softmaxes(String what, int n, NDArray x) {
    int[] dims = x.shape().toArray();
    add(
        "softmax " + what,
        n + 8,
        0,
        arrays(x),
        arrays(unwritten(DType.F32, dims)),
        (k, in, out) -> k.softmax(in[0], out[0]));
    add(
        "logSoftmax " + what,
        8,
        10,
        arrays(x),
        arrays(unwritten(DType.F32, dims)),
        (k, in, out) -> k.logSoftmax(in[0], out[0]));
  }

  private void normalisations() {
    int[][] shapes = {{3, 1}, {7, 10}, {5, 16}, {5, 17}, {131, 67}, {2, 5003}, {1009, 19}};
    for (int[] dims : shapes) {
      normalise("last", random(dims), 1);
      normalise("first", random(dims), 0);
    }
    NDArray far = random(37, 53);
    far.copyFrom(Arrays.stream(far.toDoubles()).map(v -> v + 1000).toArray());
    normalise("last, far from 0", far, 1);
    normalise("first, far from 0", far, 0);
    NDArray near = random(37, 67);
    near.copyFrom(Arrays.stream(near.toDoubles()).map(v -> v + 1).toArray());
    normalise("last, not far from 0", near, 1);
    NDArray zeros = random(37, 67);
    NDArray fewFar = random(37, 67);
    NDArray broken = random(37, 67);
    broken.set(Double.NaN, 17, 13);
    for (int i = 0; i < 67; i++) {
      zeros.set(0, 11, i);
      fewFar.set(fewFar.get(5, i) * 1e-3 + 300, 5, i);
    }
    normalise("last, zeros", zeros, 1);
    normalise("last, few far from 0", fewFar, 1);
    normalise("last, NaN", broken, 1);
    NDArray wide = random(19, 1024);
    for (int i = 0; i < 19; i++) {
      wide.set(0, i, 11);
      wide.set(wide.get(i, 99) * 1e-3 + 300, i, 99);
    }
    normalise("first, wide, few far from 0", wide, 0);
    NDArray brokenColumn = random(19, 1024);
    brokenColumn.set(Double.NaN, 17, 1001);
    normalise("first, wide, NaN", brokenColumn, 0);
    normalise("two first, wide", random(3, 7, 1024), 0, 1);
    normalise("two last", random(3, 5, 7), 1, 2);
    normalise("two first", random(3, 5, 17), 0, 1);
    normalise("outer", random(3, 5, 7), 0, 2);
    normalise("middle", random(3, 5, 7), 1);
    normalise("transposed", random(19, 7).transpose(), 1);
  }

  private void normalise(String what, NDArray x, int... axes) {
    int[] dims = x.shape().toArray();
    int[] kept = scale(false, dims, axes);
    double largest = Arrays.stream(x.toDoubles()).map(Math::abs).max().orElse(0);
    var mean = NDArray.permanent(DType.F32, Shape.of(kept));
    var variance = NDArray.permanent(DType.F32, Shape.of(kept));
    var y = NDArray.permanent(DType.F32, x.shape());
    new ReferenceKernels().standardize(x, axes, 1e-5, null, null, y, mean, variance);
    add(
        "standardize " + what + " " + x.shape(),
        32,
        largest > 100 ? 30 : 3,
        arrays(x),
        arrays(unwritten(DType.F32, dims), unwritten(DType.F32, kept), unwritten(DType.F32, kept)),
        (k, in, out) -> k.standardize(in[0], axes, 1e-5, null, null, out[0], out[1], out[2]));
    add(
        "standardizeGradient " + what + " " + x.shape(),
        32,
        30,
        arrays(random(dims), x, mean, variance),
        arrays(unwritten(DType.F32, dims)),
        (k, in, out) ->
            k.standardizeGradient(
                in[0], in[1], in[2], in[3], null, axes, 1e-5, out[0], null, null));
    for (boolean these : new boolean[] {true, false}) {
      int[] scale = scale(these, dims, axes);
      add(
          "standardize " + what + " " + x.shape() + " scaled by " + Shape.of(scale),
          32,
          largest > 100 ? 30 : 5,
          arrays(x, random(scale), random(scale)),
          arrays(
              unwritten(DType.F32, dims), unwritten(DType.F32, kept), unwritten(DType.F32, kept)),
          (k, in, out) -> k.standardize(in[0], axes, 1e-5, in[1], in[2], out[0], out[1], out[2]));
      add(
          "standardizeGradient " + what + " " + x.shape() + " scaled by " + Shape.of(scale),
          32,
          30,
          arrays(random(dims), x, mean, variance, random(scale)),
          arrays(
              unwritten(DType.F32, dims), unwritten(DType.F32, scale), unwritten(DType.F32, scale)),
          (k, in, out) ->
              k.standardizeGradient(
                  in[0], in[1], in[2], in[3], in[4], axes, 1e-5, out[0], out[1], out[2]));
    }
  }

  /** The lengths along these axes, or along the others, and 1. */
  private static int[] scale(boolean these, int[] dims, int... axes) {
    int[] scale = dims.clone();
    for (int axis = 0; axis < dims.length; axis++) {
      int at = axis;
      scale[axis] = Arrays.stream(axes).anyMatch(a -> a == at) == these ? dims[axis] : 1;
    }
    return scale;
  }

  private void picks() {
    for (int cols : new int[] {1, 7, 16, 37}) {
      for (DType type : new DType[] {DType.I64, DType.I32}) {
        NDArray index = NDArray.permanent(type, Shape.of(13, 1));
        for (int i = 0; i < 13; i++) {
          index.set(i * 5 % 11, i, 0);
        }
        NDArray wide = index.expand(Shape.of(13, cols));
        String what = " " + type + " " + cols;
        pick("rows" + what, 0, random(11, cols), wide, random(13, cols));
        pick("copied rows" + what, 0, random(11, cols), wide.keep(), random(13, cols));
        pick("last" + what, 1, random(13, 11), index, random(13, 1));
        pick("last of several" + what, 1, random(13, 11), wide, random(13, cols));
      }
    }
    NDArray index = NDArray.of(new long[] {1, 0, 1, 1, 0, 0}, 1, 2, 3).keep();
    pick("rank 3", 1, random(1, 2, 3), index, random(1, 2, 3));
  }

  private void bytes() {
    for (int length : new int[] {1, 7, 16, 33, 784}) {
      NDArray bytes = NDArray.permanent(DType.U8, Shape.of(11, length));
      long[] numbers = new long[11 * length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = i * 37L % 256;
      }
      bytes.copyFrom(numbers);
      int[] rows = {3, 10, 0, 10, 7, 1};
      add(
          "scaleRows " + length,
          0,
          0,
          arrays(bytes),
          arrays(unwritten(DType.F32, 4, length)),
          (k, in, out) -> k.scaleRows(in[0], rows, 1, 5, 1 / 255f, -0.3f, out[0]));
      add(
          "scaleRows to bf16 " + length,
          0,
          0,
          arrays(bytes),
          arrays(unwritten(DType.BF16, 4, length)),
          (k, in, out) -> k.scaleRows(in[0], rows, 1, 5, 1 / 255f, -0.3f, out[0]));
      add(
          "roundRows " + length,
          0,
          0,
          arrays(random(11, length)),
          arrays(unwritten(DType.BF16, 4, length)),
          (k, in, out) -> k.roundRows(in[0], rows, 1, 5, out[0]));
    }
    float tie = 1 + 0x1p-8f; // lies between two, and 1 is even
    float[] numbers = {tie, -tie, Math.nextUp(tie), tie + 0x1p-7f, 0x1.fffp0f, 1e-40f};
    NDArray ties = NDArray.of(numbers, numbers.length).keep();
    for (NDArray x : List.of(special(), ties)) {
      int[] all = IntStream.range(0, (int) x.size()).toArray();
      add(
          "roundRows of " + x.size() + " special, one in a row",
          0,
          0,
          arrays(x.unsqueeze(1)),
          arrays(unwritten(DType.BF16, all.length, 1)),
          (k, in, out) -> k.roundRows(in[0], all, 0, all.length, out[0]));
      // Again and again, so that there are whole vectors.
      NDArray row =
          x.unsqueeze(0).expand(Shape.of(7, (int) x.size())).reshape(1, 7 * (int) x.size());
      add(
          "roundRows of " + x.size() + " special",
          0,
          0,
          arrays(row.keep()),
          arrays(unwritten(DType.BF16, 1, (int) row.size())),
          (k, in, out) -> k.roundRows(in[0], new int[] {0}, 0, 1, out[0]));
    }
  }

  private void pick(String what, int axis, NDArray x, NDArray index, NDArray upstream) {
    add(
        "gather " + what,
        0,
        0,
        arrays(x, index),
        arrays(unwritten(DType.F32, index.shape().toArray())),
        (k, in, out) -> k.gather(in[0], axis, in[1], out[0]));
    add(
        "scatterAdd " + what,
        40,
        3,
        arrays(upstream, index),
        arrays(unwritten(DType.F32, x.shape().toArray())),
        (k, in, out) -> k.scatterAdd(in[0], axis, in[1], out[0]));
  }

  private void optimizers() {
    Update[] updates = {Update.plain(0.03), new Update(0.03, 1.5, 0.7, 0.01)};
    for (Update update : updates) {
      for (int n : SIZES) {
        optimizers(update, " " + n + " limit " + update.limit(), n);
      }
    }
  }

  private void optimizers(Update u, String what, int n) {
    var pass = new AdamPass(0.9, 0.999, 1e-8, 0.01, 0.003, 1.1, 0.99);
    step("sgd" + what, n, 0, (k, in, out) -> k.optimizers().sgd(u, out[0], in[0]));
    step(
        "momentum" + what,
        n,
        1,
        (k, in, out) -> k.optimizers().momentum(u, 0.9, 0.8, -0.03, -0.01, out[0], in[0], out[1]));
    step(
        "adaGrad" + what,
        n,
        1,
        (k, in, out) -> k.optimizers().adaGrad(u, 1e-6, out[0], in[0], out[1]));
    step(
        "adaDelta" + what,
        n,
        2,
        (k, in, out) -> k.optimizers().adaDelta(u, 0.9, 1e-6, out[0], in[0], out[1], out[2]));
    step(
        "rmsProp" + what,
        n,
        1,
        (k, in, out) -> k.optimizers().rmsProp(u, 0.9, 1e-6, 0, out[0], in[0], out[1], null, null));
    step(
        "rmsProp with velocity" + what,
        n,
        2,
        (k, in, out) ->
            k.optimizers().rmsProp(u, 0.9, 1e-6, 0.5, out[0], in[0], out[1], null, out[2]));
    step(
        "rmsProp with both" + what,
        n,
        3,
        (k, in, out) ->
            k.optimizers().rmsProp(u, 0.9, 1e-2, 0.5, out[0], in[0], out[1], out[2], out[3]));
    step(
        "adam" + what,
        n,
        2,
        (k, in, out) -> k.optimizers().adam(u, pass, out[0], in[0], out[1], out[2], null));
    step(
        "amsGrad" + what,
        n,
        3,
        (k, in, out) -> k.optimizers().adam(u, pass, out[0], in[0], out[1], out[2], out[3]));
    step(
        "adaMax" + what,
        n,
        2,
        (k, in, out) -> k.optimizers().adaMax(u, 0.9, 0.99, 1e-6, out[0], in[0], out[1], out[2]));
    add(
        "sumOfSquares" + what,
        n,
        0,
        arrays(random(n)),
        arrays(unwritten(DType.F64, 1)),
        (k, in, out) -> out[0].fill(k.optimizers().sumOfSquares(in[0], u.limit())));
  }

  private void step(String name, int n, int states, Body body) {
    NDArray[] initial = new NDArray[states + 1];
    initial[0] = random(n);
    for (int i = 1; i <= states; i++) {
      // The first state of rmsProp is a mean of squares: above the square of its mean.
      initial[i] = positive(n);
      if (i == 1) {
        double[] larger = initial[i].toDoubles();
        for (int j = 0; j < larger.length; j++) {
          larger[j] = (float) (larger[j] + 10);
        }
        initial[i].copyFrom(larger);
      }
    }
    add("optimizer " + name, 4, 3, arrays(random(n)), initial, body);
  }
}
