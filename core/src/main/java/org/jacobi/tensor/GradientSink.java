package org.jacobi.tensor;

import org.jacobi.array.NDArray;
import org.jacobi.array.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Takes the gradients of leaves from the walk back. The default adds them to {@link Tensor#grad}; a
 * trainer directs them to the gradient slab of a shard.
 */
@FunctionalInterface
public interface GradientSink {
  /** The sink of the current scope. */
  Setting<GradientSink> SETTING =
      Setting.of("gradient sink", () -> (leaf, gradient) -> leaf.accumulate(gradient));

  /** Called once for each use of a leaf, newest use first; the contributions are to be added. */
  void accept(Tensor leaf, Tensor gradient);

  /**
   * Where the first contribution to a leaf's gradient may be computed at once, to save the copy; it
   * is handed out once, and {@link #accept} gets a tensor over it next. Null if there is no such
   * place.
   */
  default @Nullable NDArray place(Tensor leaf) {
    return null;
  }
}
