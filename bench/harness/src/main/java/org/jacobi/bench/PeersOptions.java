package org.jacobi.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line of the comparison asks for.
 *
 * @param workloads what is measured
 * @param resources whether memory, size and start are measured too
 * @param peers names of the frameworks
 * @param rounds how many rounds
 * @param seconds length of a slice
 * @param warm seconds before the first round, for each contestant
 * @param settings which settings of each framework
 * @param dropPageCache whether the system's page cache is emptied before a cold start
 */
record PeersOptions(
    List<Workload> workloads,
    boolean resources,
    Set<String> peers,
    int rounds,
    double seconds,
    double warm,
    Choice settings,
    boolean dropPageCache) {
  /** Which settings take part in the rounds. */
  enum Choice {
    /** The default and those that were fastest in a short trial, F32 and bf16. */
    BEST,
    /** Only the default; no trial. */
    DEFAULT,
    /** All of them; no trial. */
    ALL
  }

  static final String USAGE =
      """
      ./bench/peers [--workloads w1,w3,w5,resources] [--peers jacobi,libtorch,djl,dl4j,onnx]
                    [--rounds 7] [--seconds 2] [--warm 10] [--settings best|default|all]
                    [--drop-page-cache]
      """;

  static PeersOptions parse(String[] args) {
    List<Workload> workloads = new ArrayList<>(List.of(Workload.values()));
    boolean resources = true;
    Set<String> peers = new LinkedHashSet<>();
    Catalog.all().forEach(peer -> peers.add(peer.id()));
    int rounds = 7;
    double seconds = 2;
    double warm = 10;
    var settings = Choice.BEST;
    boolean drop = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--drop-page-cache")) {
        drop = true;
        continue;
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value, or is no option\n" + USAGE);
      }
      String value = args[++i];
      switch (args[i - 1]) {
        case "--workloads" -> {
          workloads.clear();
          var names = List.of(value.split(","));
          resources = names.contains("resources");
          for (String name : names) {
            var found = Workload.named(name);
            if (found.isEmpty() && !name.equals("resources")) {
              throw new IllegalArgumentException("there is no workload " + name + "\n" + USAGE);
            }
            workloads.addAll(found);
          }
        }
        case "--peers" -> {
          var wanted = List.of(value.split(","));
          if (!peers.containsAll(wanted)) {
            throw new IllegalArgumentException("of " + value + " only " + peers + " are there");
          }
          peers.retainAll(wanted);
        }
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--warm" -> warm = Double.parseDouble(value);
        case "--settings" -> settings = Choice.valueOf(value.toUpperCase(Locale.ROOT));
        default ->
            throw new IllegalArgumentException("unknown option " + args[i - 1] + "\n" + USAGE);
      }
    }
    return new PeersOptions(workloads, resources, peers, rounds, seconds, warm, settings, drop);
  }
}
