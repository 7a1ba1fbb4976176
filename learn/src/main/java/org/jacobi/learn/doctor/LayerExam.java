package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.tensor.Rng;

/**
 * Examines a layer or a loss. What makes later questions pointless comes first, and the examination
 * stops at the first question that has a finding: one mistake is often seen in several ways.
 */
final class LayerExam extends Exam {
  private static final double WIDER = 3;
  private static final int OTHER_DRAW = 9;

  private final Supplier<ManualLayer> source;
  private final boolean renewable;

  LayerExam(Supplier<ManualLayer> source, boolean renewable, Calls calls) {
    super(calls);
    this.source = source;
    this.renewable = renewable;
  }

  @Override
  List<Finding> examine() {
    Search search = null;
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      var subject = new Subject(source, renewable, calls, dtype);
      var here = new Search(subject, calls);
      List<Pattern> patterns = here.run();
      if (!patterns.isEmpty()) {
        return examine(subject, here, patterns);
      }
      search = search == null || here.onlyNotFinite() ? here : search;
    }
    if (search == null) {
      throw new IllegalStateException();
    }
    Finding refusal = search.refusal();
    return List.of(
        refusal.mistake() != Mistake.THROWS
            ? refusal
            : Finding.of(
                Mistake.THROWS,
                refusal.where(),
                "refused",
                search.tried(),
                refusal.values().getFirst(),
                refusal.values().getLast()));
  }

  private List<Finding> examine(Subject subject, Search search, List<Pattern> patterns) {
    for (Pattern pattern : patterns) {
      List<Finding> findings;
      try {
        findings = examine(subject, search, pattern);
      } catch (Stopped e) {
        findings =
            List.of(
                Misfit.explain(e.finding(), subject, feeds(subject, search, pattern).getFirst()));
      }
      if (!findings.isEmpty()) {
        return findings;
      }
    }
    return List.of();
  }

  /** Two numbers of rows, and numbers farther from 0 where the layer takes them. */
  private List<Feed> feeds(Subject subject, Search search, Pattern pattern) {
    List<Feed> feeds = new ArrayList<>();
    for (int draw = 0; draw < search.rows().length; draw++) {
      feeds.add(kept(subject, feeds, search.feed(pattern, search.rows()[draw], draw)));
    }
    if (!subject.isLoss() && pattern instanceof Pattern.Drawn drawn) {
      boolean real = drawn.parts().getFirst().domain() == Domain.REAL;
      Feed wide = feeds.getFirst().with(0, feeds.getFirst().get(0).map(v -> WIDER * v));
      if (real && isFinite(subject, wide)) {
        feeds.add(wide);
      }
    }
    return feeds;
  }

  /** One instance for all may remember its first parameters: it keeps them. */
  private static Feed kept(Subject subject, List<Feed> feeds, Feed feed) {
    return subject.isRenewable() || feeds.isEmpty()
        ? feed
        : feed.withParams(feeds.getFirst().params());
  }

  private static boolean isFinite(Subject subject, Feed feed) {
    try {
      return subject.forward(feed).isFinite();
    } catch (Stopped e) {
      return false;
    }
  }

  private List<Finding> examine(Subject subject, Search search, Pattern pattern) {
    Feed first = search.feed(pattern, search.rows()[0], 0);
    boolean own = RandomExam.hasOwn(subject, first);
    if (own) {
      subject.hold(true);
      own = RandomExam.hasOwn(subject, first);
      subject.hold(!own);
    }
    if (!own) {
      subject.keepOneIfUnequal(first);
    }
    List<Feed> feeds = feeds(subject, search, pattern);
    feeds.forEach(feed -> examined.add(feed.describe()));
    if (own) {
      var exam = new RandomExam(subject, new Differences(subject, false));
      List<Finding> findings = exam.gradient(feeds);
      numbers += exam.numbers();
      return findings.isEmpty() ? exam.scale(first) : findings;
    }
    if (subject.isLoss() && subject.forward(first).size() != 1) {
      String shape = Feed.text(subject.forward(first).shape());
      return List.of(Finding.of(Mistake.WRONG_SHAPE, "L", "shape", "()", shape));
    }
    boolean random = RandomExam.dependsOnScope(subject, first);
    Feed other = search.feed(pattern, first.rows(), OTHER_DRAW);
    var differences = new Differences(subject, Differences.isFine(subject, first));
    var lab = new Laboratory(subject, differences, random, false);
    var earlier = new EarlierInputs(lab);
    List<Feed> later = EarlierInputs.later(search, pattern, first, OTHER_DRAW);
    List<Finding> findings =
        new StateExam(subject, earlier).examine(first, first.withParams(other.params()), later);
    if (findings.isEmpty()) {
      findings = gradients(lab, feeds);
    }
    if (findings.isEmpty()) {
      findings = earlier.examineRight(first, later.getFirst());
    }
    if (findings.isEmpty() && random) {
      findings = new RandomExam(subject, differences).scale(first);
    }
    return findings.isEmpty() ? extremes(subject, differences, pattern, first) : findings;
  }

  private List<Finding> gradients(Laboratory lab, List<Feed> feeds) {
    var exam = new GradientExam(lab);
    List<Finding> findings = exam.examine(feeds);
    numbers += exam.numbers();
    return findings;
  }

  /** Large numbers; for a loss also scores, that is numbers of both signs, where it takes them. */
  private List<Finding> extremes(
      Subject subject, Differences differences, Pattern pattern, Feed first) {
    if (!(pattern instanceof Pattern.Drawn drawn)) {
      return List.of();
    }
    Feed scores = first;
    if (subject.isLoss()) {
      Shape shape = first.get(0).shape();
      Rng rng = Rng.of(4, "scores");
      scores = first.with(0, Domain.REAL.draw(subject.dtype(), shape, 0, rng));
      boolean real = isFinite(subject, scores);
      if (real) {
        Feed wide = scores.with(0, scores.get(0).map(v -> WIDER * v));
        var lab = new Laboratory(subject, differences, false, true);
        List<Finding> findings = gradients(lab, List.of(scores, wide));
        if (!findings.isEmpty()) {
          return findings;
        }
      }
      return new StabilityExam(subject, differences.fine()).examine(real ? scores : first, real);
    }
    boolean real = drawn.parts().stream().allMatch(part -> part.domain() == Domain.REAL);
    return new StabilityExam(subject, differences.fine()).examine(scores, real);
  }
}
