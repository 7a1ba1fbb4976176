package org.jacobi.data;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * Examples with what is to be predicted from them: features and targets, one row an example.
 * Immutable.
 *
 * <p>Features are F32, or U8 for images, which then take a quarter of the memory and are scaled to
 * 0…1 when a batch is gathered. Targets are I32 class numbers (rows) for {@link
 * Task#CLASSIFICATION} and F32 (rows × outputs) for {@link Task#REGRESSION}.
 *
 * <pre>{@code
 * var xor = Dataset.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, new int[] {0, 1, 1, 0});
 * var batch = xor.batch(new int[] {2, 0});
 * }</pre>
 */
public final class Dataset {
  private final String name;
  private final NDArray features;
  private final NDArray targets;
  private final Task task;
  private final List<String> classNames;
  private final int rows;
  private final int rowSize;
  private final @Nullable Shape imageShape;
  private final PixelScaling scaling;

  /**
   * Some rows of a data set, gathered in the scope that was current then.
   *
   * @param features F32 (rows × the axes of one row), bytes already scaled by {@link
   *     Dataset#scaling}; BF16 if {@link Dataset#newBatch} was asked for it
   * @param targets I32 (rows) or F32 (rows × outputs)
   */
  public record Batch(NDArray features, NDArray targets) {
    /** Number of rows. */
    public int rows() {
      return features.shape().dim(0);
    }

    /** The rows {@code from ≤ i < to} as windows onto this batch. */
    public Batch part(int from, int to) {
      return new Batch(features.slice(0, from, to), targets.slice(0, from, to));
    }
  }

  private Dataset(
      String name,
      NDArray features,
      NDArray targets,
      Task task,
      List<String> classNames,
      @Nullable Shape imageShape,
      PixelScaling scaling) {
    this.scaling = scaling;
    this.imageShape = imageShape;
    this.name = name;
    this.features = features;
    this.targets = targets;
    this.task = task;
    this.classNames = classNames;
    this.rows = features.shape().dim(0);
    this.rowSize = Math.toIntExact(features.shape().remove(0).size());
  }

  // ---- making ----

  /**
   * Examples of classes. The arrays are not copied: make them outside of a step scope, and do not
   * write to them any more.
   *
   * @param name shown in messages and reports
   * @param features F32 or U8, rows first, two axes or more
   * @param labels I32 (rows): numbers 0…classes−1
   * @param classNames a name for each class
   * @throws DataException if a label is not the number of a class, or a feature is NaN or infinite
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Dataset classification(
      String name, NDArray features, NDArray labels, List<String> classNames) {
    checkFeatures(name, features);
    if (labels.dtype() != DType.I32 || labels.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "[dataset] labels must be i32 with one axis, not " + describe(labels));
    }
    checkRows(name, features, labels, "labels");
    var names = List.copyOf(classNames);
    checkClassNames(name, names);
    checkLabels(name, labels.toInts(), names);
    return new Dataset(
        name, dense(features), dense(labels), Task.CLASSIFICATION, names, null, PixelScaling.UNIT);
  }

  /**
   * Examples of real numbers. The arrays are not copied: make them outside of a step scope, and do
   * not write to them any more.
   *
   * @param name shown in messages and reports
   * @param features F32 or U8, rows first, two axes or more
   * @param targets F32 (rows × outputs)
   * @throws DataException if a number is NaN or infinite
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Dataset regression(String name, NDArray features, NDArray targets) {
    checkFeatures(name, features);
    if (targets.dtype() != DType.F32 || targets.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "[dataset] targets of a regression must be f32 (rows × outputs), not "
              + describe(targets));
    }
    if (targets.shape().dim(1) == 0) {
      throw new IllegalArgumentException(
          "[dataset] there must be something to predict, but the targets are " + describe(targets));
    }
    checkRows(name, features, targets, "targets");
    checkFinite(name, targets, "target");
    return new Dataset(
        name, dense(features), dense(targets), Task.REGRESSION, List.of(), null, PixelScaling.UNIT);
  }

  /**
   * Examples of classes from plain Java arrays. Without names, the classes are called by their
   * numbers, from 0 to the largest label.
   *
   * @throws DataException if a label is not the number of a class, or a feature is NaN or infinite
   * @throws IllegalArgumentException if row counts or row lengths differ
   */
  public static Dataset of(float[][] features, int[] labels, String... classNames) {
    var names = List.of(classNames);
    if (names.isEmpty()) {
      int classes = Arrays.stream(labels).max().orElse(-1) + 1;
      var numbered = new ArrayList<String>();
      for (int i = 0; i < classes; i++) {
        numbered.add(Integer.toString(i));
      }
      names = numbered;
    }
    var array = NDArray.permanent(DType.I32, Shape.of(labels.length));
    MemorySegment.copy(labels, 0, array.segment(), JAVA_INT, 0, labels.length);
    return classification("data", rectangle(features, "features"), array, names);
  }

