package org.jacobi.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jacobi.array.Near;
import org.jacobi.learn.doctor.DoctorTexts;

/** Folders and jars with classes. */
final class ClassPath {
  private static final int MANY = 20_000;
  private static final int LISTED = 12;
  private static final Pattern PATIENT =
      Pattern.compile("class\\s+\\w+\\s+extends\\s+Manual(Layer|Loss|Optimizer|Init|Batches)\\b");

  private final String text;
  private final List<String> classes = new ArrayList<>();

  /**
   * As {@code java -cp} takes it.
   *
   * @throws UserError if an entry is not there
   */
  ClassPath(String text) throws IOException {
    this.text = text;
    for (String part : text.split(File.pathSeparator)) {
      Path path = SourceFinder.path(part);
      if (Files.isDirectory(path)) {
        ofFolder(path);
      } else if (Files.isRegularFile(path)) {
        ofJar(path);
      } else if (!part.isEmpty()) {
        throw wrong("error.path", part, SourceFinder.nearFile(path));
      }
    }
  }

  String text() {
    return text;
  }

  private void ofFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .limit(MANY)
          .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
          .forEach(this::add);
    }
  }

  private void ofJar(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      file.stream().limit(MANY).forEach(entry -> add(entry.getName()));
    } catch (ZipException e) {
      throw wrong("error.path.form", jar);
    }
  }

  private void add(String file) {
    if (file.endsWith(".class") && !file.endsWith("-info.class")) {
      classes.add(file.substring(0, file.length() - ".class".length()).replace('/', '.'));
    }
  }

  /**
   * The full name of a class, also from its simple name if there is one such class.
   *
   * @throws UserError if there is none, or there are several
   */
  String find(String name) {
    if (classes.contains(name)) {
      return name;
    }
    List<String> ends =
        classes.stream()
            .filter(each -> each.replace('$', '.').equals(name) || simple(each).equals(name))
            .toList();
    if (ends.size() == 1) {
      return ends.getFirst();
    }
    if (ends.size() > 1) {
      throw wrong("error.several", name, String.join(", ", ends));
    }
    String hint = Near.hint(name, classes);
    if (hint.isEmpty()) {
      hint = Near.hint(name, classes.stream().map(ClassPath::simple).distinct().toList());
    }
    throw wrong("error.class", name, text, hint);
  }

  /** What to say to a folder: which of its files can be examined, or how its classes can. */
  static String folder(Path folder, Locale locale) throws IOException {
    List<String> sources = new ArrayList<>();
    boolean compiled;
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.limit(MANY).sorted().toList();
      for (Path file : all) {
        if (isSource(file) && PATIENT.matcher(text(file)).find()) {
          sources.add(file.toString());
        }
      }
      compiled = all.stream().anyMatch(file -> file.toString().endsWith(".class"));
    }
    if (!sources.isEmpty()) {
      String more = sources.size() > LISTED ? ", …" : "";
      String list = String.join(", ", sources.stream().limit(LISTED).toList()) + more;
      return DoctorTexts.of(locale, "error.folder", folder, list);
    }
    String key = compiled ? "error.folder.classes" : "error.folder.none";
    return DoctorTexts.of(locale, key, folder);
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java") && Files.isRegularFile(file);
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** In the language of the command, which is the machine's while it runs. */
  private static UserError wrong(String key, Object... values) {
    return new UserError(DoctorTexts.of(Locale.getDefault(), key, values));
  }

  private static String simple(String name) {
    return name.replaceFirst(".*[.$]", "");
  }
}
