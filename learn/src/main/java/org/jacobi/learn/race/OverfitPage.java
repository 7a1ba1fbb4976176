package org.jacobi.learn.race;

import java.util.Locale;
import org.jacobi.learn.race.OverfitStudy.Curve;
import org.jacobi.learn.race.OverfitStudy.Variant;

/** The page of an {@link OverfitStudy}: a chart for each variant, all to the same scale. */
final class OverfitPage {
  private static final double WIDTH = 480;
  private static final double LEFT = 58;
  private static final double RIGHT = 468;
  private static final double TOP = 12;
  private static final double BOTTOM = 236;
  private static final double LOWEST = 0.0;

  private OverfitPage() {}

  static String name(OverfitStudy study, Variant variant, Locale locale) {
    return Words.text(
        locale,
        "overfit.name." + variant,
        Figures.exact(study.lambda()),
        Figures.exact(study.dropout()));
  }

  private static String layers(OverfitStudy study) {
    return study.network().replaceFirst("^Sequential\\((.*)\\)$", "$1");
  }

  static String lead(OverfitStudy study, Locale locale) {
    return Words.text(
        locale,
        "overfit.lead",
        Words.text(locale, "overfit.data." + study.data()),
        study.trainImages(),
        study.testImages(),
        study.epochs());
  }

  static String of(OverfitStudy study, Locale locale) {
    var page = new Page(locale);
    page.raw("<header>").say("p class=kicker", "overfit.kicker").say("h1", "overfit.title");
    page.element("p class=lead", lead(study, locale));
    page.raw("<p class=note><code>" + Page.escape(layers(study)) + "</code></p></header>\n");
    page.raw("<main>\n<p class=key>");
    for (String part : new String[] {"train", "test"}) {
      page.raw("<span><svg viewBox=\"0 0 30 8\" aria-hidden=true>");
      page.raw("<path class=\"curve " + part + "\" d=\"M0 4h30\"/></svg>");
      page.raw(Page.escape(page.text("overfit." + part)) + "</span>");
    }
    page.raw("</p>\n<div class=charts>\n");
    for (Curve curve : study.curves()) {
      chart(page, study, curve, locale);
    }
    page.raw("</div>\n<section>").say("h2", "overfit.end");
    table(page, study, locale);
    page.raw("</section>\n<section>").say("h2", "race.read").raw("<ul class=notes>");
    for (int i = 1; i <= 4; i++) {
      page.say("li", "overfit.read." + i);
    }
    return page.raw("</ul></section>\n</main>\n")
        .say("footer", "overfit.footer", study.seed())
        .write("overfit.title");
  }

  private static void table(Page page, OverfitStudy study, Locale locale) {
    page.raw("<div class=scroll tabindex=0><table><thead><tr>");
    for (String column : page.text("overfit.columns").split("\\|", -1)) {
      page.element("th scope=col", column);
    }
    page.raw("</tr></thead><tbody>\n");
    for (Curve curve : study.curves()) {
      page.raw("<tr>").element("th scope=row", name(study, curve.variant(), locale));
      page.element("td", Figures.percent(curve.finalTrain()));
      page.element("td", Figures.percent(curve.finalTest()));
      page.element("td", Figures.percent(curve.gap())).raw("</tr>\n");
    }
    page.raw("</tbody></table></div>");
  }

  private static void chart(Page page, OverfitStudy study, Curve curve, Locale locale) {
    String name = name(study, curve.variant(), locale);
    String gap = page.text("overfit.gap", Figures.percent(curve.gap()));
    page.raw("<figure class=chart><figcaption>").element("h3", name).element("span", gap);
    String train = Figures.percent(curve.finalTrain());
    String test = Figures.percent(curve.finalTest());
    page.raw(
        "</figcaption><svg viewBox=\"0 0 %s 272\" role=img aria-label=\"%s\">"
            .formatted(
                Contours.place(WIDTH), Page.escape(page.text("overfit.label", name, train, test))));
    for (int percent = 0; percent <= 100; percent += 20) {
      double y = down(percent / 100.0);
      page.raw("<path class=gridline d=\"M58 " + Contours.place(y) + "H468\"/>");
      page.element("text class=end x=50 y=" + Contours.place(y + 4), percent + " %");
    }
    int epochs = study.epochs();
    int every = every(epochs);
    for (int epoch = every; epoch <= epochs; epoch += every) {
      page.element(
          "text class=middle y=254 x=" + Contours.place(across(epoch, epochs)), "" + epoch);
    }
    page.element("text class=middle x=263 y=270", page.text("overfit.epoch"));
    String forth = line(curve.train());
    page.raw("<path class=gap d=\"M" + forth + "L" + back(curve.test()) + "Z\"/>");
    page.raw("<path class=\"curve train\" d=\"M" + forth + "\"/>");
    page.raw("<path class=\"curve test\" d=\"M" + line(curve.test()) + "\"/></svg></figure>\n");
  }

  /** Round steps beside the axis, at most eight. */
  private static int every(int epochs) {
    int[] round = {1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000};
    for (int step : round) {
      if (epochs / step <= 8) {
        return step;
      }
    }
    return epochs;
  }

  private static double across(int epoch, int epochs) {
    return LEFT + (RIGHT - LEFT) * (epoch - 1) / Math.max(1, epochs - 1);
  }

  private static double down(double share) {
    return BOTTOM - (share - LOWEST) / (1 - LOWEST) * (BOTTOM - TOP);
  }

  private static String line(double[] shares) {
    var path = new StringBuilder();
    for (int i = 0; i < shares.length; i++) {
      path.append(i == 0 ? "" : "L").append(point(shares, i));
    }
    return path.toString();
  }

  private static String back(double[] shares) {
    var path = new StringBuilder();
    for (int i = shares.length - 1; i >= 0; i--) {
      path.append(path.isEmpty() ? "" : "L").append(point(shares, i));
    }
    return path.toString();
  }

  private static String point(double[] shares, int i) {
    return Contours.place(across(i + 1, shares.length)) + " " + Contours.place(down(shares[i]));
  }
}
