package org.jacobi.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a framework needs: memory, disk, and time before its first step. */
final class Resources {
  private static final int COLD = 3;
  private static final int WARM = 5;

  private final PeersOptions options;
  private final WorkerProcess.Place place;
  private final PrintStream out;

  Resources(PeersOptions options, WorkerProcess.Place place, PrintStream out) {
    this.options = options;
    this.place = place;
    this.out = out;
  }

  /** Measures, and gives back a table in Markdown. */
  String run(List<Peer> peers) {
    var table =
        new Table(
            "framework",
            "setting",
            "jars, MB",
            "peak memory, MiB",
            "first step, s",
            "with an archive, s",
            "cold, s");
    var text = new StringBuilder();
    for (var peer : peers) {
      var workload = peer.training().isEmpty() ? Workload.W3_128 : Workload.W1;
      for (var setting : settings(peer.settings(workload))) {
        try {
          table.row(row(peer, setting, workload));
        } catch (IOException e) {
          String reason = peer.title() + ", " + setting.name() + ": " + e.getMessage();
          text.append("\n").append(reason);
          out.println("  " + reason);
        }
      }
    }
    return """
    **Resources.** Jars for one platform; largest resident memory of a process that trains one \
    epoch of MNIST \
    (its 188 MB of F32 features included; no epoch where the framework does not train: a call \
    each 128 rows); time from the launch of Java to the end of the first step on made-up data, \
    with warm caches, the same with an archive of classes (`-XX:SharedArchiveFile`, made by a run \
    before), and with empty caches of the framework\
    """
        + (options.dropPageCache() ? " and of the system" : "")
        + ".\n\n"
        + table.markdown()
        + text;
  }

  /** The default and the first that is limited to one thread. */
  private static List<Setting> settings(List<Setting> all) {
    List<Setting> result = new ArrayList<>(all.subList(0, 1));
    all.stream()
        .filter(setting -> setting.options().getOrDefault("threads", "").equals("1"))
        .findFirst()
        .ifPresent(result::add);
    return result;
  }

  private String[] row(Peer peer, Setting setting, Workload workload) throws IOException {
    long bytes = 0;
    for (var jar : peer.jars(place.home())) {
      bytes += Files.size(jar);
    }
    String memory;
    try (var process = WorkerProcess.start(peer, setting, workload, place)) {
      process.ask("steps 468");
      memory = process.ask("memory");
    }
    var start = new WorkerProcess.Place(place.home(), null, place.logs(), place.patienceSeconds());
    first(peer, setting, workload, start, null);
    double[] warm = warm(peer, setting, workload, start);
    String archived;
    try {
      archived = seconds(archived(peer, setting, workload, start));
    } catch (IOException e) {
      archived = "failed: " + e.getMessage();
    }
    String cold;
    try {
      cold = seconds(cold(peer, setting, workload, start));
    } catch (IOException e) {
      cold = "failed: " + e.getMessage();
    }
    out.printf("  %s, %s: %s MiB%n", peer.title(), setting.name(), memory);
    return new String[] {
      peer.title(),
      setting.name(),
      String.format(Locale.ROOT, "%.1f", bytes / 1e6),
      memory,
      seconds(warm),
      archived,
      cold
    };
  }

  private static String seconds(double[] times) {
    return String.format(Locale.ROOT, "%.2f", Statistics.median(times));
  }

  private static double[] warm(
      Peer peer, Setting setting, Workload workload, WorkerProcess.Place start) throws IOException {
    double[] times = new double[WARM];
    for (int i = 0; i < times.length; i++) {
      times[i] = first(peer, setting, workload, start, null);
    }
    return times;
  }

  private double[] archived(
      Peer peer, Setting setting, Workload workload, WorkerProcess.Place start) throws IOException {
    var folder = Files.createTempDirectory("jacobi-bench");
    try {
      var archive = folder.resolve("classes.jsa");
      var making = setting.java("-XX:ArchiveClassesAtExit=" + archive);
      try (var process = new WorkerProcess(peer, making, workload, start, null)) {
        process.end();
      }
      if (!Files.exists(archive)) {
        throw new IOException("Java made no archive");
      }
      // Without the second option Java would pass over an archive that does not fit.
      var using = setting.java("-XX:SharedArchiveFile=" + archive, "-Xshare:on");
      return warm(peer, using, workload, start);
    } finally {
      delete(folder);
    }
  }

  private double[] cold(Peer peer, Setting setting, Workload workload, WorkerProcess.Place start)
      throws IOException {
    double[] times = new double[COLD];
    for (int i = 0; i < times.length; i++) {
      var fresh = Files.createTempDirectory("jacobi-bench");
      try {
        if (options.dropPageCache()) {
          // Only root may; the exception says so.
          Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3");
        }
        times[i] = first(peer, setting, workload, start, fresh);
      } finally {
        delete(fresh);
      }
    }
    return times;
  }

  private static double first(
      Peer peer,
      Setting setting,
      Workload workload,
      WorkerProcess.Place start,
      @Nullable Path fresh)
      throws IOException {
    try (var process = new WorkerProcess(peer, setting, workload, start, fresh)) {
      return process.firstSeconds();
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
