package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jacobi.tensor.Rng;

/**
 * Holds the gradients of a layer against differences, and asks the suspects about those that fail.
 */
final class GradientExam {
  private final Laboratory lab;
  private final List<Finding> findings = new ArrayList<>();
  private int numbers;

  GradientExam(Laboratory lab) {
    this.lab = lab;
  }

  /** An upstream gradient of both signs, as multiples of 1/8; 1 first for a scalar. */
  static double[] upstream(int size, int draw) {
    double[] u = new double[size];
    var rng = Rng.of(draw, "upstream");
    for (int i = 0; i < size; i++) {
      u[i] = (3 + rng.below(11, i)) / 8. * (rng.uniform(size + i) < 0.5 ? -1 : 1);
    }
    return u;
  }

  /** How many numbers were compared. */
  int numbers() {
    return numbers;
  }

  /** All that is wrong with the gradients for these feeds; a pattern's feeds belong together. */
  List<Finding> examine(List<Feed> feeds) {
    Map<Integer, List<View>> views = new LinkedHashMap<>();
    for (Feed feed : feeds) {
      Value output = lab.subject().forward(feed);
      Map<Integer, double[][]> local = new LinkedHashMap<>();
      for (int v : lab.subject().variables(feed)) {
        local.put(v, lab.differences().jacobian(feed, v));
      }
      for (int draw = 0; draw < 2; draw++) {
        double[] upstream = upstream(output.size(), draw);
        Walk walk = lab.subject().walk(feed, upstream);
        local.forEach((v, jacobian) -> collect(views, feed, v, output, upstream, jacobian, walk));
        if (!findings.isEmpty()) {
          return findings;
        }
      }
    }
    if (!lab.random()) {
      views.forEach(this::withoutEffect);
    }
    judge(views);
    return findings;
  }

  private void collect(
      Map<Integer, List<View>> views,
      Feed feed,
      int v,
      Value output,
      double[] upstream,
      double[][] local,
      Walk walk) {
    Value given = walk.gradients().get(v);
    Value value = feed.get(v);
    boolean matters = Compare.largest(View.back(local, upstream)) > 1e-9;
    double[] numbersGiven = given == null ? new double[value.size()] : given.numbers();
    View view =
        new View(lab, feed, v, output, upstream, local, numbersGiven, walk.together().get(v));
    if (given == null && !matters) {
      return;
    }
    if (given != null && !given.shape().equals(value.shape())) {
      boolean sameNumber = given.size() == value.size();
      add(
          Finding.of(
              Mistake.WRONG_SHAPE,
              view.where(),
              "shape",
              Feed.text(value.shape()),
              Feed.text(given.shape()),
              sameNumber));
      return;
    }
    if (given != null && !given.isFinite()) {
      int at = Compare.worst(given.numbers(), view.truth());
      add(
          Finding.of(
              Mistake.NOT_A_NUMBER,
              view.where() + value.place(at),
              "notFinite",
              "backward",
              Words.number(given.numbers()[at])));
      return;
    }
    views.computeIfAbsent(v, key -> new ArrayList<>()).add(view);
    numbers += value.size();
  }

  private void add(Finding finding) {
    boolean known = findings.stream().anyMatch(f -> f.mistake() == finding.mistake());
    if (!known) {
      findings.add(finding);
    }
  }

  private final TreeSet<Integer> effectless = new TreeSet<>();

  private void withoutEffect(int v, List<View> views) {
    boolean none =
        views.getFirst().isParam()
            && views.stream()
                .allMatch(view -> Arrays.stream(view.local()).allMatch(Compare::isZero));
    if (none) {
      effectless.add(v);
      String name = lab.subject().name(views.getFirst().feed(), v);
      // what is never read has no gradient; whoever computes one meant to use it
      boolean wanted = views.stream().anyMatch(view -> !Compare.isZero(view.given()));
      add(
          Finding.of(
              wanted && !lab.subject().isRenewable()
                  ? Mistake.INITIAL_WEIGHTS_USED
                  : Mistake.PARAMETER_WITHOUT_EFFECT,
              name,
              "effect",
              name,
              views.size()));
    }
  }

  /** Judges views of the first input that were made elsewhere. */
  List<Finding> judgeAll(List<View> views) {
    judge(Map.of(0, views));
    return findings;
  }

  private void judge(Map<Integer, List<View>> views) {
    Map<Integer, List<View>> wrong = new LinkedHashMap<>();
    views.forEach((v, all) -> {
      if (!effectless.contains(v) && !all.stream().allMatch(View::isRight)) {
        boolean nothing = all.stream().allMatch(view -> Compare.isZero(view.given()));
        if (nothing) {
          add(explained(Mistake.NOTHING_RETURNED, all));
        } else {
          wrong.put(v, all);
        }
      }
    });
    if (wrong.isEmpty()) {
      return;
    }
    for (Suspect suspect : Suspects.ALL) {
      if (wrong.values().stream().allMatch(suspect::explains)) {
        add(explained(suspect.mistake(), wrong.values().iterator().next()));
        return;
      }
    }
    Map<Mistake, List<View>> single = new EnumMap<>(Mistake.class);
    wrong.values().forEach(all -> single.putIfAbsent(nameOf(all), all));
    single.forEach((mistake, all) -> add(explained(mistake, all)));
  }

  private static Mistake nameOf(List<View> views) {
    return Suspects.ALL.stream()
        .filter(suspect -> suspect.explains(views))
        .map(Suspect::mistake)
        .findFirst()
        .orElse(Mistake.UNEXPLAINED);
  }

  private static View worst(List<View> views) {
    return views.stream().filter(view -> !view.isRight()).findFirst().orElseThrow();
  }

  /** The ratio at the worst place for each number of rows, such as {@code 5 → 0.2, 7 → 0.1429}. */
  private static String ratios(List<View> views) {
    Map<Integer, String> ratios = new LinkedHashMap<>();
    for (View view : views) {
      double[] truth = view.truth();
      int at = Compare.worst(view.given(), truth);
      ratios.putIfAbsent(view.rows(), Words.ratio(view.given()[at], truth[at]));
    }
    return ratios.entrySet().stream()
        .map(ratio -> ratio.getKey() + " → " + ratio.getValue())
        .collect(Collectors.joining(", "));
  }

  private static Finding explained(Mistake mistake, List<View> views) {
    View view = worst(views);
    double[] truth = view.truth();
    int at = Compare.worst(view.given(), truth);
    double allowed = view.lab().tolerance() * Compare.largest(truth);
    long differ = 0;
    long known = 0;
    for (int i = 0; i < truth.length; i++) {
      known += Double.isNaN(truth[i]) ? 0 : 1;
      differ += Math.abs(view.given()[i] - truth[i]) > allowed ? 1 : 0;
    }
    return Finding.of(
        mistake,
        view.where(),
        mistake == Mistake.UNEXPLAINED || mistake == Mistake.NOTHING_RETURNED
            ? "gradient"
            : view.isOfDense() ? "explained.dense" : "explained",
        view.where() + view.value().place(at),
        Words.number(view.given()[at]),
        Words.number(truth[at]),
        Words.ratio(view.given()[at], truth[at]),
        differ,
        known,
        ratios(views),
        views.size());
  }
}
