package org.jacobi.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.Param;
import org.jacobi.nn.Randomness;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.GradCheck;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;

/** The gradients of a layer for its input and its parameters, beside central differences. */
final class LayerGradients {
  /** Of larger arrays so many numbers are checked, at places drawn by chance. */
  private static final int MOST = 64;

  private final UnaryLayer layer;
  private final NDArray input;

  LayerGradients(UnaryLayer layer, NDArray input) {
    this.layer = layer;
    this.input = input;
  }

  /** Throws an {@link AssertionError} that names the first places where both differ. */
  void check() {
    List<NDArray> arrays = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Tensor> leaves = new ArrayList<>();
    Tensor x = new Tensor(input);
    if (input.dtype().isFloating()) {
      arrays.add(input);
      names.add("the input");
      leaves.add(x.requireGrad());
    }
    for (Param param : layer.params()) {
      arrays.add(param.value());
      names.add(param.path());
      leaves.add(param.tensor());
    }
    if (leaves.isEmpty()) {
      throw new IllegalArgumentException(
          "[assertGradients] "
              + layer
              + " has no parameters and the input is whole numbers, so there is no gradient");
    }
    List<Tensor> gradients = Autograd.gradients(scalar(x), leaves.toArray(Tensor[]::new));
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      compare(names.get(i), arrays.get(i), gradients.get(i).toDoubles(), wrong);
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          "the gradients of "
              + layer
              + " are wrong in "
              + wrong.size()
              + " places:\n  "
              + String.join("\n  ", wrong.subList(0, Math.min(5, wrong.size()))));
    }
  }

  private void compare(String name, NDArray array, double[] gradient, List<String> wrong) {
    double[] numbers = array.toDoubles();
    for (int i : places(numbers.length)) {
      double numerical = (moved(array, numbers, i, 1) - moved(array, numbers, i, -1)) / 2;
      numerical /= GradCheck.EPSILON;
      double allowed = GradCheck.ATOL + GradCheck.RTOL * Math.abs(numerical);
      if (!(Math.abs(gradient[i] - numerical) <= allowed)) {
        wrong.add(
            String.format(
                Locale.ROOT,
                "%s, number %d: backward gives %.9g, the difference quotient %.9g",
                name,
                i,
                gradient[i],
                numerical));
      }
    }
  }

  /** Even steps could stay within one column; drawn places are the same ones each time. */
  private static int[] places(int length) {
    int[] all = Rng.of(6, "places of gradients").permutation(length);
    return Arrays.stream(all).limit(MOST).sorted().toArray();
  }

  private double moved(NDArray array, double[] numbers, int at, int sign) {
    double[] changed = Arrays.copyOf(numbers, numbers.length);
    changed[at] += sign * GradCheck.EPSILON;
    array.copyFrom(changed);
    double value = scalar(new Tensor(input)).item();
    array.copyFrom(numbers);
    return value;
  }

  /** A sum of the outputs with weights that differ: a plain sum hides mistakes. */
  private Tensor scalar(Tensor x) {
    // A mask drawn anew, or a buffer that moved on, would make it another function.
    Tensor output =
        StepScope.outside()
            .with(Randomness.SETTING, Randomness.of(7, 0, 0, 0))
            .with(LayerBuffer.SINK, update -> {})
            .call(() -> layer.forward(x));
    NDArray weights = NDArray.allocate(DType.F64, output.shape());
    Rng.of(5, "layer gradients").fillUniform(weights, 0.5, 1.5);
    return output.mul(new Tensor(weights)).sum();
  }
}
