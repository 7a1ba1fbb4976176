package org.jacobi.learn.race;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jacobi.learn.race.InitStudy.Activation;
import org.jacobi.learn.race.InitStudy.Case;
import org.jacobi.learn.race.InitStudy.Histogram;
import org.jacobi.learn.race.InitStudy.Verdict;
import org.jacobi.learn.text.TextTable;

/** The histograms of an {@link InitStudy} as text and as a page. */
final class InitText {
  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
  private static final int CELLS = 10;
  private static final double WIDTH = 160;
  private static final double HEIGHT = 80;
  private static final int COLUMN = 16;

  private InitText() {}

  /** The height of each bar, from 0 to 1; so many bins together are one bar. */
  static double[] bars(Case one, Histogram layer, int count) {
    int together = InitStudy.BINS / count;
    double[] bars = new double[count];
    for (int i = 0; i < InitStudy.BINS; i++) {
      bars[i / together] += layer.counts()[i];
    }
    // The zeros of ReLU would press all others flat: they may stand out over the top.
    int from = one.activation() == Activation.RELU ? 1 : 0;
    double largest = Arrays.stream(bars, from, count).max().orElse(1);
    double scale = largest > 0 ? largest : 1;
    return Arrays.stream(bars).map(bar -> Math.min(1, bar / scale)).toArray();
  }

  /** Such as {@code ▂▄█▄▂}. */
  static String blocks(Case one, Histogram layer) {
    var text = new StringBuilder();
    for (double bar : bars(one, layer, CELLS)) {
      text.append(BLOCKS.charAt((int) Math.ceil(bar * (BLOCKS.length() - 1))));
    }
    return text.toString();
  }

  static String table(InitStudy study, Locale locale) {
    var text = new StringBuilder();
    for (Activation activation : Activation.values()) {
      text.append(text.isEmpty() ? "" : "\n");
      text.append(Words.text(locale, "init.heading." + activation)).append('\n');
      for (Case one : study.cases()) {
        if (one.activation() == activation) {
          text.append(block(one, locale));
        }
      }
    }
    return text.toString();
  }

  private static String block(Case one, Locale locale) {
    String rule = Words.text(locale, "init.rule." + one.initialiser());
    String head = Words.text(locale, "init.head", name(one, locale), rule, verdict(one, locale));
    var bars = new StringBuilder("    ");
    var figures = new StringBuilder("    ");
    for (Histogram layer : one.layers()) {
      bars.append(padded("|" + blocks(one, layer) + "|"));
      figures.append(padded(Words.text(locale, "init.spread", Figures.brief(layer.deviation()))));
    }
    return "  "
        + head
        + '\n'
        + bars.toString().stripTrailing()
        + '\n'
        + figures.toString().stripTrailing()
        + '\n';
  }

  private static String padded(String text) {
    return text + " ".repeat(Math.max(1, COLUMN - TextTable.width(text)));
  }

  private static String name(Case one, Locale locale) {
    return Words.text(locale, "init.name." + one.initialiser());
  }

  private static String verdict(Case one, Locale locale) {
    Histogram last = one.layers().getLast();
    return Words.text(
        locale,
        "init.verdict." + one.verdict().name().toLowerCase(Locale.ROOT),
        Figures.percent(last.idle()),
        Figures.brief(one.layers().getFirst().deviation()),
        Figures.brief(last.deviation()));
  }

  static String page(InitStudy study, Locale locale) {
    var page = new Page(locale);
    page.raw("<header>").say("p class=kicker", "init.kicker").say("h1", "init.title");
    page.say("p class=lead", "init.lead", InitStudy.ROWS, InitStudy.UNITS, InitStudy.LAYERS);
    page.raw("</header>\n<main>\n");
    for (Activation activation : Activation.values()) {
      page.raw("<section>").say("h2", "init.heading." + activation);
      page.say("p class=note", "init.note." + activation).raw("<div class=layers>");
      page.raw("<div class=corner></div>");
      for (int layer = 1; layer <= InitStudy.LAYERS; layer++) {
        page.say("div class=top", "init.layer", layer);
      }
      for (Case one : study.cases()) {
        if (one.activation() == activation) {
          row(page, one, locale);
        }
      }
      page.raw("</div></section>\n");
    }
    page.raw("<section>").say("h2", "race.read").raw("<ul class=notes>");
    for (int i = 1; i <= 3; i++) {
      page.say("li", "init.read." + i);
    }
    return page.raw("</ul></section>\n</main>\n")
        .say("footer", "init.footer", study.seed())
        .write("init.title");
  }

  private static void row(Page page, Case one, Locale locale) {
    boolean bad = one.verdict() != Verdict.KEPT;
    page.raw("<div class=name>" + Page.escape(name(one, locale)));
    page.say("small", "init.rule." + one.initialiser()).raw("</div>\n");
    List<Histogram> layers = one.layers();
    for (int i = 0; i < layers.size(); i++) {
      cell(page, one, layers.get(i), i + 1, bad);
    }
    page.element("p class=\"verdict" + (bad ? " bad" : "") + "\"", verdict(one, locale));
  }

  private static void cell(Page page, Case one, Histogram layer, int number, boolean bad) {
    String mean = page.text("init.mean", Figures.brief(layer.mean()));
    String deviation = page.text("init.spread", Figures.brief(layer.deviation()));
    boolean relu = one.activation() == Activation.RELU;
    String idle = page.text(relu ? "init.zeros" : "init.saturated", Figures.percent(layer.idle()));
    page.raw(
        "<div class=\"cell%s\"><svg viewBox=\"0 0 160 100\" role=img aria-label=\"%s\">"
            .formatted(
                bad ? " bad" : "",
                Page.escape(
                    String.join(", ", page.text("init.layer", number), mean, deviation, idle))));
    double[] bars = bars(one, layer, InitStudy.BINS);
    double wide = WIDTH / bars.length;
    var path = new StringBuilder();
    for (int i = 0; i < bars.length; i++) {
      if (bars[i] > 0) {
        double high = Math.max(1, bars[i] * (HEIGHT - 6));
        path.append(
            "M%sv-%sh%sv%sz"
                .formatted(
                    Contours.place(i * wide + 0.3) + " " + Contours.place(HEIGHT),
                    Contours.place(high),
                    Contours.place(wide - 0.6),
                    Contours.place(high)));
      }
    }
    page.raw("<path class=bar d=\"" + path + "\"/>");
    page.raw("<path class=gridline d=\"M0 80H160\"/>");
    page.element("text x=4 y=95", Figures.brief(layer.low()));
    page.element("text x=156 y=95 class=end", Figures.brief(layer.high()));
    page.raw("</svg><p>" + Page.escape(mean) + "<br>" + Page.escape(deviation) + "<br>");
    page.raw(Page.escape(idle) + "</p></div>\n");
  }
}
