package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Large inputs, and probabilities of exactly 0: forward must stay finite where the true value is.
 * It is taken as finite if the last value before the failure is of ordinary size; e^x grows beyond
 * all numbers before it fails.
 *
 * @param subject the layer
 * @param fine false if it computes in F32, where e^x is finite up to 88 only
 */
record StabilityExam(Subject subject, boolean fine) {
  private static final double FAR = 1e4;
  private static final double HUGE = 1e20;
  private static final int HALVINGS = 50;

  /** A way to leave the ordinary inputs: x + s · direction. */
  private record Way(Feed feed, int variable, double[] direction) {
    Feed at(double s) {
      Value x = feed.get(variable);
      double[] moved = x.numbers().clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += s * direction[i];
      }
      return feed.with(variable, x.with(moved));
    }
  }

  /** The findings of a feed, one at most. */
  List<Finding> examine(Feed feed, boolean real) {
    for (int v : subject.variables(feed)) {
      if (v < feed.inputs().size() && feed.get(v).shape().size() > 0) {
        Finding finding = real ? large(feed, v) : null;
        finding = finding == null && subject.isLoss() ? zeros(feed, v, real) : finding;
        if (finding != null) {
          return List.of(finding);
        }
      }
    }
    return List.of();
  }

  private @Nullable Finding large(Feed feed, int v) {
    for (double sign : new double[] {1, -1}) {
      double[] all = new double[feed.get(v).size()];
      Arrays.fill(all, sign);
      Way way = new Way(feed, v, all);
      double s = breaks(way);
      if (!Double.isNaN(s)) {
        return finding(way, s, s > (fine ? 150 : 40));
      }
    }
    for (Way way : spreads(feed, v)) {
      double s = breaks(way);
      if (!Double.isNaN(s)) {
        // all entries together have passed: what fails here is a probability that becomes 0
        return finding(way, s, false);
      }
    }
    return null;
  }

  /** Directions along which the entries of a row move apart. */
  private static List<Way> spreads(Feed feed, int v) {
    Value x = feed.get(v);
    int columns = x.shape().rank() == 0 ? 1 : x.shape().dim(-1);
    List<Way> ways = new ArrayList<>();
    for (int k = 0; k < Math.min(columns, 3); k++) {
      double[] one = new double[x.size()];
      for (int i = k; i < one.length; i += columns) {
        one[i] = 1;
      }
      ways.add(new Way(feed, v, one));
    }
    ways.add(new Way(feed, v, x.numbers()));
    return ways;
  }

  /** Where a way leads to a failure though the value just before is ordinary; NaN if nowhere. */
  private double breaks(Way way) {
    if (isFinite(way, FAR) && isFinite(way, 1000)) {
      return Double.NaN;
    }
    double good = 0;
    double bad = isFinite(way, 1000) ? FAR : 1000;
    for (int k = 0; k < HALVINGS; k++) {
      double middle = (good + bad) / 2;
      if (isFinite(way, middle)) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return Compare.largest(subject.forward(way.at(good)).numbers()) < HUGE ? bad : Double.NaN;
  }

  private boolean isFinite(Way way, double s) {
    try {
      return subject.forward(way.at(s)).isFinite();
    } catch (Stopped e) {
      return true; // it refuses such numbers, which is in order
    }
  }

  /**
   * What it is: of a loss that fails far out an overflow of e^x, and a logarithm of 0 where it
   * fails as soon as probabilities are rounded; of a layer a logarithm of 0 if it gives −∞.
   */
  private Finding finding(Way way, double s, boolean farOut) {
    Feed feed = way.at(s);
    Value y = subject.forward(feed);
    int at = Compare.worst(y.numbers(), new double[y.size()]);
    boolean negative = Arrays.stream(y.numbers()).anyMatch(v -> v == Double.NEGATIVE_INFINITY);
    boolean log = subject.isLoss() ? !farOut : negative;
    return Finding.of(
        log ? Mistake.LOG_OF_ZERO : Mistake.OVERFLOW,
        "y" + y.place(at),
        "large",
        Words.number(Compare.largest(feed.get(way.variable()).numbers())),
        Words.number(y.numbers()[at]));
  }

  /** Probabilities that are exactly 0 or 1, for a loss that takes probabilities. */
  private @Nullable Finding zeros(Feed feed, int v, boolean real) {
    Value x = feed.get(v);
    int columns = x.shape().rank() == 0 ? 1 : x.shape().dim(-1);
    for (int k = 0; k < 2; k++) {
      double[] hard = new double[x.size()];
      for (int i = 0; i < hard.length; i++) {
        hard[i] = (columns > 1 ? i % columns == k : i % 2 == k) ? 1 : 0;
      }
      Value y;
      try {
        y = subject.forward(feed.with(v, x.with(hard)));
      } catch (Stopped e) {
        return null;
      }
      if (!y.isFinite() && !real) {
        return Finding.of(Mistake.LOG_OF_ZERO, "y", "zero", Words.number(y.numbers()[0]));
      }
    }
    return null;
  }
}
