package org.jacobi.nn;

import static org.jacobi.nn.Text.number;

import java.util.Arrays;
import org.jacobi.array.NDArray;
import org.jacobi.tensor.Rng;

/** The initial distributions behind the factories of {@link Init}. */
final class Inits {
  private static final double TRUNCATED_AT = 2;

  private Inits() {}

  private static void requireFinite(String init, double... numbers) {
    for (double value : numbers) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "[" + init + "] needs finite numbers, not " + Arrays.toString(numbers));
      }
    }
  }

  private static void requireDeviation(String init, double mean, double deviation) {
    requireFinite(init, mean, deviation);
    if (deviation < 0) {
      throw new IllegalArgumentException(
          "[" + init + "] the deviation must not be negative, but is " + deviation);
    }
  }

  private static void requireGain(String init, double gain) {
    if (!(gain > 0 && Double.isFinite(gain))) {
      throw new IllegalArgumentException(
          "[" + init + "] the gain must be positive and finite, but is " + gain);
    }
  }

  record Constant(double value) implements Init {
    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      out.fill(value);
    }

    @Override
    public String toString() {
      return value == 0 ? "zeros" : value == 1 ? "ones" : "constant(" + number(value) + ")";
    }
  }

  record Uniform(double low, double high) implements Init {
    Uniform {
      requireFinite("uniform", low, high);
      if (low > high) {
        throw new IllegalArgumentException(
            "[uniform] the lower bound " + low + " is above the upper bound " + high);
      }
    }

    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      rng.fillUniform(out, low, high);
    }

    @Override
    public String toString() {
      return "uniform(" + number(low) + ", " + number(high) + ")";
    }
  }

  record Normal(double mean, double deviation) implements Init {
    Normal {
      requireDeviation("normal", mean, deviation);
    }

    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      rng.fillNormal(out, mean, deviation);
    }

    @Override
    public String toString() {
      return "normal(" + number(mean) + ", " + number(deviation) + ")";
    }
  }

  record TruncatedNormal(double mean, double deviation) implements Init {
    TruncatedNormal {
      requireDeviation("truncatedNormal", mean, deviation);
    }

    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      double[] numbers = new double[Math.toIntExact(out.size())];
      Arrays.setAll(numbers, i -> mean + deviation * truncated(rng, i));
      out.copyFrom(numbers);
    }

    private static double truncated(Rng rng, int index) {
      double drawn = rng.normal(index);
      for (int again = 0; Math.abs(drawn) > TRUNCATED_AT; again++) {
        drawn = rng.derive(again).normal(index);
      }
      return drawn;
    }

    @Override
    public String toString() {
      return "truncatedNormal(" + number(mean) + ", " + number(deviation) + ")";
    }
  }

  record XavierUniform(double gain) implements Init {
    XavierUniform {
      requireGain("xavierUniform", gain);
    }

    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      double bound = gain * Math.sqrt(6.0 / fan.sum());
      rng.fillUniform(out, -bound, bound);
    }

    @Override
    public String toString() {
      return "xavierUniform(" + number(gain) + ")";
    }
  }

  record XavierNormal(double gain) implements Init {
    XavierNormal {
      requireGain("xavierNormal", gain);
    }

    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      rng.fillNormal(out, 0, gain * Math.sqrt(2.0 / fan.sum()));
    }

    @Override
    public String toString() {
      return "xavierNormal(" + number(gain) + ")";
    }
  }

  record KaimingUniform(Fan.Mode mode, double gain) implements Init {
    KaimingUniform {
      requireGain("kaimingUniform", gain);
    }

    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      double bound = gain * Math.sqrt(3.0 / fan.of(mode));
      rng.fillUniform(out, -bound, bound);
    }

    @Override
    public String toString() {
      return "kaimingUniform(" + mode + ", " + number(gain) + ")";
    }
  }

  record KaimingNormal(Fan.Mode mode, double gain) implements Init {
    KaimingNormal {
      requireGain("kaimingNormal", gain);
    }

    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      rng.fillNormal(out, 0, gain / Math.sqrt(fan.of(mode)));
    }

    @Override
    public String toString() {
      return "kaimingNormal(" + mode + ", " + number(gain) + ")";
    }
  }

  record FanInUniform() implements Init {
    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      double bound = 1 / Math.sqrt(fan.of(Fan.Mode.IN));
      rng.fillUniform(out, -bound, bound);
    }

    @Override
    public String toString() {
      return "fanInUniform";
    }
  }

  record Orthogonal(double gain) implements Init {
    Orthogonal {
      requireGain("orthogonal", gain);
    }

    @Override
    public void fill(NDArray out, Fan fan, Rng rng) {
      if (out.shape().rank() < 2) {
        throw new IllegalArgumentException(
            "[orthogonal] needs a matrix of two axes or more, not " + out.shape());
      }
      if (out.size() == 0) {
        return;
      }
      int rows = out.shape().dim(0);
      int columns = Math.toIntExact(out.size() / rows);
      double[][] basis = orthonormal(Math.min(rows, columns), Math.max(rows, columns), rng);
      double[] numbers = new double[rows * columns];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          numbers[i * columns + j] = gain * (rows <= columns ? basis[i][j] : basis[j][i]);
        }
      }
      out.copyFrom(numbers);
    }

    /** That many orthonormal vectors, by the modified method of Gram and Schmidt. */
    private static double[][] orthonormal(int count, int length, Rng rng) {
      double[][] basis = new double[count][length];
      for (int k = 0; k < count; k++) {
        long first = (long) k * length;
        double[] vector = basis[k];
        Arrays.setAll(vector, i -> rng.normal(first + i));
        // Twice is enough: the second pass removes what rounding left of the earlier vectors.
        for (int pass = 0; pass < 2; pass++) {
          for (int earlier = 0; earlier < k; earlier++) {
            addScaled(vector, -dot(vector, basis[earlier]), basis[earlier]);
          }
        }
        double norm = Math.sqrt(dot(vector, vector));
        Arrays.setAll(vector, i -> vector[i] / norm);
      }
      return basis;
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    private static void addScaled(double[] vector, double factor, double[] other) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] += factor * other[i];
      }
    }

    @Override
    public String toString() {
      return "orthogonal(" + number(gain) + ")";
    }
  }
}
