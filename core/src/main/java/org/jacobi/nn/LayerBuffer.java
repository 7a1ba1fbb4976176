package org.jacobi.nn;

import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Setting;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a layer that are saved with the model but not trained by gradients, such as the
 * running mean of a batch normalisation. A forward pass only proposes updates; they are applied in
 * the order of the shards after the step, so that the result does not depend on threads.
 */
public final class LayerBuffer {
  /** Takes the updates that forward passes propose; the default applies each at once. */
  public static final Setting<Sink> SINK = Setting.of("buffer sink", () -> Update::apply);

  /** Receives proposed updates. */
  @FunctionalInterface
  public interface Sink {
    /** Takes an update, to be applied later or at once. */
    void accept(Update update);
  }

  /**
   * A proposed update: value ← (1 − weight) · value + weight · numbers.
   *
   * @param buffer what is to be changed
   * @param numbers the new observation, in row-major order
   * @param weight its weight
   */
  public record Update(LayerBuffer buffer, double[] numbers, double weight) {
    /** Applies it. */
    public void apply() {
      double[] mixed = buffer.value().toDoubles();
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] = (1 - weight) * mixed[i] + weight * numbers[i];
      }
      buffer.value().copyFrom(mixed);
    }
  }

  private final String name;
  private final Shape shape;
  private final double initial;
  private String path;
  private @Nullable NDArray value;

  LayerBuffer(String name, Shape shape, double initial) {
    this.name = name;
    this.shape = shape;
    this.initial = initial;
    this.path = name;
  }

  /** Its name within the layer, such as {@code running_mean}. */
  public String name() {
    return name;
  }

  /** Its name within the model, such as {@code 1.running_mean}. */
  public String path() {
    return path;
  }

  /** Its shape. */
  public Shape shape() {
    return shape;
  }

  void bind(String itsPath, DType dtype) {
    this.path = itsPath;
    this.value = NDArray.permanent(dtype, shape).fill(initial);
  }

  /**
   * Its numbers.
   *
   * @throws IllegalStateException if the model was not initialised
   */
  public NDArray value() {
    NDArray bound = value;
    if (bound == null) {
      throw new IllegalStateException(
          "[buffer] " + path + " has no numbers yet: call init(seed) on the model first");
    }
    return bound;
  }

  /** Its numbers as a constant. */
  public Tensor tensor() {
    return new Tensor(value());
  }

  /** Proposes value ← (1 − weight) · value + weight · numbers. */
  public void propose(double[] numbers, double weight) {
    SINK.get().accept(new Update(this, numbers, weight));
  }
}
