package org.jacobi.testing;

import java.util.Locale;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.nn.Architecture;
import org.jacobi.nn.Loss;
import org.jacobi.nn.Param;
import org.jacobi.nn.Randomness;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Adam;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.jacobi.train.EpochRecord;
import org.jacobi.train.History;
import org.jacobi.train.Scores;
import org.jacobi.train.Trainer;
import org.jacobi.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Assertions for networks. Each throws {@link AssertionError} with what was seen and what was
 * expected, so that it works in JUnit, TestNG or a plain main method.
 *
 * <pre>{@code
 * import static org.jacobi.testing.Limit.Unit.EPOCHS;
 * import static org.jacobi.testing.Limit.within;
 * import static org.jacobi.testing.NetworkAssertions.*;
 *
 * @Test
 * void myLayerIsRight() {
 *   assertGradients(new MyLayer(7, 3), Shape.of(5, 7));
 *   assertSurvivesSaveAndLoad(model);
 *   assertOverfitsOneBatch(model, new CrossEntropyLoss(), data.batch(new int[] {0, 1, 2, 3}));
 * }
 * }</pre>
 */
public final class NetworkAssertions {
  /** How many steps {@link #assertOverfitsOneBatch} makes at most. */
  public static final int OVERFIT_STEPS = 500;

  /** To which part of its first value the loss must fall in them. */
  public static final double OVERFIT_PART = 0.05;

  private static final double OVERFIT_RATE = 0.01;
  private static final int ROWS = 5;
  private static final int WIDEST = 4096;

  private NetworkAssertions() {}

  // ---- gradients ----

  /**
   * The gradients of a layer agree with central differences in F64: those of its input and of each
   * parameter, for an input of 5 rows whose length is found by trying. What a layer draws by {@link
   * Randomness} stays the same throughout, and updates of buffers are not applied.
   *
   * @throws AssertionError naming the place and both numbers
   * @throws IllegalArgumentException if no length of a row fits, or the layer has its numbers
   */
  public static void assertGradients(UnaryLayer layer) {
    assertGradients(layer, withRows(rowOf(layer)));
  }

  /**
   * The same for an input of this shape.
   *
   * @param layer not initialised yet: it is given numbers in F64, and weights that are 0 or 1 are
   *     moved to where mistakes show
   */
  public static void assertGradients(UnaryLayer layer, Shape input) {
    NDArray x = NDArray.allocate(DType.F64, input);
    Rng.of(3, "assertGradients").fillUniform(x, 0.1, 1.1);
    double[] signs = x.toDoubles();
    for (int i = 0; i < signs.length; i++) {
      signs[i] *= i % 2 == 0 ? 1 : -1; // both sides of a kink at 0, and not close to it
    }
    assertGradients(layer, x.copyFrom(signs));
  }

  /**
   * The same for this input, in F64 where it holds real numbers. Whole numbers have no gradient, so
   * that of an {@code Embedding} is checked for its parameters alone.
   *
   * @param layer not initialised yet, as above
   */
  public static void assertGradients(UnaryLayer layer, NDArray input) {
    if (layer.isInitialised()) {
      throw new IllegalArgumentException(
          "[assertGradients] "
              + layer
              + " has its numbers already, and they are drawn anew for the check: give a new one");
    }
    layer.init(1, DType.F64);
    for (Param param : layer.params()) {
      NDArray noise = NDArray.allocate(DType.F64, param.shape());
      Rng.of(2, "assertGradients", param.path().hashCode()).fillUniform(noise, -0.2, 0.2);
      param.value().copyFrom(sum(param.value().toDoubles(), noise.toDoubles()));
    }
    boolean real = input.dtype().isFloating();
    new LayerGradients(layer, real ? copy(input) : input).check();
  }

  /** The check moves its numbers, which are not those of the caller. */
  private static NDArray copy(NDArray input) {
    return NDArray.allocate(DType.F64, input.shape()).copyFrom(input.toDoubles());
  }

