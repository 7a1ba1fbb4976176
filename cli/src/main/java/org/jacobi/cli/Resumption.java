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

/**
 * A run that goes on.
 *
 * @param folder of the run
 * @param arguments of the command that makes the whole run
 * @param earlier the times that it was resumed before, from its record
 * @param force whether differences to the run that was stopped are allowed
 * @param json whether lines of JSON are printed
 */
record Resumption(
    Path folder,
    List<String> arguments,
    List<Map<String, Object>> earlier,
    boolean force,
    boolean json) {
  /** Takes a trainer back to the last whole checkpoint, and the figures with it. */
  void over(Trainer trainer, RunLog log, RunRecord record) {
    ResumePoint point = force ? trainer.resumeAnyway(folder) : trainer.resume(folder);
    point.damaged().forEach(words -> Terminal.warn("passed over: " + words));
    log.resume(point.epochs());
    Map<String, Object> time = new LinkedHashMap<>();
    time.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    time.put("step", point.step());
    if (force) {
      time.put("force", true);
    }
    List<Map<String, Object>> all = new ArrayList<>(earlier);
    all.add(time);
    record.resumed(all);
    if (!json) {
      Terminal.out()
          .println(
              point.step() == 0
                  ? "Resumed    " + folder + " has no checkpoint, so it begins at step 0"
                  : "Resumed    " + folder + " after step " + Words.count(point.step()));
    }
  }
}
