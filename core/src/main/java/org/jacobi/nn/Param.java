package org.jacobi.nn;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a trainable array of a layer. It exists from the constructor of the layer on; its
 * numbers exist once the model is initialised, as a part of the model's {@link ParamStore}. The
 * same handle in two layers is one parameter, stored once (tied weights).
 */
public final class Param {
  /** What a parameter is for; penalties and weight decay look at it. */
  public enum Role {
    /** Multiplies inputs: decayed by default. */
    WEIGHT,
    /** Is added: not decayed by default. */
    BIAS,
    /** Scales normalised values: not decayed by default. */
    SCALE
  }

  private final String name;
  private final Role role;
  private final Shape shape;
  private final Fan fan;
  private Init init;
  private String path;
  private boolean frozen;
  private @Nullable Tensor tensor;

  Param(String name, Role role, Shape shape, Fan fan, Init init) {
    this.name = name;
    this.role = role;
    this.shape = shape;
    this.fan = fan;
    this.init = init;
    this.path = name;
  }

  /** Its name within the layer, such as {@code weight}. */
  public String name() {
    return name;
  }

  /** Its name within the model, such as {@code 0.weight}; known once the model is initialised. */
  public String path() {
    return path;
  }

  /** What it is for. */
  public Role role() {
    return role;
  }

  /** Its shape. */
  public Shape shape() {
    return shape;
  }

  /** The fan of its layer. */
  public Fan fan() {
    return fan;
  }

  /** How it gets its first values. */
  public Init init() {
    return init;
  }

  /** Chooses how it gets its first values; to be called before the model is initialised. */
  public Param init(Init other) {
    this.init = other;
    return this;
  }

  /** True if training leaves it as it is. */
  public boolean isFrozen() {
    return frozen;
  }

  /** Makes training leave it as it is (or change it again): a frozen parameter has no gradient. */
  public void freeze(boolean on) {
    frozen = on;
    if (tensor != null) {
      tensor = newLeaf(tensor.value());
    }
  }

  private @Nullable NDArray gradient;

  private Tensor newLeaf(NDArray value) {
    NDArray storage = gradient;
    return frozen || storage == null ? new Tensor(value) : Tensor.leaf(value, storage);
  }

  void bind(String itsPath, NDArray value, NDArray gradientPart) {
    this.path = itsPath;
    this.gradient = gradientPart;
    this.tensor = newLeaf(value);
  }

  /** True once the model is initialised. */
  public boolean isBound() {
    return tensor != null;
  }

  /**
   * Its numbers, to compute with.
   *
   * @throws IllegalStateException if the model was not initialised
   */
  public Tensor tensor() {
    Tensor bound = tensor;
    if (bound == null) {
      throw new IllegalStateException(
          "[param] "
              + path
              + " has no numbers yet: call init(seed) on the model first. A layer that is held in a list or"
              + " an array is only found if it is registered with child(name, layer)");
    }
    return bound;
  }

  /** Its numbers as a window onto the model's slab. */
  public NDArray value() {
    return tensor().value();
  }

  /** Such as {@code 0.weight (256 × 784)}. */
  @Override
  public String toString() {
    return path + " " + shape + (frozen ? ", frozen" : "");
  }
}
