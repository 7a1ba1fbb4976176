package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jacobi.array.StepScope;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Randomness;

/** Calls a patient: counts the calls, remembers the one in progress, turns failures to findings. */
final class Calls {
  private final AtomicInteger count = new AtomicInteger();
  private volatile String current = "";
  private volatile long began = System.nanoTime();

  /** Something that a patient does. */
  interface Call<T> {
    T run();
  }

  int count() {
    return count.get();
  }

  /** The last call that began. */
  String current() {
    return current;
  }

  /** How long that call has been running. */
  long runningMillis() {
    return (System.nanoTime() - began) / 1_000_000;
  }

  /**
   * One call with the random numbers of a key, outside of any memory of the caller.
   *
   * @throws Stopped if it ends with an exception or an error of any kind
   */
  <T> T call(String what, long key, Mode mode, Call<T> call) {
    count.incrementAndGet();
    current = what;
    began = System.nanoTime();
    try {
      List<T> result = new ArrayList<>(1);
      StepScope.outside()
          .with(Randomness.SETTING, Randomness.of(key, 0, 0, 0))
          .with(Mode.SETTING, mode)
          .run(() -> result.add(call.run()));
      return result.getFirst();
    } catch (Stopped e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new Stopped(
          Finding.of(Mistake.THROWS, what.replaceFirst(" .*", ""), "throws", what, describe(e)),
          e instanceof OutOfMemoryError);
    }
  }

  /** Class and message of an exception in one line. */
  static String describe(Throwable e) {
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    String line = (e.getClass().getSimpleName() + message).strip().replaceAll("\\s*\\R\\s*", "; ");
    return line.length() > 300 ? line.substring(0, 300) + " …" : line;
  }
}
