package org.jacobi.learn.race;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How one optimizer has run. The arrays are handed out as they are, uncopied: do not change them.
 *
 * @param optimizer its name, one of {@code Optimizers.names()}
 * @param rate the learning rate
 * @param searched true if the rate was found by the search, false if it was given
 * @param losses the loss at the start and after each step
 * @param path the place (x, y) at the start and after each step; of a network its shadow on a plane
 * @param reached after how many steps the loss was at the goal for the first time, or −1
 * @param divergedAt the step after which the loss was no number or far too large, or −1; it is 0
 *     where the start already is; the losses and the path end there
 */
public record RaceRun(
    String optimizer,
    double rate,
    boolean searched,
    double[] losses,
    double[][] path,
    int reached,
    int divergedAt) {

  /** The last loss. */
  public double finalLoss() {
    return losses[losses.length - 1];
  }

  /** The last place. */
  public double[] finalPoint() {
    return path[path.length - 1].clone();
  }

  /** True if it had to be stopped. */
  public boolean diverged() {
    return divergedAt >= 0;
  }

  /** For JSON; what is not finite is a string. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("optimizer", optimizer);
    map.put("rate", rate);
    map.put("rate_searched", searched);
    if (reached >= 0) {
      map.put("reached_at_step", (long) reached);
    }
    if (diverged()) {
      map.put("diverged_at_step", (long) divergedAt);
    }
    map.put("losses", list(losses));
    map.put("path", Stream.of(path).map(RaceRun::list).toList());
    return map;
  }

  /** Numbers for JSON, which knows no infinity. */
  private static List<Object> list(double[] numbers) {
    return DoubleStream.of(numbers)
        .mapToObj(x -> Double.isFinite(x) ? (Object) x : String.valueOf(x))
        .toList();
  }
}
