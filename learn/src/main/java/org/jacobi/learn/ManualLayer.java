package org.jacobi.learn;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Rng;
import org.jspecify.annotations.Nullable;

/**
 * A layer whose backward pass is written by hand: y = f(x₁, x₂, …) forward, and from the upstream
 * gradient ∂L/∂y the gradients ∂L/∂x₁, ∂L/∂x₂, … backward, by the chain rule.
 *
 * <p>Order of the calls: {@link #forward}, which keeps what the way back needs, then {@link
 * #backward}, which gives one gradient for each floating input and leaves those of the parameters
 * in {@link ManualParam#gradient}. Whole numbers and the targets of a loss get none. A layer that
 * is called twice forward remembers the second call.
 *
 * <p>Neither changes an array that it is given. A layer with parameters declares them in its
 * constructor:
 *
 * <pre>{@code
 * final class ScaleLayer extends ManualLayer {
 *   private final ManualParam scale =
 *       param("scale", Param.Role.SCALE, Shape.of(7), Fan.NONE, Init.ones());
 *   ...
 * }
 * }</pre>
 */
public abstract class ManualLayer {
  private final String name;
  private final List<ManualParam> params = new ArrayList<>();
  private String path = "";

  /**
   * For subclasses.
   *
   * @param name what it is called when a network prints itself, such as {@code matmul}
   */
  protected ManualLayer(String name) {
    this.name = name;
  }

  /** What it is called, such as {@code matmul}. */
  public final String name() {
    return name;
  }

  /** Declares a parameter; {@link #init} or that of the network gives it numbers. */
  protected final ManualParam param(
      String itsName, Param.Role role, Shape shape, Fan fan, Init init) {
    var declared = new ManualParam(itsName, role, shape, fan, init);
    params.add(declared);
    return declared;
  }

  /** Its parameters in the order of their declaration. */
  public final List<ManualParam> params() {
    return List.copyOf(params);
  }

  /**
   * Gives the parameters of a layer that stands alone their first values; a layer of a network gets
   * them from {@link ManualNetwork#init(long, DType)}.
   */
  public final void init(long seed, DType dtype) {
    new DeclaredParams(List.of(this)).bind(seed, dtype);
  }

  final void path(String itsPath) {
    path = itsPath;
  }

  /** Its number within the network, from which its random numbers are drawn. */
  final String path() {
    return path;
  }

  /**
   * The output for these inputs.
   *
   * @throws IllegalArgumentException if their number or shapes do not fit
   */
  public abstract NDArray forward(NDArray... inputs);

  /**
   * The gradient for each floating input, of the input's shape and at its place, from the gradient
   * for the output. Whole numbers and the targets of a loss get none: what stands at their place is
   * not looked at, and those behind the last floating input are left out.
   *
   * @param upstream ∂L/∂y, of the shape of the last output; it is not changed
   * @throws IllegalStateException if {@link #forward} was not called before
   * @throws IllegalArgumentException if it has another shape
   */
  public abstract NDArray[] backward(NDArray upstream);

  /**
   * A new layer of {@code org.jacobi.nn} with the same formula and the same parameters in the same
   * order, for {@link ManualNetwork#automatic}; null where there is none.
   */
  public @Nullable UnaryLayer automatic() {
    return null;
  }

  /**
   * Inputs to examine this layer with, for {@code org.jacobi.learn.doctor}; with the targets behind
   * them for a loss. Empty, unless a subclass says otherwise: the doctor then looks for shapes that
   * {@link #forward} takes. Where that search cannot know them, as with numbers that must lie in an
   * unusual range, give them here:
   *
   * <pre>{@code
   * public List<NDArray> example(int rows, DType dtype, Rng rng) {
   *   return List.of(rng.fillUniform(NDArray.allocate(dtype, Shape.of(rows, 7)), 2, 3));
   * }
   * }</pre>
   *
   * @param rows how many rows a batch should have; ignored by a layer without batches
   * @param dtype the type of the parameters
   * @param rng random numbers, others for each call
   */
  public List<NDArray> example(int rows, DType dtype, Rng rng) {
    return List.of();
  }

  // ---- for subclasses ----

  /** The only input. */
  protected final NDArray one(NDArray... inputs) {
    requireCount(1, inputs);
    return inputs[0];
  }

  /**
   * Checks the number of inputs.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  protected final void requireCount(int count, NDArray... inputs) {
    if (inputs.length != count) {
      throw new IllegalArgumentException(Words.error(name, "inputs", count, inputs.length));
    }
  }

  /**
   * What forward has kept.
   *
   * @throws IllegalStateException if it has kept nothing yet
   */
  protected final NDArray kept(@Nullable NDArray array) {
    if (array == null) {
      throw new IllegalStateException(Words.error(name, "order"));
    }
    return array;
  }

  /**
   * Checks the upstream gradient against the shape of the output.
   *
   * @throws IllegalArgumentException if they differ
   */
  protected final void requireUpstream(NDArray upstream, Shape output) {
    if (!upstream.shape().equals(output)) {
      throw new IllegalArgumentException(Words.error(name, "upstream", output, upstream.shape()));
    }
  }

  /** The name, with the shapes of the parameters. */
  @Override
  public String toString() {
    return params.isEmpty() ? name : name + " " + params;
  }
}
