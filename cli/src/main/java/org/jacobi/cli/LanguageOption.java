package org.jacobi.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --lang}, for the commands that speak two languages. */
final class LanguageOption {
  @Option(
      names = "--lang",
      paramLabel = "en|zh",
      description = "English or Chinese; as the machine by default.")
  private @Nullable String language;

  /** What a command does in a language. */
  interface Task {
    int run(Locale locale) throws Exception;
  }

  /**
   * Runs a command in the language that was asked for: errors arise deep down, and speak that of
   * the machine, so it is changed meanwhile.
   *
   * @throws UserError if there is no such language
   */
  int in(Task task) throws Exception {
    Locale before = Locale.getDefault();
    Locale locale = locale(before);
    Locale.setDefault(locale);
    try {
      return task.run(locale);
    } finally {
      Locale.setDefault(before);
    }
  }

  private Locale locale(Locale machine) {
    if (language == null) {
      return machine.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }
    return switch (language) {
      case "en" -> Locale.ENGLISH;
      case "zh" -> Locale.SIMPLIFIED_CHINESE;
      default -> throw Choices.unknown("--lang", language, List.of("en", "zh"));
    };
  }
}
