package org.jacobi.learn.race;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The page of a race: contours and moving paths, curves of the losses, tables. */
final class RacePage {
  /** Size of the drawing; race.js and page.css know it too. */
  static final double WIDTH = 720;

  static final double HEIGHT = 450;

  /** Contours go so far beyond the drawing on each side; race.js draws them so. */
  private static final double MARGIN = 0.01;

  private static final int COLUMNS = 181;
  private static final int ROWS = 114;
  private static final int NETWORK_COLUMNS = 61;
  private static final int NETWORK_ROWS = 39;
  private static final MathContext FOUR_DIGITS = new MathContext(4);
  private static final List<String> TEXTS =
      List.of(
          "play",
          "pause",
          "step.of",
          "loss",
          "steps",
          "goal",
          "diverged.short",
          "chart.label",
          "stage.label",
          "show");

  private RacePage() {}

  static String of(RaceResult result, Locale locale) {
    var page = new Page(locale);
    page.raw("<header>").say("p class=kicker", "race.kicker").say("h1", "race.title");
    page.say("p class=lead", "race.lead").raw("</header>\n<main>\n");
    tabs(page, result, locale);
    stage(page);
    for (Heat heat : result.heats()) {
      table(page, heat, locale);
    }
    page.raw("<section>").say("h2", "race.read").raw("<ul class=notes>");
    for (int i = 1; i <= 5; i++) {
      page.say(
          "li",
          "race.read." + i,
          Figures.exact(Race.RATES.getFirst()),
          Figures.exact(Race.RATES.getLast()));
    }
    page.raw("</ul></section>\n</main>\n").say("footer", "race.footer", result.seed());
    return page.script("race.js", data(page, result, locale)).write("race.title");
  }

  private static void tabs(Page page, RaceResult result, Locale locale) {
    page.raw("<div class=tabs role=tablist aria-label=\"" + page.text("race.surfaces") + "\">");
    for (Heat heat : result.heats()) {
      page.raw(
          "<button role=tab id=tab-%1$s aria-controls=stage data-course=%1$s>%2$s</button>"
              .formatted(heat.course(), Page.escape(RaceResult.title(heat, locale))));
    }
    page.raw("</div>\n");
  }

  private static void stage(Page page) {
    page.raw(
        """
        <div class=arena id=stage role=tabpanel tabindex=-1>
        <div class=pictures>
        <figure class=chart><figcaption><h2 id=heading></h2><p id=formula class=formula></p></figcaption>
        <svg id=plot viewBox="0 0 720 450" role=img></svg>
        <p id=note class=note></p></figure>
        <div class=controls>
        <button id=play class=main></button><button id=restart>%s</button>
        <label class=wide><span id=count></span><input id=step type=range min=0 step=1></label>
        <label><span>%s <output id=speedtext></output></span><input id=speed type=range min=-3 max=3 step=1 value=0></label>
        </div>
        <figure class=chart><figcaption><h3>%s</h3></figcaption>
        <svg id=losses viewBox="0 0 720 260" role=img></svg></figure>
        </div>
        <div class=legend><p class=legendhead><b>%s</b> <button id=all>%s</button><button id=none>%s</button></p>
        <div id=legend></div></div>
        </div>
        <noscript><p>%s</p></noscript>
        """
            .formatted(
                Stream.of("restart", "speed", "losses", "optimizers", "all", "none", "noscript")
                    .map(key -> (Object) Page.escape(page.text("race." + key)))
                    .toArray()));
  }

  private static void table(Page page, Heat heat, Locale locale) {
    page.raw("<section class=result data-course=" + heat.course() + ">");
    page.element("h2", RaceResult.title(heat, locale));
    page.element("p", RaceResult.winner(heat, locale));
    page.raw("<div class=scroll tabindex=0><table><thead><tr>");
    for (String column : RaceResult.columns(heat, locale)) {
      page.element("th scope=col", column);
    }
    page.raw("</tr></thead><tbody>\n");
    for (RaceRun run : heat.runs()) {
      String[] cells = RaceResult.line(heat, run, locale);
      page.raw(run.diverged() ? "<tr class=lost>" : "<tr>").element("th scope=row", cells[0]);
      for (int i = 1; i < cells.length; i++) {
        page.element("td", cells[i]);
      }
      page.raw("</tr>\n");
    }
    page.raw("</tbody></table></div></section>\n");
  }

