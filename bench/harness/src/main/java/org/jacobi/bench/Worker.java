package org.jacobi.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * The process of one contestant. It makes itself ready, then does what it reads, one line at a
 * time: {@code steps N}, {@code slice SECONDS}, {@code figure}, {@code memory}; it ends with its
 * input. Answers begin with {@code @}; whatever else a framework prints is passed over.
 *
 * <p>Arguments: workload, folder of the data ({@code -} for made-up numbers), options as {@code
 * name=value}.
 */
public final class Worker {
  /** Rows that a loss is computed over. */
  private static final int FIGURE_ROWS = 1024;

  private final Setup setup;
  private final Contestant contestant;
  private final PrintStream out;
  private long stepsDone;
  private long[] times = new long[1 << 12];

  private Worker(Setup setup, Contestant contestant, PrintStream out) {
    this.setup = setup;
    this.contestant = contestant;
    this.out = out;
  }

  /** Starts one. */
  @SuppressWarnings("SystemOut") // the answers go there
  public static void main(String[] args) {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      var setup = setup(args);
      var factory = ServiceLoader.load(Contestant.Factory.class).findFirst().orElseThrow();
      try (var contestant = factory.open(setup)) {
        new Worker(setup, contestant, out).run();
      }
    } catch (Throwable e) { // also a missing native library is a reason to be shown
      e.printStackTrace();
      out.println("@error " + reason(e));
      System.exit(1);
    }
    System.exit(0); // frameworks leave threads behind
  }

  private static String reason(Throwable e) {
    var text = new StringBuilder();
    for (Throwable cause = e; cause != null && text.length() < 300; cause = cause.getCause()) {
      text.append(text.isEmpty() ? "" : "; because ").append(cause);
    }
    return text.toString().replaceAll("\\s+", " ");
  }

  private static Setup setup(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (String option : Arrays.copyOfRange(args, 2, args.length)) {
      int at = option.indexOf('=');
      options.put(option.substring(0, at), option.substring(at + 1));
    }
    var workload = Workload.named(args[0]).getFirst();
    return new Setup(workload, args[1].equals("-") ? null : Path.of(args[1]), options);
  }

  private void run() throws IOException {
    if (setup.is("first")) {
      contestant.step();
      out.println("@first");
    }
    out.println("@ready " + contestant.describe());
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        out.println("@" + words[0] + " " + answer(words));
      }
    }
  }

  private String answer(String[] words) throws IOException {
    return switch (words[0]) {
      case "steps" -> steps(Integer.parseInt(words[1]));
      case "slice" -> slice(Double.parseDouble(words[1])).text();
      case "figure" -> stepsDone + " " + figure();
      case "memory" -> memory();
      default -> throw new IOException("unknown command " + words[0]);
    };
  }

  private String steps(int count) {
    for (int i = 0; i < count; i++) {
      contestant.step();
    }
    stepsDone += count;
    return Long.toString(stepsDone);
  }

  private Slice slice(double seconds) {
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long before = System.nanoTime();
    while (before < end || count == 0) {
      contestant.step();
      long after = System.nanoTime();
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      times[count++] = after - before;
      before = after;
    }
    stepsDone += count;
    return Slice.of(times, count);
  }

  private double figure() {
    int rows = Math.min(FIGURE_ROWS, setup.rows());
    var workload = setup.workload();
    if (!workload.trains()) {
      int few = Math.min(rows, workload.batch());
      float[] features = setup.features(0, few);
      return Losses.error(contestant.outputs(features, few), features, few, setup.layers());
    }
    float[] logits = contestant.outputs(setup.features(0, rows), rows);
    return Losses.loss(logits, setup.labels(0, rows), workload.outputs());
  }

  /** The largest resident memory so far, in MiB. */
  private static String memory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.toString(Long.parseLong(line.replaceAll("\\D", "")) / 1024);
      }
    }
    throw new IOException("/proc/self/status has no line VmHWM");
  }
}
