package org.jacobi.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jacobi.data.Task;
import org.jspecify.annotations.Nullable;

/** Writes the checkpoints of one call of {@link Trainer#fit} when they are due. */
final class Saver {
  private static final System.Logger LOG = System.getLogger(Saver.class.getName());

  private final Trainer trainer;
  private final Checkpoints settings;
  private final Task task;
  private final Supplier<Map<String, String>> identity;
  private final @Nullable Weights best;
  private final CheckpointFolder folder;
  private final CheckpointWriter writer;
  private @Nullable CheckpointImage image;
  private long written;
  private long writtenNanos = System.nanoTime();
  private long pending;

  Saver(
      Trainer trainer,
      Checkpoints settings,
      Task task,
      Supplier<Map<String, String>> identity,
      @Nullable Weights best) {
    this.trainer = trainer;
    this.settings = settings;
    this.task = task;
    this.identity = identity;
    this.best = best;
    this.folder = new CheckpointFolder(settings.folder());
    this.writer = new CheckpointWriter(settings);
  }

  /** Asks for the memory of the copies at once: a run that cannot have it must not begin. */
  void reserve() {
    image = new CheckpointImage(trainer.model(), trainer.optimizer(), best);
  }

  /** The run goes on from a checkpoint: later ones come from a past that is no more. */
  void resumed(RunState state, Path from) {
    if (!isSame(folder.file(state.step), from)) {
      return; // it goes on in another folder, which becomes its own
    }
    written = state.step;
    writer.goOn();
    folder.forgetAfter(state.step);
    if (state.bestEpoch > 0) {
      writer.best(state.records.get(state.bestEpoch - 1).step());
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(one) && Files.isSameFile(one, other);
    } catch (IOException e) {
      throw new UncheckedIOException(other + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** True after a step at which one is due. */
  boolean isDueAt(long step) {
    boolean bySteps = settings.steps() > 0 && step % settings.steps() == 0;
    boolean byTime =
        settings.time().isPositive()
            && settings.time().compareTo(Duration.ofNanos(System.nanoTime() - writtenNanos)) <= 0;
    return bySteps || byTime;
  }

  /** True after an epoch at which one is due. */
  boolean isDueAfter(int epoch) {
    return settings.epochs() > 0 && epoch % settings.epochs() == 0;
  }

  /** Copies all numbers and writes them while the training goes on. */
  void save(RunState state) {
    if (pending == state.step || written == state.step && written > 0) {
      return;
    }
    settle();
    var copies = image;
    if (copies == null) {
      throw new IllegalStateException("[checkpoint] reserve() comes first");
    }
    boolean epochEnds = !state.records.isEmpty() && state.records.getLast().step() == state.step;
    boolean isBest = epochEnds && state.bestEpoch == state.records.size();
    pending = state.step;
    copies.take();
    var where = state.toMap();
    var epochs = List.copyOf(state.records);
    String known = epochEnds ? state.records.getLast().runHash() : null;
    writer.begin(
        state.step,
        () -> {
          String hash = known == null ? copies.runHash() : known;
          return CheckpointFile.content(task, where, epochs, copies, hash, identity.get());
        },
        isBest);
    writtenNanos = System.nanoTime();
  }

  /** Waits for the one that is being written, and tells the listeners how it went. */
  void settle() {
    long step = pending;
    pending = 0;
    Path file;
    try {
      file = writer.await();
    } catch (UncheckedIOException e) {
      if (trainer.listeners.isEmpty()) {
        LOG.log(System.Logger.Level.WARNING, "no checkpoint: " + e.getMessage());
      }
      trainer.listeners.forEach(listener -> listener.checkpointFailed(e));
      return;
    }
    if (file != null) {
      written = step;
      trainer.listeners.forEach(listener -> listener.checkpointWritten(step, file));
    }
  }
}