  private static Map<String, Object> data(Page page, RaceResult result, Locale locale) {
    Map<String, Object> texts = new LinkedHashMap<>();
    TEXTS.forEach(key -> texts.put(key, page.text("race." + key, "{0}", "{1}")));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("texts", texts);
    data.put("heats", result.heats().stream().map(heat -> heat(page, heat, locale)).toList());
    return data;
  }

  private static Map<String, Object> heat(Page page, Heat heat, Locale locale) {
    var view = heat.view();
    int columns = heat.isNetwork() ? NETWORK_COLUMNS : COLUMNS;
    int rows = heat.isNetwork() ? NETWORK_ROWS : ROWS;
    double[] heights =
        heat.heights()
            .over(
                between(view.left(), view.right(), columns),
                between(view.bottom(), view.top(), rows));
    var contours = new Contours(heights, columns, WIDTH, HEIGHT);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("course", heat.course());
    map.put("title", RaceResult.title(heat, locale));
    map.put("formula", (heat.isNetwork() ? "" : "f(x, y) = ") + heat.formula());
    map.put("note", page.text("race.note." + heat.course()));
    map.put("steps", (long) heat.steps());
    map.put("goal", heat.goal());
    map.put(
        "contours", DoubleStream.of(Contours.levels(heights)).mapToObj(contours::path).toList());
    map.put("minima", heat.minima().stream().map(at -> place(view, at.toArray())).toList());
    map.put("x", heat.isNetwork() ? List.of() : ticks(view.left(), view.right(), WIDTH, false));
    map.put("y", heat.isNetwork() ? List.of() : ticks(view.bottom(), view.top(), HEIGHT, true));
    map.put("runs", heat.runs().stream().map(run -> run(view, run)).toList());
    return map;
  }

  private static Map<String, Object> run(Surface.View view, RaceRun run) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", run.optimizer());
    map.put("rate", Figures.exact(run.rate()));
    map.put("diverged", (long) run.divergedAt());
    map.put("path", Arrays.stream(run.path()).flatMap(at -> place(view, at).stream()).toList());
    map.put("losses", DoubleStream.of(run.losses()).mapToObj(RacePage::brief).toList());
    return map;
  }

  /** A loss with four digits; one that is not finite is very large. */
  private static Object brief(double loss) {
    return Double.isFinite(loss) ? new BigDecimal(loss).round(FOUR_DIGITS).doubleValue() : 1e300;
  }

  /** A place in the drawing; what is far out stays far out. */
  private static List<Double> place(Surface.View view, double[] at) {
    double x = (at[0] - view.left()) / (view.right() - view.left()) * WIDTH;
    double y = (view.top() - at[1]) / (view.top() - view.bottom()) * HEIGHT;
    return List.of(tenths(x), tenths(y));
  }

  private static double tenths(double x) {
    return Double.isNaN(x) ? -1e5 : Math.rint(Math.max(-1e5, Math.min(1e5, x)) * 10) / 10;
  }

  private static double[] between(double from, double to, int count) {
    double[] numbers = new double[count];
    double margin = MARGIN * (to - from);
    Arrays.setAll(numbers, i -> from - margin + (to - from + 2 * margin) * i / (count - 1));
    return numbers;
  }

  /** Round numbers beside the drawing, each with its place. */
  private static List<Object> ticks(double from, double to, double size, boolean upward) {
    double step = to - from > 6 ? 2 : to - from > 3 ? 1 : 0.5;
    List<Object> ticks = new ArrayList<>();
    for (double at = Math.ceil(from / step) * step; at <= to; at += step) {
      double share = (at - from) / (to - from);
      double place = tenths(size * (upward ? 1 - share : share));
      ticks.add(List.of(place, Figures.number(at + 0.0).replace('-', '−')));
    }
    return ticks;
  }
}
