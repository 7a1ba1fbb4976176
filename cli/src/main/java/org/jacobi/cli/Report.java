package org.jacobi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jacobi.data.Task;
import org.jacobi.io.AtomicFile;
import org.jacobi.train.ConfusionMatrix;
import org.jacobi.train.Environment;
import org.jacobi.train.EpochRecord;
import org.jacobi.train.Evaluation;
import org.jacobi.train.History;
import org.jacobi.train.RunFolder;
import org.jacobi.train.Scores;
import org.jspecify.annotations.Nullable;

/**
 * The page of a training run: one file with all it needs, no script, nothing from the network. It
 * is HTML and well-formed XML.
 */
final class Report {
  /** The area under the curve is not computed for more classes. */
  private static final int MOST_FOR_AUC = 20;

  private static final int MOST_EPOCH_ROWS = 200;
  private static final int MOST_SCATTERS = 4;

  /** The page may load nothing; pictures and styles are part of it. */
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

  private final Texts texts;
  private final ReportData data;
  private final Evaluation evaluation;
  private final boolean classes;
  private final Html html = new Html();

  private Report(ReportData data, Locale locale) {
    this.texts = Texts.of(locale);
    this.data = data;
    this.evaluation = data.evaluation();
    this.classes = evaluation.task() == Task.CLASSIFICATION;
  }

  /**
   * Writes {@code report.html} of a run folder; an older one is replaced as a whole.
   *
   * @param locale Chinese, or English for every other language
   * @throws UncheckedIOException if it cannot be written
   */
  static void write(RunFolder folder, ReportData data, Locale locale) {
    AtomicFile.write(folder.report(), page(data, locale));
  }

  /** The page as text. */
  static String page(ReportData data, Locale locale) {
    return new Report(data, locale).page();
  }

