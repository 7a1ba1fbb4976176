package org.jacobi.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jacobi.data.ContractReport;
import org.jacobi.data.CsvTable;
import org.jacobi.data.Dataset;
import org.jacobi.data.PixelScaling;
import org.jacobi.data.PreprocessOptions;
import org.jacobi.data.Preprocessor;
import org.jacobi.data.Scaling;
import org.jacobi.data.Task;
import org.jacobi.data.TrainTest;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelInfo;
import org.jspecify.annotations.Nullable;

/** Data as it was read, before it is divided and prepared. */
sealed interface Source {
  /** What is said of a model that takes plain rows. */
  static UserError onlyFromPrograms(InputFormat.Numbers numbers) {
    return new UserError(
        "this model takes rows of numbers of the shape "
            + numbers.features()
            + ", which no file holds here; use it from a program");
  }

  /** What people call it. */
  String name();

  /** The files it came from. */
  List<Path> files();

  /** What is to be predicted. */
  Task task();

  /** Rows that can be divided: all but those of its own test part. */
  int rows();

  /** The class of each of those rows. */
  int[] labels();

  /** True if it has a test part of its own. */
  boolean hasTest();

  /**
   * Chosen rows, prepared; what is fitted, is fitted to the training rows alone.
   *
   * @param test rows to measure on; its own test part where null
   */
  Parts parts(int[] train, int[] validation, int @Nullable [] test);

  /**
   * Chosen rows, or its own test part where null, prepared as a model takes them.
   *
   * @param hearer of what is not like the training, before anything is prepared; if there is none,
   *     it is refused
   */
  Dataset forModel(
      ModelInfo model, int @Nullable [] rows, @Nullable Consumer<ContractReport> hearer);

  /** All rows that can be divided. */
  default int[] all() {
    return IntStream.range(0, rows()).toArray();
  }

  /**
   * Grey images.
   *
   * @param scaling how pixels are scaled
   * @param fixed a scaling that is taken as it is instead, or null
   */
  record Images(
      String name, TrainTest data, List<Path> files, Scaling scaling, @Nullable PixelScaling fixed)
      implements Source {
    @Override
    public Task task() {
      return data.train().task();
    }

    @Override
    public int rows() {
      return data.train().rows();
    }

    @Override
    public int[] labels() {
      return data.train().labels();
    }

    @Override
    public boolean hasTest() {
      return true;
    }

    @Override
    public Parts parts(int[] train, int[] validation, int @Nullable [] test) {
      var chosen = train.length == rows() ? data.train() : data.train().subset(train);
      var pixels = fixed != null ? fixed : fitted(chosen);
      return new Parts(
          chosen.scaled(pixels),
          validation.length == 0 ? null : data.train().subset(validation).scaled(pixels),
          (test == null ? data.test() : data.train().subset(test)).scaled(pixels),
          null,
          null,
          new int[0]);
    }

    private PixelScaling fitted(Dataset train) {
      return switch (scaling) {
        case NONE -> PixelScaling.NONE;
        case MIN_MAX -> PixelScaling.UNIT;
        case STANDARD -> PixelScaling.standard(train);
      };
    }

    /** The same data, scaled as for an earlier model. */
    Images scaledBy(PixelScaling pixels) {
      return new Images(name, data, files, scaling, pixels);
    }

    @Override
    public Dataset forModel(
        ModelInfo model, int @Nullable [] rows, @Nullable Consumer<ContractReport> hearer) {
      var chosen = rows == null ? data.test() : data.train().subset(rows);
      if (!(model.input() instanceof InputFormat.Image image)) {
        throw new UserError("the model does not take images, but " + name + " is a set of images");
      }
      var shape = chosen.imageShape();
      if (shape != null && (shape.dim(0) != image.height() || shape.dim(1) != image.width())) {
        throw new UserError(
            "the model takes images of "
                + image.height()
                + " × "
                + image.width()
                + ", but those of "
                + name
                + " are "
                + shape.dim(0)
                + " × "
                + shape.dim(1));
      }
      if (model.task() != Task.CLASSIFICATION || model.classNames().size() != chosen.outputs()) {
        throw new UserError(
            "the model knows "
                + Words.count(model.classNames().size(), "class")
                + ", but "
                + name
                + " has "
                + chosen.outputs());
      }
      return chosen.scaled(image.scaling());
    }
  }

  /**
   * A table.
   *
   * @param test its own test part, or null
   * @param fixed a preparation that is taken as it is instead of being fitted, or null
   */
  record Table(
      String name,
      CsvTable table,
      @Nullable CsvTable test,
      List<Path> files,
      PreprocessOptions options,
      @Nullable Preprocessor fixed)
      implements Source {
    private Preprocessor overall() {
      return fixed != null ? fixed : Preprocessor.fit(table, options);
    }

    @Override
    public Task task() {
      return overall().task();
    }

    @Override
    public int rows() {
      return table.rows();
    }

    @Override
    public int[] labels() {
      return overall().transform(table).labels();
    }

    @Override
    public boolean hasTest() {
      return test != null;
    }

    @Override
    public Parts parts(int[] train, int[] validation, int @Nullable [] testRows) {
      var fitted = fixed != null ? fixed : Preprocessor.fit(table, train, options);
      var own = test;
      var measured = testRows == null && own != null ? own : table;
      int[] rows = testRows != null ? testRows : IntStream.range(0, measured.rows()).toArray();
      return new Parts(
          fitted.transform(table, train),
          validation.length == 0 ? null : fitted.transform(table, validation),
          fitted.transform(measured, rows),
          fitted,
          measured,
          rows);
    }

    @Override
    public Dataset forModel(
        ModelInfo model, int @Nullable [] rows, @Nullable Consumer<ContractReport> hearer) {
      if (!(model.input() instanceof InputFormat.Table format)) {
        throw new UserError("the model takes no rows of a table, but " + name + " is a table");
      }
      var preparation = format.preprocessor();
      var own = test;
      var chosen = rows == null && own != null ? own : table;
      int[] which = rows != null ? rows : IntStream.range(0, chosen.rows()).toArray();
      if (hearer == null) {
        return preparation.transform(chosen, which);
      }
      var report = preparation.check(chosen, which);
      hearer.accept(report);
      return preparation.transform(report.table(), which);
    }

    /** The same data, prepared as for an earlier model. */
    Table preparedBy(Preprocessor preparation) {
      return new Table(name, table, test, files, options, preparation);
    }
  }
}
