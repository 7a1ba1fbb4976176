package org.jacobi.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jacobi.data.CsvTable;
import org.jacobi.data.IdxReader;

/** Reads files by the endings of their names, in this process or in another one. */
final class AttackFiles {
  private AttackFiles() {}

  /** Each reader, as a user's file goes through it. */
  static void read(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.gz$", "");
    switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "safetensors" -> SafeTensors.read(file);
      case "npy" -> Npy.read(file);
      case "npz" -> Npz.read(file);
      case "idx" -> IdxReader.read(file);
      case "csv" -> CsvTable.read(file);
      case "json" -> Json.readObject(file);
      default -> throw new IllegalArgumentException(name);
    }
  }

  /** Reads all files of a folder one after the other; the first error that is none ends it. */
  public static void main(String[] arguments) throws IOException {
    List<Path> files;
    try (var all = Files.list(Path.of(arguments[0]))) {
      files = all.filter(file -> !file.endsWith("expected.txt")).sorted().toList();
    }
    for (Path file : files) {
      System.out.print(file.getFileName() + ": ");
      try {
        read(file);
        System.out.println("read");
      } catch (RuntimeException e) {
        System.out.println(e.getMessage());
      }
    }
    System.out.println("all read");
  }
}
