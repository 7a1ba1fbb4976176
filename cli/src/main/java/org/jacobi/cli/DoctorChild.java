package org.jacobi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jacobi.learn.doctor.Diagnosis;
import org.jacobi.learn.doctor.Doctor;
import org.jacobi.learn.doctor.DoctorTexts;
import org.jacobi.learn.doctor.Patients;

/**
 * The process in which {@code jacobi doctor} examines a class: leaves its answer in a file, one
 * digit and a text, so that whatever the class prints is not taken for it.
 */
final class DoctorChild {
  /** For a class that is nothing to examine. */
  static final int NO_PATIENT = 3;

  private DoctorChild() {}

  /**
   * Examines a class.
   *
   * @param arguments the file for the answer, the class, the limit in milliseconds, true for JSON,
   *     true for a class that was named by itself and must be one that can be examined
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    String answer;
    try {
      Class<?> type =
          Class.forName(arguments[1], false, Thread.currentThread().getContextClassLoader());
      answer = answer(type, arguments);
    } catch (ClassNotFoundException | LinkageError e) {
      answer = 2 + DoctorTexts.of(Locale.getDefault(), "error.load", arguments[1], e);
    } catch (IllegalArgumentException | IllegalStateException e) {
      answer = 2 + e.getMessage();
    }
    Files.writeString(file, answer);
    Runtime.getRuntime().halt(0); // a patient that never returns would keep the process
  }

  private static String answer(Class<?> type, String[] arguments) {
    boolean one = Boolean.parseBoolean(arguments[4]);
    if (!one && !Patients.isPatient(type)) {
      return String.valueOf(NO_PATIENT);
    }
    Diagnosis diagnosis = Doctor.examine(type, Duration.ofMillis(Long.parseLong(arguments[2])));
    boolean json = Boolean.parseBoolean(arguments[3]);
    String text = DoctorProcess.text(diagnosis, Locale.getDefault(), json);
    return (diagnosis.healthy() ? 0 : 1) + text;
  }
}
