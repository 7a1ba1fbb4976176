package org.jacobi.learn.race;

import java.util.Arrays;
import java.util.List;

/**
 * A plane through the start of a network, laid so that the ends of all runs lie near it: its first
 * direction goes to their middle, its second is the main direction of what is left (found by power
 * iteration). A path is seen as its shadow on the plane.
 */
final class Plane {
  private static final int ITERATIONS = 100;
  private static final double MARGIN = 0.15;
  private static final double SHOWN = 0.98;

  private final double[] origin;
  private final double[] first;
  private final double[] second;
  private Surface.View view = new Surface.View(-1, 1, -1, 1);

  private Plane(double[] origin, double[] first, double[] second) {
    this.origin = origin;
    this.first = first;
    this.second = second;
  }

  /** The plane of some runs with the same start. */
  static Plane through(List<Runner.Trial> trials) {
    List<Runner.Trial> kept = trials.stream().filter(trial -> trial.divergedAt() < 0).toList();
    List<Runner.Trial> shown = kept.isEmpty() ? trials : kept;
    double[] origin = trials.getFirst().places()[0];
    double[][] ends =
        shown.stream()
            .map(trial -> minus(trial.places()[trial.places().length - 1], origin))
            .toArray(double[][]::new);
    double[] middle = new double[origin.length];
    for (double[] end : ends) {
      addTo(middle, end, 1.0 / ends.length);
    }
    double[] first = unit(middle, 0);
    for (double[] end : ends) {
      addTo(end, first, -dot(end, first));
    }
    double[] second = mainDirection(ends, first);
    var plane = new Plane(origin, first, second);
    plane.view = plane.viewOf(shown);
    return plane;
  }

  private static double[] mainDirection(double[][] rows, double[] other) {
    double[] direction = unit(rows[longest(rows)], 1);
    for (int k = 0; k < ITERATIONS; k++) {
      double[] next = new double[direction.length];
      for (double[] row : rows) {
        addTo(next, row, dot(row, direction));
      }
      if (dot(next, next) < 1e-24) {
        break; // one run alone: any direction across will do
      }
      direction = unit(next, 1);
    }
    addTo(direction, other, -dot(direction, other));
    return unit(direction, 1);
  }

  private static int longest(double[][] rows) {
    int best = 0;
    for (int i = 1; i < rows.length; i++) {
      if (dot(rows[i], rows[i]) > dot(rows[best], rows[best])) {
        best = i;
      }
    }
    return best;
  }

  /** The vector with length 1; where it is 0, the axis of this number. */
  private static double[] unit(double[] vector, int axis) {
    double length = Math.sqrt(dot(vector, vector));
    double[] unit = new double[vector.length];
    if (length < 1e-9) {
      unit[axis] = 1;
      return unit;
    }
    Arrays.setAll(unit, i -> vector[i] / length);
    return unit;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void addTo(double[] sum, double[] vector, double factor) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * vector[i];
    }
  }

  private static double[] minus(double[] a, double[] b) {
    double[] difference = a.clone();
    addTo(difference, b, -1);
    return difference;
  }

  /** Where the parameters lie, seen from straight above the plane. */
  double[] shadow(double[] parameters) {
    double[] way = minus(parameters, origin);
    return new double[] {dot(way, first), dot(way, second)};
  }

  /** The parameters of a place in the plane. */
  double[] parameters(double x, double y) {
    double[] place = origin.clone();
    addTo(place, first, x);
    addTo(place, second, y);
    return place;
  }

  Surface.View view() {
    return view;
  }

  /** All shadows but for a few that are far out, with a margin. */
  private Surface.View viewOf(List<Runner.Trial> trials) {
    double[][] shadows =
        trials.stream()
            .flatMap(trial -> Arrays.stream(trial.places()))
            .map(this::shadow)
            .toArray(double[][]::new);
    double[] x = range(Arrays.stream(shadows).mapToDouble(at -> at[0]).sorted().toArray());
    double[] y = range(Arrays.stream(shadows).mapToDouble(at -> at[1]).sorted().toArray());
    return new Surface.View(x[0], x[1], y[0], y[1]);
  }

  private static double[] range(double[] sorted) {
    double low = Math.min(0, sorted[(int) ((1 - SHOWN) * sorted.length)]);
    double high = Math.max(0, sorted[(int) (SHOWN * (sorted.length - 1))]);
    double margin = MARGIN * Math.max(high - low, 0.1);
    return new double[] {low - margin, high + margin};
  }
}
