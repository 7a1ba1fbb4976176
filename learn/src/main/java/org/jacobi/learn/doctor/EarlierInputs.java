package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.learn.ManualLayer;
import org.jspecify.annotations.Nullable;

/**
 * Passes that use what an earlier pass with other inputs has kept: an array that is made in the
 * first forward only, one in a static field, one of the pass before.
 *
 * @param lab where they are looked for
 */
record EarlierInputs(Laboratory lab) {
  private static final double SAME = 1e-6;

  private Subject subject() {
    return lab.subject();
  }

  /**
   * Before it is known whether the gradients are right: a layer that has worked must do with other
   * inputs what a new one does. Where there is no new one, or a static field spoils it too, what is
   * right for the first inputs must not be given again for others.
   *
   * @param later feeds with the parameters of the first one, the first of them of the same shapes
   */
  List<Finding> examine(Feed first, List<Feed> later) {
    for (Feed next : later) {
      Finding finding = subject().isRenewable() ? unlikeNew(first, next) : null;
      if (finding != null) {
        return List.of(finding);
      }
    }
    Feed next = later.getFirst();
    double[] upstream = upstream(first);
    ManualLayer used = subject().fresh();
    Walk before = subject().walk(used, first, upstream, true);
    Walk now = subject().walk(used, next, upstream, true);
    for (int v : subject().variables(first)) {
      Value old = before.gradients().get(v);
      Value given = now.gradients().get(v);
      boolean kept = old != null && given != null && given.near(old, SAME);
      if (kept && view(first, v, before, old).isRight()) {
        View view = view(next, v, now, given);
        if (!view.isRight()) {
          return List.of(wrong(view));
        }
      }
    }
    return List.of();
  }

  /** After the gradients of new layers were right: those of one that has worked must be, too. */
  List<Finding> examineRight(Feed first, Feed next) {
    double[] upstream = upstream(first);
    ManualLayer used = subject().fresh();
    subject().walk(used, first, upstream, true);
    Walk now = subject().walk(used, next, upstream, true);
    for (int v : subject().variables(next)) {
      Value given = now.gradients().get(v);
      if (given != null && given.size() == next.get(v).size()) {
        View view = view(next, v, now, given);
        if (!view.isRight()) {
          return List.of(wrong(view));
        }
      }
    }
    return List.of();
  }

  private @Nullable Finding unlikeNew(Feed first, Feed next) {
    double[] upstream;
    Walk fresh;
    Walk other;
    try {
      upstream = upstream(next);
      fresh = subject().walk(next, upstream);
      other = subject().walk(next, upstream);
    } catch (Stopped e) {
      return null; // it fails without an earlier pass
    }
    ManualLayer used = subject().fresh();
    subject().walk(used, first, upstream(first), true);
    Walk now;
    try {
      now = subject().walk(used, next, upstream, true);
    } catch (Stopped e) {
      List<String> values = e.finding().values();
      return Finding.of(
          Mistake.EARLIER_INPUT_USED,
          e.finding().where(),
          "earlierThrows",
          values.getFirst(),
          values.getLast());
    }
    if (fresh.output().near(other.output(), SAME) && !now.output().near(fresh.output(), SAME)) {
      return unlike("y", now.output(), fresh.output());
    }
    for (int v : subject().variables(next)) {
      Value wanted = fresh.gradients().get(v);
      Value same = other.gradients().get(v);
      Value given = now.gradients().get(v);
      boolean certain = wanted != null && same != null && wanted.near(same, SAME);
      if (certain && given != null && !given.near(wanted, SAME)) {
        return unlike("∂L/∂" + subject().name(next, v), given, wanted);
      }
    }
    return null;
  }

  private double[] upstream(Feed feed) {
    return GradientExam.upstream(subject().forward(feed).size(), 3);
  }

  private View view(Feed feed, int v, Walk walk, Value given) {
    double[] upstream = GradientExam.upstream(walk.output().size(), 3);
    double[][] local = lab.differences().jacobian(feed, v);
    return new View(lab, feed, v, walk.output(), upstream, local, given.numbers(), null);
  }

  private static Finding unlike(String where, Value given, Value wanted) {
    int at = Compare.worst(given.numbers(), wanted.numbers());
    return Finding.of(
        Mistake.EARLIER_INPUT_USED,
        where + wanted.place(at),
        "earlier",
        given.size() > at ? Words.number(given.numbers()[at]) : "-",
        Words.number(wanted.numbers()[at]));
  }

  private static Finding wrong(View view) {
    int at = Compare.worst(view.given(), view.truth());
    return Finding.of(
        Mistake.EARLIER_INPUT_USED,
        view.where() + view.value().place(at),
        "earlierWrong",
        Words.number(view.given()[at]),
        Words.number(view.truth()[at]));
  }

  /** Other inputs with the same parameters: as many rows, and another number. */
  static List<Feed> later(Search search, Pattern pattern, Feed first, int draw) {
    List<Feed> all = new ArrayList<>();
    all.add(search.feed(pattern, first.rows(), draw).withParams(first.params()));
    for (int rows : search.rows()) {
      if (rows != first.rows()) {
        all.add(search.feed(pattern, rows, draw).withParams(first.params()));
      }
    }
    return all;
  }
}
