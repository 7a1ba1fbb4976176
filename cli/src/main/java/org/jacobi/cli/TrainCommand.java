package org.jacobi.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.kernel.KernelProvider;
import org.jacobi.kernel.Kernels;
import org.jacobi.train.History;
import org.jacobi.train.InputFormat;
import org.jacobi.train.MemoryPlan;
import org.jacobi.train.ModelFile;
import org.jacobi.train.TrainingListener;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobi train}. */
@Command(
    name = "train",
    description = {
      "Trains a network and leaves it in a folder, with its figures and a report.",
      "",
      "The model holds the last weights or, where there is a validation part, the best on that part."
          + " Nothing is ever chosen by the test part.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi train                                   digits that Jacobi draws; no file needed",
      "  jacobi train digits --hidden none              a linear classifier",
      "  jacobi train iris --folds 5                    cross-validation",
      "  jacobi train mnist --hidden 50 --optimizer sgd --lr 0.1 --batch-size 100 --steps 10000",
      "  jacobi train houses.csv --target price --task regress --validation 0.1 --early-stop 10",
      "  jacobi train breast-cancer --hidden 64:sigmoid,32:relu:0.2 --output sigmoid --loss mse \\",
      "      --optimizer adam --lr 0.05 --scaling minmax --test 0.3 --batch-size 64 --epochs 100",
      "  jacobi train mnist --from runs/digits-1 --freeze 0 --epochs 3",
    })
final class TrainCommand implements Callable<Integer> {
  /** Exit code of a run that was stopped by Ctrl-C. */
  static final int INTERRUPTED = 130;

