package org.jacobi.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jacobi.data.CsvTable;
import org.jacobi.train.InputFormat;
import org.jacobi.train.Predictor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi predict}. */
@Command(
    name = "predict",
    description = {
      "Uses a model on new data: classes with their probabilities, or numbers.",
      "",
      "A table needs the columns that the model was trained on, in any order; the target may be"
          + " missing. An image is made grey and brought to the model's size. What differs from the"
          + " data of the training is counted on standard error.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi predict runs/iris-1 flowers.csv",
      "  jacobi predict runs/iris-1 flowers.csv --csv > with-predictions.csv",
      "  jacobi predict runs/iris-1 flowers.csv --strict > answers.txt",
      "  jacobi predict runs/digits-1 seven.png --invert    dark ink on light paper",
      "  jacobi predict model.safetensors *.png --json",
    })
final class PredictCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "A run folder or model file.")
  private String model = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Tables (CSV), or images (PNG, GIF, BMP).")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--csv",
      description = "Print CSV: the columns of the table, the prediction, the probabilities.")
  private boolean csv;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Option(
      names = "--invert",
      description = "Images are dark on light, unlike those the model was trained on.")
  private boolean invert;

  @Option(
      names = "--strict",
      description =
          "Refuse data that differs from that of the training: another column or category, a text"
              + " for a number, a number far outside. By default it is counted on standard error.")
  private boolean strict;

  @Override
  public Integer call() {
    if (csv && json) {
      throw new UserError("--csv and --json are two forms of the output; choose one");
    }
    Predictor predictor = ModelPlace.load(model).predictor();
    List<Path> paths = files.stream().map(SourceFinder::path).toList();
    switch (predictor.info().input()) {
      case InputFormat.Table table -> tables(predictor, table, paths);
      case InputFormat.Image image -> images(predictor, image, paths);
      case InputFormat.Numbers numbers -> throw Source.onlyFromPrograms(numbers);
    }
    return 0;
  }

  private void tables(Predictor predictor, InputFormat.Table format, List<Path> paths) {
    if (invert) {
      throw new UserError("--invert is for images, but this model takes the rows of a table");
    }
    // All are read and predicted first, so that a fault in the last one leaves no half output.
    List<CsvTable> tables = new ArrayList<>();
    List<CsvTable> admitted = new ArrayList<>();
    var notes = new ContractNotes();
    for (Path path : paths) {
      var table = CsvTable.read(path, format.preprocessor().csvOptions());
      var report = format.preprocessor().check(table);
      notes.add(paths.size() == 1 ? "" : path + ", ", report);
      tables.add(table);
      admitted.add(report.table());
    }
    if (strict) {
      notes.refuse(subject(paths));
    }
    List<double[][]> answers = admitted.stream().map(predictor::predict).toList();
    notes.warn(subject(paths));
    for (int i = 0; i < tables.size(); i++) {
      var output = new Answers(predictor.info(), format.preprocessor().target());
      if (csv) {
        output.csv(tables.get(i), answers.get(i));
      } else if (json) {
        output.json(paths.get(i), answers.get(i));
      } else {
        output.print(answers.get(i));
      }
    }
  }

  private void images(Predictor predictor, InputFormat.Image format, List<Path> paths) {
    List<byte[]> images = new ArrayList<>();
    var check = new ImageCheck(format);
    for (Path path : paths) {
      var pixels = Pixels.read(path, invert);
      check.add(path, pixels, invert);
      images.add(pixels.resized(format.height(), format.width()));
    }
    if (strict) {
      check.notes().refuse(subject(paths));
    }
    List<double[]> answers = images.stream().map(predictor::predictImage).toList();
    check.notes().warn(subject(paths));
    var output = new Answers(predictor.info(), "class");
    for (int i = 0; i < paths.size(); i++) {
      if (csv) {
        output.csv(paths.get(i), answers.get(i), i == 0);
      } else if (json) {
        output.json(paths.get(i), answers.get(i));
      } else {
        output.print(paths.get(i), answers.get(i));
      }
    }
  }

  private static String subject(List<Path> paths) {
    return paths.size() == 1
        ? paths.getFirst() + " differs"
        : "some of " + Words.count(paths.size(), "file") + " differ";
  }
}
