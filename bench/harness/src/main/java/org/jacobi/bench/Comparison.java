package org.jacobi.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One workload: trial of the settings, rounds in turn, table. */
final class Comparison {
  private static final int PAUSE_MILLISECONDS = 200;
  private static final String DIVERGED =
      ": it diverged (its loss is NaN or infinite), so that no ratio is given.";

  private final Workload workload;
  private final PeersOptions options;
  private final WorkerProcess.Place place;
  private final PrintStream out;
  private final Table trials = new Table("framework", "setting", "arithmetic", "µs");
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final List<Runner> runners = new ArrayList<>();

  Comparison(Workload workload, PeersOptions options, WorkerProcess.Place place, PrintStream out) {
    this.workload = workload;
    this.options = options;
    this.place = place;
    this.out = out;
  }

  /** Measures, and gives back the table with what goes with it, in Markdown. */
  String run(List<Peer> peers) throws IOException {
    try {
      for (var peer : peers) {
        for (var setting : chosen(peer)) {
          start(peer, setting);
        }
      }
      rounds();
      return report();
    } finally {
      runners.forEach(Runner::close);
    }
  }

  /**
   * The settings of a framework that take part: by default the first, the fastest, and those of
   * frozen predictors.
   */
  private List<Setting> chosen(Peer peer) {
    var all = peer.settings(workload);
    if (all.isEmpty() || options.settings() == PeersOptions.Choice.ALL) {
      return all;
    }
    if (options.settings() == PeersOptions.Choice.DEFAULT || all.size() == 1) {
      return all.subList(0, 1);
    }
    Map<Setting, Double> times = new LinkedHashMap<>();
    all.stream().filter(setting -> !setting.isFrozen()).forEach(s -> trial(peer, s, times));
    List<Setting> result = new ArrayList<>(List.of(all.getFirst()));
    for (String arithmetic : List.of("f32", "bf16")) {
      times.keySet().stream()
          .filter(setting -> setting.arithmetic().equals(arithmetic))
          .min(Comparator.comparingDouble(times::get))
          .filter(setting -> !result.contains(setting))
          .ifPresent(result::add);
    }
    all.stream().filter(Setting::isFrozen).forEach(result::add);
    return result;
  }

  private void trial(Peer peer, Setting setting, Map<Setting, Double> times) {
    double slice = options.seconds() / 2;
    try (var runner = Runner.start(peer, setting, workload, place, options.warm() / 2)) {
      for (int i = 0; i < 3; i++) {
        runner.round(slice);
      }
      if (!runner.failure().isEmpty()) {
        throw new IOException(runner.failure());
      }
      double best = Statistics.quantile(runner.medians(), 0);
      times.put(setting, best);
      trials.row(peer.title(), setting.name(), setting.arithmetic(), number(best));
      out.printf("  trial %s, %s: %s µs%n", peer.title(), setting.name(), number(best));
    } catch (IOException e) {
      trials.row(peer.title(), setting.name(), setting.arithmetic(), "failed");
      out.printf("  trial %s, %s: %s%n", peer.title(), setting.name(), e.getMessage());
    }
  }

  private void start(Peer peer, Setting setting) {
    String name = peer.title() + ", " + setting.name();
    try {
      var runner = Runner.start(peer, setting, workload, place, options.warm());
      runners.add(runner);
      out.printf("  %s: %s%n", name, runner.description());
    } catch (IOException e) {
      failures.put(name, e.getMessage());
      out.printf("  %s: %s%n", name, e.getMessage());
    }
  }

  /** Everybody in turn; who begins changes from round to round. */
  private void rounds() throws IOException {
    for (int round = 0; round < options.rounds(); round++) {
      for (int i = 0; i < runners.size(); i++) {
        pause();
        runners.get((i + round) % runners.size()).round(options.seconds());
      }
      out.printf("  round %d of %d%n", round + 1, options.rounds());
    }
  }

  /** Threads that wait by spinning go to sleep before the next contestant's turn. */
  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String report() {
    for (var runner : runners) {
      if (!runner.failure().isEmpty()) {
        failures.put(name(runner), runner.failure());
      }
    }
    var whole = runners.stream().filter(runner -> runner.failure().isEmpty()).toList();
    var text = new StringBuilder("**" + workload.title() + "**, µs a " + unit() + "\n\n");
    text.append(results(whole).markdown());
    failures.forEach((name, reason) -> text.append("\n").append(name).append(": ").append(reason));
    if (!failures.isEmpty()) {
      text.append("\n");
    }
    var lost = whole.stream().filter(runner -> diverged(runner.last())).toList();
    for (var runner : lost) {
      text.append("\n").append(name(runner)).append(DIVERGED).append("\n");
    }
    text.append("\nWhat each said of itself:\n\n");
    for (var runner : whole) {
      text.append("- ").append(name(runner)).append(": ");
      text.append(runner.description()).append("\n");
    }
    return text.toString();
  }

  private String unit() {
    return workload.trains() ? "step" : "call";
  }

  private Table results(List<Runner> whole) {
    var ours =
        whole.stream()
            .filter(runner -> runner.peer().id().equals("jacobi") && !runner.setting().isFrozen())
            .toList();
    List<String> heads = new ArrayList<>(List.of("framework", "setting", "median"));
    heads.addAll(List.of("rounds", "10–90 %", "99 %"));
    ours.forEach(our -> heads.add("Jacobi " + our.setting().name() + " : this"));
    heads.add(workload.trains() ? "loss, steps" : "largest error");
    var table = new Table(heads.toArray(String[]::new));
    for (var runner : whole) {
      double[] medians = runner.medians();
      List<String> cells = new ArrayList<>(List.of(runner.peer().title()));
      cells.add(runner.setting().name());
      cells.add(number(Statistics.median(medians)));
      cells.add(
          number(Statistics.quantile(medians, 0)) + "–" + number(Statistics.quantile(medians, 1)));
      cells.add(number(runner.median(Slice::low)) + "–" + number(runner.median(Slice::high)));
      cells.add(number(runner.median(Slice::p99)));
      for (var our : ours) {
        cells.add(
            our == runner
                ? "1"
                : diverged(our.last()) || diverged(runner.last())
                    ? "–"
                    : String.format(
                        Locale.ROOT, "%.2f", Statistics.medianRatio(our.medians(), medians)));
      }
      cells.add(figures(runner));
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static String name(Runner runner) {
    return runner.peer().title() + ", " + runner.setting().name();
  }

  /** Whether a line "steps figure" ends in a loss that is no number any more. */
  static boolean diverged(String figure) {
    return !Double.isFinite(Double.parseDouble(figure.split(" ")[1]));
  }

  private String figures(Runner runner) {
    String[] last = runner.last().split(" ");
    double end = Double.parseDouble(last[1]);
    if (!workload.trains()) {
      return String.format(Locale.ROOT, "%.0e", end);
    }
    double start = Double.parseDouble(runner.first().split(" ")[1]);
    return String.format(Locale.ROOT, "%.3f → %.4f, %s", start, end, last[0]);
  }

  /** What was tried, in Markdown; empty if there was no trial. */
  String trials() {
    return trials.isEmpty()
        ? ""
        : "Settings tried, best of three short slices, µs a " + unit() + "\n\n" + trials.markdown();
  }

  /** Three or four digits. */
  static String number(double value) {
    int digits = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
