package org.jacobi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A framework and the ways to run it that are tried, the default first.
 *
 * @param id folder of its module, and its name on the command line
 * @param title its name in tables
 * @param notCounted a pattern of jars that its users do not need
 * @param training settings for training
 * @param inference settings for calls
 */
record Peer(
    String id, String title, String notCounted, List<Setting> training, List<Setting> inference) {
  List<Setting> settings(Workload workload) {
    return workload.trains() ? training : inference;
  }

  /** The jars of its class path, without the harness. */
  List<Path> jars(Path home) throws IOException {
    return Arrays.stream(classPath(home).split(":"))
        .map(Path::of)
        .filter(
            jar -> !jar.getFileName().toString().matches("(jacobi-bench|jspecify).*|" + notCounted))
        .filter(Files::isRegularFile)
        .toList();
  }

  /** Its own jar, since an archive of classes takes no folders, and what its build depends on. */
  String classPath(Path home) throws IOException {
    var file = home.resolve(id).resolve("target/classpath");
    var target = home.resolve(id).resolve("target");
    if (Files.exists(file)) {
      try (var jars = Files.newDirectoryStream(target, "jacobi-bench-*.jar")) {
        for (var jar : jars) {
          return jar + ":" + Files.readString(file).strip();
        }
      }
    }
    throw new IOException(
        id + " was not built: " + file + " or its jar is not there; see bench/README.md");
  }
}
