package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/**
 * oneDNN's functions for layer normalisation, which is of rows, or for batch normalisation, which
 * is of columns. Apart from {@link OneDnn}, since their types of arguments cost start-up time that
 * a network without such layers need not pay.
 */
final class NormalizationFunctions {
  private static final int FORWARD_TRAINING = 64;
  private static final int BACKWARD = 128;
  private static final int BACKWARD_DATA = 160;
  private static final int USE_SCALE_AND_SHIFT = 6;

  /** Where the description of the means stands among the arguments. */
  private static final int FORWARD_MEANS = 5;

  private static final int BACKWARD_MEANS = 6;

  private static final List<MemoryLayout> FORWARD_TYPES =
      List.of(
          JAVA_LONG, // result
          JAVA_LONG, // engine
          JAVA_INT, // kind
          JAVA_LONG, // source
          JAVA_LONG, // target
          JAVA_LONG, // means and variances, of rows alone
          JAVA_FLOAT, // epsilon
          JAVA_INT, // flags
          JAVA_LONG); // attributes

  private static final List<MemoryLayout> BACKWARD_TYPES =
      List.of(
          JAVA_LONG, // result
          JAVA_LONG, // engine
          JAVA_INT, // kind
          JAVA_LONG, // gradient of the source
          JAVA_LONG, // gradient of the target
          JAVA_LONG, // source
          JAVA_LONG, // means and variances, of rows alone
          JAVA_FLOAT, // epsilon
          JAVA_INT, // flags
          JAVA_LONG, // description of the forward pass
          JAVA_LONG); // attributes

  private final String forwardName;
  private final String backwardName;
  private final MethodHandle forward;
  private final MethodHandle backward;

  /** Layer normalisation: its functions take a description of the means, one for each row. */
  private static final class OfRows {
    static final NormalizationFunctions ALL = new NormalizationFunctions("layer", true);
  }

  /** Batch normalisation: each column has a mean, which needs no description. */
  private static final class OfColumns {
    static final NormalizationFunctions ALL = new NormalizationFunctions("batch", false);
  }

  private NormalizationFunctions(String kind, boolean describesMeans) {
    forwardName = "dnnl_" + kind + "_normalization_forward_primitive_desc_create";
    backwardName = "dnnl_" + kind + "_normalization_backward_primitive_desc_create";
    forward = function(forwardName, FORWARD_TYPES, FORWARD_MEANS, describesMeans);
    backward = function(backwardName, BACKWARD_TYPES, BACKWARD_MEANS, describesMeans);
  }

  /** A function of all these arguments, which passes over the means where it has none. */
  private static MethodHandle function(
      String name, List<MemoryLayout> types, int means, boolean describesMeans) {
    if (describesMeans) {
      return OneDnn.function(name, types.toArray(MemoryLayout[]::new));
    }
    var others = new ArrayList<>(types);
    others.remove(means);
    var function = OneDnn.function(name, others.toArray(MemoryLayout[]::new));
    return MethodHandles.dropArguments(function, means, long.class);
  }

  static NormalizationFunctions of(boolean columns) {
    return columns ? OfColumns.ALL : OfRows.ALL;
  }

  /**
   * Describes the forward pass; 0 if oneDNN has none for this.
   *
   * @param perRow description of the means; of rows alone
   */
  long forward(MemorySegment out, long matrix, long perRow, float epsilon, boolean scaled) {
    long own = OneDnn.createAttributes(out, false, false);
    try {
      int status =
          (int)
              (long)
                  forward.invokeExact(
                      out.address(),
                      OneDnn.ENGINE,
                      FORWARD_TRAINING,
                      matrix,
                      matrix,
                      perRow,
                      epsilon,
                      flags(scaled),
                      own);
      return result(forwardName, status, out);
    } catch (Throwable e) {
      throw OneDnn.failure(e);
    } finally {
      OneDnn.destroyAttributes(own);
    }
  }

  /** Describes the gradients of that forward pass; 0 if oneDNN has none for this. */
  long backward(
      MemorySegment out,
      long matrix,
      long perRow,
      float epsilon,
      boolean scaled,
      long forwardPass) {
    long own = OneDnn.createAttributes(out, false, false);
    try {
      int status =
          (int)
              (long)
                  backward.invokeExact(
                      out.address(),
                      OneDnn.ENGINE,
                      scaled ? BACKWARD : BACKWARD_DATA,
                      matrix,
                      matrix,
                      matrix,
                      perRow,
                      epsilon,
                      flags(scaled),
                      forwardPass,
                      own);
      return result(backwardName, status, out);
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
