package org.jacobi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is to be known of the machine beside a figure measured on it. Linux. */
public final class Machine {
  private static final List<String> FLAGS =
      List.of("avx2", "fma", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16", "amx_int8");

  private Machine() {}

  /** A list in Markdown. */
  public static String describe() throws IOException {
    var cpu = Files.readAllLines(Path.of("/proc/cpuinfo"));
    String has = " " + field(cpu, "flags") + " ";
    var flags = FLAGS.stream().filter(flag -> has.contains(" " + flag + " ")).toList();
    long kilobytes =
        Long.parseLong(
            field(Files.readAllLines(Path.of("/proc/meminfo")), "MemTotal").replaceAll("\\D", ""));
    return String.format(
        Locale.ROOT,
        """
        - Processor: %s, %d cores, %s
        - Memory: %.1f GiB; kernel: Linux %s
        - Java: %s
        - Date: %s; load average at the start: %s
        """,
        field(cpu, "model name"),
        Runtime.getRuntime().availableProcessors(),
        flags.isEmpty() ? "no vector extensions of interest" : String.join(" ", flags),
        kilobytes / 1048576.0,
        System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        LocalDate.now(ZoneOffset.UTC),
        load());
  }

  /** The load averages of 1, 5 and 15 minutes. */
  static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg"))
        .lines()
        .map(line -> line.split(" "))
        .map(words -> words[0] + " " + words[1] + " " + words[2])
        .collect(Collectors.joining());
  }

  private static String field(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
