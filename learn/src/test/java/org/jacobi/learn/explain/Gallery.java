package org.jacobi.learn.explain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jacobi.learn.Browser;

/** Writes all samples as pages, with pictures of them, into the folder that is its argument. */
final class Gallery {
  private Gallery() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    try (Browser browser = Browser.start()) {
      for (var sample : Samples.all().entrySet()) {
        if (arguments.length > 1 && !arguments[1].contains(sample.getKey())) {
          continue;
        }
        for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE}) {
          String name = sample.getKey() + "-" + locale.getLanguage();
          Path page = folder.resolve(name + ".html");
          Files.writeString(page, ExplainPage.html(sample.getValue(), locale));
          for (int width : new int[] {400, 1400}) {
            boolean dark = locale.equals(Locale.SIMPLIFIED_CHINESE) == (width == 1400);
            browser.size(width, 900);
            browser.media(dark, false, false);
            browser.open(page, "");
            browser.screenshot(folder.resolve(name + "-" + width + ".png"), true);
            browser.messages().forEach(System.err::println);
          }
        }
      }
    }
  }
}
