package org.jacobi.learn.race;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.tensor.Tensor;

/**
 * The race on one surface, or with the small network.
 *
 * @param course the name of the surface, or {@code network}
 * @param formula the function, or the layers of the network
 * @param steps how many steps there were
 * @param goal the loss that counts as arrived
 * @param view what a picture shows
 * @param minima where the function is smallest; of a network that is not known
 * @param heights the function over a grid; of a network on the plane of its picture
 * @param runs all optimizers
 */
public record Heat(
    String course,
    String formula,
    int steps,
    double goal,
    Surface.View view,
    List<Surface.Point> minima,
    Heights heights,
    List<RaceRun> runs) {
  /** Copies the lists. */
  public Heat {
    minima = List.copyOf(minima);
    runs = List.copyOf(runs);
  }

  /** Heights over a grid. */
  @FunctionalInterface
  public interface Heights {
    /** The heights row after row of y, each from left to right. */
    double[] over(double[] xs, double[] ys);
  }

  static Heat on(Surface surface, Runner runner, List<RaceRun> runs) {
    return new Heat(
        surface.toString(),
        surface.formula(),
        runner.steps(),
        runner.goal(),
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
        runner.steps(),
        runner.goal(),
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

  /** True if the parameters are those of a network. */
  public boolean isNetwork() {
    return course.equals(SpiralTrack.NAME);
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
