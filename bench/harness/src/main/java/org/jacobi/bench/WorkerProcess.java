package org.jacobi.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contestant in a process of its own, seen from outside. It waits whenever it is not asked. */
final class WorkerProcess implements AutoCloseable {
  private final Process process;
  private final Writer input;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final int patience;
  private final String description;
  private final long startedAt = System.nanoTime();
  private final double firstSeconds;

  /** Where processes are started, and how long one waits for an answer. */
  record Place(Path home, @Nullable Path data, Path logs, int patienceSeconds) {}

  /**
   * Starts it and waits until it is ready. A process that ends without a word is started a second
   * time: libtorch crashes when it has just unpacked its libraries, and not when it finds them.
   *
   * @throws IOException with the reason, if it does not become ready
   */
  static WorkerProcess start(Peer peer, Setting setting, Workload workload, Place place)
      throws IOException {
    try {
      return new WorkerProcess(peer, setting, workload, place, null);
    } catch (EndedException e) {
      return new WorkerProcess(peer, setting, workload, place, null);
    }
  }

  /** The process ended where an answer was expected. */
  private static final class EndedException extends IOException {
    private static final long serialVersionUID = 1;

    EndedException(String message) {
      super(message);
    }
  }

  /** Starts it once, with empty caches in a folder if there is one. */
  WorkerProcess(
      Peer peer, Setting setting, Workload workload, Place place, @Nullable Path freshHome)
      throws IOException {
    this.patience = place.patienceSeconds;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(setting.jvm());
    command.add("-XX:ErrorFile=" + place.logs.resolve(peer.id() + "-crash-%p.log"));
    if (freshHome != null) {
      command.add("-Duser.home=" + freshHome);
      command.add("-Djava.io.tmpdir=" + Files.createDirectories(freshHome.resolve("tmp")));
      command.add("-Dorg.bytedeco.javacpp.cachedir=" + freshHome.resolve("javacpp"));
    }
    command.addAll(List.of("-cp", peer.classPath(place.home), Worker.class.getName()));
    command.add(workload.id());
    command.add(place.data == null ? "-" : place.data.toString());
    setting.options().forEach((key, value) -> command.add(key + "=" + value));
    if (place.data == null) {
      command.add("first=true");
    }
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(setting.environment());
    if (freshHome != null) {
      builder.environment().remove("JACOBI_CACHE");
      builder.environment().put("HOME", freshHome.toString());
      builder.environment().put("XDG_CACHE_HOME", freshHome.resolve("cache").toString());
      builder.environment().put("DJL_CACHE_DIR", freshHome.resolve("djl").toString());
    }
    Files.createDirectories(place.logs);
    builder.redirectError(place.logs.resolve(peer.id() + ".log").toFile());
    this.process = builder.start();
    this.input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::read);
    try {
      if (place.data == null) {
        expect("@first");
      }
      this.firstSeconds = (System.nanoTime() - startedAt) / 1e9;
      this.description = expect("@ready");
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void read() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("@")) {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      answers.add("nothing can be read from it any more: " + e.getMessage());
    }
    answers.add("its process ended");
  }

  /** What it says of itself. */
  String description() {
    return description;
  }

  /** Seconds from the launch of the process to the end of its first step. */
  double firstSeconds() {
    return firstSeconds;
  }

  /**
   * Says one line to it and gives back its answer.
   *
   * @throws IOException with the reason, if there is none
   */
  String ask(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
    return expect("@" + line.split(" ")[0]);
  }

  private String expect(String start) throws IOException {
    String answer;
    try {
      answer = answers.poll(patience, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (answer == null) {
      throw new IOException("no answer within " + patience + " seconds");
    }
    if (!answer.startsWith(start)) {
      if (answer.startsWith("@error ")) {
        throw new IOException(answer.substring("@error ".length()));
      }
      throw new EndedException(answer);
    }
    return answer.substring(start.length()).strip();
  }

  /**
   * Ends it in the regular way.
   *
   * @throws IOException if it does not end in time
   */
  void end() throws IOException {
    input.close();
    try {
      if (!process.waitFor(patience, TimeUnit.SECONDS)) {
        throw new IOException("does not end within " + patience + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
