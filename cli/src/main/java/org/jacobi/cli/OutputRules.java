package org.jacobi.cli;

import java.util.List;
import java.util.Locale;
import org.jacobi.data.Task;
import org.jacobi.nn.LogSoftmax;
import org.jacobi.nn.Sigmoid;
import org.jacobi.nn.Softmax;
import org.jacobi.nn.UnaryLayer;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a network looks like: how many outputs, which layers follow the last linear one,
 * and which loss. Losses that contain their activation (cross entropy, BCE) have no layer for it.
 *
 * @param kind softmax, sigmoid or linear
 * @param loss by which it is trained
 * @param outputs numbers in a row of the output
 * @param tail layers after the last linear one
 */
record OutputRules(Kind kind, LossName loss, int outputs, List<UnaryLayer> tail) {
  /** What the outputs go through. */
  enum Kind {
    SOFTMAX,
    SIGMOID,
    LINEAR;

    /** Such as {@code softmax}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final List<String> KINDS = List.of("softmax", "sigmoid", "linear");

  static @Nullable Kind kind(@Nullable String name) {
    if (name == null) {
      return null;
    }
    int at = KINDS.indexOf(name.toLowerCase(Locale.ROOT));
    if (at < 0) {
      throw Choices.unknown("--output", name, KINDS);
    }
    return Kind.values()[at];
  }

  /**
   * What follows from the task and what the user has said.
   *
   * @param answers number of classes, or of numbers to predict
   * @param output as given, or null
   * @param loss as given, or null
   */
  static OutputRules of(Task task, int answers, @Nullable Kind output, @Nullable LossName loss) {
    return task == Task.REGRESSION
        ? numbers(answers, output, loss)
        : classes(answers, output, loss);
  }

  private static OutputRules numbers(int answers, @Nullable Kind output, @Nullable LossName loss) {
    if (output != null && output != Kind.LINEAR) {
      throw new UserError(
          "--output "
              + output
              + " gives probabilities of classes, but a number is to be predicted;"
              + " leave it out, or say --task classify");
    }
    if (loss != null && !loss.comparesNumbers()) {
      throw new UserError(
          "--loss "
              + loss
              + " is for classes, but a number is to be predicted; take mse, mae,"
              + " huber or half-squared, or say --task classify");
    }
    return new OutputRules(Kind.LINEAR, loss != null ? loss : LossName.MSE, answers, List.of());
  }

  private static OutputRules classes(int classes, @Nullable Kind given, @Nullable LossName loss) {
    Kind kind = given != null ? given : loss == LossName.BCE ? Kind.SIGMOID : Kind.SOFTMAX;
    if (kind == Kind.LINEAR) {
      throw new UserError(
          "--output linear is for numbers, but classes are to be predicted; take softmax or"
              + " sigmoid, or say --task regress. For a linear classifier say --hidden none");
    }
    if (kind == Kind.SIGMOID) {
      if (loss == LossName.CROSS_ENTROPY || loss == LossName.NLL) {
        throw new UserError(
            "--loss "
                + loss
                + " needs --output softmax; with sigmoid take bce, mse, mae, huber or"
                + " half-squared");
      }
      int outputs = classes == 2 ? 1 : classes;
      boolean inLoss = loss == null || loss == LossName.BCE;
      return new OutputRules(
          kind,
          loss != null ? loss : LossName.BCE,
          outputs,
          inLoss ? List.of() : List.of(new Sigmoid()));
    }
    return switch (loss) {
      case null -> new OutputRules(kind, LossName.CROSS_ENTROPY, classes, List.of());
      case CROSS_ENTROPY -> new OutputRules(kind, loss, classes, List.of());
      case NLL -> new OutputRules(kind, loss, classes, List.of(new LogSoftmax()));
      case BCE ->
          throw new UserError("--loss bce needs --output sigmoid; with softmax take cross-entropy");
      case MSE, HALF_SQUARED, MAE, HUBER ->
          new OutputRules(kind, loss, classes, List.of(new Softmax()));
    };
  }
}
