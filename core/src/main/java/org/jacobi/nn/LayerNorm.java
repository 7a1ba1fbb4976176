package org.jacobi.nn;

import java.util.stream.IntStream;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * y = γ · (x − mean) / √(variance + ε) + β, where mean and variance are those of one row: over the
 * last axes, as many as the shape names. The variance is divided by n.
 *
 * <p>Shapes: input (… × shape), the output like it; weight γ and bias β (shape). Initial values: γ
 * = 1, β = 0. Default: ε = 1e-5. It does the same in every {@link Mode}.
 *
 * <pre>{@code
 * var model = new Sequential(new Linear(30, 64), new LayerNorm(64), new GELU());
 * }</pre>
 *
 * <p>Source: Ba, Kiros, Hinton, "Layer normalization", 2016.
 */
public final class LayerNorm extends SameShape {
  /** The default ε. */
  public static final double EPSILON = 1e-5;

  private final Shape shape;
  private final double epsilon;
  private final Param weight;
  private final Param bias;

  /**
   * With {@link #EPSILON}.
   *
   * @param shape lengths of the last axes of the input
   * @throws IllegalArgumentException if there is none, or one is not positive
   */
  public LayerNorm(int... shape) {
    this(EPSILON, Shape.of(shape));
  }

  /**
   * With another ε.
   *
   * @throws IllegalArgumentException if the shape has no axes or an empty one, or ε is not positive
   */
  public LayerNorm(double epsilon, Shape shape) {
    if (shape.rank() == 0 || shape.size() == 0) {
      throw new IllegalArgumentException(
          "[LayerNorm] the shape must have one axis or more, none of them empty, but is " + shape);
    }
    requireEpsilon("LayerNorm", epsilon);
    this.shape = shape;
    this.epsilon = epsilon;
    this.weight = param("weight", Param.Role.SCALE, shape, Fan.NONE, Init.ones());
    this.bias = param("bias", Param.Role.BIAS, shape, Fan.NONE, Init.zeros());
  }

  static void requireEpsilon(String layer, double epsilon) {
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException(
          "[" + layer + "] epsilon must be positive and finite, but is " + epsilon);
    }
  }

  /** Lengths of the last axes of the input. */
  public Shape shape() {
    return shape;
  }

  /** ε, which keeps the division from 0. */
  public double epsilon() {
    return epsilon;
  }

  /** The scale γ. */
  public Param weight() {
    return weight;
  }

  /** The shift β. */
  public Param bias() {
    return bias;
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape last = input;
    while (last.rank() > shape.rank()) {
      last = last.remove(0);
    }
    if (!last.equals(shape)) {
      throw new IllegalArgumentException(
          "[" + this + "] the last axes of the input must be " + shape + ", but it is " + input);
    }
    return input;
  }

  @Override
  public Tensor forward(Tensor x) {
    outputShape(x.shape());
    int[] axes = IntStream.range(-shape.rank(), 0).toArray();
    return x.standardize(epsilon, weight.tensor(), bias.tensor(), axes).output();
  }

  /** Such as {@code LayerNorm(64)}; ε where it is not the default. */
  @Override
  public String toString() {
    String axes = shape.toString().replace(")", "");
    return "LayerNorm"
        + axes
        + (epsilon == EPSILON ? "" : ", epsilon " + Text.number(epsilon))
        + ")";
  }
}
