package org.jacobi.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;

/**
 * Holds the gradients of a function against central differences, (f(x + εd) − f(x − εd)) / 2ε, in
 * F64: for each entry of small inputs, in random directions d for large ones.
 *
 * <pre>{@code
 * GradCheck.of(in -> in[0].matmul(in[1]).tanh()).check(a, b);
 * }</pre>
 */
public final class GradCheck {
  /** The default step ε. */
  public static final double EPSILON = 1e-6;

  /** The default absolute tolerance. */
  public static final double ATOL = 1e-7;

  /** The default relative tolerance. */
  public static final double RTOL = 1e-5;

  private static final int SMALL = 64;
  private static final int DIRECTIONS = 8;

  private final Function<Tensor[], Tensor> function;
  private double epsilon = EPSILON;
  private double atol = ATOL;
  private double rtol = RTOL;
  private long seed;

  private GradCheck(Function<Tensor[], Tensor> function) {
    this.function = function;
  }

  /** A check of this function; a result that is no scalar is summed with fixed random weights. */
  public static GradCheck of(Function<Tensor[], Tensor> function) {
    return new GradCheck(function);
  }

  /** Another step. */
  public GradCheck epsilon(double step) {
    this.epsilon = step;
    return this;
  }

  /** Other tolerances: |automatic − numerical| ≤ atol + rtol · |numerical|. */
  public GradCheck tolerance(double absolute, double relative) {
    this.atol = absolute;
    this.rtol = relative;
    return this;
  }

  /** Another seed for directions and weights. */
  public GradCheck seed(long number) {
    this.seed = number;
    return this;
  }

  /**
   * One place where both gradients were compared.
   *
   * @param input number of the input
   * @param position index of the entry in row-major order, or −1 for a random direction
   * @param automatic what the walk back gives
   * @param numerical what the differences give
   * @param agrees whether both are equal within the tolerances
   */
  public record Place(int input, int position, double automatic, double numerical, boolean agrees) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "input %d, %s: automatic %.9g, numerical %.9g%s",
          input,
          position < 0 ? "random direction" : "entry " + position,
          automatic,
          numerical,
          agrees ? "" : "  ← differs");
    }
  }

  /**
   * Checks the gradients with respect to all floating-point inputs.
   *
   * @throws AssertionError naming the operation, the input, the position and both values
   */
  public void check(Tensor... inputs) {
    List<Place> wrong = compare(inputs).stream().filter(place -> !place.agrees).toList();
    if (!wrong.isEmpty()) {
      var text = new StringBuilder("[gradCheck] ").append(operation(inputs)).append(": ");
      text.append(wrong.size()).append(" gradients differ from the numerical ones");
      wrong.stream().limit(5).forEach(place -> text.append("\n  ").append(place));
      throw new AssertionError(text.toString());
    }
  }

  private String operation(Tensor[] inputs) {
    Op op = function.apply(leaves(inputs)).op();
    return op == null ? "constant" : op.name();
  }

  /** All places that were compared. */
  public List<Place> compare(Tensor... inputs) {
    Tensor[] leaves = leaves(inputs);
    List<Tensor> gradients = gradients(leaves);
    List<Place> places = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < leaves.length; i++) {
      if (!leaves[i].requiresGrad()) {
        continue;
      }
      double[] gradient = gradients.get(next++).toDoubles();
      if (gradient.length <= SMALL) {
        for (int at = 0; at < gradient.length; at++) {
          double[] direction = new double[gradient.length];
          direction[at] = 1;
          places.add(place(leaves, i, at, gradient, direction));
        }
      } else {
        for (int d = 0; d < DIRECTIONS; d++) {
          places.add(place(leaves, i, -1, gradient, direction(gradient.length, i, d)));
        }
      }
    }
    return places;
  }

  private double[] direction(int length, int input, int number) {
    var rng = Rng.of(seed, "gradient check direction", input, number);
    double[] direction = new double[length];
    Arrays.setAll(direction, rng::normal);
    double norm = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
    Arrays.setAll(direction, i -> direction[i] / norm);
    return direction;
  }

  private Place place(Tensor[] leaves, int i, int at, double[] gradient, double[] direction) {
    double automatic = 0;
    for (int j = 0; j < gradient.length; j++) {
      automatic += gradient[j] * direction[j];
    }
    double ahead = moved(leaves, i, direction, epsilon);
    double behind = moved(leaves, i, direction, -epsilon);
    double numerical = (ahead - behind) / (2 * epsilon);
    boolean agrees = Math.abs(automatic - numerical) <= atol + rtol * Math.abs(numerical);
    return new Place(i, at, automatic, numerical, agrees);
  }

  private double moved(Tensor[] leaves, int i, double[] direction, double step) {
    Tensor[] changed = leaves.clone();
    double[] numbers = leaves[i].toDoubles();
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] += step * direction[j];
    }
    var moved = NDArray.allocate(DType.F64, leaves[i].shape()).copyFrom(numbers);
    changed[i] = new Tensor(moved).requireGrad(); // the function may itself ask for gradients
    return scalar(changed).item();
  }

  private List<Tensor> gradients(Tensor[] leaves) {
    Tensor[] wanted = Arrays.stream(leaves).filter(Tensor::requiresGrad).toArray(Tensor[]::new);
    return Autograd.gradients(scalar(leaves), wanted);
  }

  private Tensor scalar(Tensor[] inputs) {
    Tensor result = function.apply(inputs);
    if (result.size() == 1) {
      return result;
    }
    var weights = NDArray.allocate(result.dtype(), result.shape());
    Rng.of(seed, "gradient check weights").fillUniform(weights, 0.5, 1.5);
    return result.mul(new Tensor(weights)).sum();
  }

  /** The inputs in F64, the floating-point ones asking for a gradient. */
  private static Tensor[] leaves(Tensor[] inputs) {
    return Arrays.stream(inputs)
        .map(input ->
            input.dtype().isFloating()
                ? input.detach().cast(DType.F64).keep().requireGrad()
                : input)
        .toArray(Tensor[]::new);
  }
}
