package org.jacobi.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A piece of work that every contestant does on the same data with the same first weights. */
public enum Workload {
  /** MNIST, 784-256-128-10, ReLU, cross entropy, SGD 0.02 with momentum 0.9, batches of 128. */
  W1("w1", "Training step, MNIST 784-256-128-10, batch 128", "mnist", 128, 784, 256, 128, 10),
  /** Probabilities of the same network for one row. */
  W3_1("w3-1", "Inference, 784-256-128-10 with softmax, batch 1", "mnist", 1, 784, 256, 128, 10),
  /** Probabilities of the same network for 128 rows. */
  W3_128(
      "w3-128",
      "Inference, 784-256-128-10 with softmax, batch 128",
      "mnist",
      128,
      784,
      256,
      128,
      10),
  /**
   * Breast cancer, 30-64-32-1: sigmoid, ReLU with dropout 0.2, binary cross entropy on logits, Adam
   * with 0.01, batches of 64.
   */
  W5("w5", "Training step, breast cancer 30-64-32-1, batch 64", "cancer", 64, 30, 64, 32, 1);

  /** Learning rate of {@link #W1}. */
  public static final double SGD_RATE = 0.02;

  /** Momentum of {@link #W1}. */
  public static final double MOMENTUM = 0.9;

  /** Learning rate of {@link #W5}; the other numbers of Adam are 0.9, 0.999 and 1e-8. */
  public static final double ADAM_RATE = 0.01;

  /** Dropout of {@link #W5}, behind the second hidden layer. */
  public static final double DROPOUT = 0.2;

  private final String id;
  private final String title;
  private final String data;
  private final int batch;

  @SuppressWarnings("ImmutableEnumChecker") // never written to
  private final int[] sizes;

  Workload(String id, String title, String data, int batch, int... sizes) {
    this.id = id;
    this.title = title;
    this.data = data;
    this.batch = batch;
    this.sizes = sizes;
  }

  /** Its short name, as on the command line. */
  public String id() {
    return id;
  }

  /** One line for tables. */
  public String title() {
    return title;
  }

  /** The first part of the names of its files. */
  public String data() {
    return data;
  }

  /** Rows of a step or call. */
  public int batch() {
    return batch;
  }

  /** Lengths of a row at the input, behind each layer, and at the output. */
  public List<Integer> sizes() {
    return Arrays.stream(sizes).boxed().toList();
  }

  /** Length of a row of the input. */
  public int inputs() {
    return sizes[0];
  }

  /** Length of a row of the output. */
  public int outputs() {
    return sizes[sizes.length - 1];
  }

  /** Whether a step trains; otherwise it is a call for probabilities. */
  public boolean trains() {
    return this == W1 || this == W5;
  }

  /** Those whose names begin like this: {@code w3} is both calls. */
  public static List<Workload> named(String start) {
    String wanted = start.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(workload -> workload.id.startsWith(wanted)).toList();
  }
}
