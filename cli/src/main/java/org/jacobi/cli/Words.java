package org.jacobi.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.train.Scores;

/** Numbers and names as people read them. */
final class Words {
  private Words() {}

  /** As {@link String#format}, the same in every country. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  static String format(String form, Object... arguments) {
    return String.format(Locale.ROOT, form, arguments);
  }

  /** Such as {@code 60,000}. */
  static String count(long number) {
    return format("%,d", number);
  }

  /** Such as {@code 120 rows} or {@code 1 row}. */
  static String count(long number, String what) {
    return count(number) + " " + what + (number == 1 ? "" : what.endsWith("s") ? "es" : "s");
  }

  /** Such as {@code 97.85 %}. */
  static String percent(double share) {
    return format("%.2f %%", 100 * share);
  }

  /** A loss, or an error in the units of a target: about four digits. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1000) {
      return format("%,.0f", value);
    }
    return size >= 100
        ? format("%.1f", value)
        : size >= 1e-3 || value == 0 ? format("%.4f", value) : format("%.2e", value);
  }

  /** The metric of a part: a percentage, or an error. */
  static String metric(Scores scores) {
    return scores.metricName().equals("accuracy")
        ? percent(scores.metric())
        : number(scores.metric());
  }

  /** Such as {@code 1:05}. */
  static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 3600
        ? format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : format("%d:%02d", whole / 60, whole % 60);
  }

  /** Such as {@code 9.5 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    return bytes < 1_000_000 ? format("%.0f kB", bytes / 1e3) : format("%.1f MB", bytes / 1e6);
  }

  /** The layers of a model in a line, such as {@code Linear(4 → 16, bias), ReLU}. */
  static String layers(UnaryLayer model) {
    return model.toString().replaceFirst("^Sequential\\((.*)\\)$", "$1");
  }

  /** Arguments as they can be given to a shell. */
  static String quoted(List<String> arguments) {
    return arguments.stream()
        .map(a -> a.matches("[A-Za-z0-9_./:,=+%@-]+") ? a : "'" + a.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
