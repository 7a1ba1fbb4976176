package org.jacobi.cpu.onednn;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of the published oneDNN jar, as it must be.
 *
 * @param platform such as {@code linux-x86_64}, the jar's classifier
 * @param name of the file
 * @param bytes its size
 * @param sha256 of its bytes, in hexadecimal digits
 */
record LibraryFile(String platform, String name, long bytes, String sha256) {
  /** Version of the jars that {@code libraries.txt} describes. */
  static final String VERSION = "3.11-1.5.13";

  private static final String LIST = "libraries.txt";

  /** The files for a platform: oneDNN first, then what it needs beside it; empty if unknown. */
  static List<LibraryFile> of(String platform) {
    var files = new ArrayList<LibraryFile>(); // no stream: its first use costs 10 ms of the start
    for (var file : all()) {
      if (file.platform.equals(platform)) {
        files.add(file);
      }
    }
    return files;
  }

  /** Path of the file inside the jar. */
  String resource() {
    return "org/bytedeco/dnnl/" + platform + "/" + name;
  }

  /** Name of the published jar that holds the file. */
  String jar() {
    return "dnnl-" + VERSION + "-" + platform + ".jar";
  }

  static List<LibraryFile> all() {
    var files = new ArrayList<LibraryFile>();
    var stream = LibraryFile.class.getResourceAsStream(LIST);
    if (stream == null) {
      throw new IllegalStateException("the resource " + LIST + " is missing in jacobi-cpu");
    }
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          var words = line.split(" ");
          files.add(new LibraryFile(words[0], words[1], Long.parseLong(words[2]), words[3]));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + LIST + " cannot be read", e);
    }
    return files;
  }
}
