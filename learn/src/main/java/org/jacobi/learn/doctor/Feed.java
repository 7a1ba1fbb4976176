package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jacobi.array.Shape;

/**
 * What one examination gives a layer.
 *
 * @param rows how many rows the batch has, or how long the input is that has none
 * @param inputs the inputs; of a loss the targets too
 * @param params the numbers of the parameters
 * @param key of the random numbers that the layer draws
 */
record Feed(int rows, List<Value> inputs, List<Value> params, long key) {
  Feed {
    inputs = List.copyOf(inputs);
    params = List.copyOf(params);
  }

  /** The value of a variable: the inputs are numbered first, then the parameters. */
  Value get(int variable) {
    return variable < inputs.size() ? inputs.get(variable) : params.get(variable - inputs.size());
  }

  /** The same with another value of one variable. */
  Feed with(int variable, Value value) {
    boolean input = variable < inputs.size();
    List<Value> changed = new ArrayList<>(input ? inputs : params);
    changed.set(input ? variable : variable - inputs.size(), value);
    return input ? new Feed(rows, changed, params, key) : new Feed(rows, inputs, changed, key);
  }

  Feed withParams(List<Value> others) {
    return new Feed(rows, inputs, others, key);
  }

  Feed withKey(long other) {
    return new Feed(rows, inputs, params, other);
  }

  /** The inputs in words, such as {@code f64 (5 × 3)}. */
  String describe() {
    return inputs.stream()
        .map(value -> value.dtype() + " " + text(value.shape()))
        .collect(Collectors.joining(", "));
  }

  static String text(Shape shape) {
    return shape.rank() == 0 ? "()" : shape.toString();
  }
}
