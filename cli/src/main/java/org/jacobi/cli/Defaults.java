package org.jacobi.cli;

import org.jacobi.data.Task;

/**
 * The settings of a training that nobody has given, by data set.
 *
 * @param hidden the hidden layers
 * @param optimizer its name
 * @param rate the learning rate
 * @param momentum for optimizers that have one
 * @param batchSize rows of a batch, at most
 * @param epochs how often the training part is gone through
 */
record Defaults(
    String hidden, String optimizer, double rate, double momentum, int batchSize, int epochs) {
  /** The data set of {@code jacobi train} without a name. */
  static final String DATA = "digits";

  /** The digits are the same in every run. */
  static final long DIGITS_SEED = 1;

  /** The activation of hidden layers. */
  static final String ACTIVATION = "relu";

  /** The share of rows that are set aside for the test. */
  static final double TEST = 0.2;

  /** The share of training rows that early stopping looks at. */
  static final double VALIDATION = 0.1;

  /** The learning rate of optimizers that name none themselves. */
  static final double RATE = 0.02;

  private static final int SMALLEST_BATCH = 8;
  private static final int LARGEST_BATCH = 128;
  private static final int BATCHES_AN_EPOCH = 32;

  /** The settings for a known data set, or for a table of the user's. */
  static Defaults of(String name, Task task, int trainRows) {
    return switch (name) {
      case "digits" -> new Defaults("256,128", "sgd", 0.05, 0.9, 128, 10);
      case "mnist", "fashion-mnist" -> new Defaults("256,128", "sgd", 0.02, 0.9, 128, 10);
      case "iris" -> new Defaults("16", "adam", 0.01, 0, 16, 60);
      case "wine" -> new Defaults("16", "adam", 0.01, 0, 16, 30);
      case "breast-cancer" -> new Defaults("32,16", "adam", 0.003, 0, 32, 30);
      case "california-housing" -> new Defaults("64,64", "adam", 0.002, 0, 64, 30);
      case "adult" -> new Defaults("64,32", "adam", 0.001, 0, 128, 8);
      default ->
          new Defaults(
              "64,32", "adam", 0.003, 0, batch(trainRows), task == Task.REGRESSION ? 60 : 40);
    };
  }

  /** A power of two, so that an epoch has a few dozen batches. */
  private static int batch(int rows) {
    int size = SMALLEST_BATCH;
    while (size < LARGEST_BATCH && size * 2 * BATCHES_AN_EPOCH <= rows) {
      size *= 2;
    }
    return size;
  }
}
