package org.jacobi.learn.explain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An explained graph as a page to read and to step through: one HTML file with all it needs,
 * nothing from the network. The graph is drawn from left to right with values above the edges and
 * gradients below them; a script shows them step by step, forward and back, and the derivation of a
 * node that is pointed at. Without the script, and on paper, all is there at once.
 */
public final class ExplainPage {
  private static final Pattern FORMULA = Pattern.compile("[=+*/^()²³×·]");

  private final String title;
  private final Locale locale;
  private final PageModel model;
  private final PageSteps steps;
  private final PageMarkup out = new PageMarkup();
  private final PageGraph graph;

  private ExplainPage(Explanation explanation, Locale locale) {
    this.title = explanation.title();
    this.locale = locale;
    this.model = new PageModel(explanation, locale);
    this.steps = new PageSteps(model);
    this.graph = new PageGraph(model, steps, out);
  }

  /**
   * The page.
   *
   * @param explanation a graph of at least one node
   * @param locale Chinese, or English for every other language
   * @throws IllegalArgumentException if the graph is empty
   */
  public static String html(Explanation explanation, Locale locale) {
    if (explanation.nodes().isEmpty()) {
      throw new IllegalArgumentException("[explain] " + PageWords.text(locale, "error.empty"));
    }
    return new ExplainPage(explanation, locale).page();
  }

  private String text(String key, Object... values) {
    return PageWords.text(locale, key, values);
  }

