package org.jacobi.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jacobi.data.ContractReport;

/** In which ways new data differs from that of the training: one short block, or a refusal. */
final class ContractNotes {
  private static final int MOST_SHOWN = 8;

  private record Note(String what, String effect) {}

  private final List<Note> notes = new ArrayList<>();

  /**
   * Adds one.
   *
   * @param what with counts
   * @param effect what becomes of it, or nothing
   */
  void add(String what, String effect) {
    notes.add(new Note(what, effect));
  }

  /** Adds all of a table, each with a text before it. */
  void add(String before, ContractReport report) {
    report.breaches().forEach(breach -> add(before + breach.what(), breach.effect()));
  }

  /**
   * For {@code --strict}.
   *
   * @param subject such as {@code new.csv differs}
   * @throws UserError if there are any
   */
  void refuse(String subject) {
    if (!notes.isEmpty()) {
      String all = shown().stream().map(Note::what).collect(Collectors.joining("; "));
      throw new UserError("--strict: " + said(subject) + ": " + all + rest("; and "));
    }
  }

  /** Without it: says it once, with what becomes of it. */
  void warn(String subject) {
    if (!notes.isEmpty()) {
      String all =
          shown().stream()
              .map(note -> "\n  " + note.what + (note.effect.isEmpty() ? "" : "; " + note.effect))
              .collect(Collectors.joining());
      Terminal.warn(said(subject) + " (--strict refuses that):" + all + rest("\n  and "));
    }
  }

  private static String said(String subject) {
    return subject + " from the data of the training";
  }

  private List<Note> shown() {
    return notes.subList(0, Math.min(notes.size(), MOST_SHOWN));
  }

  private String rest(String before) {
    int more = notes.size() - MOST_SHOWN;
    return more > 0 ? before + more + " more" : "";
  }

  /** The same for programs. */
  static Map<String, Object> map(ContractReport report) {
    List<Object> breaches = new ArrayList<>();
    for (var breach : report.breaches()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("rule", breach.rule().name().toLowerCase(Locale.ROOT));
      map.put("column", breach.column());
      map.put("rows", (long) breach.rows());
      if (breach.line() > 0) {
        map.put("line", breach.line());
        map.put("example", breach.example());
      }
      breaches.add(map);
    }
    return map(report.rows(), breaches);
  }

  /** Of data that keeps the contract, such as images of the right size. */
  static Map<String, Object> map(int rows, List<Object> breaches) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kept", breaches.isEmpty());
    map.put("rows", (long) rows);
    map.put("breaches", breaches);
    return map;
  }
}
