package org.jacobi.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jacobi.io.Json;
import org.jacobi.train.EpochRecord;
import org.jacobi.train.RunFolder;
import org.jacobi.train.TrainingListener;
import org.jacobi.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/**
 * Writes each epoch into the folder of the run, and with {@code --json} to standard output. The
 * folder is made when the first training starts: data and settings are known to be right then.
 */
final class RunLog implements TrainingListener {
  private final @Nullable Path out;
  private final String name;
  private final boolean json;
  private @Nullable RunPlace place;
  private @Nullable TrainingPlan plan;
  private int fold;
  private boolean saved;

  /**
   * A log.
   *
   * @param out the folder, or null for the next free one
   * @param name of the data, for the next free one
   * @param json whether lines go to standard output too
   */
  RunLog(@Nullable Path out, String name, boolean json) {
    this.out = out;
    this.name = name;
    this.json = json;
  }

  /** The fold that follows, from 1. */
  void fold(int number) {
    fold = number;
  }

  @Override
  public void started(TrainingPlan next) {
    plan = next;
    if (place == null) {
      var made = new RunPlace(out != null ? out : RunPlace.next(name));
      place = made;
      made.folder().startMetrics();
    }
  }

  @Override
  public void epochDone(EpochRecord epoch) {
    add(RunFolder.line(epoch));
  }

  /** One line. */
  void add(Map<String, Object> event) {
    Map<String, Object> line = new LinkedHashMap<>();
    event.forEach((key, value) -> {
      line.put(key, RunRecord.readable(value));
      if (key.equals("event") && fold > 0) {
        line.put("fold", (long) fold);
      }
    });
    folder().addMetrics(line);
    if (json) {
      Terminal.out().println(Json.text(line));
    }
  }

  /** The model is complete in the folder. */
  void saved() {
    saved = true;
  }

  /** What the training that started last was going to do. */
  TrainingPlan plan() {
    TrainingPlan known = plan;
    if (known == null) {
      throw new IllegalStateException("no training has started yet");
    }
    return known;
  }

  /** The folder of the run. */
  RunFolder folder() {
    RunPlace made = place;
    if (made == null) {
      throw new IllegalStateException("no training has started yet");
    }
    return made.folder();
  }

  /** Removes what was written, unless the model is there: then its figures are worth keeping. */
  void rollBack() {
    RunPlace made = place;
    if (made != null && !saved) {
      made.rollBack();
    }
  }
}
