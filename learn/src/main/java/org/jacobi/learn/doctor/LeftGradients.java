package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jacobi.array.NDArray;
import org.jacobi.learn.ManualParam;
import org.jspecify.annotations.Nullable;

/** Adds up what one backward pass leaves for each parameter, one gradient after the other. */
final class LeftGradients implements ManualParam.Watch {
  private final IdentityHashMap<ManualParam, double[]> sums = new IdentityHashMap<>();
  private final IdentityHashMap<ManualParam, Boolean> several = new IdentityHashMap<>();

  @Override
  public void left(ManualParam param, NDArray gradient) {
    double[] numbers = gradient.toDoubles();
    double[] before = sums.put(param, numbers);
    if (before != null) {
      several.put(param, true);
      Arrays.setAll(numbers, i -> numbers[i] + before[i]);
    }
  }

  /** For each input nothing, for each parameter the sum of several gradients, or null. */
  List<double @Nullable []> together(int inputs, List<ManualParam> params) {
    List<double @Nullable []> all = new ArrayList<>(Collections.nCopies(inputs, null));
    params.forEach(param -> all.add(several.containsKey(param) ? sums.get(param) : null));
    return all;
  }
}
