package org.jacobi.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.train.ResumePoint;
import org.jacobi.train.Trainer;

/** A run that goes on. */
final class Resumption {
  private final Path folder;
  private final List<String> arguments;
  private final List<Map<String, Object>> times;
  private final boolean force;
  private final boolean json;

  /**
   * A run that goes on.
   *
   * @param folder of the run
   * @param arguments of the command that makes the whole run
   * @param earlier the times that it was resumed before, from its record
   * @param force whether differences to the run that was stopped are allowed
   * @param json whether lines of JSON are printed
   */
  Resumption(
      Path folder,
      List<String> arguments,
      List<Map<String, Object>> earlier,
      boolean force,
      boolean json) {
    this.folder = folder;
    this.arguments = arguments;
    this.times = new ArrayList<>(earlier);
    this.force = force;
    this.json = json;
  }

  Path folder() {
    return folder;
  }

  List<String> arguments() {
    return arguments;
  }

  boolean json() {
    return json;
  }

  /** Takes a trainer back to the last whole checkpoint, and the figures with it. */
  void over(Trainer trainer, RunLog log, RunRecord record) {
    ResumePoint point = force ? trainer.resumeAnyway(folder) : trainer.resume(folder);
    point.damaged().forEach(words -> Terminal.warn("passed over: " + words));
    Map<String, Object> time = new LinkedHashMap<>();
    time.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    time.put("step", point.step());
    times.add(time);
    record.resumed(times);
    log.folder().writeRecord(record.running()); // before its figures are cut: it is not finished
    log.resume(point.epochs());
    if (!json) {
      Terminal.out()
          .println(
              point.step() == 0
                  ? "Resumed    " + folder + " has no whole checkpoint, so it begins at step 0"
                  : "Resumed    " + folder + " after step " + Words.count(point.step()));
    }
  }

  /** What was different, if that was allowed. */
  void finished(Trainer trainer, RunRecord record) {
    if (force) {
      times.getLast().put("differences", trainer.resumeDifferences());
      record.resumed(times);
    }
  }
}
