package org.jacobi.tensor;

import java.lang.ScopedValue.CallableOp;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.array.Setting;
import org.jacobi.array.StepScope;

/** Gradients as values, and recording switched off in a block. */
public final class Autograd {
  static final Setting<Boolean> RECORDING = Setting.of("recording", () -> true);

  private Autograd() {}

  /** What the walk back leaves behind. */
  public enum Walk {
    /** Each operation is dropped as soon as it was used: the graph can be walked once. */
    RELEASE,
    /** The graph stays and can be walked again. */
    RETAIN,
    /** The graph stays, and the gradients are recorded too: for higher derivatives. */
    RECORD
  }

  /** True where operations are remembered for the walk back. */
  public static boolean isRecording() {
    return RECORDING.get();
  }

  /** Runs a block without remembering operations: its results have no history. */
  public static <R, X extends Throwable> R noGrad(CallableOp<? extends R, X> block) throws X {
    return StepScope.current().with(RECORDING, false).call(block);
  }

  /** Runs a block without remembering operations. */
  public static void noGrad(Runnable block) {
    StepScope.current().with(RECORDING, false).run(block);
  }

  /**
   * The gradients of a scalar with respect to some tensors; {@link Tensor#grad} is not touched. The
   * graph is released.
   *
   * @throws IllegalArgumentException if the loss is not a scalar, or an input does not ask for a
   *     gradient
   */
  public static List<Tensor> gradients(Tensor loss, Tensor... inputs) {
    return gradients(loss, Walk.RELEASE, inputs);
  }

  /**
   * The gradients of a scalar with respect to some tensors, in their order; zeros where the scalar
   * does not depend on one. With {@link Walk#RECORD} they can be differentiated again:
   *
   * <pre>{@code
   * Tensor y = x.square().add(2).sin();
   * Tensor first = Autograd.gradients(y, Walk.RECORD, x).getFirst();
   * Tensor second = Autograd.gradients(first, x).getFirst();
   * }</pre>
   *
   * @throws IllegalArgumentException if the loss is not a scalar, or an input does not ask for a
   *     gradient
   */
  public static List<Tensor> gradients(Tensor loss, Walk walk, Tensor... inputs) {
    if (loss.size() != 1) {
      throw new IllegalArgumentException(
          "[gradients] the loss must be one number, but it is "
              + loss.shape()
              + ". Did you mean loss.sum() or loss.mean()?");
    }
    Map<Tensor, Tensor> found = new HashMap<>();
    for (Tensor input : inputs) {
      if (!input.requiresGrad()) {
        throw new IllegalArgumentException(
            "[gradients] the input "
                + input.shape()
                + " does not ask for a gradient: call requireGrad() on it before the loss is"
                + " computed");
      }
      found.put(input, Tensor.UNSET);
    }
    var one = new Tensor(NDArray.allocate(loss.dtype(), loss.shape()).fill(1));
    new BackwardWalk(walk, found).run(loss, one);
    return Arrays.stream(inputs)
        .map(input -> {
          Tensor gradient = found.get(input);
          return gradient == null || gradient == Tensor.UNSET
              ? new Tensor(NDArray.zeros(input.dtype(), input.shape()))
              : gradient;
        })
        .toList();
  }
}
