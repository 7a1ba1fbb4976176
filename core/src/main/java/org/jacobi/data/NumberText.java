package org.jacobi.data;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as they are written in tables. */
final class NumberText {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
  private static final Pattern INFINITY =
      Pattern.compile("[+-]?(?:inf|infinity|∞)", Pattern.CASE_INSENSITIVE);
  private static final Pattern COMMA = Pattern.compile("[+-]?[0-9]+,[0-9]+");
  private static final int LONGEST = 400;

  private NumberText() {}

  /** True if it is meant as a number, infinity and numbers too large included. */
  static boolean looksNumeric(String text) {
    return text.length() <= LONGEST
        && (NUMBER.matcher(text).matches() || INFINITY.matcher(text).matches());
  }

  /** What is wrong with it as a number, or null if nothing is. */
  static @Nullable String fault(String text) {
    if (text.length() <= LONGEST && NUMBER.matcher(text).matches()) {
      return Math.abs(Double.parseDouble(text)) <= Float.MAX_VALUE
          ? null
          : DataException.quote(text) + " is too large for a 32-bit number";
    }
    if (text.length() <= LONGEST && INFINITY.matcher(text).matches()) {
      return DataException.quote(text)
          + " is no finite number; correct it, or leave the field empty if it is missing";
    }
    if (text.length() <= LONGEST && COMMA.matcher(text).matches()) {
      return DataException.quote(text)
          + " is not a number; write a point and not a comma before the fraction";
    }
    return DataException.quote(text) + " is not a number";
  }

  /** The number, which must have no {@link #fault}. */
  static double parse(String text) {
    return Double.parseDouble(text);
  }
}
