package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jacobi.learn.ManualLayer;
import org.jacobi.nn.Mode;
import org.jacobi.tensor.Rng;

/** Layers that draw a mask or noise: by {@code Randomness}, or by numbers of their own. */
final class RandomExam {
  private static final int DRAWS = 60;
  private static final double FAR = 1e6;

  private final Subject subject;
  private final Differences differences;
  private int numbers;

  RandomExam(Subject subject, Differences differences) {
    this.subject = subject;
    this.differences = differences;
  }

  /** How many numbers were compared. */
  int numbers() {
    return numbers;
  }

  /** True if two passes with the same random numbers differ: the layer has some of its own. */
  static boolean hasOwn(Subject subject, Feed feed) {
    Value y = subject.forward(feed);
    for (int again = 0; again < 3; again++) {
      if (!y.near(subject.forward(feed), 1e-9)) {
        return true;
      }
    }
    return false;
  }

  /** True if other random numbers give another output. */
  static boolean dependsOnScope(Subject subject, Feed feed) {
    Value y = subject.forward(feed);
    for (int key = 100; key < 104; key++) {
      if (!y.near(subject.forward(feed.withKey(key)), 1e-9)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The gradient of a layer whose random numbers cannot be held: the mask is read off its output, y
   * = x ⊙ m, or it is noise that is added.
   */
  List<Finding> gradient(List<Feed> feeds) {
    var lab = new Laboratory(subject, differences, true, false);
    List<View> views = new ArrayList<>();
    for (Feed feed : feeds) {
      Value x = feed.inputs().getFirst();
      Value ofZero = subject.forward(feed.with(0, x.map(v -> 0)));
      boolean alike = ofZero.shape().equals(x.shape()) && subject.params().isEmpty();
      if (!alike || !isMaskOrNoise(feed, Compare.isZero(ofZero.numbers()))) {
        return List.of(); // nothing that could be read off
      }
      double[] upstream = GradientExam.upstream(x.size(), feed.rows());
      Walk walk = subject.walk(feed, upstream);
      Value given = walk.gradients().getFirst();
      if (!walk.changed().isEmpty()) {
        return walk.changed();
      }
      double[][] local = new double[x.size()][x.size()];
      for (int i = 0; i < x.size(); i++) {
        local[i][i] =
            Compare.isZero(ofZero.numbers()) ? walk.output().numbers()[i] / x.numbers()[i] : 1;
      }
      double[] numbers = given == null ? new double[x.size()] : given.numbers();
      this.numbers += numbers.length;
      views.add(new View(lab, feed, 0, walk.output(), upstream, local, numbers, null));
    }
    return new GradientExam(lab).judgeAll(views);
  }

  /**
   * Far out, every second number being 0, a mask leaves what is 0 and multiplies the others by
   * ordinary numbers, and noise is small.
   */
  private boolean isMaskOrNoise(Feed feed, boolean mask) {
    double[] x = feed.inputs().getFirst().numbers().clone();
    for (int i = 0; i < x.length; i++) {
      x[i] *= i % 2 == 0 ? FAR : 0;
    }
    double[] y = subject.forward(feed.with(0, feed.inputs().getFirst().with(x))).numbers();
    double most = Compare.largest(y) / Compare.largest(x);
    return mask
        ? most > 1e-2
            && most < 1e2
            && IntStream.range(0, x.length).allMatch(i -> x[i] != 0 || y[i] == 0)
        : Compare.same(y, x, 1e-3);
  }

  /** A mask of 0 and 1 lets less through than evaluation does, unless that is scaled too. */
  List<Finding> scale(Feed feed) {
    Value x = feed.inputs().getFirst();
    ManualLayer layer = subject.fresh();
    double sum = 0;
    double factor = Double.NaN;
    int count = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Value y = subject.forward(layer, feed.withKey(1000 + draw), Mode.TRAIN);
      if (!y.shape().equals(x.shape())) {
        return List.of();
      }
      for (int i = 0; i < x.size(); i++) {
        double m = y.numbers()[i] / x.numbers()[i];
        if (Math.abs(m) > 1e-6) {
          if (!Double.isNaN(factor) && Math.abs(m - factor) > 1e-3 * factor) {
            return List.of(); // no mask
          }
          factor = m;
        }
        sum += m;
        count++;
      }
    }
    double mean = sum / count;
    double evaluated = evaluated(layer, feed, x);
    double kept = mean / factor;
    double error = 5 * factor * Math.sqrt(kept * (1 - kept) / count) + 1e-6;
    boolean dropped = kept < 0.99;
    boolean scaled = Math.abs(mean - evaluated) < error;
    return !dropped || scaled || factor > 1.01
        ? List.of()
        : List.of(
            Finding.of(
                Mistake.MASK_NOT_SCALED,
                "y",
                "mask",
                Words.number(factor),
                Words.number(Math.rint(kept * 100) / 100),
                Words.number(Math.rint(mean * 100) / 100),
                Words.number(evaluated)));
  }

  /** What evaluation multiplies by; 1 if it draws too. */
  private double evaluated(ManualLayer layer, Feed feed, Value x) {
    Value y = subject.forward(layer, feed.withKey(Rng.of(1, "a").below(99, 1)), Mode.EVALUATE);
    Value again = subject.forward(layer, feed.withKey(777), Mode.EVALUATE);
    return y.same(again) && y.size() == x.size() ? y.numbers()[0] / x.numbers()[0] : 1;
  }
}