  /** Examples with one number to predict, from plain Java arrays; see {@link #regression}. */
  public static Dataset regression(float[][] features, float[] targets) {
    float[][] column = new float[targets.length][];
    Arrays.setAll(column, i -> new float[] {targets[i]});
    return regression(features, column);
  }

  /** Examples with several numbers to predict, from plain Java arrays; see {@link #regression}. */
  public static Dataset regression(float[][] features, float[][] targets) {
    return regression("data", rectangle(features, "features"), rectangle(targets, "targets"));
  }

  private static NDArray rectangle(float[][] rows, String what) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    var array = NDArray.permanent(DType.F32, Shape.of(rows.length, columns));
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "[dataset] all rows of the "
                + what
                + " must be equally long: row 0 has "
                + columns
                + " numbers, row "
                + i
                + " has "
                + rows[i].length);
      }
      MemorySegment.copy(rows[i], 0, array.segment(), JAVA_FLOAT, 4L * i * columns, columns);
    }
    return array;
  }

  private static NDArray dense(NDArray array) {
    return array.isContiguous() ? array : array.keep();
  }

  // ---- checks ----

  private static String describe(NDArray array) {
    return array.dtype() + " " + array.shape();
  }

  private static void checkFeatures(String name, NDArray features) {
    if (features.dtype() != DType.F32 && features.dtype() != DType.U8) {
      throw new IllegalArgumentException(
          "[dataset] features must be f32 or u8, not " + describe(features));
    }
    if (features.shape().rank() < 2) {
      throw new IllegalArgumentException(
          "[dataset] features need two axes or more, rows first, not " + describe(features));
    }
    if (features.size() == 0) {
      throw new DataException(
          name + ": there are no features in " + features.shape() + "; give at least one row");
    }
    if (features.dtype() == DType.F32) {
      checkFinite(name, features, "feature");
    }
  }

  private static void checkFinite(String name, NDArray array, String what) {
    float[] numbers = array.toFloats();
    int columns = numbers.length / Math.max(1, array.shape().dim(0));
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new DataException(
            name
                + ": the "
                + what
                + " in row "
                + i / columns
                + ", column "
                + i % columns
                + " (both from 0) is "
                + numbers[i]
                + "; replace it by a number");
      }
    }
  }

  private static void checkRows(String name, NDArray features, NDArray targets, String what) {
    int rows = features.shape().dim(0);
    int others = targets.shape().dim(0);
    if (rows != others) {
      throw new DataException(
          name + ": there are " + rows + " rows of features but " + others + " " + what);
    }
  }

  private static void checkClassNames(String name, List<String> classNames) {
    var seen = new HashSet<String>();
    for (var className : classNames) {
      if (!seen.add(className)) {
        throw new DataException(
            name + ": two classes have the same name " + DataException.quote(className));
      }
    }
  }

  private static void checkLabels(String name, int[] labels, List<String> classNames) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new DataException(
            name
                + ": the label in row "
                + i
                + " (from 0) is "
                + labels[i]
                + ", but there are "
                + classNames.size()
                + " classes, numbered from 0");
      }
    }
  }

  // ---- what it is ----

  /** Its name in messages and reports. */
  public String name() {
    return name;
  }

  /** F32 or U8, rows first. Not to be written to. */
  public NDArray features() {
    return features;
  }

  /** I32 (rows) class numbers or F32 (rows × outputs). Not to be written to. */
  public NDArray targets() {
    return targets;
  }

  /** What is to be predicted. */
  public Task task() {
    return task;
  }

  /** The name of each class; empty for a regression. */
  public List<String> classNames() {
    return classNames;
  }

  /** Number of examples. */
  public int rows() {
    return rows;
  }

  /** The axes of the features of one row. */
  public Shape featureShape() {
    return features.shape().remove(0);
  }

  /** Length of a model's answer for one row: the number of classes, or of targets. */
  public int outputs() {
    return task == Task.CLASSIFICATION ? classNames.size() : targets.shape().dim(1);
  }

  /** Height and width, if each row is a grey image; else null. */
  public @Nullable Shape imageShape() {
    return imageShape;
  }

  /**
   * The same data, known to be grey images of this height and width, one row each.
   *
   * @throws IllegalArgumentException if a row has another number of features
   */
  public Dataset images(int height, int width) {
    if (height * width != rowSize) {
      throw new IllegalArgumentException(
          "[dataset] an image of "
              + height
              + " × "
              + width
              + " pixels is no row of "
              + rowSize
              + " features");
    }
    return new Dataset(name, features, targets, task, classNames, Shape.of(height, width), scaling);
  }

  /**
   * How bytes become features in a batch; {@link PixelScaling#UNIT} at first. F32 stays as it is.
   */
  public PixelScaling scaling() {
    return scaling;
  }

  /**
   * The same data with bytes scaled in another way.
   *
   * @throws IllegalArgumentException if the features are not U8
   */
  public Dataset scaled(PixelScaling other) {
    if (features.dtype() != DType.U8) {
      throw new IllegalArgumentException(
          "[dataset] only bytes are scaled, but " + this + " is f32");
    }
    return new Dataset(name, features, targets, task, classNames, imageShape, other);
  }

  /**
   * The class number of each row.
   *
   * @throws IllegalStateException for a regression
   */
  public int[] labels() {
    if (task != Task.CLASSIFICATION) {
      throw new IllegalStateException("[dataset] a regression has no classes: " + this);
    }
    int[] labels = new int[rows];
    MemorySegment.copy(
        targets.segment(), JAVA_INT, targets.offset() * Integer.BYTES, labels, 0, rows);
    return labels;
  }

  /**
   * How many rows each class has.
   *
   * @throws IllegalStateException for a regression
   */
  public int[] classCounts() {
    int[] counts = new int[classNames.size()];
    for (int label : labels()) {
      counts[label]++;
    }
    return counts;
  }

  // ---- rows ----

  /**
   * Copies rows into new arrays of the current scope, with bytes as F32 by {@link #scaling}.
   *
   * @param numbers row numbers in any order; one may occur more than once
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public Batch batch(int[] numbers) {
    return batch(numbers, 0, numbers.length);
  }

  /** The batch of the rows {@code numbers[from]} … {@code numbers[to − 1]}. */
  public Batch batch(int[] numbers, int from, int to) {
    checkNumbers(numbers, from, to);
    var out = NDArray.allocate(DType.F32, features.shape().with(0, to - from));
    gatherFeatures(numbers, from, to, out);
    return new Batch(out, targets(numbers, from, to));
  }

  /**
   * A batch outside of every scope for up to so many rows, to be filled by {@link #gather}.
   *
   * @param type of the features: F32, or BF16, to which they are then rounded
   * @throws IllegalArgumentException if the type is another one
   */
  public Batch newBatch(int most, DType type) {
    if (type != DType.F32 && type != DType.BF16) {
      throw new IllegalArgumentException(
          "[dataset] the features of a batch are f32 or bf16, not " + type);
    }
    return new Batch(
        NDArray.permanent(type, features.shape().with(0, most)),
        NDArray.permanent(targets.dtype(), targets.shape().with(0, most)));
  }

  /**
   * Copies the rows {@code numbers[from]} … {@code numbers[to − 1]} to the rows {@code from} …
   * {@code to − 1} of a batch that {@link #newBatch} made; several threads may fill different rows
   * of one batch.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws IllegalArgumentException if the batch has no such rows
   */
  public void gather(int[] numbers, int from, int to, Batch into) {
    checkNumbers(numbers, from, to);
    var part = into.part(from, to);
    gatherFeatures(numbers, from, to, part.features());
    copyRows(targets, numbers, from, to, part.targets());
  }

  private void gatherFeatures(int[] numbers, int from, int to, NDArray out) {
    if (features.dtype() == DType.U8) {
      Kernels.current()
          .scaleRows(features, numbers, from, to, scaling.factor(), scaling.shift(), out);
    } else if (out.dtype() == DType.BF16) {
      Kernels.current().roundRows(features, numbers, from, to, out);
    } else {
      copyRows(features, numbers, from, to, out);
    }
  }

  /** The targets alone of the rows {@code numbers[from]} … {@code numbers[to − 1]}. */
  public NDArray targets(int[] numbers, int from, int to) {
    checkNumbers(numbers, from, to);
    var out = NDArray.allocate(targets.dtype(), targets.shape().with(0, to - from));
    copyRows(targets, numbers, from, to, out);
    return out;
  }

  private static void copyRows(NDArray source, int[] numbers, int from, int to, NDArray out) {
    long width = source.size() / source.shape().dim(0) * source.dtype().bytes();
    long start = source.offset() * source.dtype().bytes();
    var memory = source.segment();
    var target = out.segment();
    long at = out.offset() * out.dtype().bytes();
    for (int i = from; i < to; i++, at += width) {
      MemorySegment.copy(memory, start + numbers[i] * width, target, at, width);
    }
  }

  private void checkNumbers(int[] numbers, int from, int to) {
    if (from < 0 || to > numbers.length || from > to) {
      throw new IndexOutOfBoundsException(
          "[dataset] " + from + " to " + to + " is no range of " + numbers.length + " row numbers");
    }
    for (int i = from; i < to; i++) {
      if (numbers[i] < 0 || numbers[i] >= rows) {
        throw new IndexOutOfBoundsException(
            "[dataset] there is no row " + numbers[i] + " in " + this);
      }
    }
  }

  /**
   * These rows, in this order, as a data set of its own; the numbers are copied.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws IllegalArgumentException if no row is named
   */
  public Dataset subset(int[] numbers) {
    checkNumbers(numbers, 0, numbers.length);
    if (numbers.length == 0) {
      throw new IllegalArgumentException("[dataset] a subset needs at least one row of " + this);
    }
    var chosen = NDArray.permanent(features.dtype(), features.shape().with(0, numbers.length));
    copyRows(features, numbers, 0, numbers.length, chosen);
    var wanted = NDArray.permanent(targets.dtype(), targets.shape().with(0, numbers.length));
    copyRows(targets, numbers, 0, numbers.length, wanted);
    return new Dataset(name, chosen, wanted, task, classNames, imageShape, scaling);
  }

  /** Such as {@code iris: 150 rows (4), 3 classes}; of images their height and width. */
  @Override
  public String toString() {
    var what =
        task == Task.CLASSIFICATION
            ? classNames.size() + " classes"
            : outputs() + (outputs() == 1 ? " target" : " targets");
    var row = imageShape != null ? imageShape : featureShape();
    return name + ": " + rows + " rows " + row + ", " + what;
  }
}
