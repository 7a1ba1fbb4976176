package org.jacobi.learn.doctor;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jacobi.learn.ManualBatches;
import org.jacobi.learn.ManualInit;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualOptimizer;
import org.jacobi.nn.Mode;

/**
 * Examines what was written by hand, and says which mistake it is, where, with the numbers that
 * show it, and how to mend it.
 *
 * <pre>{@code
 * IO.println(Doctor.examine(new MySigmoid()));
 * }</pre>
 *
 * <p>A layer or a loss is held against central differences of its own forward pass, for inputs that
 * the doctor finds or {@link ManualLayer#example} gives, with several numbers of rows and upstream
 * gradients. Each known mistake says what the gradient would be if it was made; the one that gives
 * the patient's numbers everywhere is named. An optimizer is held against {@link
 * ManualOptimizer#automatic}, initial values against {@link ManualInit#automatic}, and of batches
 * every row is counted.
 *
 * <p>Where the class has a constructor without arguments that makes the same as the given instance,
 * new instances are made for each pass, with the numbers of the given one in their arrays.
 * Otherwise the given one is used, and its parameters and state are changed.
 *
 * <p>Without a limit, all runs on the caller's thread, and a patient that does not return keeps it.
 */
public final class Doctor {
  private Doctor() {}

  /**
   * Examines a {@link ManualLayer} (a loss is one), {@link ManualOptimizer}, {@link ManualInit} or
   * {@link ManualBatches}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Diagnosis examine(Object patient) {
    return examine(patient, new Calls());
  }

  /**
   * The same on a thread of its own, for a limited time. A patient that does not return by then is
   * diagnosed as such; its thread cannot be ended and goes on in the background.
   *
   * @throws IllegalArgumentException if it is nothing that can be examined
   * @throws IllegalStateException if all calls return, but there was no time for all of them
   */
  public static Diagnosis examine(Object patient, Duration limit) {
    return limited(patient.getClass(), calls -> examine(patient, calls), limit);
  }

  /**
   * The same for a class with a constructor without arguments, which is called under the same
   * limit.
   *
   * @throws IllegalArgumentException if the class cannot be examined: it is of another kind, or
   *     abstract, or an inner class, or has no such constructor
   */
  public static Diagnosis examine(Class<?> type, Duration limit) {
    Constructor<?> constructor = Patients.constructor(type);
    return limited(type, calls -> examine(type, constructor, calls), limit);
  }

  private static Diagnosis examine(Class<?> type, Constructor<?> constructor, Calls calls) {
    try {
      return examine(calls.call("new", 0, Mode.TRAIN, () -> Patients.make(constructor)), calls);
    } catch (Stopped e) {
      return new Diagnosis(type.getSimpleName(), List.of(e.finding()), List.of(), calls.count(), 0);
    }
  }

  private static Diagnosis limited(
      Class<?> type, Function<Calls, Diagnosis> examination, Duration limit) {
    var calls = new Calls();
    var task = new FutureTask<Diagnosis>(() -> examination.apply(calls));
    Thread.ofPlatform().daemon().name("doctor").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      String seconds = Words.number(limit.toMillis() / 1000.);
      if (calls.runningMillis() < limit.toMillis() / 4) {
        throw new IllegalStateException(Words.error("slow", seconds, calls.count()), e);
      }
      String call = calls.current();
      String where = call.replaceFirst(" .*", "");
      var finding = Finding.of(Mistake.NEVER_RETURNS, where, "never", call, seconds);
      return new Diagnosis(type.getSimpleName(), List.of(finding), List.of(), calls.count(), 0);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The diagnosis of a patient that has ended the process it was examined in.
   *
   * @param exitCode of that process
   */
  public static Diagnosis ended(String patient, int exitCode) {
    var finding = Finding.of(Mistake.THROWS, patient, "exit", patient, exitCode);
    return new Diagnosis(patient, List.of(finding), List.of(), 0, 0);
  }

  /** The diagnosis of a patient whose process did not answer within this time. */
  public static Diagnosis unanswered(String patient, Duration limit) {
    String seconds = Words.number(limit.toMillis() / 1000.);
    var finding = Finding.of(Mistake.NEVER_RETURNS, patient, "never", patient, seconds);
    return new Diagnosis(patient, List.of(finding), List.of(), 0, 0);
  }

  private static Diagnosis examine(Object patient, Calls calls) {
    String name = patient.getClass().getSimpleName();
    Exam exam =
        switch (patient) {
          case ManualLayer layer -> {
            Renewal<ManualLayer> source = Renewal.of(layer);
            yield new LayerExam(() -> Fields.copy(layer, source.get()), source.isPossible(), calls);
          }
          case ManualOptimizer optimizer -> new OptimizerExam(Renewal.of(optimizer), calls);
          case ManualInit init -> new InitExam(init, calls);
          case ManualBatches batches -> new BatchesExam(batches, calls);
          default ->
              throw new IllegalArgumentException(Words.error("kind", patient.getClass().getName()));
        };
    List<Finding> findings;
    try {
      findings = exam.examine();
    } catch (Stopped e) {
      findings = List.of(e.finding());
    }
    return new Diagnosis(name, findings, exam.examined(), calls.count(), exam.numbers());
  }
}
