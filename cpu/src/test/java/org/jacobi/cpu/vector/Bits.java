package org.jacobi.cpu.vector;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prints the hash of the bits of each call of the catalogue: for a second virtual machine. */
final class Bits {
  private Bits() {}

  public static void main(String[] arguments) {
    var kernels = new VectorKernels();
    for (var call : KernelCatalog.calls()) {
      System.out.println("bits\t" + call.name() + "\t" + call.hash(kernels));
    }
  }

  /** The hashes by name in a virtual machine that was started with these options. */
  static Map<String, Long> of(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bits.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Map<String, Long> hashes = new HashMap<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split("\t");
        if (parts.length == 3 && parts[0].equals("bits")) {
          hashes.put(parts[1], Long.valueOf(parts[2]));
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the second virtual machine ended with an error");
    }
    return hashes;
  }
}
