package org.jacobi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One contestant in the rounds of a workload, with all that was measured of it. */
final class Runner implements AutoCloseable {
  private final Peer peer;
  private final Setting setting;
  private final List<Slice> slices = new ArrayList<>();
  private String failure = "";
  private String first = "";
  private String last = "";
  private final WorkerProcess process;

  private Runner(Peer peer, Setting setting, WorkerProcess process) {
    this.peer = peer;
    this.setting = setting;
    this.process = process;
  }

  /**
   * Starts it, and lets it run for a while.
   *
   * @throws IOException with the reason, if it cannot
   */
  static Runner start(
      Peer peer, Setting setting, Workload workload, WorkerProcess.Place place, double warm)
      throws IOException {
    var process = WorkerProcess.start(peer, setting, workload, place);
    try {
      var runner = new Runner(peer, setting, process);
      runner.first = process.ask("figure");
      process.ask("slice " + warm);
      return runner;
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /** One slice of time. After a failure nothing is done any more. */
  void round(double seconds) {
    if (!failure.isEmpty()) {
      return;
    }
    try {
      slices.add(Slice.parse(process.ask("slice " + seconds)));
      last = process.ask("figure");
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    }
  }

  Peer peer() {
    return peer;
  }

  Setting setting() {
    return setting;
  }

  String description() {
    return process.description();
  }

  /** Empty, or why it ended. */
  String failure() {
    return failure;
  }

  /** The median of each round, in microseconds. */
  double[] medians() {
    return slices.stream().mapToDouble(Slice::median).toArray();
  }

  /** The median over the rounds of one of their figures. */
  double median(ToDoubleFunction<Slice> figure) {
    return Statistics.median(slices.stream().mapToDouble(figure).toArray());
  }

  /** Steps and figure before the first step. */
  String first() {
    return first;
  }

  /** Steps and figure at the end. */
  String last() {
    return last;
  }

  @Override
  public void close() {
    process.close();
  }
}
