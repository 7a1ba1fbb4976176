package org.jacobi.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jacobi.nn.BCEWithLogitsLoss;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.HalfSquaredErrorLoss;
import org.jacobi.nn.HuberLoss;
import org.jacobi.nn.Loss;
import org.jacobi.nn.MAELoss;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.NLLLoss;

/** The losses by name. */
enum LossName {
  CROSS_ENTROPY,
  NLL,
  BCE,
  MSE,
  HALF_SQUARED,
  MAE,
  HUBER;

  Loss loss() {
    return switch (this) {
      case CROSS_ENTROPY -> new CrossEntropyLoss();
      case NLL -> new NLLLoss();
      case BCE -> new BCEWithLogitsLoss();
      case MSE -> new MSELoss();
      case HALF_SQUARED -> new HalfSquaredErrorLoss();
      case MAE -> new MAELoss();
      case HUBER -> new HuberLoss();
    };
  }

  /** True if it compares number with number, so that it fits any output. */
  boolean comparesNumbers() {
    return this == MSE || this == HALF_SQUARED || this == MAE || this == HUBER;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(LossName::toString).toList();
  }

  static LossName named(String name) {
    int at = names().indexOf(name.toLowerCase(Locale.ROOT));
    if (at < 0) {
      throw Choices.unknown("--loss", name, names());
    }
    return values()[at];
  }

  /** Such as {@code cross-entropy}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
