package org.jacobi.cli;

import java.nio.file.Path;
import org.jacobi.data.KnownData;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The settings that say what is trained on. */
final class DataOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATASET|FILE.csv",
      description = "A known data set (see jacobi datasets) or a table; digits by default.")
  private String data = Defaults.DATA;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A folder with the files of the data set, or with a folder for each data set. By default"
              + " they are taken from the user's cache, or downloaded into it.")
  private @Nullable Path folder;

  @Mixin private TableOptions table = new TableOptions();

  @Option(
      names = "--test",
      paramLabel = "SHARE",
      description =
          "The share of rows to set aside for the test; 0.2 by default. Only for data without a"
              + " test part of its own.")
  private @Nullable Double test;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description =
          "The share of the rows to set aside for choosing the best epoch, whose weights are then"
              + " kept; none by default.")
  private @Nullable Double validation;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validation: K trainings, each measured on another K-th of the training part."
              + " Gives their mean and deviation, and leaves no model.")
  private @Nullable Integer folds;

  /** Refuses values outside of their ranges. */
  void check() {
    Choices.share("--test", test);
    Choices.share("--validation", validation);
    Integer count = folds;
    if (count != null && count < 2) {
      throw Choices.wrong("--folds", "2 or more", count);
    }
    if (folds != null && test != null) {
      throw new UserError(
          "--folds measures on each row once, so there is nothing to set aside with --test");
    }
  }

  /** Number of folds, or null for a single training. */
  @Nullable Integer folds() {
    return folds;
  }

  /** Refuses settings that the preparation of the model to start from overrules. */
  void requireNoPreparation() {
    table.requireNoPreparation();
  }

  /** Refuses another target than that of the model to start from. */
  void requireSameTarget(String column) {
    String given = table.target();
    if (given != null && !given.equals(column)) {
      throw new UserError("--from: that model predicts the column " + column + ", not " + given);
    }
  }

  /** Reads the data. */
  Source read() {
    var finder = new SourceFinder(folder, new DownloadBar());
    KnownData set = SourceFinder.known(data);
    return set != null ? finder.read(set, table) : finder.read(SourceFinder.path(data), table);
  }

  /** How it is divided. */
  Division division(Source source, long seed, boolean stopsEarly) {
    Double wanted = validation;
    Double forValidation = wanted != null ? wanted : stopsEarly ? Defaults.VALIDATION : null;
    if (!source.hasTest()) {
      return new Division(
          folds != null ? null : test != null ? test : Defaults.TEST, forValidation, seed);
    }
    if (test != null) {
      throw new UserError(
          source.name() + " has a test part of its own, so nothing is set aside with --test");
    }
    return new Division(null, forValidation, seed);
  }
}
