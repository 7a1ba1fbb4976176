package org.jacobi.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.data.Task;
import org.jacobi.train.EpochRecord;
import org.jacobi.train.History;
import org.jacobi.train.RunFolder;
import org.jacobi.train.Scores;
import org.jacobi.train.TrainingListener;

/**
 * Trains once for each fold and gives the mean and the deviation of the figures. It measures how
 * good such a network is; it leaves no model, since none of them has seen all rows.
 */
final class CrossValidation {
  private final TrainCommand.Run run;
  private final NetworkOptions network;
  private final TrainingOptions training;
  private final boolean json;
  private final List<EpochRecord> results = new ArrayList<>();
  private final Header header = new Header();
  private String ended = "done";

  CrossValidation(
      TrainCommand.Run run, NetworkOptions network, TrainingOptions training, boolean json) {
    this.run = run;
    this.network = network;
    this.training = training;
    this.json = json;
  }

  void run(int count) {
    var folds = run.division().folds(run.source(), count);
    RunRecord record = null;
    for (int i = 0; i < count && !run.interruption().isAsked(); i++) {
      var parts = run.division().of(run.source(), folds, i);
      var experiment =
          Experiment.of(
              run.source(),
              run.division(),
              parts,
              new Experiment.Settings(network, training, null, listeners()));
      if (record == null) {
        record = new RunRecord(run.arguments()).data(run.source(), run.division(), parts);
        record.training(experiment);
        header.announce(experiment);
      }
      run.log().fold(i + 1);
      run.interruption()
          .watch(
              experiment.trainer(),
              "stopping after this step; folds leave no model, and those not done are left out ...");
      History history = experiment.trainer().fit(parts.train(), parts.test());
      if (history.end() == History.End.STOPPED) {
        ended = "stopped";
        break;
      }
      results.add(history.best());
      add(record, history, i + 1, count);
    }
    run.log().fold(0);
    if (record != null) {
      finish(record, count);
    }
  }

  private List<TrainingListener> listeners() {
    List<TrainingListener> all = new ArrayList<>(List.of(run.interruption(), run.log()));
    if (!json) {
      all.add(header);
      if (Terminal.isInteractive()) {
        all.add(new ProgressBar());
      }
    }
    return all;
  }

  private void add(RunRecord record, History history, int fold, int count) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("event", "fold");
    event.putAll(record.figures(history));
    run.log().add(event);
    Scores test = history.best().test();
    if (!json && test != null) {
      Terminal.out()
          .println(
              Words.format(
                  "fold %2d of %d   test loss %s   %s %s",
                  fold, count, Words.number(test.loss()), test.metricName(), Words.metric(test)));
    }
  }

  /** Means and deviations of all folds that are through. */
  private Map<String, Object> figures(RunRecord record, int count) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("ended", ended);
    figures.put("folds", (long) count);
    figures.put("folds_done", (long) results.size());
    if (!results.isEmpty()) {
      var first = results.getFirst().train();
      put(figures, "train_loss", results.stream().map(r -> r.train().loss()).toList());
      String metric = first.metricName();
      put(figures, "train_" + metric, results.stream().map(r -> r.train().metric()).toList());
      var tests = results.stream().map(EpochRecord::test).filter(t -> t != null).toList();
      put(figures, "test_loss", tests.stream().map(Scores::loss).toList());
      put(figures, "test_" + metric, tests.stream().map(Scores::metric).toList());
    }
    figures.put("seconds", record.seconds());
    return figures;
  }

  private static void put(Map<String, Object> figures, String key, List<Double> values) {
    figures.put(key, mean(values));
    figures.put(key + "_deviation", deviation(values));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElse(0);
  }

  /** Of a sample: divided by one less than their number. */
  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1));
  }

  private void finish(RunRecord record, int count) {
    var figures = figures(record, count);
    RunFolder folder = run.log().folder();
    Map<String, Object> end = new LinkedHashMap<>();
    end.put("event", "end");
    end.putAll(figures);
    end.put("run", folder.path().toString());
    run.log().addLast(end);
    folder.writeEnd(record.with(figures));
    if (json || results.isEmpty()) {
      return;
    }
    boolean classes = results.getFirst().train().task() == Task.CLASSIFICATION;
    String key = classes ? "test_accuracy" : "test_rmse";
    double mean = (double) figures.getOrDefault(key, 0.0);
    double deviation = (double) figures.getOrDefault(key + "_deviation", 0.0);
    var out = Terminal.out();
    out.println();
    out.println(
        classes
            ? "Over "
                + Words.count(results.size(), "fold")
                + " it classifies "
                + Words.format("%.2f ± %.2f %%", 100 * mean, 100 * deviation)
                + " of the rows correctly that it was not trained on (mean ± deviation)."
            : "Over "
                + Words.count(results.size(), "fold")
                + " its predictions for rows that it was not trained on are off by "
                + Words.number(mean)
                + " ± "
                + Words.number(deviation)
                + " (root mean squared error, mean ± deviation).");
    out.println();
    out.println("Figures    " + folder.metrics() + ", " + folder.record());
    out.println("A cross-validation leaves no model; train without --folds for one.");
  }
}
