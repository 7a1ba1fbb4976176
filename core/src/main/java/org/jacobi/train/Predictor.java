package org.jacobi.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.data.CsvTable;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.Architecture;
import org.jacobi.nn.Loss;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Uses a trained model, from any number of threads at once.
 *
 * <pre>{@code
 * var predictor = Predictor.load(Path.of("mnist.safetensors"));
 * double[][] probabilities = predictor.predict(new float[][] {pixels});
 * }</pre>
 */
public final class Predictor {
  private final UnaryLayer model;
  private final ModelInfo info;
  private final Precision precision;
  private final boolean frozen;
  private final ConcurrentLinkedQueue<Slab> slabs = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Inference inference;
  private volatile int width;

  /** Over an initialised model. */
  public Predictor(UnaryLayer model, ModelInfo info) {
    this(model, info, Precision.F32, false);
  }

  private Predictor(UnaryLayer model, ModelInfo info, Precision precision, boolean frozen) {
    this.model = model;
    this.info = info;
    this.precision = precision;
    this.frozen = frozen;
  }

  /**
   * A predictor over the same model with matrix products in this precision; F32 at first. With
   * BF16, few rows and small products are computed in F32 nevertheless, since that is faster,
   * unless the predictor is {@link #frozen}.
   */
  public Predictor at(Precision other) {
    return new Predictor(model, info, other, frozen);
  }

  /**
   * A predictor over a copy of the model as it is now, laid out for the kernels: where layers are
   * large, answers for two rows and more come faster, in bf16 those for one too. Later changes of
   * the model are not seen. It takes up to three times the memory of the parameters more; its own
   * {@link #model} must not be changed.
   *
   * @throws IllegalArgumentException if the model has layers of the user's own, which cannot be
   *     copied
   */
  public Predictor frozen() {
    if (!Architecture.isComplete(model)) {
      throw new IllegalArgumentException(
          "[frozen] a model is copied by its description, and layers that do not ship with Jacobi"
              + " have none: "
              + Architecture.ownLayers(model).collect(Collectors.joining(", "))
              + "; use the predictor as it is");
    }
    UnaryLayer copy = Architecture.fromMap(Architecture.toMap(model));
    copy.allocate(Forward.dtype(model)).values().copyFrom(model.store().values());
    for (int i = 0; i < copy.buffers().size(); i++) {
      copy.buffers().get(i).value().copyFrom(model.buffers().get(i).value());
    }
    return new Predictor(copy, info, precision, true);
  }

  /**
   * Over a model file.
   *
   * @throws org.jacobi.data.DataException if the file is damaged or is no model of Jacobi
   */
  public static Predictor load(Path file) {
    return ModelFile.load(file).predictor();
  }

  /** What is known of the model. */
  public ModelInfo info() {
    return info;
  }

  /** The model. */
  public UnaryLayer model() {
    return model;
  }

  /**
   * For each row the probability of each class, or the predicted numbers in the units of the
   * target.
   *
   * @param features rows as the model takes them: scaled as while training
   * @throws IllegalArgumentException if a row has another length
   */
  public double[][] predict(float[][] features) {
    var fast = inference();
    long length = info.input().row().size();
    boolean fits =
        info.input().row().rank() == 1
            && Arrays.stream(features).allMatch(row -> row.length == length);
    if (fast == null || !fits || features.length == 0) {
      return predict(Tensor.of(features).value());
    }
    float[] answers = new float[features.length * fast.width()];
    fast.run(features, answers);
    return rows(scores(answers, features.length), features.length);
  }

  /** The same for an array whose first axis counts rows. */
  public double[][] predict(NDArray features) {
    Shape wanted = info.input().row();
    if (features.shape().rank() == 0 || !features.shape().remove(0).equals(wanted)) {
      throw new IllegalArgumentException(
          "[predict] a row must have the shape "
              + wanted
              + ", rows first, but the features are "
              + features.shape());
    }
    int rows = features.shape().dim(0);
    return rows(rows == 0 ? new double[0] : numbers(features, rows), rows);
  }

  private static double[][] rows(double[] numbers, int rows) {
    double[][] result = new double[rows][];
    int width = rows == 0 ? 0 : numbers.length / rows;
    for (int i = 0; i < rows; i++) {
      result[i] = Arrays.copyOfRange(numbers, i * width, (i + 1) * width);
    }
    return result;
  }

  /**
   * Answers from and to arrays of the caller's, both row-major: once it has seen a number of rows,
   * nothing is made on the heap. What the answers are is said at {@link #predict(float[][])}.
   *
   * <pre>{@code
   * float[] answers = new float[predictor.width()];
   * predictor.predict(pixels, answers);
   * }</pre>
   *
   * @param features whole rows, one or more
   * @param answers {@link #width} numbers for each row
   * @throws IllegalArgumentException if the lengths do not fit
   */
  public void predict(float[] features, float[] answers) {
    int row = Math.toIntExact(info.input().row().size());
    int rows = features.length / row;
    if (rows == 0 || rows * row != features.length || answers.length != rows * width()) {
      throw new IllegalArgumentException(
          "[predict] a row has "
              + row
              + " features and "
              + width()
              + " answers, but there are "
              + features.length
              + " features and room for "
              + answers.length
              + " answers");
    }
    var fast = inference();
    if (fast == null || fast.width() != width()) {
      double[][] slow = predict(NDArray.of(features, info.input().row().insert(0, rows).toArray()));
      for (int i = 0; i < rows; i++) {
        for (int k = 0; k < width(); k++) {
          answers[i * width() + k] = (float) slow[i][k];
        }
      }
      return;
    }
    fast.run(features, rows, answers);
    if (info.task() == Task.REGRESSION) {
      for (int i = 0; i < answers.length; i++) {
        answers[i] = (float) unscaled(answers[i]);
      }
    }
  }

