package org.jacobi.train;

import java.lang.foreign.Arena;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jacobi.array.Slab;
import org.jacobi.data.DataException;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.nn.Loss;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.Reduction;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Runs a model over a data set in evaluation mode and compares. */
final class Evaluator {
  private final UnaryLayer model;
  private final Loss loss;
  private final @Nullable Penalty penalty;
  private final DoubleUnaryOperator unscale;
  private final Workers workers;

  /**
   * An evaluator.
   *
   * @param unscale turns a number as trained into the units of the target
   * @param workers who computes; the figures are the same for any number of threads
   */
  Evaluator(
      UnaryLayer model,
      Loss loss,
      @Nullable Penalty penalty,
      DoubleUnaryOperator unscale,
      Workers workers) {
    this.workers = workers;
    this.model = model;
    this.loss = loss;
    this.penalty = penalty;
    this.unscale = unscale;
  }

  /** Refuses a part that the model cannot be measured by, before time is spent on training. */
  void check(@Nullable Dataset part) {
    if (part != null) {
      TargetShape.of(loss, part, Forward.outputs(model, part));
    }
  }

  Evaluation evaluate(Dataset data) {
    int outputs = Forward.outputs(model, data);
    var shape = TargetShape.of(loss, data, outputs);
    boolean mean = loss.reduction() == Reduction.MEAN;
    int parts = (data.rows() + Forward.ROWS - 1) / Forward.ROWS;
    double[][] answers = new double[parts][];
    double[][] sumsOfParts = new double[parts][2];
    workers.run(
        parts,
        (i, worker) -> {
          int from = i * Forward.ROWS;
          int[] rows = IntStream.range(from, Math.min(data.rows(), from + Forward.ROWS)).toArray();
          answers[i] =
              Forward.call(workers.slab(worker), () -> part(data, rows, shape, sumsOfParts[i]));
        });
    double[] sums = new double[2];
    for (double[] part : sumsOfParts) {
      sums[0] += part[0];
      sums[1] += part[1];
    }
    // Rows that all count nothing have the loss 0, as while training.
    double value = sums[0] / (mean && sums[1] != 0 ? sums[1] : 1) + penalty();
    double[] scores = Forward.joined(answers);
    return data.task() == Task.CLASSIFICATION
        ? Evaluation.classification(
            value, data.outputs(), classScores(scores, outputs, data.outputs()), data.labels())
        : Evaluation.regression(
            value, outputs, unscaled(scores), unscaled(data.targets().toDoubles()));
  }

  /** The bytes of a worker's slab that these rows take. */
  long measure(Dataset data, int[] rows) {
    try (var arena = Arena.ofConfined()) {
      var slab = new Slab(arena);
      var shape = TargetShape.of(loss, data, Forward.outputs(model, data));
      Forward.call(slab, () -> part(data, rows, shape, new double[2]));
      return slab.peakBytes();
    }
  }

  /** The answers for some rows; leaves the sum of the losses and their weight in {@code sums}. */
  private double[] part(Dataset data, int[] rows, TargetShape shape, double[] sums) {
    var batch = data.batch(rows);
    var dtype = Forward.dtype(model);
    Tensor output = model.forward(new Tensor(batch.features().cast(dtype)));
    Tensor target = shape.of(batch.targets(), data.outputs(), dtype);
    sums[0] = loss.sum(output, target).item();
    sums[1] = loss.weight(target);
    return answers(loss.outputKind(), data.task(), output);
  }

  static double[] answers(OutputKind kind, Task task, Tensor output) {
    return answer(kind, task, output).toDoubles();
  }

  static Tensor answer(OutputKind kind, Task task, Tensor output) {
    return task == Task.CLASSIFICATION ? kind.probabilities(output) : output;
  }

  /** Scores for each class, where a single output is the probability of the second of two. */
  static double[] classScores(double[] scores, int outputs, int classes) {
    if (outputs == classes) {
      return scores;
    }
    if (outputs != 1 || classes != 2) {
      throw new DataException(
          "the model gives "
              + outputs
              + " numbers for a row, but there are names for "
              + classes
              + " classes. The parts of its file do not fit; train it again");
    }
    double[] both = new double[scores.length * 2];
    for (int i = 0; i < scores.length; i++) {
      both[2 * i] = 1 - scores[i];
      both[2 * i + 1] = scores[i];
    }
    return both;
  }

  private double[] unscaled(double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = unscale.applyAsDouble(numbers[i]);
    }
    return numbers;
  }

  private double penalty() {
    Penalty chosen = penalty;
    return chosen == null ? 0 : Forward.call(workers.slab(0), () -> chosen.of(model).item());
  }
}
