package org.jacobi.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
      out.println("bench: " + e.getMessage());
      System.exit(2);
      return;
    }
    var home = Path.of(System.getProperty("bench.home", "bench"));
    var folder = home.resolve("target/results");
    var results = new Results();
    var place =
        new WorkerProcess.Place(
            home, home.resolve("target/data"), home.resolve("target/logs"), PATIENCE_SECONDS);
    var peers = Catalog.all().stream().filter(peer -> options.peers().contains(peer.id())).toList();
    String machine = Machine.describe();
    results.add("machine", machine);
    out.println(machine);
    for (var workload : options.workloads()) {
      out.println(workload.title());
      var comparison = new Comparison(workload, options, place, out);
      String table = comparison.run(peers);
      if (!results.add(workload.id(), table)) {
        out.println("nobody could be measured: the results of before stay");
      }
      if (!comparison.trials().isEmpty()) {
        results.add(workload.id() + "-trials", comparison.trials());
      }
      out.println("\n" + table + "\nload average now: " + Machine.load() + "\n");
    }
    if (options.resources()) {
      out.println("Resources");
      String table = new Resources(options, place, out).run(peers);
      results.add("resources", table);
      out.println("\n" + table);
    }
    results.write(folder);
    out.println("written to " + folder);
    System.exit(0);
  }
}
