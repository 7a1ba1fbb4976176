package org.jacobi.cli;

import java.util.stream.IntStream;
import org.jacobi.train.Evaluation;

/** Predicted against expected numbers of one output, with the line where both are equal. */
final class ScatterChart {
  /** More rows are thinned out evenly. */
  static final int MOST_POINTS = 2000;

  private static final double SIDE = 420;
  private static final double LEFT = 58;
  private static final double BOTTOM = 44;
  private static final double MARGIN = 12;

  private final Texts texts;
  private final Evaluation evaluation;
  private final int output;
  private final Axis axis;

  ScatterChart(Texts texts, Evaluation evaluation, int output) {
    this.texts = texts;
    this.evaluation = evaluation;
    this.output = output;
    this.axis =
        Axis.linear(
            IntStream.range(0, evaluation.rows())
                .boxed()
                .flatMapToDouble(row ->
                    java.util.stream.DoubleStream.of(
                        evaluation.target(row, output), evaluation.score(row, output)))
                .filter(Double::isFinite)
                .toArray());
  }

  void write(Html html, String label) {
    html.open("figure", "class", "chart scatter");
    String box = "0 0 " + (int) SIDE + " " + (int) SIDE;
    html.open("svg", "viewBox", box, "role", "img", "aria-label", label);
    grid(html);
    String from = Figures.place(across(0)) + " " + Figures.place(down(0));
    String to = Figures.place(across(1)) + " " + Figures.place(down(1));
    html.empty("path", "class", "kept", "d", "M" + from + "L" + to);
    int rows = evaluation.rows();
    int shown = Math.min(rows, MOST_POINTS);
    for (int i = 0; i < shown; i++) {
      point(html, (int) ((long) i * rows / shown));
    }
    html.close();
    String note = texts.get("scatter.note");
    if (shown < rows) {
      note += " " + texts.get("scatter.sampled", Figures.count(shown), Figures.count(rows));
    }
    html.element("figcaption", note, "class", "note").close().newLine();
  }

  private static double across(double share) {
    return LEFT + share * (SIDE - LEFT - MARGIN);
  }

  private static double down(double share) {
    return SIDE - BOTTOM - share * (SIDE - BOTTOM - MARGIN);
  }

  private void grid(Html html) {
    for (double tick : axis.ticks()) {
      String x = Figures.place(across(axis.at(tick)));
      String y = Figures.place(down(axis.at(tick)));
      html.empty("path", "class", "grid", "d", "M" + LEFT + " " + y + "H" + (SIDE - MARGIN));
      html.empty("path", "class", "grid", "d", "M" + x + " " + MARGIN + "V" + (SIDE - BOTTOM));
      String label = axis.label(tick, false);
      double right = LEFT - 8;
      double below = down(axis.at(tick)) + 4;
      html.element("text", label, "class", "tick end", "x", "" + right, "y", Figures.place(below));
      html.element(
          "text", label, "class", "tick middle", "x", x, "y", Figures.place(SIDE - BOTTOM + 18));
    }
    String middle = Figures.place(across(0.5));
    html.element(
        "text",
        texts.get("expected"),
        "class",
        "axis middle",
        "x",
        middle,
        "y",
        Figures.place(SIDE - 5));
    html.element(
        "text",
        texts.get("predicted"),
        "class",
        "axis middle",
        "transform",
        "translate(12 " + Figures.place(down(0.5)) + ") rotate(-90)");
  }

  private void point(Html html, int row) {
    double expected = evaluation.target(row, output);
    double predicted = evaluation.score(row, output);
    if (!Double.isFinite(expected) || !Double.isFinite(predicted)) {
      return;
    }
    html.open(
        "circle",
        "class",
        "point",
        "cx",
        Figures.place(across(axis.at(expected))),
        "cy",
        Figures.place(down(axis.at(predicted))),
        "r",
        "2.6");
    String both = Figures.number(expected) + " → " + Figures.number(predicted);
    html.element("title", both).close();
  }
}
