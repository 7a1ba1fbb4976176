package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private static Document parsed(String page) throws Exception {
    String xml = page.replaceFirst("(?i)<!doctype html>", "");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void thePageOfClassesIsWellFormedAndShowsTheFiguresOfTheEvaluation() throws Exception {
    var data = ReportSamples.digits(2);
    String page = Report.page(data, Locale.ENGLISH);
    String text = parsed(page).getDocumentElement().getTextContent();
    var confusion = data.evaluation().confusion();
    assertThat(text)
        .contains(Figures.percent(data.evaluation().accuracy()))
        .contains(Figures.percent(confusion.macroF1()))
        .contains(Figures.percent(confusion.recall(3)))
        .contains(Figures.number(data.evaluation().loss()));
    for (int c = 0; c < 10; c++) {
      assertThat(text).contains(Integer.toString(confusion.count(c, c)));
    }
    int wrong = confusion.rows() - (int) Math.round(confusion.accuracy() * confusion.rows());
    assertThat(Pattern.compile("<img ").matcher(page).results().count())
        .isEqualTo(Math.min(wrong, Mistakes.MOST_PICTURES));
    assertThat(page).contains("data:image/png;base64,").hasSizeLessThan(1_000_000);
  }

  @Test
  void thePageOfARegressionShowsItsErrors() throws Exception {
    var data = ReportSamples.prices(2);
    String text = parsed(Report.page(data, Locale.ENGLISH)).getDocumentElement().getTextContent();
    assertThat(text)
        .contains(Figures.number(data.evaluation().rmse()))
        .contains(Figures.number(data.evaluation().mae()))
        .contains(Figures.number(data.evaluation().r2()));
  }

  @Test
  void oneEpochIsEnoughForAPage() throws Exception {
    assertThat(parsed(Report.page(ReportSamples.digits(1), Locale.ENGLISH))).isNotNull();
  }

  @Test
  void namesFromTheDataAreTextAndNeverTags() throws Exception {
    var names = List.of("<script>alert(1)</script>", "\"quoted\" & 'more'", "c");
    String page = Report.page(ReportSamples.made(names, 60, 3), Locale.ENGLISH);
    assertThat(parsed(page).getElementsByTagName("script").getLength()).isZero();
    assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;");
  }

  @Test
  void theKeyFactsSayWhichKernelsComputedInWhichPrecisionOnHowManyThreads() throws Exception {
    var data = ReportSamples.made(List.of("a", "b"), 20, 2);
    String english =
        parsed(Report.page(data, Locale.ENGLISH)).getDocumentElement().getTextContent();
    assertThat(english).contains("Computed by" + "vector, products by oneDNN; bf16; threads: 2");
    String chinese =
        parsed(Report.page(data, Locale.CHINESE)).getDocumentElement().getTextContent();
    assertThat(chinese).contains("vector, products by oneDNN；bf16；线程数 2");
  }

  // The page is read as HTML, where the text of a style is not unescaped, and checked as XML.
  @Test
  void theStyleHasNoCharacterThatXmlWouldEscape() throws Exception {
    try (var in = Report.class.getResourceAsStream("report.css")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain("<", ">", "&", "\"");
    }
  }

  @Test
  void thePageNeedsNothingFromOutside() throws Exception {
    String page = Report.page(ReportSamples.digits(1), Locale.ENGLISH);
    assertThat(page.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", "url(", "@import", "src=\"/");
  }

  @Test
  void bothLanguagesHaveTheSameTextsAndNoneIsEmpty() throws Exception {
    Properties english = texts("report.properties");
    Properties chinese = texts("report_zh.properties");
    assertThat(new TreeSet<>(chinese.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
    assertThat(english.values()).allSatisfy(text -> assertThat((String) text).isNotBlank());
    assertThat(chinese.values()).allSatisfy(text -> assertThat((String) text).isNotBlank());
    String page = Report.page(ReportSamples.digits(1), Locale.CHINESE);
    assertThat(parsed(page).getDocumentElement().getAttribute("lang")).startsWith("zh");
    assertThat(page).contains(chinese.getProperty("facts"), chinese.getProperty("course"));
  }

  private static Properties texts(String name) throws Exception {
    var properties = new Properties();
    try (var in = Report.class.getResourceAsStream(name)) {
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return properties;
  }

  @Test
  void aBrowserOpensThePageWithoutAnError(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "no Chromium on this machine");
    var data = ReportSamples.digits(2);
    Path file = folder.resolve("report.html");
    Files.writeString(file, Report.page(data, Locale.ENGLISH));
    Path log = folder.resolve("log.txt");
    Path dom = folder.resolve("dom.txt");
    var process =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                file.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(log)).doesNotContain("CONSOLE");
    assertThat(Files.readString(dom))
        .contains(Figures.percent(data.evaluation().accuracy()))
        .contains("</html>");
  }
}
