package org.jacobi.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.io.JsonObject;
import org.jacobi.train.ResumePoint;
import org.jacobi.train.Trainer;
import org.jacobi.train.TrainingListener;
import org.jacobi.train.TrainingPlan;

/** A run that goes on. */
final class Resumption implements TrainingListener {
  private final Path folder;
  private final List<String> arguments;
  private final List<Map<String, Object>> times;
  private final boolean force;
  private final boolean json;
  private final String started;
  private long from;

  /**
   * A run that goes on.
   *
   * @param folder of the run
   * @param arguments of the command that makes the whole run
   * @param record of the run so far
   * @param force whether differences to the run that was stopped are allowed
   * @param json whether lines of JSON are printed
   */
  Resumption(Path folder, List<String> arguments, JsonObject record, boolean force, boolean json) {
    this.folder = folder;
    this.arguments = arguments;
    this.times = earlier(record);
    this.started = record.string("started", "");
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

  @SuppressWarnings("unchecked") // only written again
  private static List<Map<String, Object>> earlier(JsonObject record) {
    List<Map<String, Object>> times = new ArrayList<>();
    if (record.has("resumed")) {
      record
          .objects("resumed")
          .forEach(time -> times.add((Map<String, Object>) (Map<String, ?>) time.toMap()));
    }
    return times;
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
    if (!started.isEmpty()) {
      record.startedAt(started);
    }
    log.folder().writeRecord(record.running()); // before its figures are cut: it is not finished
    log.resume(point.epochs());
    from = point.step();
  }

  /** Only now is sure that the checkpoint belongs to this run. */
  @Override
  public void started(TrainingPlan plan) {
    if (!json) {
      Terminal.out()
          .println(
              from == 0
                  ? "Resumed    " + folder + " has no whole checkpoint, so it begins at step 0"
                  : "Resumed    " + folder + " after step " + Words.count(from));
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
