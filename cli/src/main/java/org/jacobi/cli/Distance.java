package org.jacobi.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jacobi.train.Checkpoints;
import org.jspecify.annotations.Nullable;

/** How far checkpoints lie apart, as the user says it. */
final class Distance {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9}) ?(|steps?|epochs?|s|sec|seconds?|m|min|minutes?|h|hours?)");
  private static final Duration DEFAULT = Duration.ofMinutes(1);

  private Distance() {}

  /**
   * Such as {@code 500}, {@code 2epochs} or {@code 5min}.
   *
   * @return null for {@code never}
   */
  static @Nullable Checkpoints parse(@Nullable String text, Checkpoints checkpoints) {
    if (text == null) {
      return checkpoints.every(DEFAULT);
    }
    if (text.equals("never")) {
      return null;
    }
    Matcher form = FORM.matcher(text);
    int count = form.matches() ? Integer.parseInt(form.group(1)) : 0;
    if (count == 0) {
      throw new UserError(
          "--checkpoint-every: "
              + text
              + " is no distance; give steps (500), epochs (2epochs), a time (30s, 5min) or never");
    }
    return switch (form.group(2)) {
      case "", "step", "steps" -> checkpoints.everySteps(count);
      case "epoch", "epochs" -> checkpoints.everyEpochs(count);
      case "s", "sec", "second", "seconds" -> checkpoints.every(Duration.ofSeconds(count));
      case "h", "hour", "hours" -> checkpoints.every(Duration.ofHours(count));
      default -> checkpoints.every(Duration.ofMinutes(count));
    };
  }
}
