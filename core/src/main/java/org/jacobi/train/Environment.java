package org.jacobi.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jacobi.kernel.Kernels;

/** What a run depends on besides its settings: versions, machine, kernels. */
public final class Environment {
  private static final String VERSION = readVersion();

  private Environment() {}

  private static String readVersion() {
    try (InputStream in = Environment.class.getResourceAsStream("version.properties")) {
      var properties = new Properties();
      if (in != null) {
        properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version of Jacobi. */
  public static String version() {
    return VERSION;
  }

  /** All of it, for the record of a run. */
  public static Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("jacobi", version());
    map.put("java", Runtime.version().toString());
    map.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    map.put("cpu", cpu());
    map.put("cpu_features", cpuFeatures());
    map.put("processors", (long) Runtime.getRuntime().availableProcessors());
    map.put("kernels", Kernels.current().name());
    return map;
  }

  /** Those on which the bits of a result may depend, where the system tells them. */
  private static List<String> cpuFeatures() {
    var telling =
        List.of("avx", "avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "sve");
    Set<String> has = new HashSet<>(List.of(cpuInfo(List.of("flags", "Features")).split(" ")));
    return telling.stream().filter(has::contains).toList();
  }

  /** The most memory that this process had resident so far, in bytes; 0 where it is not told. */
  public static long peakMemory() {
    try (var lines = Files.lines(Path.of("/proc/self/status"), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** The processor's name where the system tells it. */
  private static String cpu() {
    String name = cpuInfo(List.of("model name"));
    return name.isEmpty() ? "unknown" : name; // a comfort, nothing depends on it
  }

  /** What the system says of its first processor under one of these words; empty if nothing. */
  private static String cpuInfo(List<String> words) {
    Path file = Path.of("/proc/cpuinfo");
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> words.stream().anyMatch(line::startsWith))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException | UncheckedIOException e) {
      return ""; // another system
    }
  }
}
