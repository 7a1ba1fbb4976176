package org.jacobi.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jacobi.data.CsvTable;
import org.jacobi.data.Task;
import org.jacobi.io.Json;
import org.jacobi.train.ModelInfo;

/** Predictions in the forms that people and programs read. */
final class Answers {
  private static final int MOST_SHOWN = 3;

  private final ModelInfo info;
  private final String target;

  /**
   * For one model.
   *
   * @param target what is predicted
   */
  Answers(ModelInfo info, String target) {
    this.info = info;
    this.target = target;
  }

  private boolean classes() {
    return info.task() == Task.CLASSIFICATION;
  }

  private List<Integer> order(double[] answer) {
    return IntStream.range(0, answer.length)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -answer[c]))
        .toList();
  }

  private String best(double[] answer) {
    return classes() ? info.classNames().get(order(answer).getFirst()) : shortest(answer[0]);
  }

  /** The digits that a 32-bit number has. */
  private static String shortest(double number) {
    return Float.toString((float) number);
  }

  // ---- for people ----

  void print(double[][] answers) {
    int width = String.valueOf(answers.length).length();
    for (int i = 0; i < answers.length; i++) {
      Terminal.out().println(Words.format("row %" + width + "d   ", i + 1) + words(answers[i]));
    }
  }

  void print(Path file, double[] answer) {
    Terminal.out().println(file + "   " + words(answer));
  }

  private String words(double[] answer) {
    if (!classes()) {
      return target + " " + Words.number(answer[0]);
    }
    var order = order(answer);
    int width = info.classNames().stream().mapToInt(String::length).max().orElse(1);
    String rest =
        order.stream()
            .skip(1)
            .limit(MOST_SHOWN - 1)
            .map(c -> info.classNames().get(c) + " " + Words.percent(answer[c]))
            .collect(Collectors.joining(", "));
    return Words.format(
            "%-" + width + "s %9s", best(answer), Words.percent(answer[order.getFirst()]))
        + "   ("
        + rest
        + ")";
  }

  // ---- for programs ----

  /** One object a line: of each row its number from 1. */
  void json(Path file, double[][] answers) {
    for (int i = 0; i < answers.length; i++) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", file.toString());
      line.put("row", (long) i + 1);
      Terminal.out().println(Json.text(with(line, answers[i])));
    }
  }

  void json(Path file, double[] answer) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("file", file.toString());
    Terminal.out().println(Json.text(with(line, answer)));
  }

  private Map<String, Object> with(Map<String, Object> line, double[] answer) {
    if (!classes()) {
      line.put("value", answer[0]);
      return line;
    }
    line.put("class", best(answer));
    line.put("probability", answer[order(answer).getFirst()]);
    Map<String, Object> all = new LinkedHashMap<>();
    for (int c = 0; c < answer.length; c++) {
      all.put(info.classNames().get(c), answer[c]);
    }
    line.put("probabilities", all);
    return line;
  }

  /** The table with further columns. */
  void csv(CsvTable table, double[][] answers) {
    var writer = writer();
    List<String> head = new ArrayList<>(table.columns());
    head.addAll(newColumns());
    writer.writeRecord(head);
    for (int row = 0; row < table.rows(); row++) {
      List<String> fields = new ArrayList<>();
      for (int column = 0; column < table.columns().size(); column++) {
        String text = table.text(row, column);
        fields.add(text == null ? "" : text);
      }
      fields.addAll(fields(answers[row]));
      writer.writeRecord(fields);
    }
    flush(writer);
  }

  private static void flush(CsvWriter writer) {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the output cannot be written", e);
    }
  }

  void csv(Path file, double[] answer, boolean withHead) {
    var writer = writer();
    if (withHead) {
      List<String> head = new ArrayList<>(List.of("file"));
      head.addAll(newColumns());
      writer.writeRecord(head);
    }
    List<String> fields = new ArrayList<>(List.of(file.toString()));
    fields.addAll(fields(answer));
    writer.writeRecord(fields);
    flush(writer);
  }

  private static CsvWriter writer() {
    return CsvWriter.builder()
        .lineDelimiter(LineDelimiter.LF)
        .build(Terminal.out(), StandardCharsets.UTF_8);
  }

  private List<String> newColumns() {
    List<String> names = new ArrayList<>(List.of("predicted " + target));
    if (classes()) {
      info.classNames().forEach(name -> names.add("probability of " + name));
    }
    return names;
  }

  private List<String> fields(double[] answer) {
    List<String> fields = new ArrayList<>(List.of(best(answer)));
    if (classes()) {
      for (double probability : answer) {
        fields.add(shortest(probability));
      }
    }
    return fields;
  }
}
