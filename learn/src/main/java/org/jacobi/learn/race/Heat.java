package org.jacobi.learn.race;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.tensor.Tensor;

/** The race on one surface, or with the small network. */
public final class Heat {
  /** Heights over a grid: row after row from below, each from left to right. */
  interface Heights {
    double[] over(double[] xs, double[] ys);
  }

  private final String course;
  private final String formula;
  private final int steps;
  private final double goal;
  private final Surface.View view;
  private final List<Surface.Point> minima;
  private final Heights heights;
  private final List<RaceRun> runs;

  private Heat(
      String course,
      String formula,
      Runner runner,
      Surface.View view,
      List<Surface.Point> minima,
      Heights heights,
      List<RaceRun> runs) {
    this.course = course;
    this.formula = formula;
    this.steps = runner.steps();
    this.goal = runner.goal();
    this.view = view;
    this.minima = minima;
    this.heights = heights;
    this.runs = List.copyOf(runs);
  }

  static Heat on(Surface surface, Runner runner, List<RaceRun> runs) {
    return new Heat(
        surface.toString(),
        surface.formula(),
        runner,
        surface.view(),
        surface.minima(),
        (xs, ys) ->
            surface.at(grid(xs, ys.length, true), grid(ys, xs.length, false)).value().toDoubles(),
        runs);
  }

  private static Tensor grid(double[] numbers, int others, boolean across) {
    double[] all = new double[numbers.length * others];
    for (int i = 0; i < all.length; i++) {
      all[i] = across ? numbers[i % numbers.length] : numbers[i / others];
    }
    return new Tensor(NDArray.of(all));
  }

  static Heat network(Plane plane, SpiralTrack track, Runner runner, List<RaceRun> runs) {
    return new Heat(
        SpiralTrack.NAME,
        SpiralTrack.NETWORK,
        runner,
        plane.view(),
        List.of(),
        (xs, ys) -> {
          double[] all = new double[xs.length * ys.length];
          for (int i = 0; i < all.length; i++) {
            all[i] = track.at(plane.parameters(xs[i % xs.length], ys[i / xs.length]));
          }
          return all;
        },
        runs);
  }

  /** The name of the surface, or {@code network}. */
  public String course() {
    return course;
  }

  /** The function, or the layers of the network. */
  public String formula() {
    return formula;
  }

  /** True if the parameters are those of a network. */
  public boolean isNetwork() {
    return course.equals(SpiralTrack.NAME);
  }

  /** How many steps there were. */
  public int steps() {
    return steps;
  }

  /** The loss that counts as arrived. */
  public double goal() {
    return goal;
  }

  /** What a picture shows. */
  public Surface.View view() {
    return view;
  }

  /** Where the function is smallest; of a network that is not known. */
  public List<Surface.Point> minima() {
    return minima;
  }

  Heights heights() {
    return heights;
  }

  /** All optimizers. */
  public List<RaceRun> runs() {
    return runs;
  }

  /**
   * The run of an optimizer.
   *
   * @throws IllegalArgumentException if it took no part
   */
  public RaceRun run(String optimizer) {
    return runs.stream()
        .filter(run -> run.optimizer().equals(optimizer))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(Words.error("race", "run", optimizer)));
  }

  /** For JSON. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("surface", course);
    map.put("formula", formula);
    map.put("steps", (long) steps);
    map.put("goal", goal);
    map.put("runs", runs.stream().map(RaceRun::toMap).toList());
    return map;
  }
}
