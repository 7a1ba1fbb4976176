package org.jacobi.learn.explain;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts names in the place of the letters of a formula in LaTeX. */
final class LatexFilling {
  private static final Pattern TOKEN =
      Pattern.compile("\\\\(?:text|operatorname)\\{[^}]*}|\\\\[A-Za-z]+|\\\\.|[A-Za-z]");

  private LatexFilling() {}

  /** A letter stands for the same thing small and large: Y = X W is y = x · w of matrices. */
  static String fill(String template, Map<String, String> names) {
    Matcher matcher = TOKEN.matcher(template);
    var out = new StringBuilder();
    int copied = 0;
    while (matcher.find()) {
      String name = names.get(matcher.group().toLowerCase(Locale.ROOT));
      if (name == null) {
        continue;
      }
      out.append(template, copied, matcher.start());
      copied = matcher.end();
      char next = copied < template.length() ? template.charAt(copied) : ' ';
      boolean raised = next == '^' || next == '_';
      if (raised && (name.startsWith("\\frac") || name.startsWith("-"))) {
        out.append("\\left(").append(name).append("\\right)");
      } else {
        // In braces, since a second index behind an index is an error.
        out.append(raised && name.length() > 1 ? "{" + name + "}" : name);
      }
    }
    return out.append(template.substring(copied)).toString();
  }
}
