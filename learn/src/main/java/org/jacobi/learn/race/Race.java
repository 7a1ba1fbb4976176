package org.jacobi.learn.race;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jacobi.optim.Optimizers;

/**
 * Optimizers side by side, on functions of two numbers and on a small network. Without settings:
 * all optimizers of the library on everything, each with the best of {@link #RATES}.
 *
 * <pre>{@code
 * RaceResult result = new Race().on("beale").optimizers("sgd", "adam").rate("adam", 0.3).run();
 * IO.print(result.table(Locale.ENGLISH));
 * }</pre>
 *
 * <p>The same settings and seed give the same numbers: all is computed in F64 by the plain kernels,
 * and the optimizers know nothing of each other.
 */
public final class Race {
  /** The default seed: of the noise, and of the network and its data. */
  public static final long SEED = 1;

  /** More steps than anybody can look at are refused. */
  public static final int MOST_STEPS = 10_000;

  /** A rate that ever lifts the loss above so many times that of the start is passed over. */
  public static final double MOST_RISE = 2;

  /**
   * The rates that are tried where none is given: two to a power of ten. The one with the smallest
   * mean loss over the last tenth of the steps is taken; the mean, because with noise the last loss
   * alone would be a matter of luck. See {@link #MOST_RISE} too.
   */
  public static final List<Double> RATES =
      List.of(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0);

  private List<String> courses = courses();
  private List<String> optimizers = Optimizers.names();
  private final Map<String, Double> rates = new LinkedHashMap<>();
  private int steps;
  private long seed = SEED;

  /** A race of all optimizers on everything. */
  public Race() {}

  /** What they can race on: the names of all {@link Surface}s, and {@code network}. */
  public static List<String> courses() {
    return Stream.concat(
            Stream.of(Surface.values()).map(Surface::toString), Stream.of(SpiralTrack.NAME))
        .toList();
  }

  /**
   * Only on these, in this order.
   *
   * @throws IllegalArgumentException if one is none of {@link #courses}, or there are none
   */
  public Race on(String... names) {
    this.courses = chosen(names, "surfaces");
    List<String> known = courses();
    for (String name : courses) {
      if (!known.contains(name)) {
        throw Surface.unknown(name, known);
      }
    }
    return this;
  }

  /**
   * Only these, in this order.
   *
   * @throws IllegalArgumentException if the library has none of this name, or there are none
   */
  public Race optimizers(String... names) {
    this.optimizers = chosen(names, "optimizers");
    optimizers.forEach(Optimizers::defaultRate);
    return this;
  }

  private static List<String> chosen(String[] names, String what) {
    if (names.length == 0) {
      throw new IllegalArgumentException(Words.error("race", "none." + what));
    }
    return Stream.of(names).map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList();
  }

  /**
   * Gives an optimizer a rate, in place of the search.
   *
   * @throws IllegalArgumentException if the library has none of this name, or the rate is not
   *     positive
   */
  public Race rate(String optimizer, double rate) {
    var checked = Optimizers.named(optimizer, rate);
    assert checked.rate() == rate;
    rates.put(optimizer.toLowerCase(Locale.ROOT), rate);
    return this;
  }

  /**
   * How many steps each makes; by default {@link Surface#steps}.
   *
   * @throws IllegalArgumentException if it is not within 1 and {@link #MOST_STEPS}
   */
  public Race steps(int count) {
    if (count < 1 || count > MOST_STEPS) {
      throw new IllegalArgumentException(Words.error("race", "steps", MOST_STEPS, count));
    }
    this.steps = count;
    return this;
  }

  /** What the noise, the network and its data follow from. */
  public Race seed(long number) {
    this.seed = number;
    return this;
  }

  /** Lets them run. */
  public RaceResult run() {
    return new RaceResult(seed, courses.stream().map(this::heat).toList());
  }

  private Heat heat(String course) {
    if (course.equals(SpiralTrack.NAME)) {
      var spiral = SpiralTrack.Spiral.of(seed);
      var runner = runner(() -> new SpiralTrack(spiral), SpiralTrack.STEPS, SpiralTrack.GOAL);
      List<Runner.Trial> trials = trials(runner);
      var plane = Plane.through(trials);
      return Heat.network(
          plane, new SpiralTrack(spiral), runner, runs(runner, trials, plane::shadow));
    }
    var surface = Surface.named(course);
    var runner = runner(() -> new Track.OnSurface(surface, seed), surface.steps(), surface.goal());
    return Heat.on(surface, runner, runs(runner, trials(runner), place -> place));
  }

  private Runner runner(Supplier<Track> track, int usual, double goal) {
    return new Runner(track, steps > 0 ? steps : usual, goal);
  }

  private List<Runner.Trial> trials(Runner runner) {
    return optimizers.parallelStream()
        .map(name -> {
          Double given = rates.get(name);
          return given == null ? runner.search(name) : runner.run(name, given);
        })
        .toList();
  }

  private interface Projection {
    double[] of(double[] place);
  }

  private List<RaceRun> runs(Runner runner, List<Runner.Trial> trials, Projection projection) {
    List<RaceRun> runs = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      var trial = trials.get(i);
      String name = optimizers.get(i);
      runs.add(
          new RaceRun(
              name,
              trial.rate(),
              !rates.containsKey(name),
              trial.losses(),
              Stream.of(trial.places()).map(projection::of).toArray(double[][]::new),
              trial.reached(runner.goal()),
              trial.divergedAt()));
    }
    return runs;
  }
}
