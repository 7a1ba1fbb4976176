package org.jacobi.learn.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jacobi.learn.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a race in a browser. */
class RacePageTest {
  private static final String HEAD = "document.querySelector('#plot [data-run=sgd] .head')";
  private static final String STEP = "+document.getElementById('step').value";

  @TempDir static Path folder;
  private static Browser browser;
  private static Path page;

  @BeforeAll
  static void write() throws Exception {
    var result =
        new Race()
            .on("valley", "rosenbrock", "network")
            .optimizers("sgd", "momentum", "adam")
            .rate("momentum", 2.1)
            .steps(40)
            .run();
    page = Files.writeString(folder.resolve("race.html"), result.html(Locale.ENGLISH));
    Files.writeString(folder.resolve("zh.html"), result.html(Locale.CHINA));
    browser = Browser.start();
    browser.size(1400, 900);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void playMovesThePathsAndPauseHoldsThem() {
    browser.open(page, "");
    assertThat(browser.textOf("#count")).isEqualTo("Step 40 of 40");
    String end = browser.text(HEAD + ".getAttribute('d')");
    browser.click("#play");
    browser.until(STEP + " > 3 && " + STEP + " < 40");
    assertThat(browser.textOf("#play")).contains("Pause");
    assertThat(browser.text(HEAD + ".getAttribute('d')")).isNotEqualTo(end);
    browser.click("#play");
    String held = browser.text(HEAD + ".getAttribute('d')");
    String count = browser.textOf("#count");
    browser.evaluate("window.from = performance.now()");
    browser.until("performance.now() > window.from + 300");
    assertThat(browser.text(HEAD + ".getAttribute('d')")).isEqualTo(held);
    assertThat(browser.textOf("#count")).isEqualTo(count);
    assertThat(browser.textOf("#play")).contains("Play");
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void restartBeginsAtTheStart() {
    browser.open(page, "");
    browser.click("#restart");
    browser.until(STEP + " < 20");
    browser.until(STEP + " > 1");
    browser.click("#play");
    browser.evaluate(
        "const s = document.getElementById('step'); s.value = 0; s.oninput({target: s})");
    assertThat(browser.textOf("#count")).isEqualTo("Step 0 of 40");
    // The dot stands on the ring of the start: (−7, 2) in the picture of 12 × 7.5.
    assertThat(browser.text(HEAD + ".getAttribute('d')")).startsWith("M78.5 114A");
  }

  @Test
  void aHigherSpeedGetsThereSooner() {
    browser.open(page, "");
    assertThat(steps("3")).isGreaterThan(4 * steps("-1"));
    assertThat(browser.textOf("#speedtext")).isEqualTo("1/2×");
    assertThat(browser.messages()).isEmpty();
  }

  /** Steps in a second, by the page's own clock. */
  private static double steps(String speed) {
    browser.evaluate(
        "(() => { const s = document.getElementById('speed'); s.value = %s; s.oninput({target: s}); })()"
            .formatted(speed));
    browser.click("#restart");
    browser.evaluate("window.from = performance.now()");
    browser.until("performance.now() > window.from + 700");
    Object rate =
        browser.evaluate("%s * 1000.5 / (performance.now() - window.from)".formatted(STEP));
    browser.click("#play");
    return ((Number) java.util.Objects.requireNonNull(rate)).doubleValue();
  }

  @Test
  void theLegendHidesAndShows() {
    browser.open(page, "");
    String shown =
        "getComputedStyle(document.querySelector('#plot [data-run=adam]')).display !== 'none'";
    String curves = "document.querySelectorAll('#losses .run').length";
    assertThat(browser.evaluate(shown)).isEqualTo(true);
    browser.click("#legend [data-run=adam]");
    assertThat(browser.evaluate(shown)).isEqualTo(false);
    assertThat(browser.text(curves)).isEqualTo("2");
    String pressed = "document.querySelector('#legend [data-run=adam]').ariaPressed";
    assertThat(browser.text(pressed)).isEqualTo("false");
    browser.click("#all");
    assertThat(browser.evaluate(shown)).isEqualTo(true);
    browser.click("#none");
    assertThat(browser.text(curves)).isEqualTo("0");
    browser.click("#legend [data-run=sgd]");
    assertThat(browser.text(curves)).isEqualTo("1");
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void theTabsChangeSurfaceTableAndLegend() {
    browser.open(page, "rosenbrock");
    assertThat(browser.textOf("#heading")).isEqualTo("Rosenbrock");
    assertThat(browser.textOf("#formula")).isEqualTo("f(x, y) = (1 − x)² + 100 (y − x²)²");
    browser.click("#tab-network");
    assertThat(browser.textOf("#heading")).isEqualTo("A small network");
    browser.key("Home");
    assertThat(browser.textOf("#heading")).isEqualTo("A long valley");
    assertThat(browser.text("[...document.querySelectorAll('.result')].map(s => s.hidden).join()"))
        .isEqualTo("false,true,true");
    // Momentum with so large a rate is lost, and both say it.
    assertThat(browser.textOf("#legend [data-run=momentum] .now")).startsWith("diverged at ");
    assertThat(browser.textOf(".result .lost")).contains("diverged at step");
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void theKeyboardPlaysAndSteps() {
    browser.open(page, "");
    browser.key("ArrowLeft");
    browser.key("ArrowLeft");
    assertThat(browser.textOf("#count")).isEqualTo("Step 38 of 40");
    browser.key("ArrowRight");
    assertThat(browser.textOf("#count")).isEqualTo("Step 39 of 40");
    browser.key(" ");
    assertThat(browser.textOf("#play")).contains("Pause");
    browser.key(" ");
    assertThat(browser.textOf("#play")).contains("Play");
  }

  @Test
  void allFitsOnASmallScreenInTheDarkAndInChinese() {
    browser.size(400, 800);
    browser.media(true, false, false);
    try {
      browser.open(folder.resolve("zh.html"), "");
      assertThat(browser.text("document.documentElement.lang")).isEqualTo("zh");
      assertThat(browser.text("document.documentElement.scrollWidth")).isEqualTo("400");
      assertThat(browser.text("getComputedStyle(document.body).backgroundColor"))
          .isEqualTo("rgb(20, 23, 26)");
      assertThat(browser.textOf("#count")).isEqualTo("第 40 步，共 40 步");
      assertThat(browser.textOf("#play")).contains("播放");
      assertThat(browser.messages()).isEmpty();
    } finally {
      browser.size(1400, 900);
      browser.media(false, false, false);
    }
  }

  @Test
  void theOtherPagesFitTooAndSayNothingToTheConsole() throws Exception {
    var curves =
        new OverfitStudy.Curve(
            OverfitStudy.Variant.PLAIN, new double[] {0.5, 1}, new double[] {0.4, 0.7});
    var overfit =
        new OverfitStudy(
            "digits", 300, 1000, "Linear(<3>)", 0.1, 0.2, 1, java.util.List.of(curves));
    Files.writeString(folder.resolve("overfit.html"), overfit.html(Locale.ENGLISH));
    Files.writeString(folder.resolve("init.html"), InitStudy.run(1).html(Locale.ENGLISH));
    browser.size(400, 800);
    try {
      for (String name : new String[] {"overfit.html", "init.html"}) {
        browser.open(folder.resolve(name), "");
        assertThat(browser.text("document.documentElement.scrollWidth")).isEqualTo("400");
        assertThat(browser.messages()).isEmpty();
      }
      browser.open(folder.resolve("overfit.html"), "");
      assertThat(browser.textOf("code")).isEqualTo("Linear(<3>)");
      assertThat(browser.textOf(".charts figcaption")).contains("gap 30.0 %");
    } finally {
      browser.size(1400, 900);
    }
  }

  @Test
  void nothingOnThePageLeadsOutside() throws Exception {
    String text = Files.readString(page);
    assertThat(text.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://");
    assertThat(text).contains("default-src 'none'").doesNotContain("<script src", "@import");
  }
}
