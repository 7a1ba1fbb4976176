package org.jacobi.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jacobi.data.ColumnType;
import org.jacobi.data.CsvOptions;
import org.jacobi.data.PreprocessOptions;
import org.jacobi.data.Scaling;
import org.jacobi.data.Task;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings that say how a table is read and prepared. */
final class TableOptions {
  private static final List<String> TASKS = List.of("classify", "regress");
  private static final List<String> SCALINGS = List.of("minmax", "standard", "none");
  private static final List<String> HEADERS = List.of("auto", "yes", "no");

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "The column to predict; the last one by default.")
  private @Nullable String target;

  @Option(
      names = "--task",
      paramLabel = "classify|regress",
      description =
          "Whether the target holds classes or numbers; found from its values by default.")
  private @Nullable String task;

  @Option(
      names = "--ignore",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns not to predict from, such as a row number.")
  private List<String> ignored = new ArrayList<>();

  @Option(
      names = "--category",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns that hold categories although they look like numbers or free text.")
  private List<String> categories = new ArrayList<>();

  @Option(
      names = "--missing",
      paramLabel = "TEXT",
      split = ",",
      description =
          "Further texts that stand for a missing value (empty, ?, NA, N/A, NaN, null do).")
  private List<String> missing = new ArrayList<>();

  @Option(
      names = "--header",
      paramLabel = "yes|no",
      description = "Whether the first line names the columns; found by default.")
  private @Nullable String header;

  @Option(
      names = "--scaling",
      paramLabel = "minmax|standard|none",
      description =
          "How numbers and pixels are scaled: to 0…1, or to mean 0 and deviation 1 (the default);"
              + " fitted to the training rows.")
  private @Nullable String scaling;

  @Nullable String target() {
    return target;
  }

  @Nullable Scaling scaling() {
    String given = scaling;
    if (given == null) {
      return null;
    }
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "minmax", "min-max" -> Scaling.MIN_MAX;
      case "standard" -> Scaling.STANDARD;
      case "none" -> Scaling.NONE;
      default -> throw Choices.unknown("--scaling", given, SCALINGS);
    };
  }

  private @Nullable Task task() {
    String given = task;
    if (given == null) {
      return null;
    }
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "classify", "classification" -> Task.CLASSIFICATION;
      case "regress", "regression" -> Task.REGRESSION;
      default -> throw Choices.unknown("--task", given, TASKS);
    };
  }

  private CsvOptions.Header header() {
    String given = header;
    if (given == null) {
      return CsvOptions.Header.AUTO;
    }
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "auto" -> CsvOptions.Header.AUTO;
      case "yes" -> CsvOptions.Header.PRESENT;
      case "no" -> CsvOptions.Header.ABSENT;
      default -> throw Choices.unknown("--header", given, HEADERS);
    };
  }

  /** Refuses what only a table has. */
  void requireNoTable(String name) {
    String given =
        target != null
            ? "--target"
            : task != null
                ? "--task"
                : !ignored.isEmpty()
                    ? "--ignore"
                    : !categories.isEmpty()
                        ? "--category"
                        : !missing.isEmpty() ? "--missing" : header != null ? "--header" : null;
    if (given != null) {
      throw new UserError(given + " is for tables, but " + name + " is a set of images");
    }
  }

  /** Refuses what says how a file is read, for one whose form is known. */
  void requireOrdinaryFile(String name) {
    if (header != null || !missing.isEmpty()) {
      throw new UserError(
          (header != null ? "--header" : "--missing")
              + " is for tables of your own; how "
              + name
              + " is written is known");
    }
  }

  /** Refuses what the preparation of an earlier model has settled. */
  void requireNoPreparation() {
    String given =
        scaling != null
            ? "--scaling"
            : task != null
                ? "--task"
                : !ignored.isEmpty() ? "--ignore" : !categories.isEmpty() ? "--category" : null;
    if (given != null) {
      throw new UserError(
          "--from prepares the data as for that model, so "
              + given
              + " has no effect; leave it out");
    }
  }

  /** How a file is read. */
  CsvOptions csv(CsvOptions standard) {
    Set<String> texts = new LinkedHashSet<>(CsvOptions.MISSING_TEXTS);
    texts.addAll(missing);
    return standard.header(header()).missingTexts(texts);
  }

  /** What is done with its columns. */
  PreprocessOptions over(PreprocessOptions standard) {
    var options = standard.scaleTarget();
    String column = target;
    if (column != null) {
      options = options.target(column);
    }
    Task wanted = task();
    if (wanted != null) {
      options = options.task(wanted);
    }
    Scaling numbers = scaling();
    if (numbers != null) {
      options = options.scaling(numbers);
    }
    for (String category : categories) {
      options = options.type(category, ColumnType.CATEGORY);
    }
    return options.ignore(ignored.toArray(String[]::new));
  }
}