  private String page() {
    String language = locale.getLanguage().equals("zh") ? "zh-CN" : "en";
    String style = resource("page.css") + sizes();
    String script = resource("page.js");
    out.open("html", "lang", language).newLine().open("head").newLine();
    out.empty("meta", "charset", "utf-8").newLine();
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.empty("meta", "name", "color-scheme", "content", "light dark");
    String policy =
        "default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'"
            .formatted(hash(style), hash(script));
    out.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy).newLine();
    out.element("title", title).newLine().raw("style", style).close().newLine();
    out.open("body").newLine();
    out.open("header").element("p", text("kicker"), "class", "kicker");
    out.open("h1", "class", "math");
    if (FORMULA.matcher(title).find()) {
      out.math(title);
    } else {
      out.text(title);
    }
    out.close().close().newLine().open("main").newLine();
    figure();
    section("how", this::how);
    section("all", this::table);
    if (model.seconds().size() > 1) {
      section("seconds", this::seconds);
    }
    section("derivations", () -> new PageCards(model, out).write());
    out.close().element("footer", text("footer")).newLine();
    card();
    out.raw("script", script).close().close().newLine();
    return "<!DOCTYPE html>\n" + out;
  }

  private void section(String key, Runnable content) {
    out.open("section", "aria-labelledby", "h-" + key, "class", key);
    out.element("h2", text(key), "id", "h-" + key).newLine();
    content.run();
    out.close().newLine();
  }

  // ---- the graph ----

  private void figure() {
    out.open("figure", "id", "figure").newLine();
    out.open("div", "class", "bar").open("ul", "class", "legend");
    out.element("li", text("legend.value"), "class", "value");
    out.element("li", text("legend.gradient"), "class", "gradient").close();
    out.open("div", "class", "zoom", "role", "group", "aria-label", text("zoom"));
    button("zoom-out", "zoom.out", "M5 12h14");
    button("zoom-in", "zoom.in", "M5 12h14M12 5v14");
    button("zoom-fit", "zoom.fit", "M9 5H5v14h4M15 5h4v14h-4M9 12h6");
    out.close().close().newLine();
    out.open("div", "id", "pane", "tabindex", "0", "role", "region", "aria-label", text("kicker"));
    graph.draw(title);
    out.close().newLine();
    out.empty("hr").open("div", "id", "caption", "aria-live", "polite").close().newLine();
    controls();
    out.open("ol", "id", "steps", "hidden", "hidden").newLine();
    steps.steps().forEach(this::step);
    out.close().newLine().close().newLine();
  }

  private void controls() {
    out.open("div", "class", "controls", "role", "group", "aria-label", text("controls"));
    button("start", "start", "M6 5v14M18 6l-8 6l8 6z");
    button("back", "back", "M16 6l-8 6l8 6z");
    out.open(
        "button",
        "type",
        "button",
        "id",
        "play",
        "aria-label",
        text("play"),
        "title",
        text("play"),
        "data-pause",
        text("pause"));
    icon("M8 5.5l10 6.5l-10 6.5z", "to-play");
    icon("M8 6v12M16 6v12", "to-pause");
    out.close();
    button("forward", "forward", "M8 6l8 6l-8 6z");
    button("end", "end", "M18 5v14M6 6l8 6l-8 6z");
    String last = Integer.toString(steps.steps().size() - 1);
    out.open("span", "class", "progress");
    out.empty(
        "input",
        "type",
        "range",
        "id",
        "range",
        "min",
        "0",
        "max",
        last,
        "value",
        last,
        "aria-label",
        text("progress"));
    out.element("output", "", "id", "position", "data-text", text("position", "{0}", "{1}"));
    out.close().close().element("p", text("keys"), "class", "keys").newLine();
  }

  private void button(String id, String key, String path) {
    String name = text(key);
    out.open("button", "type", "button", "id", id, "aria-label", name, "title", name);
    icon(path, "icon");
    out.close();
  }

  private void icon(String path, String style) {
    out.open("svg", "viewBox", "0 0 24 24", "class", style, "aria-hidden", "true");
    out.empty("path", "d", path).close();
  }

  private void step(PageSteps.Step step) {
    String phase = step.phase();
    out.open(
        "li",
        "data-phase",
        phase,
        "data-name",
        text("phase." + phase),
        "data-nodes",
        numbers(step.nodes()),
        "data-edges",
        numbers(step.edges()));
    out.open("p", "class", "line").math(step.line()).close();
    out.open("p", "class", "detail").math(step.detail()).close().close().newLine();
  }

  private static String numbers(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  // ---- below ----

  private void how() {
    out.open("p").math(text("how.text", model.name(model.last()))).close();
  }

  private void table() {
    out.open(
        "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", text("all"));
    out.open("table").open("thead").open("tr");
    String result = model.name(model.last());
    for (String key : List.of("name", "what", "shape", "value", "gradient")) {
      out.open("th", "scope", "col").math(text("column." + key, result)).close();
    }
    out.close().close().newLine().open("tbody").newLine();
    for (int i = 0; i < model.nodes(); i++) {
      row(i);
    }
    out.close().close().close().newLine();
  }

  private void seconds() {
    out.open("p").math(text("seconds.text", model.name(model.last()))).close();
    String label = text("seconds");
    out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", label);
    out.open("table").open("thead");
    List<String[]> lines = model.seconds();
    for (int i = 0; i < lines.size(); i++) {
      out.open("tr");
      for (int k = 0; k < lines.get(i).length; k++) {
        if (i == 0 && k > 0 || k == 0 && i > 0) {
          out.open("th", "class", "math", "scope", i == 0 ? "col" : "row");
        } else {
          out.open("td", "class", "math gradient");
        }
        out.math(lines.get(i)[k]).close();
      }
      out.close();
      if (i == 0) {
        out.close().open("tbody");
      }
    }
    out.close().close().close().newLine();
  }

  private void row(int i) {
    var node = model.node(i);
    var formula = node.formula();
    out.open("tr", "data-row", Integer.toString(i));
    out.open("th", "scope", "row", "class", "math").name(model.name(i)).close();
    out.open("td");
    if (formula != null) {
      out.element("span", node.symbol(), "class", "sign").text(" ");
      out.open("span", "class", "math").math(model.computes(i)).close();
    } else {
      out.text(text("kind." + node.kind().name().toLowerCase(Locale.ROOT)));
    }
    out.close();
    out.element("td", model.shape(i), "class", "math");
    out.element("td", model.value(i), "class", "math value");
    out.element("td", model.back(i), "class", "math gradient");
    out.close().newLine();
  }

  private void card() {
    out.open("aside", "id", "card", "hidden", "hidden", "aria-live", "polite");
    button("close", "close", "M6 6l12 12M18 6L6 18");
    out.open("div", "id", "content").close().close().newLine();
  }

  // ---- the file ----

  /** The drawing's own size: its font is never smaller than readable, the pane scrolls instead. */
  private String sizes() {
    String wide = graph.width() > 900 ? "@page { size: landscape; }\n" : "";
    return ":root { --wide: " + Math.round(graph.width()) + "px; }\n" + wide;
  }

  private static String resource(String name) {
    try (InputStream in = ExplainPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("[explain] the module is incomplete: no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the policy of the page allows to run: this text and no other. */
  private static String hash(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("[explain] every Java has SHA-256", e);
    }
  }
}
