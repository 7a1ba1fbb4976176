package org.jacobi.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.data.CsvTable;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.nn.Loss;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Tensor;

/**
 * Uses a trained model. Thread-safe: each call takes a slab of its own.
 *
 * <pre>{@code
 * var predictor = Predictor.load(Path.of("mnist.safetensors"));
 * double[][] probabilities = predictor.predict(new float[][] {pixels});
 * }</pre>
 */
public final class Predictor {
  private final UnaryLayer model;
  private final ModelInfo info;
  private final ConcurrentLinkedQueue<Slab> slabs = new ConcurrentLinkedQueue<>();

  /** Over an initialised model. */
  public Predictor(UnaryLayer model, ModelInfo info) {
    this.model = model;
    this.info = info;
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
    return predict(Tensor.of(features).value());
  }

  /** The same for an array whose first axis counts rows. */
  public double[][] predict(NDArray features) {
    Slab slab = slabs.poll();
    Slab own = slab == null ? new Slab() : slab;
    try {
      return answers(features, own);
    } finally {
      slabs.add(own);
    }
  }

  /**
   * The same for a table with the columns of the training data.
   *
   * @throws org.jacobi.data.DataException if columns are missing or unknown
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

  private double[][] answers(NDArray features, Slab slab) {
    Shape wanted = info.input().row();
    if (features.shape().rank() == 0 || !features.shape().remove(0).equals(wanted)) {
      throw new IllegalArgumentException(
          "[predict] a row must have the shape "
              + wanted
              + ", rows first, but the features are "
              + features.shape());
    }
    int rows = features.shape().dim(0);
    double[][] result = new double[rows][];
    for (int from = 0; from < rows; from += Forward.ROWS) {
      int first = from;
      var part = features.slice(0, from, Math.min(rows, from + Forward.ROWS));
      double[] numbers = Forward.call(slab, () -> numbers(part));
      int width = numbers.length / part.shape().dim(0);
      for (int i = 0; i < part.shape().dim(0); i++) {
        result[first + i] = Arrays.copyOfRange(numbers, i * width, (i + 1) * width);
      }
    }
    return result;
  }

  private double[] numbers(NDArray part) {
    Tensor output = model.forward(new Tensor(part.cast(Forward.dtype(model))));
    double[] numbers = Evaluator.answers(info.output(), info.task(), output);
    if (info.task() == Task.CLASSIFICATION) {
      return Evaluator.classScores(numbers, output.shape().dim(1), info.classNames().size());
    }
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = unscaled(numbers[i]);
    }
    return numbers;
  }
}
