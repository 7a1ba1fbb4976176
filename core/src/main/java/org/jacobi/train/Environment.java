package org.jacobi.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
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
    map.put("processors", (long) Runtime.getRuntime().availableProcessors());
    map.put("kernels", Kernels.current().name());
    return map;
  }

  /** The processor's name where the system tells it. */
  private static String cpu() {
    Path file = Path.of("/proc/cpuinfo");
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException | UncheckedIOException e) {
      return "unknown"; // another system; the name is a comfort, nothing depends on it
    }
  }
}