  /** How many numbers the answer for a row has: one for each class, or for each target. */
  public int width() {
    int known = width;
    if (known == 0) {
      known =
          info.task() == Task.CLASSIFICATION
              ? info.classNames().size()
              : predict(NDArray.zeros(DType.F32, info.input().row().insert(0, 1)))[0].length;
      width = known;
    }
    return known;
  }

  /**
   * The same for a table with the columns of the training data; further ones are ignored. What else
   * is not as it was while training is said by {@link
   * org.jacobi.data.Preprocessor#check(CsvTable)}.
   *
   * @throws org.jacobi.data.DataException if columns are missing, or a value is wrong
   * @throws IllegalStateException if the model was not trained on a table
   */
  public double[][] predict(CsvTable table) {
    if (!(info.input() instanceof InputFormat.Table format)) {
      throw new IllegalStateException(
          "[predict] this model takes " + describeInput() + ", not the rows of a table");
    }
    return predict(format.preprocessor().transformRows(table));
  }

  /**
   * The same for one grey image of the size that the model was trained on, 0 the background.
   *
   * @throws IllegalStateException if the model was not trained on images
   * @throws IllegalArgumentException if the image has another size
   */
  public double[] predictImage(byte[] pixels) {
    if (!(info.input() instanceof InputFormat.Image format)) {
      throw new IllegalStateException(
          "[predict] this model takes " + describeInput() + ", not images");
    }
    if (pixels.length != format.height() * format.width()) {
      throw new IllegalArgumentException(
          "[predict] the image must have "
              + format.height()
              + " × "
              + format.width()
              + " pixels, but there are "
              + pixels.length);
    }
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      scaled[i] = format.scaling().of(pixels[i] & 0xFF);
    }
    return predict(NDArray.of(scaled, format.features().insert(0, 1).toArray()))[0];
  }

  /**
   * The model's answers for a data set beside what was expected.
   *
   * @param data features as the model takes them, scaled as while training
   * @param loss what the model was trained by; its penalty is not counted
   * @throws IllegalArgumentException if model, loss and data do not go together
   */
  public Evaluation evaluate(Dataset data, Loss loss) {
    return new Evaluator(model, loss, null, this::unscaled, Workers.perProcessor()).evaluate(data);
  }

  private double unscaled(double number) {
    return info.input() instanceof InputFormat.Table table
        ? table.preprocessor().unscaleTarget(number)
        : number;
  }

  private String describeInput() {
    return switch (info.input()) {
      case InputFormat.Table table ->
          "rows of a table with the columns " + table.preprocessor().columns();
      case InputFormat.Image image -> "images of " + image.height() + " × " + image.width();
      case InputFormat.Numbers numbers -> "rows of numbers of the shape " + numbers.features();
    };
  }

  /** The answers for one row or more, row-major. */
  private double[] numbers(NDArray features, int rows) {
    var fast = inference();
    if (fast == null) {
      return scores(slowNumbers(features), rows);
    }
    float[] answers = new float[rows * fast.width()];
    fast.run(features, answers);
    return scores(answers, rows);
  }

  private double[] scores(float[] answers, int rows) {
    double[] numbers = new double[answers.length];
    for (int i = 0; i < answers.length; i++) {
      numbers[i] = answers[i];
    }
    return scores(numbers, rows);
  }

  /** Probabilities of all classes, or numbers in the units of the target. */
  private double[] scores(double[] numbers, int rows) {
    if (info.task() == Task.CLASSIFICATION) {
      return Evaluator.classScores(numbers, numbers.length / rows, info.classNames().size());
    }
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = unscaled(numbers[i]);
    }
    return numbers;
  }

  private double[] slowNumbers(NDArray features) {
    Slab polled = slabs.poll();
    Slab slab = polled == null ? new Slab() : polled;
    try {
      return Forward.outputs(this::answer, Forward.dtype(model), features, slab);
    } finally {
      slabs.add(slab);
    }
  }

  private Tensor answer(Tensor features) {
    return Evaluator.answer(info.output(), info.task(), model.forward(features));
  }

  /**
   * The fast way, for models in F32; made when it is first needed, and anew for a model that was
   * initialised again.
   */
  private @Nullable Inference inference() {
    var store = model.store();
    Inference made = inference;
    if (made != null && made.isOver(store)) {
      return made;
    }
    if (store.values().dtype() != DType.F32) {
      return null;
    }
    synchronized (this) {
      made = inference;
      if (made == null || !made.isOver(store)) {
        var kernels = Kernels.current().at(precision);
        made =
            new Inference(
                this::answer,
                store,
                info.input().row(),
                frozen ? kernels.withFixedWeights() : kernels);
        inference = made;
      }
      return made;
    }
  }
}
