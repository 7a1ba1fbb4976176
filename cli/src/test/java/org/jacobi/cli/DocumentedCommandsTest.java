package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command that a document shows is one that the command line takes. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern COMMAND =
      Pattern.compile("(?:\\./jacobi|bin/seeds\\.sh \\d+) ([^`\\n|]*)");

  private static final Pattern ARGUMENT = Pattern.compile("(?:[^ \"]|\"[^\"]*\")+");

  private static List<Path> documents() {
    return List.of(
        ROOT.resolve("README.md"),
        ROOT.resolve("README.zh-CN.md"),
        ROOT.resolve("docs/guide/getting-started.md"),
        ROOT.resolve("docs/guide/getting-started.zh-CN.md"),
        ROOT.resolve("docs/guide/race.md"),
        ROOT.resolve("docs/guide/race.zh-CN.md"),
        ROOT.resolve("docs/guide/explain.md"),
        ROOT.resolve("docs/guide/explain.zh-CN.md"),
        ROOT.resolve("docs/guide/doctor.md"),
        ROOT.resolve("docs/guide/doctor.zh-CN.md"),
        ROOT.resolve("docs/adr/0006-images-are-rows.md"));
  }

  /** The arguments of a line; what stands in quotation marks is one. */
  static String[] arguments(String line) {
    return ARGUMENT
        .matcher(line.strip())
        .results()
        .map(match -> match.group().replace("\"", ""))
        .toArray(String[]::new);
  }

  @Test
  void everyCommandInTheDocumentsCanBeParsed() throws IOException {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (Path document : documents()) {
      for (var match : COMMAND.matcher(Files.readString(document)).results().toList()) {
        String line = match.group(1).strip();
        String command = match.group().startsWith("bin/seeds") ? "train " + line : line;
        if (command.startsWith("COMMAND")) {
          continue;
        }
        found++;
        if (Main.commandLine().getSubcommands().containsKey(command)) {
          continue; // the name of a command within a sentence
        }
        try {
          CommandLine.ParseResult parsed = Main.commandLine().parseArgs(arguments(command));
          if (!parsed.hasSubcommand()) {
            wrong.add(document + ": no command in " + command);
          }
        } catch (CommandLine.ParameterException e) {
          wrong.add(document + ": " + command + ": " + e.getMessage());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(found).isGreaterThan(40);
  }

  @Test
  void aCommandThatDoesNotExistWouldBeFound() {
    for (String command : List.of("train digits --epoch 3", "trian digits")) {
      assertThatThrownBy(() -> Main.commandLine().parseArgs(command.split(" ")))
          .isInstanceOf(CommandLine.ParameterException.class);
    }
  }
}