  private static double[] sum(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += b[i];
    }
    return a;
  }

  private static Shape withRows(Shape row) {
    int[] axes = new int[row.rank() + 1];
    axes[0] = ROWS;
    for (int i = 0; i < row.rank(); i++) {
      axes[i + 1] = row.dim(i);
    }
    return Shape.of(axes);
  }

  /** The row that a layer takes: one of 7 where any will do, else the shortest. */
  private static Shape rowOf(UnaryLayer layer) {
    for (int length = 0; length <= WIDEST; length++) {
      Shape row = Shape.of(length == 0 ? 7 : length);
      try {
        if (layer.outputShape(row) != null) {
          return row;
        }
      } catch (IllegalArgumentException e) {
        // It takes rows of another length.
      }
    }
    throw new IllegalArgumentException(
        "[testing] no length of a row up to "
            + WIDEST
            + " fits "
            + layer
            + ": give an input, or let its outputShape(row) say what fits");
  }

  // ---- learning ----

  /**
   * A model can learn one batch by heart: within {@value #OVERFIT_STEPS} steps of Adam the loss
   * falls to {@value #OVERFIT_PART} of where it began. A model that cannot has a layer that passes
   * no gradient on, a parameter that is not registered, or a loss that does not fit its output. The
   * {@link Randomness} is keyed by the step, so that masks do not depend on what ran before.
   *
   * @param model its numbers are changed; initialised where it was not
   * @throws AssertionError saying how far the loss fell
   */
  public static void assertOverfitsOneBatch(UnaryLayer model, Loss loss, Dataset.Batch batch) {
    if (!model.isInitialised()) {
      model.init(1);
    }
    var optimizer = new Adam(OVERFIT_RATE).over(model);
    var features = batch.features().keep();
    var targets = batch.targets().keep();
    double first = Double.NaN;
    double last = Double.NaN;
    for (int step = 0; step <= OVERFIT_STEPS; step++) { // once more than there are updates
      optimizer.zeroGrad();
      Tensor value =
          StepScope.current()
              .with(Randomness.SETTING, Randomness.of(1, 1, step, 0))
              .call(() -> loss.of(model.forward(new Tensor(features)), new Tensor(targets)));
      last = value.item();
      if (step == 0) {
        first = last;
        requirePositive(first);
      }
      if (last <= OVERFIT_PART * first) {
        return;
      }
      if (step < OVERFIT_STEPS) {
        value.backward();
        optimizer.step();
      }
    }
    throw new AssertionError(
        String.format(
            Locale.ROOT,
            "%s does not learn one batch of %d rows by heart: the loss was %.4g and is %.4g after %d"
                + " steps of Adam. Does each layer pass its gradient on, and does the loss fit the"
                + " output?",
            model,
            batch.rows(),
            first,
            last,
            OVERFIT_STEPS));
  }

  private static void requirePositive(double first) {
    if (!(first > 0 && Double.isFinite(first))) {
      throw new AssertionError(
          "the loss of the batch begins at "
              + first
              + ", so that it says nothing whether it falls to a part of that: take a batch and a"
              + " loss that begin at a positive number");
    }
  }

  /**
   * A training reaches a figure of the test part in time: an accuracy of at least, or an error of
   * at most {@code metric}. It is stopped as soon as it does.
   *
   * @param training its number of epochs or steps is set to the limit
   * @throws AssertionError saying how far it came
   */
  public static void assertReaches(
      double metric, Limit limit, Trainer.Builder training, Dataset train, Dataset test) {
    if (train.task() == Task.CLASSIFICATION && !(metric >= 0 && metric <= 1)) {
      throw new IllegalArgumentException(
          "[assertReaches] an accuracy lies between 0 and 1, not at " + metric);
    }
    var holder = new Trainer[1];
    if (limit.unit() == Limit.Unit.EPOCHS) {
      training.epochs(limit.count());
    } else {
      training.steps(limit.count());
    }
    training.listener(
        new TrainingListener() {
          @Override
          public void epochDone(EpochRecord epoch) {
            if (reaches(epoch, metric)) {
              holder[0].stop();
            }
          }
        });
    holder[0] = training.build();
    History history = holder[0].fit(train, test);
    if (history.epochs().stream().noneMatch(epoch -> reaches(epoch, metric))) {
      throw new AssertionError(shortfall(metric, limit, history.last().test()));
    }
  }

  private static String shortfall(double metric, Limit limit, @Nullable Scores last) {
    if (last == null) {
      return "nothing was measured on the test part, so that no figure of it can be reached";
    }
    String unit = limit.unit().name().toLowerCase(Locale.ROOT);
    return String.format(
        Locale.ROOT,
        "the training should reach an %s of at %s %.4g on the test part within %d %s, but it is"
            + " %.4g",
        last.metricName(),
        last.task() == Task.CLASSIFICATION ? "least" : "most",
        metric,
        limit.count(),
        limit.count() == 1 ? unit.substring(0, unit.length() - 1) : unit,
        last.metric());
  }

  private static boolean reaches(EpochRecord epoch, double metric) {
    var scores = epoch.test();
    return scores != null
        && (scores.task() == Task.CLASSIFICATION
            ? scores.metric() >= metric
            : scores.metric() <= metric);
  }

  // ---- the same again ----

  /**
   * A training ended with these very bits; see {@link org.jacobi.train.RunHash}.
   *
   * @param expected all 64 digits, or the first ones
   * @throws AssertionError with both hashes
   */
  public static void assertRunHash(String expected, History history) {
    if (expected.isEmpty() || !history.runHash().startsWith(expected)) {
      throw new AssertionError(
          "the run hash should be " + expected + ", but is " + history.runHash());
    }
  }

  /**
   * A model of layers that ship with Jacobi is the same after it was written to a file and read
   * again: each number, and its output for random rows, whose length is found by trying. For the
   * time of the check all numbers are moved, since those that a constructor sets would be right
   * without being read.
   *
   * @throws AssertionError naming what differs
   * @throws IllegalArgumentException if no length of a row fits, or the row must be whole numbers
   */
  public static void assertSurvivesSaveAndLoad(UnaryLayer model) {
    assertSurvivesSaveAndLoad(model, shipped(model));
  }

  /**
   * The same with the input whose output is compared: for models that take rows of several axes or
   * of whole numbers.
   *
   * @param input (rows × …), at least two axes
   */
  public static void assertSurvivesSaveAndLoad(UnaryLayer model, NDArray input) {
    assertSurvivesSaveAndLoad(model, shipped(model), input);
  }

  /**
   * The same for a model with own layers.
   *
   * @param constructor makes the model anew, as a program does that loads it
   * @throws IllegalArgumentException if it gives back the model or layers of it
   */
  public static void assertSurvivesSaveAndLoad(
      UnaryLayer model, Supplier<? extends UnaryLayer> constructor) {
    if (!model.isInitialised()) {
      model.init(1);
    }
    NDArray x = NDArray.allocate(model.store().values().dtype(), withRows(rowOf(model)));
    Rng.of(4, "assertSurvivesSaveAndLoad").fillUniform(x, -1, 1);
    new SaveAndLoad(model, constructor, x).check();
  }

  /**
   * The same for a model with own layers, with the input whose output is compared.
   *
   * @param constructor makes the model anew, as a program does that loads it
   * @param input (rows × …), at least two axes
   * @throws IllegalArgumentException if the constructor gives back the model or layers of it
   */
  public static void assertSurvivesSaveAndLoad(
      UnaryLayer model, Supplier<? extends UnaryLayer> constructor, NDArray input) {
    if (input.shape().rank() < 2) {
      throw new IllegalArgumentException(
          "[assertSurvivesSaveAndLoad] the input must be (rows × …), but is "
              + input.shape()
              + ": a single row of 7 numbers is (1 × 7)");
    }
    if (!model.isInitialised()) {
      model.init(1);
    }
    new SaveAndLoad(model, constructor, input).check();
  }

  private static Supplier<UnaryLayer> shipped(UnaryLayer model) {
    return () -> Architecture.fromMap(Architecture.toMap(model));
  }
}