  @Mixin private DataOptions data = new DataOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();
  @Mixin private TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder of the run; runs/NAME-N with the next free number by default. Files of an"
              + " earlier run in it are replaced; if the new run fails before its first checkpoint,"
              + " they are as before.")
  private @Nullable Path out;

  @Option(
      names = "--json",
      description =
          "Print one JSON object a line for each epoch and for the end, and nothing else.")
  private boolean json;

  @Option(
      names = "--plan",
      description =
          "Print what the run will do and the memory it will take, and stop. What does not fit"
              + " into --memory is refused, as by the run itself.")
  private boolean plan;

  @Spec private @Nullable CommandSpec spec;

  private @Nullable Resumption resumption;

  /** Lets the run go on that lies in a folder, instead of beginning a new one. */
  void resume(Resumption from) {
    resumption = from;
    recorded = from.arguments();
    out = from.folder();
    json |= from.json();
  }

  private @Nullable List<String> recorded;
  private @Nullable JsonObject original;
  private @Nullable Path made;

  /** Makes the run of a record again, by arguments that the new record names. */
  void again(JsonObject record, List<String> arguments) {
    original = record;
    recorded = arguments;
  }

  /** Where the run was put; null before that. */
  @Nullable Path folder() {
    return made;
  }

  @Override
  public Integer call() {
    Path place = out;
    if (place != null && place.toString().isBlank()) {
      throw new UserError("--out is empty; name a folder, or leave it out");
    }
    data.check();
    network.check();
    training.check();
    KernelProvider.prepare(); // after what a typing mistake ends: it may have something to say
    Source source = prepared(data.read());
    var division = data.division(source, training.seed(), training.stopsEarly());
    warnOfSeenRows(source, division);
    if (original != null) {
      RunRecord.requireSameFiles(original, source);
    }
    if (plan) {
      printPlan(source, division);
      return 0;
    }
    if (resumption != null && data.folds() != null) {
      throw new UserError(
          resumption.folder() + " is a cross-validation, which cannot go on; run it again");
    }
    var log = new RunLog(out, source.name(), json);
    try (var interruption = new Interruption()) {
      begin(new Run(source, division, log, interruption, arguments()));
      return interruption.isAsked() ? INTERRUPTED : 0;
    } finally {
      log.close();
    }
  }

  private void begin(Run run) {
    try {
      Integer folds = data.folds();
      if (folds != null) {
        new CrossValidation(run, network, training, json).run(folds);
      } else {
        single(run);
      }
    } catch (RuntimeException | Error e) {
      run.log().rollBack(); // still under the eyes of the interruption, which ends the program
      throw e;
    }
  }

  /**
   * What a run works with.
   *
   * @param arguments of the command line
   */
  record Run(
      Source source,
      Division division,
      RunLog log,
      Interruption interruption,
      List<String> arguments) {}

  /** With the preparation of the model to start from. */
  private Source prepared(Source source) {
    Path place = network.from();
    if (place == null) {
      return source;
    }
    data.requireNoPreparation();
    var input = ModelFile.load(place).info().input();
    if (source instanceof Source.Images images) {
      if (input instanceof InputFormat.Image format) {
        return images.scaledBy(format.scaling());
      }
      throw new UserError(
          "--from: that model was trained on a table, but "
              + source.name()
              + " is a set of images");
    }
    var table = (Source.Table) source;
    if (!(input instanceof InputFormat.Table format)) {
      throw new UserError(
          "--from: that model was not trained on a table, but " + source.name() + " is one");
    }
    data.requireSameTarget(format.preprocessor().target());
    return table.preparedBy(format.preprocessor());
  }

  private void warnOfSeenRows(Source source, Division division) {
    Path place = network.from();
    if (place != null
        && new Provenance(ModelFile.load(place).info()).hasSeenTestRows(source, division)) {
      Terminal.warn(
          "that model was trained on some of the rows that are for the test now, so the test"
              + " figures flatter it; give the --seed and --test that it was trained with");
    }
  }

  private List<String> arguments() {
    if (recorded != null) {
      return recorded;
    }
    CommandSpec own = spec;
    return own == null ? List.of() : own.root().commandLine().getParseResult().originalArgs();
  }

  private void printPlan(Source source, Division division) {
    if (data.folds() != null) {
      throw new UserError("--plan is for one run; leave out --folds");
    }
    var parts = division.of(source);
    var experiment =
        Experiment.of(
            source,
            division,
            parts,
            new Experiment.Settings(
                network, training, training.checkpoints(Path.of("")), List.of()));
    MemoryPlan memory = experiment.trainer().plan(parts.train(), parts.test());
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", "plan");
      line.putAll(memory.parts());
      line.put("total", memory.total());
      Terminal.out().println(Json.text(line));
    } else {
      Header.print(experiment);
      PlanTable.print(memory, experiment.trainer().threads());
    }
    experiment.trainer().requireMemory(parts.train(), parts.test());
  }

  private void single(Run run) {
    var source = run.source();
    var log = run.log();
    var parts = run.division().of(source);
    var record = new RunRecord(run.arguments()).data(source, run.division(), parts);
    List<TrainingListener> listeners = new ArrayList<>(List.of(run.interruption(), log));
    if (resumption != null) {
      listeners.add(resumption);
    }
    var header = new Header();
    if (!json) {
      listeners.add(header);
      if (Terminal.isInteractive()) {
        listeners.add(new ProgressBar());
      }
      listeners.add(new EpochTable());
    }
    log.open();
    made = log.folder().path();
    var checkpoints = training.checkpoints(log.folder().path());
    var experiment =
        Experiment.of(
            source,
            run.division(),
            parts,
            new Experiment.Settings(network, training, checkpoints, listeners));
    header.announce(experiment);
    record.training(experiment);
    if (resumption != null) {
      resumption.over(experiment.trainer(), log, record);
    }
    experiment.trainer().requireMemory(parts.train(), parts.test());
    log.folder().writeRecord(record.running());
    log.setEarlierAside();
    run.interruption().watch(experiment.trainer());
    History history = experiment.trainer().fit(parts.train(), parts.test());
    if (resumption != null) {
      resumption.finished(experiment.trainer(), record);
    }
    var figures = record.figures(history);
    var complete = record.with(figures);
    save(experiment, history, complete, log);
    Map<String, Object> end = new LinkedHashMap<>();
    end.put("event", "end");
    end.putAll(figures);
    end.put("run", log.folder().path().toString());
    log.addLast(end);
    log.folder().writeEnd(complete); // the last: a run whose record has figures is finished
    log.finished();
    if (!json) {
      Ending.print(experiment, history, log);
    } else if (run.interruption().isAsked()) {
      Terminal.warn("stopped; the model is " + log.folder().model());
    }
  }

  private static void save(
      Experiment experiment, History history, Map<String, Object> record, RunLog log) {
    var trainer = experiment.trainer();
    var folder = log.folder();
    ModelFile.save(folder.model(), trainer.model(), trainer.info().withRun(record));
    log.saved();
    Report.write(folder, report(experiment, history, record, log), Locale.getDefault());
  }

  private static ReportData report(
      Experiment experiment, History history, Map<String, Object> record, RunLog log) {
    var trainer = experiment.trainer();
    var parts = experiment.parts();
    var table = parts.testTable();
    return new ReportData(
        experiment.source().name(),
        Words.layers(trainer.model()),
        String.valueOf(trainer.toMap().get("loss")),
        trainer.optimizer().toString(),
        Kernels.current().name(),
        String.valueOf(trainer.toMap().get("precision")),
        experiment.division().seed(),
        log.plan(),
        history,
        ReportData.Part.TEST,
        trainer.evaluate(parts.test()),
        parts.test(),
        table == null ? null : new ReportData.TableRows(table, parts.testRows()),
        Ending.commands(experiment, log.folder()),
        record);
  }
}
