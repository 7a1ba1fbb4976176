package org.jacobi.cli;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Curves over epochs as inline SVG. Under the pointer an epoch shows its values; this is done by
 * style rules alone, without a script.
 */
final class LineChart {
  private static final double WIDTH = 480;
  private static final double HEIGHT = 290;
  private static final double LEFT = 54;
  private static final double RIGHT = 12;
  private static final double TOP = 22;
  private static final double BOTTOM = 38;

  /** More points than the drawing has dots are not drawn. */
  private static final int MOST_POINTS = 600;

  /** Epochs that answer to the pointer. */
  private static final int MOST_TIPS = 150;

  private static final double TIP_WIDTH = 150;
  private static final double TIP_LINE = 17;

  /**
   * One curve.
   *
   * @param name what it is called
   * @param style the class of its style rules
   * @param values one for each epoch; those that are not finite are left out
   */
  record Curve(String name, String style, double[] values) {}

  private final Texts texts;
  private final List<Curve> curves;
  private final boolean percent;
  private final int kept;
  private final int epochs;
  private final Axis x;
  private final Axis y;

  /**
   * A chart of one epoch or more.
   *
   * @param percent true for shares of 1
   * @param kept the epoch whose weights were kept
   */
  LineChart(Texts texts, List<Curve> curves, boolean percent, int kept) {
    this.texts = texts;
    this.curves = curves;
    this.percent = percent;
    this.kept = kept;
    this.epochs = curves.getFirst().values().length;
    this.x = Axis.epochs(epochs);
    double[] all =
        curves.stream()
            .flatMapToDouble(curve -> DoubleStream.of(curve.values()))
            .filter(Double::isFinite)
            .toArray();
    this.y = percent ? Axis.shares(all) : Axis.fitting(all);
  }

  /** Writes it with its heading and legend. */
  void write(Html html, String id, String heading) {
    html.open("figure", "class", "chart");
    html.open("figcaption");
    html.element("h3", heading, "id", id);
    legend(html);
    html.close();
    html.open(
        "svg",
        "viewBox",
        "0 0 " + (int) WIDTH + " " + (int) HEIGHT,
        "role",
        "img",
        "aria-label",
        heading + ". " + description());
    grid(html);
    keptEpoch(html);
    curves.forEach(curve -> curve(html, curve));
    tips(html);
    html.close().close().newLine();
  }

  private String description() {
    var text = new StringBuilder();
    for (Curve curve : curves) {
      double[] values = curve.values();
      text.append(
          texts.get("chart.from", curve.name(), figure(values[0]), figure(values[epochs - 1])));
      text.append(' ');
    }
    return text.append(texts.get("chart.kept", Figures.count(kept))).toString();
  }

  private String figure(double value) {
    return percent ? Figures.percent(value) : Figures.number(value);
  }

  private void legend(Html html) {
    html.open("ul", "class", "legend");
    for (Curve curve : curves) {
      html.open("li");
      html.open("svg", "viewBox", "0 0 26 10", "class", "swatch", "aria-hidden", "true");
      html.empty("path", "class", "curve " + curve.style(), "d", "M1 5h24").close();
      html.text(curve.name()).close();
    }
    if (y.isLogarithmic()) {
      html.element("li", texts.get("chart.logarithmic"), "class", "note");
    }
    html.close();
  }

  private double across(double epoch) {
    return LEFT + x.at(epoch) * (WIDTH - LEFT - RIGHT);
  }

