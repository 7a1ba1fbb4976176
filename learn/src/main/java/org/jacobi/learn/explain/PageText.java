package org.jacobi.learn.explain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Texts and arrays in the drawing: how much room they need, and how they are set. */
final class PageText {
  /** Font sizes in pixels; the style sheet has the same. */
  static final double NAME = 18;

  static final double NUMBER = 16.5;
  static final double SMALL = 13.5;

  private static final double ROW = 20;
  private static final double COLUMN_GAP = 12;
  private static final double BRACKET = 9;

  /** Width and height in pixels. */
  record Size(double width, double height) {}

  private PageText() {}

  /** The width of a text in the widest of the fonts that the page may find. */
  static double width(String text, double size) {
    return text.codePoints().mapToDouble(PageText::ems).sum() * size;
  }

  private static double ems(int c) {
    if (c >= 0x2E80 && c < 0xFF61 || c >= 0x1F000) {
      return 1.02;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    if ("ijl.,:;|!'()[] ".indexOf(c) >= 0) {
      return 0.36;
    }
    if ("mwMW%@…".indexOf(c) >= 0) {
      return 0.98;
    }
    if (Character.isUpperCase(c) || "+−×=·÷∂Σ∞<>≤≥".indexOf(c) >= 0) {
      return 0.76;
    }
    return type == Character.MODIFIER_LETTER || type == Character.OTHER_NUMBER ? 0.42 : 0.6;
  }

  /** A text cut to a width, with … at the end. */
  static String shortened(String text, double size, double most) {
    if (width(text, size) <= most) {
      return text;
    }
    int[] points = text.codePoints().toArray();
    double width = ems('…') * size;
    int kept = 0;
    while (kept < points.length && width + ems(points[kept]) * size <= most) {
      width += ems(points[kept++]) * size;
    }
    return new String(points, 0, kept) + "…";
  }

  /** The room of an array. */
  static Size size(PageArray array) {
    double width = 0;
    double[] columns = columns(array);
    for (double column : columns) {
      width += column;
    }
    double brackets = array.brackets() ? 2 * BRACKET : 0;
    double gaps = (columns.length - 1) * COLUMN_GAP;
    return new Size(width + gaps + brackets, array.rows().size() * ROW);
  }

  private static double[] columns(PageArray array) {
    double[] widths = new double[array.rows().getFirst().size()];
    for (List<String> row : array.rows()) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], width(row.get(c), NUMBER));
      }
    }
    return widths;
  }

  /** Draws an array, its middle at x, its upper edge at y. */
  static void draw(PageMarkup out, PageArray array, double x, double y) {
    Size size = size(array);
    double[] columns = columns(array);
    double left = x - size.width / 2;
    if (array.brackets()) {
      bracket(out, left + 1, y + 2, size.height - 3, 4);
      bracket(out, left + size.width - 1, y + 2, size.height - 3, -4);
      left += BRACKET;
    }
    for (int c = 0; c < columns.length; c++) {
      for (int r = 0; r < array.rows().size(); r++) {
        String middle = number(left + columns[c] / 2);
        String baseline = number(y + r * ROW + 15.5);
        out.element("text", array.rows().get(r).get(c), "x", middle, "y", baseline);
      }
      left += columns[c] + COLUMN_GAP;
    }
  }

  private static void bracket(PageMarkup out, double x, double y, double height, double hook) {
    String h = number(hook);
    String d = "M" + number(x + hook) + " " + number(y) + "h" + number(-hook);
    out.empty("path", "class", "bracket", "d", d + "v" + number(height) + "h" + h);
  }

  /** A coordinate with one decimal. */
  static String number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
