package org.jacobi.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jacobi.train.ConfusionMatrix;

/** Which classes were taken for which: the confusion matrix and the figures of each class. */
final class ClassTables {
  /** With more classes the matrix gives way to a list of the most frequent mistakes. */
  static final int MOST_IN_MATRIX = 40;

  /** With more classes the cells have no text of their own for the pointer. */
  private static final int MOST_WITH_TITLES = 20;

  private static final int MOST_PAIRS = 20;
  private static final int SHADES = 10;

  private final Texts texts;
  private final ConfusionMatrix counts;
  private final List<String> names;

  ClassTables(Texts texts, ConfusionMatrix counts, List<String> names) {
    this.texts = texts;
    this.counts = counts;
    this.names = names;
  }

  void write(Html html) {
    if (counts.classes() <= MOST_IN_MATRIX) {
      matrix(html);
    } else {
      pairs(html);
    }
    perClass(html);
  }

  private int total(int expected) {
    int total = 0;
    for (int c = 0; c < counts.classes(); c++) {
      total += counts.count(expected, c);
    }
    return total;
  }

  // ---- the matrix ----

  private void matrix(Html html) {
    html.element("p", texts.get("matrix.note"), "class", "note");
    scrolling(html, texts.get("matrix"));
    html.open("table", "class", "matrix");
    html.open("thead").open("tr");
    html.element("td", texts.get("matrix.corner"), "class", "corner");
    names.forEach(name -> html.element("th", Names.brief(name), "scope", "col", "title", name));
    html.close().close().open("tbody");
    double worst = worstShare();
    for (int expected = 0; expected < counts.classes(); expected++) {
      html.open("tr");
      String name = names.get(expected);
      html.element("th", Names.brief(name), "scope", "row", "title", name);
      for (int predicted = 0; predicted < counts.classes(); predicted++) {
        cell(html, expected, predicted, worst);
      }
      html.close();
    }
    html.close().close().close().newLine();
  }

  private void cell(Html html, int expected, int predicted, double worst) {
    int count = counts.count(expected, predicted);
    double share = count == 0 ? 0 : (double) count / total(expected);
    boolean right = expected == predicted;
    int shade = (int) Math.ceil(SHADES * (right || worst == 0 ? share : share / worst));
    String style = count == 0 ? "none" : (right ? "right s" : "wrong s") + shade;
    if (counts.classes() > MOST_WITH_TITLES || count == 0) {
      html.element("td", Figures.count(count), "class", style);
      return;
    }
    String[] words = {
      names.get(expected), names.get(predicted), "" + count, Figures.percent(share)
    };
    html.element(
        "td", Figures.count(count), "class", style, "title", texts.get("matrix.cell", words));
  }

  /** The largest share of a class that was taken for one other class. */
  private double worstShare() {
    double worst = 0;
    for (int e = 0; e < counts.classes(); e++) {
      int total = total(e);
      for (int p = 0; p < counts.classes(); p++) {
        if (e != p && total > 0) {
          worst = Math.max(worst, (double) counts.count(e, p) / total);
        }
      }
    }
    return worst;
  }

  // ---- many classes ----

  private record Pair(int expected, int predicted, int count) {}

  private void pairs(Html html) {
    List<Pair> pairs = new ArrayList<>();
    for (int e = 0; e < counts.classes(); e++) {
      for (int p = 0; p < counts.classes(); p++) {
        if (e != p && counts.count(e, p) > 0) {
          pairs.add(new Pair(e, p, counts.count(e, p)));
        }
      }
    }
    pairs.sort(Comparator.comparingInt((Pair pair) -> -pair.count));
    html.element("h3", texts.get("pairs"));
    if (pairs.isEmpty()) {
      html.element("p", texts.get("wrong.none"));
      return;
    }
    scrolling(html, texts.get("pairs"));
    html.open("table").open("thead").open("tr");
    html.element("th", texts.get("expected"), "scope", "col");
    html.element("th", texts.get("predicted"), "scope", "col");
    html.element("th", texts.get("rows"), "scope", "col", "class", "number");
    html.close().close().open("tbody");
    for (Pair pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
      html.open("tr");
      Names.cell(html, names.get(pair.expected));
      Names.cell(html, names.get(pair.predicted));
      html.element("td", Figures.count(pair.count), "class", "number").close();
    }
    html.close().close().close().newLine();
  }

  // ---- each class ----

  private void perClass(Html html) {
    html.element("h3", texts.get("classes"));
    scrolling(html, texts.get("classes"));
    html.open("table").open("thead").open("tr");
    html.element("th", texts.get("class"), "scope", "col");
    for (String key : List.of("rows", "precision", "recall", "f1")) {
      html.element("th", texts.get(key), "scope", "col", "class", "number");
    }
    html.close().close().open("tbody");
    for (int c = 0; c < counts.classes(); c++) {
      html.open("tr");
      String name = names.get(c);
      html.element("th", Names.brief(name), "scope", "row", "title", name);
      number(html, Figures.count(total(c)));
      number(html, Figures.percent(counts.precision(c)));
      number(html, Figures.percent(counts.recall(c)));
      number(html, Figures.percent(counts.f1(c))).close();
    }
    html.close().open("tfoot").open("tr");
    html.element("th", texts.get("mean"), "scope", "row");
    number(html, Figures.count(counts.rows()));
    number(html, Figures.percent(counts.macroPrecision()));
    number(html, Figures.percent(counts.macroRecall()));
    number(html, Figures.percent(counts.macroF1()));
    html.close().close().close().close().newLine();
  }

  private static Html number(Html html, String text) {
    return html.element("td", text, "class", "number");
  }

  /** A box that scrolls sideways, also by the keyboard. */
  static void scrolling(Html html, String label) {
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", label);
  }
}
