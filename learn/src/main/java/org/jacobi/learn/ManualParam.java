package org.jacobi.learn;

import org.jacobi.array.NDArray;
import org.jacobi.array.Setting;
import org.jacobi.array.Shape;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a layer by hand: its numbers, and the gradient that the last {@link
 * ManualLayer#backward} has left. Both are windows onto the two slabs that an optimizer of {@code
 * org.jacobi.optim} runs over, and both may be written to.
 */
public final class ManualParam {
  /** Who is told of each gradient that {@link #leave} takes; nobody by default. */
  public static final Setting<Watch> WATCH = Setting.of("left gradients", () -> Watch.NOBODY);

  /** Told of the gradients that a backward pass leaves, for tools that look for mistakes. */
  @FunctionalInterface
  public interface Watch {
    /** Does nothing. */
    Watch NOBODY = (param, gradient) -> {};

    /** A gradient is about to replace the one before. */
    void left(ManualParam param, NDArray gradient);
  }

  private final String name;
  private final Param.Role role;
  private final Shape shape;
  private final Fan fan;
  private final Init init;
  private @Nullable NDArray value;
  private @Nullable NDArray gradient;

  ManualParam(String name, Param.Role role, Shape shape, Fan fan, Init init) {
    this.name = name;
    this.role = role;
    this.shape = shape;
    this.fan = fan;
    this.init = init;
  }

  void bind(NDArray itsValue, NDArray itsGradient) {
    this.value = itsValue;
    this.gradient = itsGradient;
  }

  /** Its name within the layer, such as {@code weight}. */
  public String name() {
    return name;
  }

  /** What it is for; penalties and weight decay look at it. */
  public Param.Role role() {
    return role;
  }

  /** Its shape. */
  public Shape shape() {
    return shape;
  }

  Fan fan() {
    return fan;
  }

  Init init() {
    return init;
  }

  /**
   * Its numbers, to read and to write.
   *
   * @throws IllegalStateException if neither the layer nor its network was initialised
   */
  public NDArray value() {
    return bound(value);
  }

  /**
   * The gradient as the layer has left it; 0 before the first walk back.
   *
   * @throws IllegalStateException if neither the layer nor its network was initialised
   */
  public NDArray gradient() {
    return bound(gradient);
  }

  /**
   * Leaves a gradient: overwrites the one of the walk before.
   *
   * @throws IllegalArgumentException if it has not the shape of the parameter
   */
  public void leave(NDArray newGradient) {
    if (!newGradient.shape().equals(shape)) {
      throw new IllegalArgumentException(Words.error(name, "gradient", shape, newGradient.shape()));
    }
    WATCH.get().left(this, newGradient);
    gradient().copyFrom(newGradient);
  }

  private NDArray bound(@Nullable NDArray array) {
    if (array == null) {
      throw new IllegalStateException(Words.error(name, "unbound"));
    }
    return array;
  }

  /** Such as {@code weight (784 × 50)}. */
  @Override
  public String toString() {
    return name + " " + shape;
  }
}
