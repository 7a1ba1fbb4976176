package org.jacobi.learn.race;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jacobi.learn.text.TextTable;

/**
 * What a {@link Race} has brought.
 *
 * @param seed that it followed from
 * @param heats one for each surface, and for the network
 */
public record RaceResult(long seed, List<Heat> heats) {
  /** Copies the list. */
  public RaceResult {
    heats = List.copyOf(heats);
  }

  /**
   * The race on a surface.
   *
   * @param course its name, or {@code network}
   * @throws IllegalArgumentException if there was none on it
   */
  public Heat heat(String course) {
    return heats.stream()
        .filter(heat -> heat.course().equals(course))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(Words.error("race", "run", course)));
  }

  /** A table for each surface: rates, steps, losses and where each optimizer ended. */
  public String table(Locale locale) {
    var text = new StringBuilder();
    for (Heat heat : heats) {
      text.append(text.isEmpty() ? "" : "\n").append(heading(heat, locale)).append("\n");
      List<String[]> lines = new ArrayList<>();
      lines.add(columns(heat, locale));
      heat.runs().forEach(run -> lines.add(line(heat, run, locale)));
      text.append(TextTable.of(lines).indent(2)).append("  ").append(winner(heat, locale));
      text.append('\n');
    }
    return text.toString();
  }

  static String title(Heat heat, Locale locale) {
    return Words.text(locale, "race.course." + heat.course());
  }

  private static String heading(Heat heat, Locale locale) {
    String what = title(heat, locale) + Words.text(locale, "race.colon") + heat.formula();
    return heat.isNetwork()
        ? what + Words.text(locale, "race.heading.network", heat.steps())
        : what
            + Words.text(
                locale,
                "race.heading",
                Figures.place(heat.runs().getFirst().path()[0]),
                heat.steps());
  }

  /** The heads of the columns. */
  static String[] columns(Heat heat, Locale locale) {
    String goal = Figures.number(heat.goal());
    return Words.text(locale, "race.columns", goal).split("\\|", -1);
  }

  /** The cells of one optimizer. */
  static String[] line(Heat heat, RaceRun run, Locale locale) {
    String reached =
        run.diverged()
            ? Words.text(locale, "race.diverged", run.divergedAt())
            : run.reached() < 0 ? Words.text(locale, "race.never") : "" + run.reached();
    return new String[] {
      run.optimizer(),
      Figures.exact(run.rate()),
      reached,
      Figures.number(run.finalLoss()),
      heat.isNetwork() ? "–" : Figures.place(run.finalPoint())
    };
  }

  /** A sentence that says who arrived first. */
  static String winner(Heat heat, Locale locale) {
    String goal = Figures.number(heat.goal());
    List<RaceRun> arrived =
        heat.runs().stream()
            .filter(run -> run.reached() >= 0 && !run.diverged())
            .sorted(Comparator.comparingInt(RaceRun::reached))
            .toList();
    if (arrived.isEmpty()) {
      return Words.text(locale, "race.nobody", goal);
    }
    int first = arrived.getFirst().reached();
    String names =
        String.join(
            Words.text(locale, "race.and"),
            arrived.stream()
                .filter(run -> run.reached() == first)
                .map(RaceRun::optimizer)
                .toList());
    return Words.text(locale, "race.first", names, goal, first);
  }

  /** One HTML page with everything on it: contours, moving paths, curves and tables. */
  public String html(Locale locale) {
    return RacePage.of(this, locale);
  }

  /** For JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("seed", seed);
    map.put("heats", heats.stream().map(Heat::toMap).toList());
    return map;
  }
}
