package org.jacobi.nn;

import java.util.Arrays;
import java.util.OptionalLong;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * What losses over classes know about their targets: weights of classes and an ignored label, both
 * optional.
 *
 * @param loss the name of the loss, for messages
 * @param weights a weight for each class; empty for 1 everywhere
 * @param ignored the label of rows that do not count
 */
record ClassTargets(String loss, double[] weights, OptionalLong ignored) {
  static ClassTargets plain(String loss) {
    return new ClassTargets(loss, new double[0], OptionalLong.empty());
  }

  ClassTargets withWeights(double[] some) {
    requireWeights(loss, some);
    return new ClassTargets(loss, some.clone(), ignored);
  }

  ClassTargets withIgnored(long label) {
    return new ClassTargets(loss, weights, OptionalLong.of(label));
  }

  static void requireWeights(String loss, double[] weights) {
    boolean right = weights.length > 0;
    for (double weight : weights) {
      right &= weight >= 0 && Double.isFinite(weight);
    }
    if (!right) {
      throw new IllegalArgumentException(
          "["
              + loss
              + "] needs one weight or more, none of them negative, not "
              + Arrays.toString(weights));
    }
  }

  /** The weight of a class. */
  double weight(int label) {
    return weights.length == 0 ? 1 : weights[label];
  }

  boolean isIgnored(long label) {
    return ignored.isPresent() && ignored.getAsLong() == label;
  }

  /** Sum of the weights of the rows that count. */
  double totalWeight(Tensor labels) {
    double total = 0;
    long[] numbers = labels.value().toLongs();
    for (int row = 0; row < numbers.length; row++) {
      if (!isIgnored(numbers[row])) {
        total += weights.length == 0 ? 1 : weights[within(numbers[row], row, weights.length)];
      }
    }
    return total;
  }

  /** Number of classes of an output (… × classes), which must fit the weights. */
  int classes(Tensor output) {
    Shape shape = output.shape();
    if (shape.rank() < 2) {
      throw new IllegalArgumentException(
          "["
              + loss
              + "] the output must be (rows × classes), but is "
              + shape
              + ". Did you mean output.unsqueeze(0), for a single row?");
    }
    int classes = shape.dim(-1);
    if (weights.length != 0 && weights.length != classes) {
      throw new IllegalArgumentException(
          "["
              + loss
              + "] there must be one weight for each class: "
              + weights.length
              + " weights, output "
              + shape);
    }
    return classes;
  }

  /** The labels of an output (… × classes); −1 for the rows that do not count. */
  int[] labels(Tensor output, Tensor target) {
    Shape wanted = output.shape().remove(-1);
    if (!target.dtype().isInteger() || !target.shape().equals(wanted)) {
      throw new IllegalArgumentException(
          "["
              + loss
              + "] for the output "
              + output.shape()
              + " the labels must be whole numbers of shape "
              + wanted
              + ", but the target is "
              + target.value().describe()
              + hint(output.shape(), wanted, target));
    }
    int classes = classes(output);
    long[] numbers = target.value().toLongs();
    int[] labels = new int[numbers.length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = isIgnored(numbers[row]) ? -1 : within(numbers[row], row, classes);
    }
    return labels;
  }

  private static String hint(Shape output, Shape wanted, Tensor target) {
    if (target.shape().equals(wanted)) {
      return ". Did you mean target.cast(DType.I32)?";
    }
    if (target.shape().size() == wanted.size() && target.dtype().isInteger()) {
      return ". Did you mean target.reshape" + wanted.toString().replace(" ×", ",") + "?";
    }
    return target.shape().equals(output)
        ? target.dtype().isInteger()
            ? ". For one-hot rows, did you mean target.cast(DType.F32)?"
            : ". For one-hot rows, did you mean target.argmax(-1)?"
        : "";
  }

  private int within(long label, int row, int classes) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "["
              + loss
              + "] labels must lie in 0…"
              + (classes - 1)
              + ", but row "
              + row
              + " has "
              + label
              + (label == classes ? ". Labels count from 0" : ""));
    }
    return (int) label;
  }

  /** A tensor of these numbers, of the output's type. */
  static Tensor like(Tensor output, Shape shape, double[] numbers) {
    return new Tensor(NDArray.allocate(output.dtype(), shape).copyFrom(numbers));
  }

  /** Settings for the printed form of a loss, each followed by a comma. */
  String text() {
    var text = new StringBuilder();
    if (weights.length > 0) {
      var numbers = Arrays.stream(weights).mapToObj(Text::number).toList();
      text.append("class weights ").append(numbers).append(", ");
    }
    ignored.ifPresent(label -> text.append("ignored index ").append(label).append(", "));
    return text.toString();
  }
}
