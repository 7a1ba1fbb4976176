package org.jacobi.learn.race;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReferenceKernels;
import org.jacobi.optim.Optimizers;

/** Lets one optimizer run, with a given rate or with the best of {@link Race#RATES}. */
final class Runner {
  /** A loss that is so many times that of the start counts as diverged. */
  static final double TOO_MUCH = 1e6;

  private final Supplier<Track> track;
  private final int steps;
  private final double goal;

  Runner(Supplier<Track> track, int steps, double goal) {
    this.track = track;
    this.steps = steps;
    this.goal = goal;
  }

  /** All places of all parameters, and what came of it. */
  record Trial(double rate, double[] losses, double[][] places, int divergedAt) {
    /**
     * What rates are compared by: the mean loss over the last tenth of the steps. One that has
     * thrown the loss far above that of the start is no good rate, wherever it has ended.
     */
    double score() {
      if (diverged()) {
        return Double.POSITIVE_INFINITY;
      }
      int tenth = Math.max(1, (losses.length - 1) / 10);
      double end =
          Arrays.stream(losses, losses.length - tenth, losses.length).average().orElseThrow();
      boolean thrown = Arrays.stream(losses).max().orElseThrow() > Race.MOST_RISE * losses[0];
      return thrown ? Math.max(end, Double.MAX_VALUE / 2) : end;
    }

    boolean diverged() {
      return divergedAt >= 0;
    }

    /** The first step after which the loss is at most this, or −1. */
    int reached(double goal) {
      for (int i = 0; i < losses.length; i++) {
        if (losses[i] <= goal) {
          return i;
        }
      }
      return -1;
    }
  }

  /** With the rate that ends with the smallest loss; of equal ones the smallest rate. */
  Trial search(String optimizer) {
    Trial best = run(optimizer, Race.RATES.getFirst());
    for (double rate : Race.RATES.subList(1, Race.RATES.size())) {
      Trial trial = run(optimizer, rate);
      best = trial.score() < best.score() ? trial : best;
    }
    return best;
  }

  Trial run(String optimizer, double rate) {
    // The plain loops: the same numbers on every machine, and nothing to load first.
    return StepScope.outside()
        .with(Kernels.SETTING, new ReferenceKernels())
        .call(() -> steps(optimizer, rate));
  }

  private Trial steps(String optimizer, double rate) {
    var its = track.get();
    var moving = Optimizers.named(optimizer, rate).over(its.parameters());
    var slab = new Slab();
    double[] losses = new double[steps + 1];
    List<double[]> places = new ArrayList<>(List.of(its.place()));
    for (int step = 1; step <= steps; step++) {
      int now = step;
      losses[step - 1] =
          StepScope.over(slab)
              .call(() -> {
                var measured = its.measured();
                its.trained(measured, now).backward();
                return measured.item();
              });
      if (isTooMuch(losses[step - 1], losses[0])) {
        return diverged(rate, losses, places, step - 1);
      }
      moving.step();
      moving.zeroGrad();
      places.add(its.place());
    }
    losses[steps] = StepScope.over(slab).call(() -> its.measured().item());
    return isTooMuch(losses[steps], losses[0])
        ? diverged(rate, losses, places, steps)
        : new Trial(rate, losses, places.toArray(double[][]::new), -1);
  }

  private static boolean isTooMuch(double loss, double start) {
    return !(loss <= TOO_MUCH * Math.max(1, start));
  }

  private static Trial diverged(double rate, double[] losses, List<double[]> places, int step) {
    return new Trial(rate, Arrays.copyOf(losses, step + 1), places.toArray(double[][]::new), step);
  }

  /** How many steps a run has. */
  int steps() {
    return steps;
  }

  /** The loss that counts as arrived. */
  double goal() {
    return goal;
  }
}
