package org.jacobi.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes one checkpoint at a time on a thread of its own. A failure is kept until somebody asks: a
 * full disk must not end a training.
 */
final class CheckpointWriter {
  private final Checkpoints settings;
  private final CheckpointFolder folder;
  private @Nullable FutureTask<Path> running;
  private volatile long best;
  private volatile boolean goesOn;

  CheckpointWriter(Checkpoints settings) {
    this.settings = settings;
    this.folder = new CheckpointFolder(settings.folder());
  }

  /**
   * Begins to write; the one before must have been waited for.
   *
   * @param content is asked for on the thread that writes
   */
  void begin(long step, Supplier<TensorFile> content, boolean isBest) {
    var task = new FutureTask<>(() -> write(step, content, isBest));
    running = task;
    Thread.ofPlatform().daemon().name("jacobi-checkpoint").start(task);
  }

  private Path write(long step, Supplier<TensorFile> content, boolean isBest) throws IOException {
    Files.createDirectories(settings.folder());
    Path file = folder.file(step);
    SafeTensors.write(file, content.get());
    if (!goesOn) {
      folder.keepOnly(step); // those of an earlier run, now that this one has its own
      goesOn = true;
    }
    if (isBest) {
      best = step;
    }
    folder.prune(settings.keep(), step, best);
    return file;
  }

  /** What is in the folder belongs to this run, which goes on from there. */
  void goOn() {
    goesOn = true;
  }

  /** The one that is kept whatever comes. */
  void best(long step) {
    best = step;
  }

  /**
   * Waits until the last one is written.
   *
   * @return where it is; null if there was none
   * @throws UncheckedIOException if it could not be written
   */
  @Nullable Path await() {
    FutureTask<Path> task = running;
    if (task == null) {
      return null;
    }
    running = null;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // a run that is being stopped must still be able to save
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whatever it is, a training must not end for it. */
  private static UncheckedIOException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case UncheckedIOException e -> e;
      case IOException e ->
          new UncheckedIOException("cannot write a checkpoint: " + e.getMessage(), e);
      case null, default ->
          new UncheckedIOException("cannot make a checkpoint: " + cause, new IOException(cause));
    };
  }
}
