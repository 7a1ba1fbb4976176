package org.jacobi.cli;

/** Names from the data, which may be of any length. */
final class Names {
  private static final int LONGEST = 28;

  private Names() {}

  /** The beginning of a long name. */
  static String brief(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST - 1)) + "…";
  }

  /** A cell with the name, which is whole under the pointer. */
  static void cell(Html html, String name) {
    String brief = brief(name);
    if (brief.equals(name)) {
      html.element("td", name);
    } else {
      html.element("td", brief, "title", name);
    }
  }
}
