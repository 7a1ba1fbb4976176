package org.jacobi.nn;

import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x · Wᵀ + b.
 *
 * <p>Shapes: input (… × in), weight (out × in), bias (out), output (… × out). Initial values:
 * weight and bias uniform in ±1/√in, as PyTorch's {@code nn.Linear}; {@link #weightInit} chooses
 * others for the weight.
 *
 * <pre>{@code
 * var layer = new Linear(784, 256);
 * var other = new Linear(256, 10).weightInit(Init.xavierUniform(Gain.LINEAR));
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

  /** Length of the last axis of the input. */
  public int inputs() {
    return inputs;
  }

  /** Length of the last axis of the output. */
  public int outputs() {
    return outputs;
  }

  @Override
  public Linear weightInit(Init init) {
    super.weightInit(init);
    return this;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() == 0 || input.dim(-1) != inputs) {
      throw new IllegalArgumentException(
          "["
              + this
              + "] the last axis of the input must have length "
              + inputs
              + ", but the input is "
              + input
              + (input.rank() > 1 && input.remove(0).size() == inputs
                  ? ". Did you mean to put a Flatten before it?"
                  : ""));
    }
    return input.with(-1, outputs);
  }

  @Override
  public DType inputType(int rows) {
    return Kernels.current().factorType(rows, inputs, outputs);
  }

  @Override
  public Tensor forward(Tensor x) {
    outputShape(x.shape());
    return x.linear(weight.tensor(), bias == null ? null : bias.tensor());
  }

  /** This layer and a {@link ReLU} behind it, in one pass. */
  Tensor forwardRelu(Tensor x) {
    outputShape(x.shape());
    return x.linearRelu(weight.tensor(), bias == null ? null : bias.tensor());
  }

  @Override
  public String toString() {
    return "Linear(" + inputs + " → " + outputs + (bias == null ? ")" : ", bias)");
  }
}
