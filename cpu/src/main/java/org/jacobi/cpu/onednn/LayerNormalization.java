package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * oneDNN's functions for layer normalisation. Apart from {@link OneDnn}, since their types of
 * arguments cost start-up time that a network without such layers need not pay.
 */
final class LayerNormalization {
  private static final int FORWARD_TRAINING = 64;
  private static final int BACKWARD = 128;
  private static final int BACKWARD_DATA = 160;
  private static final int USE_SCALE_AND_SHIFT = 6;

  private static final MethodHandle FORWARD_DESC =
      OneDnn.function(
          "dnnl_layer_normalization_forward_primitive_desc_create",
          JAVA_LONG, // result
          JAVA_LONG, // engine
          JAVA_INT, // kind
          JAVA_LONG, // source
          JAVA_LONG, // target
          JAVA_LONG, // means and variances
          JAVA_FLOAT, // epsilon
          JAVA_INT, // flags
          JAVA_LONG); // attributes

  private static final MethodHandle BACKWARD_DESC =
      OneDnn.function(
          "dnnl_layer_normalization_backward_primitive_desc_create",
          JAVA_LONG, // result
          JAVA_LONG, // engine
          JAVA_INT, // kind
          JAVA_LONG, // gradient of the source
          JAVA_LONG, // gradient of the target
          JAVA_LONG, // source
          JAVA_LONG, // means and variances
          JAVA_FLOAT, // epsilon
          JAVA_INT, // flags
          JAVA_LONG, // description of the forward pass
          JAVA_LONG); // attributes

  private static final int[] MATRICES = {OneDnn.ARG_SRC, OneDnn.ARG_DST};
  private static final int[] BACKWARD_MATRICES = {
    OneDnn.ARG_DIFF_DST, OneDnn.ARG_SRC, OneDnn.ARG_DIFF_SRC
  };
  private static final int[] VECTORS = {OneDnn.ARG_SCALE, OneDnn.ARG_SHIFT};
  private static final int[] BACKWARD_VECTORS = {
    OneDnn.ARG_SCALE, OneDnn.ARG_DIFF_SCALE, OneDnn.ARG_DIFF_SHIFT
  };

  private LayerNormalization() {}

  /** The arguments that are matrices. */
  static int[] matrices(boolean backward) {
    return backward ? BACKWARD_MATRICES : MATRICES;
  }

  /** The arguments with a number for each column. */
  static int[] vectors(boolean backward) {
    return backward ? BACKWARD_VECTORS : VECTORS;
  }

  /** Describes the forward pass; 0 if oneDNN has none for this. */
  static long forward(MemorySegment out, long matrix, long perRow, float epsilon, boolean scaled) {
    long own = OneDnn.createAttributes(out, false, false);
    try {
      int status =
          (int)
              (long)
                  FORWARD_DESC.invokeExact(
                      out.address(),
                      OneDnn.ENGINE,
                      FORWARD_TRAINING,
                      matrix,
                      matrix,
                      perRow,
                      epsilon,
                      flags(scaled),
                      own);
      return result("dnnl_layer_normalization_forward_primitive_desc_create", status, out);
    } catch (Throwable e) {
      throw OneDnn.failure(e);
    } finally {
      OneDnn.destroyAttributes(own);
    }
  }

  /** Describes the gradients; 0 if oneDNN has none for this. */
  static long backward(
      MemorySegment out, long matrix, long perRow, float epsilon, boolean scaled, long forward) {
    long own = OneDnn.createAttributes(out, false, false);
    try {
      int status =
          (int)
              (long)
                  BACKWARD_DESC.invokeExact(
                      out.address(),
                      OneDnn.ENGINE,
                      scaled ? BACKWARD : BACKWARD_DATA,
                      matrix,
                      matrix,
                      matrix,
                      perRow,
                      epsilon,
                      flags(scaled),
                      forward,
                      own);
      return result("dnnl_layer_normalization_backward_primitive_desc_create", status, out);
    } catch (Throwable e) {
      throw OneDnn.failure(e);
    } finally {
      OneDnn.destroyAttributes(own);
    }
  }

  private static int flags(boolean scaled) {
    return scaled ? USE_SCALE_AND_SHIFT : 0;
  }

  private static long result(String function, int status, MemorySegment out) {
    if (status == OneDnn.UNIMPLEMENTED || status == OneDnn.INVALID_ARGUMENTS) {
      return 0;
    }
    OneDnn.check(function, status);
    return out.get(JAVA_LONG, 0);
  }
}
