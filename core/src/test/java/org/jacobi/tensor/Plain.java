package org.jacobi.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;

/**
 * Numbers with axis lengths for references: row-major loops of its own that use nothing of what is
 * tested.
 */
record Plain(Kind kind, double[] numbers, int... dims) {
  /** What a number is to an operation. */
  enum Kind {
    /** Computed with; has a gradient. */
    FLOAT,
    /** Computed with, but without a gradient. */
    CONSTANT,
    /** A position, I64. */
    INDEX,
    /** A truth value, BOOL. */
    MASK
  }

  static Plain of(int[] dims, double... numbers) {
    return new Plain(Kind.FLOAT, numbers, dims);
  }

  static Plain scalar(double number) {
    return of(new int[0], number);
  }

  static Plain vector(double... numbers) {
    return of(new int[] {numbers.length}, numbers);
  }

  static Plain index(int[] dims, double... numbers) {
    return new Plain(Kind.INDEX, numbers, dims);
  }

  static Plain mask(int[] dims, double... numbers) {
    return new Plain(Kind.MASK, numbers, dims);
  }

  /** Numbers between low and high, the same for the same seed. */
  static Plain uniform(long seed, double low, double high, int... dims) {
    var rng = Rng.of(seed, "sample");
    double[] numbers = new double[count(dims)];
    Arrays.setAll(numbers, i -> low + (high - low) * rng.uniform(i));
    return of(dims, numbers);
  }

  /** Every number from its index. */
  static Plain make(int[] dims, ToDoubleFunction<int[]> function) {
    double[] numbers = new double[count(dims)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = function.applyAsDouble(index(i, dims));
    }
    return of(dims, numbers);
  }

  static int count(int... dims) {
    return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  private static int[] index(int position, int[] dims) {
    int[] index = new int[dims.length];
    for (int i = dims.length - 1; i >= 0; i--) {
      index[i] = position % dims[i];
      position /= dims[i];
    }
    return index;
  }

  Plain constant() {
    return new Plain(Kind.CONSTANT, numbers, dims);
  }

  boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  double at(int... index) {
    int position = 0;
    for (int i = 0; i < dims.length; i++) {
      position = position * dims[i] + index[i];
    }
    return numbers[position];
  }

  /** The number at an index of a shape that this one is stretched to. */
  double stretched(int... index) {
    int[] own = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      own[i] = dims[i] == 1 ? 0 : index[index.length - dims.length + i];
    }
    return at(own);
  }

  Plain map(DoubleUnaryOperator function) {
    return of(dims, Arrays.stream(numbers).map(function).toArray());
  }

  /** The common shape of some that stretch to it. */
  static int[] stretchedDims(Plain... parts) {
    int rank = Arrays.stream(parts).mapToInt(p -> p.dims.length).max().orElse(0);
    int[] dims = new int[rank];
    Arrays.fill(dims, 1);
    for (Plain part : parts) {
      for (int i = 0; i < part.dims.length; i++) {
        int at = rank - part.dims.length + i;
        dims[at] = part.dims[i] == 1 ? dims[at] : part.dims[i];
      }
    }
    return dims;
  }

  /** As rounded to the type that it is computed in. */
  Plain rounded(DType type) {
    boolean narrow = type == DType.F32 && (kind == Kind.FLOAT || kind == Kind.CONSTANT);
    return narrow
        ? new Plain(kind, Arrays.stream(numbers).map(x -> (float) x).toArray(), dims)
        : this;
  }

  /** The type of its tensor where floating-point numbers are of {@code type}. */
  DType dtype(DType type) {
    return switch (kind) {
      case FLOAT, CONSTANT -> type;
      case INDEX -> DType.I64;
      case MASK -> DType.BOOL;
    };
  }

  NDArray array(DType type) {
    return NDArray.allocate(dtype(type), Shape.of(dims)).copyFrom(numbers);
  }

  /** A leaf that asks for a gradient if it can have one. */
  Tensor leaf(NDArray array) {
    var tensor = new Tensor(array);
    return isFloat() ? tensor.requireGrad() : tensor;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + Arrays.toString(dims);
  }
}
