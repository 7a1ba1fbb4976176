package org.jacobi.nn;

import java.lang.ScopedValue.CallableOp;
import org.jacobi.array.Setting;
import org.jacobi.array.StepScope;

/**
 * Whether layers train or are used: dropout and batch normalisation behave differently. It holds
 * for a block of code, not for a layer, and is {@link #TRAIN} unless said otherwise, as in PyTorch.
 *
 * <pre>{@code
 * Tensor output = Mode.EVALUATE.call(() -> model.forward(x));
 * }</pre>
 */
public enum Mode {
  /** Dropout drops, batch normalisation uses the statistics of its batch. */
  TRAIN,
  /** Dropout passes everything, batch normalisation uses its running statistics. */
  EVALUATE;

  /** The mode of the current scope. */
  public static final Setting<Mode> SETTING = Setting.of("mode", () -> TRAIN);

  /** Runs a block in this mode. */
  public <R, X extends Throwable> R call(CallableOp<? extends R, X> block) throws X {
    return StepScope.current().with(SETTING, this).call(block);
  }
}
