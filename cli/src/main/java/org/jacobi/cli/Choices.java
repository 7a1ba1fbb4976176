package org.jacobi.cli;

import java.util.List;
import org.jacobi.array.Near;
import org.jacobi.data.DataException;
import org.jspecify.annotations.Nullable;

/** Checks of settings: each failure is one line that names the setting and what it may be. */
final class Choices {
  private Choices() {}

  static UserError unknown(String option, String given, List<String> known) {
    return new UserError(
        option
            + " cannot be "
            + DataException.quote(given)
            + "; it is one of "
            + String.join(", ", known)
            + Near.hint(given, known));
  }

  static UserError wrong(String option, String rule, Object given) {
    String shown = given.toString();
    String plain = shown.endsWith(".0") ? shown.substring(0, shown.length() - 2) : shown;
    return new UserError(option + " must be " + rule + ", but is " + plain);
  }

  static void positive(String option, @Nullable Integer number) {
    if (number != null && number <= 0) {
      throw wrong(option, "a positive whole number", number);
    }
  }

  static void positive(String option, @Nullable Double number) {
    if (number != null && !(number > 0 && Double.isFinite(number))) {
      throw wrong(option, "a positive number", number);
    }
  }

  static void notNegative(String option, @Nullable Double number) {
    if (number != null && !(number >= 0 && Double.isFinite(number))) {
      throw wrong(option, "0 or a positive number", number);
    }
  }

  /** 0 included, 1 not. */
  static void belowOne(String option, @Nullable Double number) {
    if (number != null && !(number >= 0 && number < 1)) {
      throw wrong(option, "a number from 0 to below 1", number);
    }
  }

  /** Neither 0 nor 1. */
  static void share(String option, @Nullable Double number) {
    if (number != null && !(number > 0 && number < 1)) {
      throw wrong(option, "a share between 0 and 1, such as 0.2", number);
    }
  }
}
