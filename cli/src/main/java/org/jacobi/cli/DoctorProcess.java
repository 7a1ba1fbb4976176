package org.jacobi.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jacobi.io.Json;
import org.jacobi.learn.doctor.Diagnosis;
import org.jacobi.learn.doctor.Doctor;

/** Examines classes in processes of their own, whatever these do there. */
final class DoctorProcess {
  /** For the start of Java, and for a patient that leaves the clock inside no time. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final String MEMORY = "-Xmx512m";

  private final Duration limit;
  private final Locale locale;
  private final boolean json;

  DoctorProcess(Duration limit, Locale locale, boolean json) {
    this.limit = limit;
    this.locale = locale;
    this.json = json;
  }

  /**
   * What an examination has shown.
   *
   * @param code 0 or 1, or {@link DoctorChild#NO_PATIENT}
   * @param text to be printed
   */
  record Answer(int code, String text) {}

  /**
   * Examines one class.
   *
   * @param must false for one of a file, which may be something else
   * @throws UserError if it cannot be examined
   */
  Answer examine(String name, String classPath, boolean must)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("jacobi-doctor", ".txt");
    try {
      Process process =
          new ProcessBuilder(command(name, classPath, file, must))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      var killer = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(killer);
      boolean ended;
      try {
        ended = process.waitFor(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
      } finally {
        process.destroyForcibly(); // also where the wait was interrupted
        forget(killer);
      }
      String said = Files.readString(file);
      String simple = name.replaceFirst(".*[.$]", "");
      if (said.isEmpty()) {
        return answer(
            ended ? Doctor.ended(simple, process.exitValue()) : Doctor.unanswered(simple, limit));
      }
      int code = said.charAt(0) - '0';
      String text = said.substring(1);
      if (code == 2) {
        throw new UserError(text);
      }
      return new Answer(code, text);
    } finally {
      Files.delete(file);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending, and the hook runs.
    }
  }

  private Answer answer(Diagnosis diagnosis) {
    return new Answer(diagnosis.healthy() ? 0 : 1, text(diagnosis, locale, json));
  }

  static String text(Diagnosis diagnosis, Locale locale, boolean json) {
    return json ? Json.text(diagnosis.toMap(locale)) : diagnosis.text(locale);
  }

  private List<String> command(String name, String classPath, Path file, boolean must) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(MEMORY, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Duser.language=" + locale.getLanguage(), "-Xshare:auto"));
    String child = DoctorChild.class.getName();
    String modules = System.getProperty("jdk.module.path", "");
    if (modules.isEmpty()) {
      String own = System.getProperty("java.class.path", "");
      command.addAll(List.of("-cp", own + File.pathSeparator + classPath, child));
    } else {
      String module = "org.jacobi.cli/" + child;
      command.addAll(List.of("-p", modules, "-cp", classPath, "-m", module));
    }
    command.addAll(List.of(file.toString(), name, Long.toString(limit.toMillis())));
    command.addAll(List.of(Boolean.toString(json), Boolean.toString(must)));
    return command;
  }
}
