package org.jacobi.cli;

import java.util.List;
import java.util.Locale;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Gain;
import org.jacobi.nn.Init;
import org.jspecify.annotations.Nullable;

/**
 * How weights get their first values, by name. All but {@code pytorch} start biases at 0.
 *
 * @param name one of {@link #NAMES}
 * @param number the deviation of {@code normal}, the bound of {@code uniform}
 */
record InitChoice(String name, double number) {
  private static final String AUTO = "auto";
  private static final double DEFAULT_NUMBER = 0.05;

  static final List<String> NAMES =
      List.of(
          AUTO,
          "pytorch",
          "kaiming-normal",
          "kaiming-uniform",
          "xavier-normal",
          "xavier-uniform",
          "orthogonal",
          "normal",
          "uniform",
          "zeros");

  static InitChoice parse(@Nullable String text) {
    if (text == null) {
      return new InitChoice(AUTO, 0);
    }
    String[] parts = text.toLowerCase(Locale.ROOT).split(":", 2);
    if (!NAMES.contains(parts[0])) {
      throw Choices.unknown("--init", text, NAMES);
    }
    boolean takesNumber = parts[0].equals("normal") || parts[0].equals("uniform");
    if (parts.length == 1) {
      return new InitChoice(parts[0], DEFAULT_NUMBER);
    }
    try {
      double number = Double.parseDouble(parts[1]);
      if (takesNumber && number > 0 && Double.isFinite(number)) {
        return new InitChoice(parts[0], number);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserError(
        "--init "
            + text
            + ": only normal:DEVIATION and uniform:BOUND take a number, which must be positive");
  }

  /** For the weights before an activation, or before the output; null for the library's own. */
  @Nullable Init before(@Nullable Activation next) {
    double gain = next == null ? Gain.LINEAR : next.gain();
    return switch (name) {
      case AUTO ->
          next != null && next.rectifies()
              ? Init.kaimingNormal(Fan.Mode.IN, gain)
              : Init.xavierUniform(gain);
      case "kaiming-normal" -> Init.kaimingNormal(Fan.Mode.IN, gain);
      case "kaiming-uniform" -> Init.kaimingUniform(Fan.Mode.IN, gain);
      case "xavier-normal" -> Init.xavierNormal(gain);
      case "xavier-uniform" -> Init.xavierUniform(gain);
      case "orthogonal" -> Init.orthogonal(gain);
      case "normal" -> Init.normal(0, number);
      case "uniform" -> Init.uniform(-number, number);
      case "zeros" -> Init.zeros();
      default -> null;
    };
  }
}
