package org.jacobi.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the comparison. The system property {@code bench.home} is the folder of the modules;
 * arguments are those of {@link PeersOptions}.
 */
public final class Peers {
  private static final int PATIENCE_SECONDS = 300;

  private Peers() {}

  /**
   * Runs it.
   *
   * @throws IOException if the results cannot be written
   */
  @SuppressWarnings("SystemOut") // a program's output
  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PeersOptions options;
    try {
      options = PeersOptions.parse(args);
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      System.exit(2);
      return;
    }
    var home = Path.of(System.getProperty("bench.home", "bench"));
    var results = Files.createDirectories(home.resolve("target/results"));
    var place =
        new WorkerProcess.Place(
            home, home.resolve("target/data"), home.resolve("target/logs"), PATIENCE_SECONDS);
    var peers = Catalog.all().stream().filter(peer -> options.peers().contains(peer.id())).toList();
    String machine = Machine.describe();
    write(results, "machine", machine);
    out.println(machine);
    for (var workload : options.workloads()) {
      out.println(workload.title());
      var comparison = new Comparison(workload, options, place, out);
      String table = comparison.run(peers);
      write(results, workload.id(), table);
      if (!comparison.trials().isEmpty()) {
        write(results, workload.id() + "-trials", comparison.trials());
      }
      out.println("\n" + table + "\nload average now: " + Machine.load() + "\n");
    }
    if (options.resources()) {
      out.println("Resources");
      String table = new Resources(options, place, out).run(peers);
      write(results, "resources", table);
      out.println("\n" + table);
    }
    out.println("written to " + results);
    System.exit(0);
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Files.writeString(folder.resolve(name + ".md"), text);
  }
}
