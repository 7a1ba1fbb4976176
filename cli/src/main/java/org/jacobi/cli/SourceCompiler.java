package org.jacobi.cli;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jacobi.learn.doctor.DoctorTexts;

/** Compiles one file of source for a moment. */
final class SourceCompiler {
  private SourceCompiler() {}

  /**
   * Compiles a file into a folder.
   *
   * @param locale of what the compiler says
   * @return the names of its classes
   * @throws UserError if there is no such file, or it does not compile
   */
  static List<String> compile(Path file, String classPath, Path folder, Locale locale)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      String near = SourceFinder.nearFile(file);
      throw new UserError(DoctorTexts.of(locale, "error.file", file, near));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new UserError(DoctorTexts.of(locale, "error.compiler", file));
    }
    List<String> options = new ArrayList<>(List.of("-d", folder.toString(), "-proc:none"));
    options.addAll(List.of("-p", Library.path(), "--add-modules", "org.jacobi,org.jacobi.learn"));
    options.addAll(List.of("-cp", classPath, "-nowarn", "-Xlint:none"));
    var found = new DiagnosticCollector<JavaFileObject>();
    var rest = new StringWriter();
    try (var files = compiler.getStandardFileManager(found, locale, StandardCharsets.UTF_8)) {
      var sources = files.getJavaFileObjects(file);
      if (!compiler.getTask(rest, files, found, options, null, sources).call()) {
        throw new UserError(firstError(found.getDiagnostics(), file, locale));
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(each -> folder.relativize(each).toString())
          .filter(each -> each.endsWith(".class"))
          .map(each -> each.substring(0, each.length() - ".class".length()))
          .map(each -> each.replace(File.separatorChar, '.'))
          .sorted()
          .toList();
    }
  }

  /** Such as {@code Sigmoid.java, line 12: ';' expected}. */
  private static String firstError(
      List<Diagnostic<? extends JavaFileObject>> found, Path file, Locale locale) {
    for (var each : found) {
      if (each.getKind() == Diagnostic.Kind.ERROR) {
        String said = inOneLine(each, locale);
        JavaFileObject source = each.getSource();
        String name = source == null ? file.toString() : source.getName();
        return each.getLineNumber() == Diagnostic.NOPOS
            ? name + ": " + said
            : DoctorTexts.of(locale, "error.source", name, each.getLineNumber(), said);
      }
    }
    return file + ": " + DoctorTexts.of(locale, "error.source.failed");
  }

  /** The first line, and the symbol where one is not found; of other messages all lines. */
  private static String inOneLine(Diagnostic<?> diagnostic, Locale locale) {
    List<String> lines =
        diagnostic
            .getMessage(locale)
            .lines()
            .map(line -> line.strip().replaceAll("\\s+", " ").replaceFirst("[;；]$", ""))
            .filter(line -> !line.isEmpty())
            .toList();
    if (lines.size() > 1 && diagnostic.getCode().startsWith("compiler.err.cant.resolve")) {
      String symbol = lines.get(1).replaceFirst("^[^:：]*[:：]\\s*", "");
      return lines.getFirst() + ": " + symbol;
    }
    return String.join("; ", lines);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
