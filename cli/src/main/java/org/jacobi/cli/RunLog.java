package org.jacobi.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
  private boolean failing;
  private boolean begun;
  private boolean resumed;
  private @Nullable String failure;

  /** Lines of figures that had no room so far. */
  private final List<Map<String, Object>> unwritten = new ArrayList<>();

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
    open();
    if (!begun && !resumed) {
      folder().startMetrics();
    }
    begun = true;
  }

  /** Makes the folder, where that was not done. */
  void open() {
    if (place == null) {
      place = out != null ? new RunPlace(out) : RunPlace.next(name);
    }
  }

  /** Goes on in the folder of the run; of the figures those of these epochs stay. */
  void resume(List<EpochRecord> epochs) {
    open();
    resumed = true;
    folder().startMetrics();
    epochs.forEach(epoch -> folder().addMetrics(RunFolder.line(epoch)));
  }

  @Override
  public void checkpointWritten(long step, Path file) {
    saved = true; // from here on the run can be resumed, whatever happens
    failing = false;
  }

  @Override
  public void checkpointFailed(UncheckedIOException problem) {
    if (!failing) {
      Terminal.warn(
          "no checkpoint could be written, and the training goes on: " + problem.getMessage());
    }
    failing = true; // said once, until one was written again
  }

  private void warnOnce(String what, UncheckedIOException problem) {
    String words = what + problem.getMessage();
    if (!words.equals(failure)) {
      failure = words;
      Terminal.warn(words);
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
    unwritten.add(line);
    try {
      writeFigures();
    } catch (UncheckedIOException e) {
      warnOnce("the figures of an epoch could not be written, and the training goes on: ", e);
    }
    if (json) {
      Terminal.out().println(Json.text(line));
    }
  }

  /**
   * The last line: a run that lacks some is not finished.
   *
   * @throws UncheckedIOException if there is no room for all lines
   */
  void addLast(Map<String, Object> event) {
    add(event);
    writeFigures();
  }

  /** Writes the lines of figures that had no room before, too. */
  private void writeFigures() {
    while (!unwritten.isEmpty()) {
      folder().addMetrics(unwritten.getFirst());
      unwritten.removeFirst();
    }
  }

  /** Checkpoints of an earlier run in this folder must not be taken for this one's. */
  void setEarlierAside() {
    if (place != null && !resumed) {
      place.setAside();
    }
  }

  /** The run is through, and its record says so. */
  void finished() {
    if (place != null) {
      place.forgetAside();
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

  /** Nothing more is written. */
  void close() {
    if (place != null) {
      place.release();
    }
  }

  /** Removes what was written, unless a model or a checkpoint is there. */
  void rollBack() {
    RunPlace made = place;
    if (made != null && !saved) {
      made.rollBack();
    }
  }
}
