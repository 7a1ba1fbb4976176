package org.jacobi.learn.doctor;

import java.util.Arrays;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Rng;

/** Which numbers an array for a patient holds. Real ones are multiples of 2⁻¹⁰ and never near 0. */
enum Domain {
  /** Both signs, 0.1…1.6. */
  REAL,
  /** 0.2…1.8. */
  POSITIVE,
  /** 0.1…0.9. */
  UNIT,
  /** Rows of positive numbers with the sum 1. */
  DISTRIBUTION,
  /** Rows with a single 1. */
  ONE_HOT,
  /** 0 or 1. */
  BINARY,
  /** −1 or 1. */
  SIGN,
  /** Whole numbers that may be row numbers of a small table. */
  INDEX;

  Value draw(DType dtype, Shape shape, int limit, Rng rng) {
    double[] out = new double[Math.toIntExact(shape.size())];
    int columns = shape.rank() == 0 ? 1 : shape.dim(-1);
    for (int i = 0; i < out.length; i++) {
      double unit = rng.uniform(i);
      out[i] =
          switch (this) {
            case REAL -> (0.1 + 1.5 * unit) * (rng.uniform(i + 1_000_000L) < 0.5 ? -1 : 1);
            case POSITIVE -> 0.2 + 1.6 * unit;
            case UNIT -> 0.1 + 0.8 * unit;
            case DISTRIBUTION -> 0.2 + unit;
            case ONE_HOT -> rng.below(columns, i / columns) == i % columns ? 1 : 0;
            case BINARY -> unit < 0.5 ? 0 : 1;
            case SIGN -> unit < 0.5 ? -1 : 1;
            case INDEX -> Math.min(limit - 1, i % 2 == 0 ? 1 : rng.below(limit, i));
          };
    }
    if (this == DISTRIBUTION) {
      normalise(out, columns);
    }
    boolean real = this == REAL || this == POSITIVE || this == UNIT || this == DISTRIBUTION;
    return new Value(
        dtype,
        shape,
        real ? Arrays.stream(out).map(v -> Math.rint(v * 1024) / 1024).toArray() : out);
  }

  private static void normalise(double[] numbers, int columns) {
    for (int from = 0; from < numbers.length; from += columns) {
      double sum = Arrays.stream(numbers, from, from + columns).sum();
      for (int i = from; i < from + columns; i++) {
        numbers[i] /= sum;
      }
    }
  }
}
