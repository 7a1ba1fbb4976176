package org.jacobi.bench.kernels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jacobi.bench.Machine;
import org.jacobi.bench.Results;
import org.jacobi.bench.Table;
import org.jacobi.kernel.KernelProvider;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the machine and the kernels in one run, and says which share of the floor each kernel
 * reaches: the time that its bytes need at the bandwidth of arrays of that size, or its operations
 * at the peak of fused multiply-add, whichever is longer. One thread.
 */
public final class KernelReport {
  private final NavigableMap<Long, Double> bytesPerNano = new TreeMap<>();
  private final Map<Case, Map<String, RunResult>> kernels = new EnumMap<>(Case.class);
  private double operationsPerNano;

  private KernelReport() {}

  /**
   * Arguments: folder for the result; then {@code by=chosen,reference}, {@code kernels=RELU,ADAM},
   * {@code seconds=0.5} if wanted.
   *
   * @throws IOException if the result cannot be written
   * @throws RunnerException if JMH fails
   */
  @SuppressWarnings("SystemOut") // a program's output
  public static void main(String[] args) throws IOException, RunnerException {
    KernelOptions options;
    try {
      options = KernelOptions.parse(List.of(args).subList(1, args.length));
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
      return;
    }
    String machine = Machine.describe();
    var report = new KernelReport();
    report.read(run(options));
    String text = machine + "\n" + report.text(options.by());
    System.out.println("\n" + text);
    var results = new Results();
    if (!results.add("kernels", text)) {
      System.err.println("bench: no kernel could be measured; the results of before stay");
      System.exit(1);
    }
    results.write(Path.of(args[0]));
  }

  private static Collection<RunResult> run(KernelOptions options) throws RunnerException {
    var seconds = TimeValue.milliseconds((long) (1000 * options.seconds()));
    var builder =
        new OptionsBuilder()
            .include(PeakBenchmark.class.getSimpleName())
            .include(KernelBenchmark.class.getSimpleName())
            .forks(1)
            .warmupIterations(4)
            .warmupTime(seconds)
            .measurementIterations(7)
            .measurementTime(seconds)
            .param("by", options.by().toArray(String[]::new))
            .jvmArgsAppend(
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");
    if (!options.kernels().isEmpty()) {
      builder.param("kernel", options.kernels().stream().map(Case::name).toArray(String[]::new));
    }
    return new Runner(builder.build()).run();
  }

  private void read(Collection<RunResult> results) {
    for (var result : results) {
      var parameters = result.getParams();
      double nanos = best(result);
      switch (result.getPrimaryResult().getLabel()) {
        case "triad" -> {
          long bytes = Long.parseLong(parameters.getParam("bytes"));
          bytesPerNano.put(bytes, bytes / nanos);
        }
        case "fma" -> operationsPerNano = PeakBenchmark.fmaOperations() / nanos;
        default ->
            kernels
                .computeIfAbsent(
                    Case.valueOf(parameters.getParam("kernel")), kernel -> new HashMap<>())
                .put(parameters.getParam("by"), result);
      }
    }
  }

  /** The shortest of the iterations: what the machine can do when nothing else runs. */
  private static double best(RunResult result) {
    return result.getPrimaryResult().getStatistics().getMin();
  }

  /** The bandwidth for the size that is nearest on a logarithmic scale. */
  private double bandwidth(long bytes) {
    return bytesPerNano.entrySet().stream()
        .min((a, b) ->
            Double.compare(
                Math.abs(Math.log((double) a.getKey() / bytes)),
                Math.abs(Math.log((double) b.getKey() / bytes))))
        .orElseThrow()
        .getValue();
  }

  private String text(List<String> by) {
    var text = new StringBuilder("Kernels: " + KernelProvider.chosen().name() + ". One thread: ");
    text.append(
        String.format(Locale.ROOT, "%.0f GFLOP/s of fused multiply-add", operationsPerNano));
    bytesPerNano.forEach((bytes, rate) ->
        text.append(String.format(Locale.ROOT, "; %.0f GB/s at %d KiB", rate, bytes / 1024)));
    text.append(". Times are the median and the shortest of the iterations, in µs; the share is\n");
    text.append("floor : shortest. The floor multiplies in F32, so that bf16 can beat it;\n");
    text.append("bandwidth is that of one loop at the nearest size, which other loops can beat.\n\n");
    List<String> heads = new ArrayList<>(List.of("kernel", "shapes", "floor", "bound"));
    for (String name : by) {
      heads.addAll(List.of(name + " median", "shortest", "share"));
    }
    var table = new Table(heads.toArray(String[]::new));
    kernels.forEach((kernel, results) -> table.row(row(kernel, results, by)));
    return text.append(table.markdown()).toString();
  }

  private String[] row(Case kernel, Map<String, RunResult> results, List<String> by) {
    var work = kernel.work();
    double memory = work.bytes() / bandwidth(work.bytes());
    double arithmetic = work.operations() / operationsPerNano;
    double floor = Math.max(memory, arithmetic);
    List<String> cells = new ArrayList<>();
    cells.add(kernel.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    cells.add(work.shapes());
    cells.add(micros(floor));
    cells.add(memory > arithmetic ? "memory" : "arithmetic");
    for (String name : by) {
      var result = results.get(name);
      if (result == null) {
        cells.addAll(List.of("", "", ""));
        continue;
      }
      cells.add(micros(result.getPrimaryResult().getStatistics().getPercentile(50)));
      cells.add(micros(best(result)));
      cells.add(String.format(Locale.ROOT, "%.0f %%", 100 * floor / best(result)));
    }
    return cells.toArray(String[]::new);
  }

  private static String micros(double nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e3);
  }
}
