package org.jacobi.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jacobi.array.DType;

/**
 * All that the generic tests need to know of one operation: how to apply it, what it should give,
 * inputs to try, gradients that are expected where differences make no sense, and its errors.
 */
final class OpEntry {
  final Class<? extends Op> op;
  final String name;
  final Function<Tensor[], Tensor> apply;
  final Function<Plain[], Plain> reference;
  final List<Sample> samples = new ArrayList<>();
  final List<Kink> kinks = new ArrayList<>();
  final List<Mistake> mistakes = new ArrayList<>();
  boolean internal;
  boolean differentiable = true;
  String noSecondDerivative = "";
  int derivatives = -1;
  int terms = 1;
  double scale;

  /**
   * Inputs to try.
   *
   * @param smooth true where the gradient can be held against differences
   */
  record Sample(boolean smooth, Plain... inputs) {
    @Override
    public String toString() {
      return Arrays.toString(inputs);
    }
  }

  /** Inputs where differences make no sense, and the gradients expected there for u = 1. */
  record Kink(Plain[] inputs, double[]... gradients) {
    @Override
    public String toString() {
      return Arrays.stream(inputs).map(p -> Arrays.toString(p.numbers())).toList().toString();
    }
  }

  /** A wrong call and the exact text of its error. */
  record Mistake(Supplier<Tensor> call, String text) {}

  private OpEntry(
      Class<? extends Op> op,
      String name,
      Function<Tensor[], Tensor> apply,
      Function<Plain[], Plain> reference) {
    this.op = op;
    this.name = name;
    this.apply = apply;
    this.reference = reference;
  }

  /** An entry for this class; the name tells several entries of one class apart. */
  static OpEntry of(
      Class<? extends Op> op,
      String name,
      Function<Tensor[], Tensor> apply,
      Function<Plain[], Plain> reference) {
    return new OpEntry(op, name, apply, reference);
  }

  /** Inputs at which the operation is smooth. */
  OpEntry smooth(Plain... inputs) {
    samples.add(new Sample(true, inputs));
    return this;
  }

  /** Inputs for the forward pass only. */
  OpEntry forward(Plain... inputs) {
    samples.add(new Sample(false, inputs));
    return this;
  }

  /** Inputs at which the gradients for u = 1 are given, one for each input that has one. */
  OpEntry kink(Plain[] inputs, double[]... gradients) {
    kinks.add(new Kink(inputs, gradients));
    return forward(inputs);
  }

  OpEntry mistake(Supplier<Tensor> call, String text) {
    mistakes.add(new Mistake(call, text));
    return this;
  }

  /** Not offered to users, who therefore cannot call it wrongly. */
  OpEntry internal() {
    internal = true;
    return this;
  }

  /** No second derivative: the text of the error. */
  OpEntry noSecondDerivative(String text) {
    noSecondDerivative = text;
    return this;
  }

  /** Not even a first derivative: the text of the error. */
  OpEntry noDerivative(String text) {
    differentiable = false;
    return noSecondDerivative(text);
  }

  /** How many derivatives the formula states, where it is not one for each input. */
  OpEntry derivatives(int count) {
    derivatives = count;
    return this;
  }

  /** For the tolerance: terms that are added for one number, and the size of these terms. */
  OpEntry sums(int count, double size) {
    terms = count;
    scale = size;
    return this;
  }

  /** Tensors of a sample, the floating-point ones of that type and asking for a gradient. */
  static Tensor[] leaves(DType type, Plain... inputs) {
    return Arrays.stream(inputs)
        .map(p -> p.leaf(p.rounded(type).array(type)))
        .toArray(Tensor[]::new);
  }

  @Override
  public String toString() {
    return name;
  }
}
