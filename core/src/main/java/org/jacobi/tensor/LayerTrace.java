package org.jacobi.tensor;

import org.jacobi.array.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Knows which layer is running, so that an error can name it, and sees every operation as it is
 * made. One for each scope that wants it; the one that holds outside does nothing.
 */
public class LayerTrace {
  /** The trace of the current scope. */
  public static final Setting<LayerTrace> SETTING = Setting.of("layer trace", () -> Off.INSTANCE);

  private String layer = "";

  /** A trace that remembers the layer. */
  public LayerTrace() {}

  private static final class Off extends LayerTrace {
    static final Off INSTANCE = new Off();

    @Override
    public String enter(String path) {
      return "";
    }

    @Override
    public boolean remembers() {
      return false;
    }
  }

  /** Whether it knows the layer; the one that holds outside does not. */
  public boolean remembers() {
    return true;
  }

  /** Path of the layer that is running, such as {@code 0} or {@code encoder.2}; empty for none. */
  public String layer() {
    return layer;
  }

  /** Says that a layer starts; gives back the one before, to be entered again when it is done. */
  public String enter(String path) {
    String before = layer;
    layer = path;
    return before;
  }

  /** Called for each operation after its forward pass. */
  public void made(Op op, Tensor output) {}

  /** Called for each operation of a walk back, with what arrived and what it passes on. */
  public void walkedBack(Op op, Tensor upstream, @Nullable Tensor[] gradients) {}
}
