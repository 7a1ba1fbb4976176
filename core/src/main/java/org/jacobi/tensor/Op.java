package org.jacobi.tensor;

import java.util.List;
import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReduceFn;
import org.jacobi.kernel.UnaryFn;
import org.jspecify.annotations.Nullable;

/**
 * One application of a differentiable operation: what it saves, {@code forward} and {@code
 * backward}. An object is used once. To write an own operation, extend this class and call {@link
 * #apply}:
 *
 * <pre>{@code
 * final class Square extends Op {
 *   protected NDArray forward(Kernels kernels, NDArray... in) {
 *     return binary(kernels, BinaryFn.MUL, in[0], in[0]);
 *   }
 *   protected Tensor[] backward(Tensor upstream) {
 *     return gradients(upstream.mul(input(0)).mul(2));
 *   }
 *   public Formula formula() {
 *     return Formula.of("y = x²", "y = x^2").derivative("∂y/∂x = 2x", "2x");
 *   }
 * }
 * Tensor y = new Square().apply(x);
 * }</pre>
 *
 * <p>Order of the calls: {@link #apply} calls {@link #forward} once; the walk back calls {@link
 * #backward} at most once for each walk, after the gradient of the output is complete.
 */
public abstract class Op {
  private static final Tensor[] NONE = {};
  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return nameOf(type);
        }
      };

  private Tensor[] inputs = NONE;
  private @Nullable Tensor output;
  private boolean applied;
  boolean[] needs = {};
  BackwardWalk.@Nullable Visit visit;
  private @Nullable GradientSink places;

  /** For subclasses. */
  protected Op() {}

  /** Computes the output from the inputs into a new array. */
  protected abstract NDArray forward(Kernels kernels, NDArray... in);

  /**
   * The gradients of the inputs from the gradient of the output: one for each input, with its
   * shape; null where {@link #needs} says that it is not needed. Written with tensor operations, so
   * that it can itself be differentiated.
   */
  protected abstract @Nullable Tensor[] backward(Tensor upstream);

  /** What it computes and its local derivatives, as text. */
  public abstract Formula formula();

  /** The name in messages and graphs: the class name with a small first letter. */
  public String name() {
    return NAMES.get(getClass());
  }

  private static String nameOf(Class<?> type) {
    String name = type.getSimpleName();
    if (name.isEmpty()) {
      return "operation"; // an anonymous class
    }
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /**
   * Computes the operation and, while recording, remembers it for the walk back.
   *
   * @throws IllegalStateException if this object was applied before
   */
  public final Tensor apply(Tensor... operands) {
    if (applied) {
      throw new IllegalStateException(
          "[" + name() + "] an operation is applied once: make a new object for each use");
    }
    applied = true;
    NDArray[] arrays = new NDArray[operands.length];
    boolean recorded = false;
    for (int i = 0; i < operands.length; i++) {
      arrays[i] = operands[i].value();
      recorded |= operands[i].requiresGrad();
    }
    NDArray result = forward(Kernels.current(), arrays);
    recorded &= Autograd.RECORDING.get();
    var trace = LayerTrace.SETTING.get();
    var tensor = new Tensor(result, recorded ? this : null, name(), trace.layer());
    inputs = operands.clone();
    output = tensor;
    trace.made(this, tensor);
    if (!recorded) {
      release();
    }
    return tensor;
  }

  /** Forgets the inputs and the output, so that their memory can go. */
  void release() {
    inputs = NONE;
    output = null;
    visit = null;
  }

  boolean isReleased() {
    return output == null;
  }

  Tensor[] inputs() {
    return inputs;
  }

  /**
   * The tensors that it was applied to.
   *
   * @throws IllegalStateException if the graph was released, or nothing was recorded
   */
  public final List<Tensor> operands() {
    if (isReleased()) {
      throw new IllegalStateException(
          "["
              + name()
              + "] the operands of this operation are gone: look at a graph before backward(), or"
              + " keep it with backward(Walk.RETAIN)");
    }
    return List.of(inputs);
  }

  /** The i-th input. */
  protected final Tensor input(int i) {
    return inputs[i];
  }

  /** The output. */
  protected final Tensor output() {
    Tensor result = output;
    if (result == null) {
      throw new IllegalStateException("[" + name() + "] this operation has been released");
    }
    return result;
  }

  /** True if somebody needs the gradient of the i-th input. */
  protected final boolean needs(int i) {
    return needs[i];
  }

  /** Says where gradients of leaves may be written; null for nowhere. */
  void placesIn(@Nullable GradientSink sink) {
    places = sink;
  }

  /** Where the gradient of the i-th input may be computed at once, or null. */
  final @Nullable NDArray place(int i) {
    Tensor leaf = inputs[i];
    return places == null || leaf.op() != null || !needs[i] ? null : places.place(leaf);
  }

  // ---- helpers for forward ----

  /** A new array of f(x). */
  protected final NDArray unary(Kernels kernels, UnaryFn function, double parameter, NDArray x) {
    Messages.requireFloating(name(), x);
    var out = NDArray.allocate(x.dtype(), x.shape());
    kernels.unary(function, parameter, x, out);
    return out;
  }

  /** A new array of f(a, b), with broadcasting. */
  protected final NDArray binary(Kernels kernels, BinaryFn function, NDArray a, NDArray b) {
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    if (shape == null) {
      throw new IllegalArgumentException(
          Messages.broadcast(name(), "first", a.shape(), "second", b.shape()));
    }
    Messages.requireSameType(name(), a, b);
    Messages.requireFloating(name(), a);
    var out = NDArray.allocate(function.isComparison() ? DType.BOOL : a.dtype(), shape);
    kernels.binary(function, a.expand(shape), b.expand(shape), out);
    return out;
  }

  /** A new array of x reduced over those axes, which keep length 1. */
  protected final NDArray reduce(Kernels kernels, ReduceFn function, NDArray x, int... axes) {
    Messages.requireFloating(name(), x);
    Shape shape = x.shape();
    for (int axis : axes) {
      shape = shape.with(axis, 1);
    }
    var out = NDArray.allocate(x.dtype(), shape);
    kernels.reduce(function, x, axes, out);
    return out;
  }

  /** The place if there is one, else a new array. */
  static NDArray placeOrNew(@Nullable NDArray place, DType dtype, Shape shape) {
    assert place == null || place.shape().equals(shape) && place.dtype() == dtype;
    return place != null ? place : NDArray.allocate(dtype, shape);
  }

  // ---- helpers for backward ----

  /** The gradients in the order of the inputs. */
  protected static @Nullable Tensor[] gradients(@Nullable Tensor... gradients) {
    return gradients;
  }

  /** A gradient summed over the axes along which the i-th input was stretched by broadcasting. */
  protected final Tensor unbroadcast(Tensor gradient, int i) {
    return gradient.sumTo(inputs[i].shape());
  }
}
