package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.learn.ManualLayer;
import org.jspecify.annotations.Nullable;

/** What a layer leaves behind: arrays that it changes, and passes that depend on earlier ones. */
record StateExam(Subject subject, EarlierInputs earlier) {
  private static final double SAME = 1e-6;

  /**
   * The findings of one feed.
   *
   * @param other the same inputs with other parameters
   * @param later other inputs with the same parameters
   */
  List<Finding> examine(Feed feed, Feed other, List<Feed> later) {
    double[] upstream = GradientExam.upstream(subject.forward(feed).size(), 3);
    ManualLayer layer = subject.fresh();
    Walk first = subject.walk(layer, feed, upstream, true);
    List<Finding> changed = new ArrayList<>(first.changed());
    Walk again = again(layer, feed, upstream, first);
    boolean onlyInput =
        changed.isEmpty() || changed.getFirst().mistake() != Mistake.INPUT_OVERWRITTEN;
    if (!onlyInput && changed.getFirst().values().getFirst().equals("forward")) {
      return changed;
    }
    if (!changed.isEmpty() && onlyInput) {
      return changed;
    }
    Walk third = subject.walk(layer, feed, upstream, true);
    Walk fourth = subject.walk(layer, feed, upstream, true);
    for (int v : subject.variables(feed)) {
      Finding finding = repeated(feed, v, first, again, third, fourth);
      if (finding != null) {
        return List.of(finding);
      }
    }
    if (!changed.isEmpty()) {
      return changed;
    }
    List<Finding> stale = earlier.examine(feed, later);
    if (!stale.isEmpty()) {
      return stale;
    }
    return subject.params().isEmpty() || !subject.isRenewable()
        ? List.of()
        : initialWeights(layer, other, upstream);
  }

  /** The same way back once more; the first one for a layer that lets go of what it has kept. */
  private Walk again(ManualLayer layer, Feed feed, double[] upstream, Walk first) {
    try {
      return subject.walk(layer, feed, upstream, false);
    } catch (Stopped e) {
      return first;
    }
  }

  private @Nullable Finding repeated(
      Feed feed, int v, Walk first, Walk again, Walk third, Walk fourth) {
    Value one = first.gradients().get(v);
    Value two = again.gradients().get(v);
    Value three = third.gradients().get(v);
    Value four = fourth.gradients().get(v);
    if (one == null || two == null || three == null || four == null || !one.isFinite()) {
      return null;
    }
    String where = "∂L/∂" + subject.name(feed, v);
    if (Compare.isZero(one.numbers()) || one.near(two, SAME)) {
      return one.near(three, SAME) || Compare.isZero(one.numbers())
          ? null
          : grown(Mistake.STORED_OVERWRITTEN, where, one, three);
    }
    // b, 2b: one more of the same; with a forward between them it goes on only if it is kept
    boolean sum = two.near(one.map(g -> 2 * g), SAME);
    if (sum && three.near(one, SAME)) {
      return null; // cleared by forward
    }
    boolean goesOn = three.near(one.map(g -> 3 * g), SAME) && four.near(one.map(g -> 4 * g), SAME);
    return grown(
        sum && goesOn ? Mistake.GRADIENT_ACCUMULATED : Mistake.STORED_OVERWRITTEN, where, one, two);
  }

  private static Finding grown(Mistake mistake, String where, Value one, Value two) {
    int at = Compare.worst(two.numbers(), one.numbers());
    return Finding.of(
        mistake,
        where + one.place(at),
        "second",
        Words.number(one.numbers()[at]),
        two.size() > at ? Words.number(two.numbers()[at]) : "-");
  }

  /** After an update of the parameters the layer must do what a new one with these numbers does. */
  private List<Finding> initialWeights(ManualLayer used, Feed other, double[] upstream) {
    Walk old = subject.walk(used, other, upstream, true);
    Walk fresh = subject.walk(other, upstream);
    if (!old.output().near(fresh.output(), SAME)) {
      return List.of(stale("y", old.output(), fresh.output()));
    }
    for (int v : subject.variables(other)) {
      Value ours = old.gradients().get(v);
      Value wanted = fresh.gradients().get(v);
      if (ours != null && wanted != null && !ours.near(wanted, SAME)) {
        return List.of(stale("∂L/∂" + subject.name(other, v), ours, wanted));
      }
    }
    return List.of();
  }

  private static Finding stale(String where, Value old, Value fresh) {
    int at = Compare.worst(old.numbers(), fresh.numbers());
    return Finding.of(
        Mistake.INITIAL_WEIGHTS_USED,
        where + fresh.place(at),
        "stale",
        old.size() > at ? Words.number(old.numbers()[at]) : "-",
        Words.number(fresh.numbers()[at]));
  }
}
