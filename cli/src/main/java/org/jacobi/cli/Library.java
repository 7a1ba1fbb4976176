package org.jacobi.cli;

/** Where the modules of Jacobi are, for programs and compilers that are started from here. */
final class Library {
  private Library() {}

  /** The launcher says it, else they are where this program's own are. */
  static String path() {
    String given = System.getenv("JACOBI_LIB");
    if (given != null && !given.isEmpty()) {
      return given;
    }
    String path = System.getProperty("jdk.module.path", "");
    String found = path.isEmpty() ? System.getProperty("java.class.path", "") : path;
    if (found.isEmpty()) {
      throw new UserError("cannot find the modules of Jacobi; set JACOBI_LIB to their folder");
    }
    return found;
  }
}