  private double down(double value) {
    return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM);
  }

  private void grid(Html html) {
    for (double tick : y.ticks()) {
      String at = Figures.place(down(tick));
      html.empty("path", "class", "grid", "d", "M" + LEFT + " " + at + "H" + (WIDTH - RIGHT));
      text(html, "tick end", LEFT - 8, down(tick) + 4, y.label(tick, percent));
    }
    for (double tick : x.ticks()) {
      text(html, "tick middle", across(tick), HEIGHT - BOTTOM + 18, Figures.count((long) tick));
    }
    text(html, "axis middle", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, texts.get("epoch"));
  }

  private static void text(Html html, String style, double x, double y, String text) {
    html.element("text", text, "class", style, "x", Figures.place(x), "y", Figures.place(y));
  }

  private void keptEpoch(Html html) {
    double at = across(kept);
    String place = Figures.place(at);
    html.empty("path", "class", "kept", "d", "M" + place + " " + TOP + "V" + (HEIGHT - BOTTOM));
    String side = at > WIDTH * 0.8 ? "end" : at < WIDTH * 0.25 ? "start" : "middle";
    double text = side.equals("end") ? Math.min(at + 4, WIDTH - 2) : at;
    text(html, "keptname " + side, text, TOP - 8, texts.get("chart.kept.short", "" + kept));
  }

  private void curve(Html html, Curve curve) {
    double[] values = curve.values();
    var path = new StringBuilder();
    boolean down = false;
    for (int i = 0; i < epochs; i = next(i, MOST_POINTS)) {
      boolean there = Double.isFinite(values[i]);
      if (there) {
        path.append(down ? 'L' : 'M').append(Figures.place(across(i + 1.0)));
        path.append(' ').append(Figures.place(down(values[i])));
      }
      down = there;
    }
    html.empty("path", "class", "curve " + curve.style(), "d", path.toString());
    if (Double.isFinite(values[kept - 1])) {
      dot(html, curve, kept);
    }
  }

  private void dot(Html html, Curve curve, int epoch) {
    html.empty(
        "circle",
        "class",
        "dot " + curve.style(),
        "cx",
        Figures.place(across(epoch)),
        "cy",
        Figures.place(down(curve.values()[epoch - 1])),
        "r",
        "3.5");
  }

  /** The next epoch, so that at most so many and the last one are taken. */
  private int next(int i, int most) {
    int stride = (epochs + most - 1) / most;
    return i == epochs - 1 ? epochs : Math.min(i + stride, epochs - 1);
  }

  private void tips(Html html) {
    for (int i = 0; i < epochs; ) {
      int next = next(i, MOST_TIPS);
      double from = i == 0 ? LEFT : (across(i + 1.0) + across(i)) / 2;
      double to = next == epochs ? WIDTH - RIGHT : (across(i + 1.0) + across(next + 1.0)) / 2;
      tip(html, i + 1, from, to);
      i = next;
    }
  }

  private void tip(Html html, int epoch, double from, double to) {
    html.open("g", "class", "at");
    box(html, "hit", from, TOP, Math.max(1, to - from), HEIGHT - TOP - BOTTOM);
    html.open("g", "class", "tip");
    double at = across(epoch);
    String line = "M" + Figures.place(at) + " " + TOP + "V" + (HEIGHT - BOTTOM);
    html.empty("path", "class", "hair", "d", line);
    double left = at < WIDTH / 2 ? at + 10 : at - 10 - TIP_WIDTH;
    box(html, "card", left, TOP + 6, TIP_WIDTH, TIP_LINE * (curves.size() + 1) + 8);
    text(html, "tipname", left + 10, TOP + 23, texts.get("chart.epoch", "" + epoch));
    double row = TOP + 23;
    for (Curve curve : curves) {
      row += TIP_LINE;
      double value = curve.values()[epoch - 1];
      if (Double.isFinite(value)) {
        dot(html, curve, epoch);
      }
      text(html, "tiptext", left + 10, row, curve.name());
      text(html, "tiptext end", left + TIP_WIDTH - 10, row, figure(value));
    }
    html.close().close();
  }

  private static void box(Html html, String style, double x, double y, double w, double h) {
    html.empty(
        "rect",
        "class",
        style,
        "x",
        Figures.place(x),
        "y",
        Figures.place(y),
        "width",
        Figures.place(w),
        "height",
        Figures.place(h));
  }
}
