package org.jacobi.cpu.onednn;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Finds a file of the published oneDNN jar: on the class path, or among the jars of the module path
 * (that jar is a module which nobody requires, so its resources are not visible there).
 */
final class PublishedJar implements LibraryCache.Source {
  @Override
  public @Nullable InputStream open(LibraryFile file) throws IOException {
    var resource = ClassLoader.getSystemResourceAsStream(file.resource());
    if (resource != null) {
      return resource;
    }
    var loader = PublishedJar.class.getClassLoader();
    resource = loader == null ? null : loader.getResourceAsStream(file.resource());
    return resource != null ? resource : onModulePath(file);
  }

  private static @Nullable InputStream onModulePath(LibraryFile file) throws IOException {
    for (var entry : System.getProperty("jdk.module.path", "").split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        var path = Path.of(entry);
        var jar = Files.isDirectory(path) ? path.resolve(file.jar()) : path;
        if (jar.endsWith(file.jar()) && Files.isRegularFile(jar)) {
          return open(jar, file.resource());
        }
      }
    }
    return null;
  }

  static @Nullable InputStream open(Path path, String resource) throws IOException {
    var jar = new JarFile(path.toFile());
    var entry = jar.getEntry(resource);
    if (entry == null) {
      jar.close();
      return null;
    }
    return new FilterInputStream(jar.getInputStream(entry)) {
      @Override
      public void close() throws IOException {
        jar.close();
      }
    };
  }
}
