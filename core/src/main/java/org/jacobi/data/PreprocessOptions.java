package org.jacobi.data;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Preprocessor} is to do with a table. Immutable: each method gives a changed copy.
 *
 * <pre>{@code
 * var options = PreprocessOptions.standard().target("price").scaling(Scaling.MIN_MAX);
 * }</pre>
 */
public final class PreprocessOptions {
  /** How numbers are scaled unless something else is said. */
  public static final Scaling SCALING = Scaling.STANDARD;

  /** What a missing number is replaced by unless something else is said. */
  public static final Fill FILL = Fill.MEDIAN;

  /** How categories become numbers unless something else is said. */
  public static final Encoding ENCODING = Encoding.ONE_HOT;

  /** What a missing number is replaced by. */
  public enum Fill {
    /** The middle one of the numbers that were fitted on; robust against outliers. */
    MEDIAN,
    /** The mean of the numbers that were fitted on. */
    MEAN
  }

  /** How a category becomes numbers. */
  public enum Encoding {
    /** One feature for each category: 1 for its own, 0 for all others. */
    ONE_HOT("one-hot"),
    /** One feature: the number of the category from 1, and 0 for one that is not known. */
    INDEX("index");

    private final String text;

    Encoding(String text) {
      this.text = text;
    }

    /** The name in files and on the command line, such as {@code one-hot}. */
    @Override
    public String toString() {
      return text;
    }
  }

  private @Nullable String targetName;
  private int targetIndex = -1;
  private @Nullable Task task;
  private Scaling scaling = SCALING;
  private Map<String, Scaling> scalings = Map.of();
  private Map<String, ColumnType> types = Map.of();
  private Set<String> ignored = Set.of();
  private Fill fill = FILL;
  private Encoding encoding = ENCODING;
  private boolean scalesTarget;
  private boolean cutsFullStop;

  private PreprocessOptions() {}

  private PreprocessOptions copy() {
    var copy = new PreprocessOptions();
    copy.targetName = targetName;
    copy.targetIndex = targetIndex;
    copy.task = task;
    copy.scaling = scaling;
    copy.scalings = scalings;
    copy.types = types;
    copy.ignored = ignored;
    copy.fill = fill;
    copy.encoding = encoding;
    copy.scalesTarget = scalesTarget;
    copy.cutsFullStop = cutsFullStop;
    return copy;
  }

  /**
   * The last column is the target; task and column types are found; numbers are standardised and
   * missing ones replaced by the median; categories become one-hot; the target is not scaled.
   */
  public static PreprocessOptions standard() {
    return new PreprocessOptions();
  }

  /** Names the column that is to be predicted. */
  public PreprocessOptions target(String column) {
    var copy = copy();
    copy.targetName = column;
    return copy;
  }

  /** Numbers the column that is to be predicted, from 0; −1 is the last one. */
  public PreprocessOptions target(int column) {
    var copy = copy();
    copy.targetName = null;
    copy.targetIndex = column;
    return copy;
  }

  /** Says what is to be predicted, instead of finding it from the target's values. */
  public PreprocessOptions task(Task task) {
    var copy = copy();
    copy.task = task;
    return copy;
  }

  /** Sets the scaling of all number columns. */
  public PreprocessOptions scaling(Scaling scaling) {
    var copy = copy();
    copy.scaling = scaling;
    return copy;
  }

  /** Sets the scaling of one number column. */
  public PreprocessOptions scaling(String column, Scaling scaling) {
    var copy = copy();
    copy.scalings = with(scalings, column, scaling);
    return copy;
  }

  /** Declares the type of one feature column, instead of taking {@link CsvTable#type}. */
  public PreprocessOptions type(String column, ColumnType type) {
    var copy = copy();
    copy.types = with(types, column, type);
    return copy;
  }

  /** Leaves out columns, for example row numbers. */
  public PreprocessOptions ignore(String... columns) {
    var copy = copy();
    var all = new LinkedHashSet<>(ignored);
    all.addAll(Set.of(columns));
    copy.ignored = Set.copyOf(all);
    return copy;
  }

  /** Sets what a missing number is replaced by. */
  public PreprocessOptions fill(Fill fill) {
    var copy = copy();
    copy.fill = fill;
    return copy;
  }

  /** Sets how categories become numbers. */
  public PreprocessOptions encoding(Encoding encoding) {
    var copy = copy();
    copy.encoding = encoding;
    return copy;
  }

  /**
   * Standardises the target of a regression to mean 0 and deviation 1; {@link
   * Preprocessor#unscaleTarget} turns a prediction back.
   */
  public PreprocessOptions scaleTarget() {
    var copy = copy();
    copy.scalesTarget = true;
    return copy;
  }

  /** Takes a full stop off the end of a class name, as the test labels of Adult need it. */
  public PreprocessOptions cutFullStop() {
    var copy = copy();
    copy.cutsFullStop = true;
    return copy;
  }

  private static <V> Map<String, V> with(Map<String, V> map, String column, V value) {
    var changed = new LinkedHashMap<>(map);
    changed.put(column, value);
    return Map.copyOf(changed);
  }

  @Nullable String targetName() {
    return targetName;
  }

  int targetIndex() {
    return targetIndex;
  }

  @Nullable Task task() {
    return task;
  }

  Scaling scalingOf(String column) {
    return scalings.getOrDefault(column, scaling);
  }

  Map<String, Scaling> scalings() {
    return scalings;
  }

  Map<String, ColumnType> types() {
    return types;
  }

  Set<String> ignored() {
    return ignored;
  }

  Fill fill() {
    return fill;
  }

  Encoding encoding() {
    return encoding;
  }

  boolean scalesTarget() {
    return scalesTarget;
  }

  boolean cutsFullStop() {
    return cutsFullStop;
  }
}
