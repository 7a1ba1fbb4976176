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

  private static final Set<String> OPTIONS =
      Set.of("--workloads", "--peers", "--rounds", "--seconds", "--warm", "--settings");

  /** Ends with 2 and one line if the arguments are wrong: asked before anything is built. */
  @SuppressWarnings("SystemOut") // a program's output
  public static void main(String[] args) {
    try {
      parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
  }

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
      String option = args[i];
      if (!OPTIONS.contains(option)) {
        throw new IllegalArgumentException(
            "there is no option " + option + "; see ./bench/peers --help");
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(option + " needs a value; see ./bench/peers --help");
      }
      String value = args[++i];
      switch (option) {
        case "--workloads" -> {
          workloads = workloads(value);
          resources = List.of(value.split(",")).contains("resources");
        }
        case "--peers" -> {
          var wanted = List.of(value.split(","));
          for (String name : wanted) {
            if (!peers.contains(name)) {
              throw wrong(option, "of " + String.join(",", peers), value);
            }
          }
          peers.retainAll(wanted);
        }
        case "--rounds" -> rounds = count(option, value);
        case "--seconds" -> seconds = seconds(option, value, Double.MIN_VALUE);
        case "--warm" -> warm = seconds(option, value, 0);
        default -> settings = choice(option, value);
      }
    }
    return new PeersOptions(workloads, resources, peers, rounds, seconds, warm, settings, drop);
  }

  private static List<Workload> workloads(String value) {
    List<Workload> result = new ArrayList<>();
    for (String name : value.split(",", -1)) {
      var found = name.isEmpty() ? List.<Workload>of() : Workload.named(name);
      if (found.isEmpty() && !name.equals("resources")) {
        throw wrong("--workloads", "of w1,w3,w5,resources", value);
      }
      found.stream().filter(workload -> !result.contains(workload)).forEach(result::add);
    }
    return result;
  }

  private static int count(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,5}")) {
      throw wrong(option, "a number from 1 on", value);
    }
    return Integer.parseInt(value);
  }

  private static double seconds(String option, String value, double least) {
    double result = value.matches("[0-9]{1,6}(\\.[0-9]+)?") ? Double.parseDouble(value) : -1;
    if (result < least) {
      throw wrong(option, "a number of seconds such as 2 or 0.5", value);
    }
    return result;
  }

  private static Choice choice(String option, String value) {
    for (var choice : Choice.values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(value)) {
        return choice;
      }
    }
    throw wrong(option, "best, default or all", value);
  }

  private static IllegalArgumentException wrong(String option, String rule, String value) {
    return new IllegalArgumentException(option + " must be " + rule + ", not " + value);
  }
}
