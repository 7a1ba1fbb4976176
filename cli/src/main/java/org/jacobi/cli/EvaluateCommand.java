package org.jacobi.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jacobi.data.ContractReport;
import org.jacobi.data.Task;
import org.jacobi.io.Json;
import org.jacobi.train.Evaluation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Measures a model: on the test rows of its own data, or on other data.",
      "",
      "Without a name, and for the very file it was trained on, these are the rows that were set"
          + " aside for the test. Of a known data set it is the test part; of any other table all"
          + " rows.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi evaluate runs/digits-1               on the test rows of its own data",
      "  jacobi evaluate runs/digits-1 mnist         drawn digits, measured on written ones",
      "  jacobi evaluate model.safetensors new.csv --json",
    })
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "A run folder or model file.")
  private String model = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATASET|FILE.csv",
      description = "What to measure on; the data it was trained on by default.")
  private @Nullable String data;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of data sets; see jacobi train --help.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Option(
      names = "--strict",
      description =
          "Refuse data that differs from that of the training: another column or category, a text"
              + " for a number, a number far outside. By default it is counted on standard error.")
  private boolean strict;

  private @Nullable ContractReport contract;

  @Override
  public Integer call() {
    var loaded = ModelPlace.load(model);
    var notes = new ContractNotes();
    var measured =
        new Measured.Finder(loaded.info(), folder)
            .checking(report -> hear(report, notes))
            .find(data);
    notes.warn(measured.name() + " differs");
    var result = loaded.predictor().evaluate(measured.rows(), measured.loss());
    if (json) {
      Terminal.out().println(Json.text(map(measured, result)));
    } else {
      print(measured, result);
    }
    return 0;
  }

  private void hear(ContractReport report, ContractNotes notes) {
    contract = report;
    notes.add("", report);
    if (strict) {
      notes.refuse(report.table().source() + " differs");
    }
  }

  private Map<String, Object> map(Measured measured, Evaluation result) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("data", measured.name());
    map.put("part", measured.part());
    map.put("rows", (long) result.rows());
    var report = contract;
    map.put(
        "contract",
        report == null ? ContractNotes.map(result.rows(), List.of()) : ContractNotes.map(report));
    put(map, "loss", result.loss());
    if (result.task() == Task.REGRESSION) {
      put(map, "rmse", result.rmse());
      put(map, "mae", result.mae());
      put(map, "r2", result.r2());
      return map;
    }
    var confusion = result.confusion();
    put(map, "accuracy", result.accuracy());
    put(map, "macro_precision", confusion.macroPrecision());
    put(map, "macro_recall", confusion.macroRecall());
    put(map, "macro_f1", confusion.macroF1());
    put(map, "roc_auc", result.rocAuc());
    map.put("classes", measured.rows().classNames());
    List<Object> counts = new ArrayList<>();
    for (int i = 0; i < confusion.classes(); i++) {
      List<Object> row = new ArrayList<>();
      for (int j = 0; j < confusion.classes(); j++) {
        row.add((long) confusion.count(i, j));
      }
      counts.add(row);
    }
    map.put("confusion", counts);
    return map;
  }

  /** Left out where it is not defined, such as an area under a curve of one class. */
  private static void put(Map<String, Object> map, String key, double value) {
    if (Double.isFinite(value)) {
      map.put(key, value);
    }
  }

  private static void print(Measured measured, Evaluation result) {
    var out = Terminal.out();
    String rows =
        Words.count(result.rows(), "row") + " of " + measured.name() + " (" + measured.part() + ")";
    if (result.task() == Task.REGRESSION) {
      out.println("Its predictions for " + rows + " are off by:");
      out.println("  root mean squared error  " + Words.number(result.rmse()));
      out.println("  mean absolute error      " + Words.number(result.mae()));
      out.println("  R² (1 is perfect)        " + Words.format("%.4f", result.r2()));
      return;
    }
    out.println(
        "It classifies "
            + Words.percent(result.accuracy())
            + " of "
            + rows
            + " correctly; loss "
            + Words.number(result.loss())
            + ".");
    out.println();
    ClassReport.print(measured.rows().classNames(), result.confusion());
  }
}
