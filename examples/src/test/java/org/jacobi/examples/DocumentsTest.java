package org.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documents show the programs as they are, their links lead somewhere, and both languages
 * agree.
 */
class DocumentsTest {
  private static final Pattern FENCE =
      Pattern.compile("^```([^\\n]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*|TODO-FIGURE");

  private static final List<String> IN_BOTH_LANGUAGES =
      List.of(
          "README.md",
          "CONTRIBUTING.md",
          "docs/internals.md",
          "docs/reliability.md",
          "docs/guide/getting-started.md",
          "docs/guide/by-hand.md",
          "docs/guide/runs.md",
          "docs/guide/testing.md",
          "docs/guide/race.md",
          "docs/guide/explain.md",
          "docs/guide/doctor.md");

  /** A fenced block: what stands after the backticks, and the text. */
  private record Block(String info, String text) {}

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(Program.ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !hidden(Program.ROOT.relativize(file)))
          .sorted()
          .toList();
    }
  }

  /** Build results, runs, data, and what lies in folders with a dot. */
  private static boolean hidden(Path relative) {
    Set<String> others = Set.of("target", "runs", "lib", "data");
    for (Path part : relative) {
      if (part.toString().startsWith(".") || others.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }

  private static String read(String name) throws IOException {
    return Files.readString(Program.ROOT.resolve(name));
  }

  private static List<Block> blocks(String text) {
    return FENCE.matcher(text).results().map(m -> new Block(m.group(1), m.group(2))).toList();
  }

  /** The blocks as they are; of what a program prints, which has a language, only the figures. */
  private static List<Block> shown(String text) {
    return blocks(text).stream()
        .map(block ->
            block.info().equals("text") ? new Block("text", all(NUMBER, block.text(), 0)) : block)
        .toList();
  }

  private static String withoutBlocks(String text) {
    return FENCE.matcher(text).replaceAll("");
  }

  @Test
  void codeThatNamesAProgramIsThatProgram() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Path document : documents()) {
      for (Block block : blocks(Files.readString(document))) {
        if (block.info.startsWith("java ")) {
          String name = block.info.substring("java ".length()).strip();
          assertThat(block.text).as(document + ", " + name).isEqualTo(read(name));
          shown.add(name);
        }
      }
    }
    assertThat(shown).contains("examples/TrainMnist.java").hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void documentsForUsersShowNoOtherJava() throws IOException {
    for (Path document : documents()) {
      String name = Program.ROOT.relativize(document).toString();
      if (name.startsWith("README") || name.startsWith("docs/guide")) {
        assertThat(blocks(Files.readString(document)).stream().map(Block::info))
            .as(name)
            .doesNotContain("java");
      }
    }
  }

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      String text = withoutBlocks(Files.readString(document));
      for (MatchResult match : LINK.matcher(text).results().toList()) {
        String target = match.group(1);
        if (target.matches("[a-z]+:.*") || target.startsWith("#")) {
          continue;
        }
        links++;
        Path file = document.resolveSibling(target.replaceFirst("#.*", "")).normalize();
        if (!file.startsWith(Program.ROOT) || !Files.exists(file)) {
          broken.add(Program.ROOT.relativize(document) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(10);
  }

  @Test
  void bothLanguagesShowTheSameCodeAndTheSameFigures() throws IOException {
    for (String document : IN_BOTH_LANGUAGES) {
      String name = chinese(document);
      String english = read(document);
      String chinese = read(name);
      assertThat(shown(chinese)).as(name).isNotEmpty().isEqualTo(shown(english));
      assertThat(tables(chinese)).as(name).isEqualTo(tables(english));
      assertThat(headings(chinese)).as(name).isEqualTo(headings(english));
    }
    assertThat(tables(read("README.md"))).hasSizeGreaterThan(10);
  }

  @Test
  void bothLanguagesLeadToEachOtherBelowTheTitle() throws IOException {
    for (String document : IN_BOTH_LANGUAGES) {
      String english = Path.of(document).getFileName().toString();
      assertThat(read(document).lines().skip(2).findFirst())
          .as(document)
          .hasValue("[中文](" + chinese(english) + ")");
      assertThat(read(chinese(document)).lines().skip(2).findFirst())
          .as(chinese(document))
          .hasValue("[English](" + english + ")");
    }
  }

  @Test
  void everyChineseDocumentIsComparedWithItsEnglishOne() throws IOException {
    List<String> names =
        documents().stream()
            .map(file -> Program.ROOT.relativize(file).toString().replace('\\', '/'))
            .filter(name -> name.endsWith(".zh-CN.md"))
            .toList();
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            IN_BOTH_LANGUAGES.stream().map(DocumentsTest::chinese).toList());
  }

  private static String chinese(String english) {
    return english.replaceFirst("\\.md$", ".zh-CN.md");
  }

  /** Of each row of a table, what must not depend on the language: code, figures, columns. */
  private static List<String> tables(String text) {
    return withoutBlocks(text)
        .lines()
        .filter(line -> line.startsWith("|"))
        .map(DocumentsTest::figures)
        .toList();
  }

  private static String figures(String row) {
    String code = all(CODE, row, 1);
    String figures = all(NUMBER, CODE.matcher(row).replaceAll(""), 0);
    return row.split("\\|", -1).length + " columns, " + code + ", " + figures;
  }

  private static String all(Pattern pattern, String text, int group) {
    return pattern
        .matcher(text)
        .results()
        .map(m -> m.group(group))
        .collect(Collectors.joining(" "));
  }

  /** How deep the headings lie in each other. */
  private static List<String> headings(String text) {
    return withoutBlocks(text)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("[^#].*", ""))
        .toList();
  }

  @Test
  void decisionsAreNumberedAndSayWhatWouldChangeThem() throws IOException {
    try (Stream<Path> files = Files.list(Program.ROOT.resolve("docs/adr"))) {
      List<Path> decisions = files.sorted().toList();
      for (int i = 0; i < decisions.size(); i++) {
        Path file = decisions.get(i);
        assertThat(file.getFileName().toString()).startsWith(String.format("%04d-", i + 1));
        assertThat(Files.readString(file))
            .as(file.toString())
            .contains(
                "\n## Context\n",
                "\n## Decision\n",
                "\n## Drawbacks\n",
                "\n## What would change our mind\n");
      }
      assertThat(decisions).hasSizeGreaterThanOrEqualTo(6);
    }
  }
}
