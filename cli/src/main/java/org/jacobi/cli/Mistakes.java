package org.jacobi.cli;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jacobi.array.Shape;
import org.jacobi.data.CsvTable;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.train.Evaluation;
import org.jspecify.annotations.Nullable;

/** The rows that were predicted worst: as pictures, or as rows of a table. */
final class Mistakes {
  static final int MOST_PICTURES = 24;
  static final int MOST_ROWS = 15;
  private static final int MOST_COLUMNS = 12;

  private final Texts texts;
  private final Evaluation evaluation;
  private final Dataset data;
  private final ReportData.@Nullable TableRows table;
  private final List<Integer> worst;

  Mistakes(Texts texts, ReportData report) {
    this.texts = texts;
    this.evaluation = report.evaluation();
    this.data = report.data();
    this.table = report.rows();
    this.worst = worst();
  }

  /** Wrong rows with the highest probability, or rows with the largest error, worst first. */
  private List<Integer> worst() {
    var rows = IntStream.range(0, evaluation.rows()).boxed();
    if (isClassification()) {
      rows = rows.filter(row -> evaluation.predicted(row) != evaluation.expected(row));
    }
    int most = isClassification() && data.imageShape() != null ? MOST_PICTURES : MOST_ROWS;
    return rows.sorted(Comparator.comparingDouble((Integer row) -> -badness(row)))
        .limit(most)
        .toList();
  }

  private boolean isClassification() {
    return evaluation.task() == Task.CLASSIFICATION;
  }

  private double badness(int row) {
    return isClassification() ? evaluation.score(row, evaluation.predicted(row)) : error(row);
  }

  /** The largest distance of any output. */
  private double error(int row) {
    double largest = 0;
    for (int k = 0; k < evaluation.outputs(); k++) {
      largest = Math.max(largest, Math.abs(evaluation.score(row, k) - evaluation.target(row, k)));
    }
    return largest;
  }

  void write(Html html) {
    Shape shape = data.imageShape();
    if (worst.isEmpty()) {
      html.element("p", texts.get("wrong.none"));
    } else if (isClassification() && shape != null) {
      html.element("p", texts.get("wrong.note"), "class", "note");
      pictures(html, shape);
    } else {
      html.element(
          "p", texts.get(isClassification() ? "wrong.note" : "errors.note"), "class", "note");
      rows(html);
    }
  }

  private String name(int number) {
    return data.classNames().get(number);
  }

  /** A probability, or a score that was only trained towards 0 and 1. */
  private String sureness(int row, int number) {
    double score = evaluation.score(row, number);
    boolean share = score >= 0 && score <= 1;
    return share ? Figures.percent(score) : Figures.number(score);
  }

  // ---- pictures ----

  private void pictures(Html html, Shape shape) {
    html.open("ul", "class", "pictures");
    for (int row : worst) {
      Picture picture = Picture.of(data, shape, row);
      int expected = evaluation.expected(row);
      int predicted = evaluation.predicted(row);
      html.open("li").open("figure");
      html.empty(
          "img",
          "src",
          picture.dataUri(),
          "width",
          "" + picture.width(),
          "height",
          "" + picture.height(),
          "alt",
          texts.get("wrong.alt", Figures.count(row), name(expected)));
      html.open("figcaption");
      line(html, "missed", texts.get("predicted"), name(predicted), sureness(row, predicted));
      line(html, "meant", texts.get("expected"), name(expected), sureness(row, expected));
      html.element("span", texts.get("wrong.row", Figures.count(row)), "class", "place");
      html.close().close().close();
    }
    html.close().newLine();
  }

  private static void line(Html html, String style, String what, String name, String sureness) {
    html.open("span", "class", style);
    html.element("span", what, "class", "what");
    html.element("b", Names.brief(name), "title", name);
    html.element("span", sureness, "class", "sure").close();
  }

  // ---- rows ----

  private void rows(Html html) {
    ClassTables.scrolling(html, texts.get(isClassification() ? "wrong" : "errors"));
    html.open("table", "class", "mistakes").open("thead").open("tr");
    head(html, texts.get(table == null ? "row" : "line"), true);
    head(html, texts.get("expected"), !isClassification());
    head(html, texts.get("predicted"), !isClassification());
    head(html, texts.get(isClassification() ? "probability" : "error"), true);
    List<Integer> columns = columns();
    if (table != null) {
      columns.forEach(c -> head(html, Names.brief(table.table().columns().get(c)), false));
    }
    html.close().close().open("tbody");
    for (int row : worst) {
      html.open("tr");
      answer(html, row);
      if (table != null) {
        CsvTable source = table.table();
        int number = table.numbers()[row];
        for (int c : columns) {
          String text = source.text(number, c);
          Names.cell(html, text == null ? "–" : text);
        }
      }
      html.close();
    }
    html.close().close().close().newLine();
  }

  private List<Integer> columns() {
    int count = table == null ? 0 : table.table().columns().size();
    return IntStream.range(0, Math.min(count, MOST_COLUMNS)).boxed().toList();
  }

  private static void head(Html html, String text, boolean number) {
    html.element("th", text, "scope", "col", "class", number ? "number" : "word");
  }

  private void answer(Html html, int row) {
    long place = table == null ? row : table.table().line(table.numbers()[row]);
    html.element("td", Figures.count(place), "class", "number");
    if (isClassification()) {
      Names.cell(html, name(evaluation.expected(row)));
      Names.cell(html, name(evaluation.predicted(row)));
      html.element("td", sureness(row, evaluation.predicted(row)), "class", "number");
      return;
    }
    html.element("td", numbers(row, true), "class", "number");
    html.element("td", numbers(row, false), "class", "number");
    html.element("td", Figures.number(error(row)), "class", "number");
  }

  private String numbers(int row, boolean expected) {
    var text = new StringBuilder();
    for (int k = 0; k < evaluation.outputs(); k++) {
      text.append(k == 0 ? "" : "; ");
      double number = expected ? evaluation.target(row, k) : evaluation.score(row, k);
      text.append(Figures.number(number));
    }
    return text.toString();
  }
}
