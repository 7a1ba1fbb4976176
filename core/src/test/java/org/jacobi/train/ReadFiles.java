package org.jacobi.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the models and checkpoints of a folder, in a process that has little memory. */
final class ReadFiles {
  private ReadFiles() {}

  public static void main(String[] arguments) throws IOException {
    List<Path> files;
    try (var all = Files.list(Path.of(arguments[0]))) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      System.out.print(name + ": ");
      try {
        System.out.println(
            name.startsWith("model")
                ? ModelFile.load(file).info().task()
                : CheckpointFile.read(file).state().records.size() + " epochs");
      } catch (RuntimeException e) {
        System.out.println(e.getMessage());
      }
    }
    System.out.println("all read");
  }
}