  private String page() {
    html.open("html", "lang", texts.language()).newLine();
    html.open("head").newLine();
    html.empty("meta", "charset", "utf-8").newLine();
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).newLine();
    html.element("title", texts.get("title", data.title())).newLine();
    html.element("style", style()).close().newLine();
    html.open("body").newLine();
    header();
    html.open("main").newLine();
    section("facts", this::facts);
    section("course", this::course);
    section(classes ? "matrix" : "scatter", this::answers);
    section(classes ? "wrong" : "errors", () -> new Mistakes(texts, data).write(html));
    section("use", this::use);
    section("configuration", this::configuration);
    html.close();
    html.element("footer", texts.get("footer", Environment.version()));
    html.close().close().newLine();
    return html.toString();
  }

  private static String style() {
    try (InputStream in = Report.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("[report] the program is incomplete: no report.css");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void section(String key, Runnable content) {
    html.open("section", "aria-labelledby", "h-" + key);
    html.element("h2", texts.get(key), "id", "h-" + key).newLine();
    content.run();
    html.close().newLine();
  }

  // ---- the top ----

  private void header() {
    html.open("header");
    html.element("p", texts.get("kicker"), "class", "kicker");
    html.element("h1", data.title());
    html.element("p", headline(), "class", "lead").newLine();
    html.open("dl", "class", "tiles");
    if (classes) {
      ConfusionMatrix counts = evaluation.confusion();
      tile("accuracy", Figures.percent(counts.accuracy()));
      tile("macro-f1", Figures.percent(counts.macroF1()));
      double auc = counts.classes() <= MOST_FOR_AUC ? evaluation.rocAuc() : Double.NaN;
      if (Double.isFinite(auc)) {
        tile("auc", Figures.number(auc));
      }
    } else {
      tile("rmse", Figures.number(evaluation.rmse()));
      tile("mae", Figures.number(evaluation.mae()));
      tile("r2", Figures.number(evaluation.r2()));
    }
    tile("loss", Figures.number(evaluation.loss()));
    html.close().close().newLine();
  }

  private void tile(String key, String figure) {
    html.open("div").element("dt", texts.get(key)).element("dd", figure).close();
  }

  private String partName() {
    return texts.get("part." + data.part().name().toLowerCase(Locale.ROOT));
  }

  private String headline() {
    String rows = Figures.count(evaluation.rows());
    if (!classes) {
      String rmse = Figures.number(evaluation.rmse());
      String mae = Figures.number(evaluation.mae());
      return texts.get("headline.regression", mae, rows, partName(), rmse);
    }
    ConfusionMatrix counts = evaluation.confusion();
    long right = 0;
    for (int c = 0; c < counts.classes(); c++) {
      right += counts.count(c, c);
    }
    String percent = Figures.percent(evaluation.accuracy());
    return texts.get("headline.classes", Figures.count(right), rows, partName(), percent);
  }

  private void facts() {
    var plan = data.plan();
    html.open("dl", "class", "facts");
    fact("data", data.title());
    fact("parts", parts());
    fact("network", data.network());
    fact("parameters", Figures.count(plan.parameters()));
    fact("optimizer", data.optimizer());
    fact("trained", data.loss());
    fact("batch", Figures.count(plan.batchSize()));
    fact("epochs", epochsDone());
    double seconds = data.history().epochs().stream().mapToDouble(EpochRecord::seconds).sum();
    String rate = Figures.count(Math.round(data.history().last().samplesPerSecond()));
    fact("time", texts.get("time.values", Figures.seconds(seconds), rate));
    String threads = Figures.count(plan.threads());
    fact("computed", texts.get("computed.values", data.kernels(), data.precision(), threads));
    fact("seed", Long.toString(data.seed()));
    html.close();
  }

  private String parts() {
    var plan = data.plan();
    List<String> parts = new ArrayList<>();
    part(parts, "train", plan.trainRows());
    part(parts, "validation", plan.validationRows());
    part(parts, "test", plan.testRows());
    return String.join(" · ", parts);
  }

  private void part(List<String> parts, String key, int rows) {
    if (rows > 0) {
      parts.add(texts.get("parts.one", Figures.count(rows), texts.get("part." + key)));
    }
  }

  private void fact(String key, String text) {
    String style = key.equals("network") || key.equals("optimizer") ? "code" : "plain";
    html.open("div").element("dt", texts.get(key)).element("dd", text, "class", style).close();
  }

  private String epochsDone() {
    History history = data.history();
    String end = texts.get("end." + history.end().name().toLowerCase(Locale.ROOT));
    String kept = Figures.count(history.bestEpoch());
    return texts.get("epochs.values", Figures.count(history.epochs().size()), end, kept);
  }

  // ---- curves ----

  private void course() {
    html.open("div", "class", "charts");
    chart(Scores::loss, "loss", false);
    chart(Scores::metric, classes ? "accuracy" : "rmse", classes);
    html.close();
    epochTable();
  }

  private void chart(Function<Scores, Double> figure, String key, boolean percent) {
    List<LineChart.Curve> curves = new ArrayList<>();
    curve(curves, "train", EpochRecord::train, figure);
    curve(curves, "validation", EpochRecord::validation, figure);
    curve(curves, "test", EpochRecord::test, figure);
    new LineChart(texts, curves, percent, keptIndex())
        .write(html, "h-chart-" + key, texts.get(key));
  }

  /** The place of the kept epoch; the records are in order, from epoch 1. */
  private int keptIndex() {
    return data.history().bestEpoch();
  }

  private void curve(
      List<LineChart.Curve> curves,
      String part,
      Function<EpochRecord, @Nullable Scores> scores,
      Function<Scores, Double> figure) {
    List<EpochRecord> epochs = data.history().epochs();
    double[] values = new double[epochs.size()];
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      Scores known = scores.apply(epochs.get(i));
      any |= known != null;
      values[i] = known == null ? Double.NaN : figure.apply(known);
    }
    if (any) {
      curves.add(new LineChart.Curve(texts.get("part." + part), part, values));
    }
  }

  private void epochTable() {
    List<EpochRecord> epochs = data.history().epochs();
    html.open("details").element("summary", texts.get("epochs.all"));
    ClassTables.scrolling(html, texts.get("epochs.all"));
    html.open("table").open("thead").open("tr");
    String metric = texts.get(classes ? "accuracy" : "rmse");
    head(texts.get("epoch"));
    head(texts.get("rate"));
    EpochRecord last = data.history().last();
    List<String> parts = new ArrayList<>(List.of("train"));
    if (last.validation() != null) {
      parts.add("validation");
    }
    if (last.test() != null) {
      parts.add("test");
    }
    for (String part : parts) {
      head(texts.get("part." + part) + " · " + texts.get("loss"));
      head(texts.get("part." + part) + " · " + metric);
    }
    html.close().close().open("tbody");
    int every = (epochs.size() + MOST_EPOCH_ROWS - 1) / MOST_EPOCH_ROWS;
    for (EpochRecord epoch : epochs) {
      boolean kept = epoch.epoch() == data.history().bestEpoch();
      if (kept || epoch.equals(last) || epoch.epoch() % every == 0) {
        html.open("tr", "class", kept ? "keptrow" : "row");
        html.element("th", Figures.count(epoch.epoch()), "scope", "row", "class", "number");
        cell(Figures.number(epoch.rate()));
        scores(epoch.train());
        scores(epoch.validation());
        scores(epoch.test());
        html.close();
      }
    }
    html.close().close().close().close().newLine();
  }

  private void head(String text) {
    html.element("th", text, "scope", "col", "class", "number");
  }

  private void cell(String text) {
    html.element("td", text, "class", "number");
  }

  private void scores(@Nullable Scores scores) {
    if (scores != null) {
      cell(Figures.number(scores.loss()));
      cell(classes ? Figures.percent(scores.metric()) : Figures.number(scores.metric()));
    }
  }

  // ---- answers ----

  private void answers() {
    if (classes) {
      new ClassTables(texts, evaluation.confusion(), data.data().classNames()).write(html);
      return;
    }
    int outputs = Math.min(evaluation.outputs(), MOST_SCATTERS);
    html.open("div", "class", "charts");
    for (int k = 0; k < outputs; k++) {
      String label = texts.get("scatter.label", Figures.number(evaluation.r2()));
      new ScatterChart(texts, evaluation, k).write(html, label);
    }
    html.close();
  }

  // ---- how to use it, and how it was made ----

  private void use() {
    html.element("p", texts.get("use.note"));
    if (!data.commands().isEmpty()) {
      html.element("h3", texts.get("use.commands"));
      html.open("pre").element("code", String.join("\n", data.commands())).close();
    }
    html.element("h3", texts.get("use.java"));
    html.open("pre");
    html.element(
        "code",
        """
        var predictor = Predictor.load(Path.of("model.safetensors"));
        double[][] answers = predictor.predict(%s);\
        """
            .formatted(data.rows() == null ? "rows" : "CsvTable.read(Path.of(\"new.csv\"))"));
    html.close();
  }

  private void configuration() {
    html.open("div", "class", "scroll").open("table", "class", "settings").open("tbody");
    data.configuration().forEach((key, value) -> setting("", key, value));
    html.close().close().close();
  }

  private void setting(String group, String key, @Nullable Object value) {
    String name = group + key;
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((inner, its) -> setting(name + " · ", String.valueOf(inner), its));
      return;
    }
    html.open("tr").element("th", name.replace('_', ' '), "scope", "row");
    html.element("td", written(value)).close();
  }

  private static String written(@Nullable Object value) {
    return switch (value) {
      case null -> "–";
      case Double number -> number == Math.rint(number) ? Figures.number(number) : "" + number;
      case Collection<?> many ->
          many.stream().map(Report::written).collect(Collectors.joining(", "));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + " " + written(entry.getValue()))
              .collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }
}
