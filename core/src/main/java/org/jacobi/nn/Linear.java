package org.jacobi.nn;

import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x · Wᵀ + b.
 *
 * <p>Shapes: input (… × in), weight (out × in), bias (out), output (… × out). Initial values:
 * weight and bias uniform in ±1/√in, as PyTorch's {@code nn.Linear}.
 *
 * <pre>{@code
 * var layer = new Linear(784, 256);
 * }</pre>
 */
public final class Linear extends UnaryLayer {
  private final int inputs;
  private final int outputs;
  private final Param weight;
  private final @Nullable Param bias;

  /** With a bias. */
  public Linear(int inputs, int outputs) {
    this(inputs, outputs, true);
  }

  /**
   * With or without a bias.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public Linear(int inputs, int outputs, boolean withBias) {
    if (inputs <= 0 || outputs <= 0) {
      throw new IllegalArgumentException(
          "[Linear] inputs and outputs must be positive, not " + inputs + " and " + outputs);
    }
    this.inputs = inputs;
    this.outputs = outputs;
    var fan = new Fan(inputs, outputs);
    this.weight =
        param("weight", Param.Role.WEIGHT, Shape.of(outputs, inputs), fan, Init.fanInUniform());
    this.bias =
        withBias
            ? param("bias", Param.Role.BIAS, Shape.of(outputs), fan, Init.fanInUniform())
            : null;
  }

  /** The weight, (out × in). */
  public Param weight() {
    return weight;
  }

  /** The bias, (out), or null. */
  public @Nullable Param bias() {
    return bias;
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.shape().rank() == 0 || x.shape().dim(-1) != inputs) {
      throw new IllegalArgumentException(
          "["
              + this
              + "] the last axis of the input must have length "
              + inputs
              + ", but the input is "
              + x.shape());
    }
    return x.linear(weight.tensor(), bias == null ? null : bias.tensor());
  }

  @Override
  public String toString() {
    return "Linear(" + inputs + " → " + outputs + (bias == null ? ")" : ", bias)");
  }
}
