package org.jacobi.cli;

import java.util.concurrent.CountDownLatch;
import org.jacobi.train.Trainer;
import org.jacobi.train.TrainingListener;
import org.jacobi.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while a training runs: it ends after its current step, and the program waits until the
 * model is saved. Before and after a training nothing is waited for.
 */
final class Interruption implements AutoCloseable, TrainingListener {
  private final Thread hook = new Thread(this::stop, "interruption");
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable Trainer trainer;
  private volatile boolean asked;
  private volatile String saying = "";
  private volatile boolean running;

  /** Listens to Ctrl-C from now on until {@link #close}. */
  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The training that is to be stopped, whose model is saved. */
  void watch(Trainer next) {
    watch(next, "stopping after this step and saving the model ...");
  }

  /** The training that is to be stopped, and what is said then. */
  void watch(Trainer next, String words) {
    trainer = next;
    saying = words;
  }

  /** True once Ctrl-C was pressed. */
  boolean isAsked() {
    return asked;
  }

  @Override
  public void started(TrainingPlan plan) {
    boolean first = !running;
    running = true;
    if (asked && first) {
      throw new InterruptedRun();
    }
    // Pressed just before this fold began, which has forgotten it.
    if (asked) {
      stopTrainer();
    }
  }

  /** Ctrl-C before the first step: there is nothing to save. */
  static final class InterruptedRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedRun() {
      super("stopped before the first step; nothing was saved");
    }
  }

  private void stopTrainer() {
    Trainer now = trainer;
    if (now != null) {
      now.stop();
    }
  }

  /** What happens at Ctrl-C: the training is asked to end. */
  void ask() {
    asked = true;
    if (running) {
      Terminal.err().println();
      Terminal.warn(saying);
      stopTrainer();
    }
  }

  private void stop() {
    ask();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the program is ending already
    }
  }
}
