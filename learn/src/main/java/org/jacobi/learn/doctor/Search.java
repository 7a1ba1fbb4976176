package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Pattern.ROWS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.learn.doctor.Pattern.Part;
import org.jacobi.tensor.Rng;
import org.jspecify.annotations.Nullable;

/**
 * Looks for inputs that a layer takes: shapes, types and numbers for which its output is finite.
 */
final class Search {
  private static final int MANY = 3000;

  private final Subject subject;
  private final Calls calls;
  private final List<Pattern> found = new ArrayList<>();
  private final List<Pattern> deferred = new ArrayList<>();
  private final Set<Pattern> withPositiveParams =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Finding refused;
  private @Nullable Finding notFinite;
  private String message = "";
  private List<Integer> sizes;
  private int[] rows;
  private int tried;
  private int budget;
  private int limit;

  Search(Subject subject, Calls calls) {
    this.subject = subject;
    this.calls = calls;
    this.sizes = Hints.sizes(subject, "");
    this.rows = Hints.rows(subject, sizes);
    this.limit = Math.max(2, Math.min(6, sizes.getFirst()));
  }

  int[] rows() {
    return rows;
  }

  /** How many forms of inputs were tried. */
  int tried() {
    return tried;
  }

  /** What to say if nothing was found. */
  Finding refusal() {
    Finding first = notFinite != null ? notFinite : refused;
    if (first == null) {
      throw new IllegalStateException();
    }
    return first;
  }

  boolean onlyNotFinite() {
    return notFinite != null;
  }

  /** The forms that fit, the best first; empty if there is none. */
  List<Pattern> run() {
    Pattern own = new Pattern.Own(subject, calls);
    if (!own.draw(rows[0], 0).isEmpty()) {
      tryOne(own);
      return found;
    }
    if (subject.isLoss()) {
      losses();
    } else {
      layers();
    }
    if (found.isEmpty()) {
      deferred.stream().limit(1).forEach(found::add);
    }
    return found;
  }

  // ---- losses ----

  private void losses() {
    Part[] outputs = {
      part(Domain.DISTRIBUTION, ROWS, 3), part(Domain.UNIT, ROWS), part(Domain.UNIT, ROWS, 1)
    };
    for (int n : new int[] {3, 4, 2, 10}) {
      outputs[0] = part(Domain.DISTRIBUTION, ROWS, n);
      for (Part output : outputs) {
        if (found.isEmpty()) {
          tryTargets(output);
        }
      }
      withHints();
    }
  }

  /** Real targets and whole numbers: the first of each that fits. */
  private void tryTargets(Part output) {
    boolean real = false;
    boolean whole = false;
    for (Part target : targets(output)) {
      boolean isReal = target.dtype() == null || target.dtype().isFloating();
      if (!(isReal ? real : whole) && tryOne(drawn(output, target))) {
        if (real && !isReal && !isUnderstood()) {
          found.removeLast();
          continue;
        }
        real |= isReal;
        whole |= !isReal;
      }
    }
  }

  /**
   * A loss for rows of targets may read class numbers as if they were such rows. False if the last
   * form is class numbers, its value is not that of the same classes as one-hot rows, and the way
   * back does not fit either.
   */
  private boolean isUnderstood() {
    Feed feed = feed(found.getLast(), rows[0], 0);
    Value scores = feed.inputs().getFirst();
    Value classes = feed.inputs().getLast();
    boolean each = scores.shape().rank() == 2 && classes.size() == scores.shape().dim(0);
    if (!each || fitsBack(found.getLast())) {
      return true;
    }
    double[] hot = new double[scores.size()];
    for (int r = 0; r < classes.size(); r++) {
      hot[r * scores.shape().dim(1) + (int) classes.numbers()[r]] = 1;
    }
    try {
      Value same = subject.forward(feed.with(1, scores.with(hot)));
      return same.near(subject.forward(feed), 1e-9);
    } catch (Stopped e) {
      return true;
    }
  }

  private static List<Part> targets(Part output) {
    int[] rowsOnly = {ROWS};
    List<Part> all = new ArrayList<>();
    boolean wide = output.dims().length == 2 && output.dims()[1] > 1;
    all.add(new Part(wide ? Domain.ONE_HOT : Domain.BINARY, null, output.dims()));
    for (DType type : List.of(DType.I32, DType.I64)) {
      all.add(new Part(wide ? Domain.INDEX : Domain.BINARY, type, rowsOnly));
    }
    all.add(new Part(Domain.ONE_HOT, DType.F32, output.dims()));
    all.add(new Part(Domain.DISTRIBUTION, null, output.dims()));
    all.add(new Part(Domain.REAL, null, output.dims()));
    all.add(new Part(Domain.BINARY, null, rowsOnly));
    all.add(new Part(Domain.BINARY, DType.I32, new int[] {ROWS, 1}));
    all.add(new Part(Domain.SIGN, null, output.dims()));
    return all;
  }

  // ---- layers ----

  private void layers() {
    one();
    two();
    if (found.isEmpty()) {
      withHints();
      one();
      two();
    }
    budget = tried + MANY;
    for (int inputs = 3; inputs <= 5; inputs++) {
      if (found.isEmpty()) {
        several(inputs);
      }
    }
  }

  private void withHints() {
    if (found.isEmpty()) {
      sizes = Hints.sizes(subject, message);
    }
  }

  private void one() {
    Domain[] real = {Domain.REAL, Domain.POSITIVE, Domain.UNIT};
    for (int[] dims : shapes()) {
      for (Domain domain : real) {
        if (found.isEmpty() && tryOne(drawn(part(domain, dims)))) {
          otherLength(domain, dims);
        }
      }
    }
    for (DType type : notFinite == null ? List.of(DType.I32, DType.I64) : List.<DType>of()) {
      for (int[] dims : List.of(new int[] {ROWS}, new int[] {ROWS, 3}, new int[0])) {
        if (found.isEmpty()) {
          tryOne(drawn(new Part(Domain.INDEX, type, dims)));
        }
      }
    }
  }

  /**
   * A layer of plain loops may take rows that are too long and leave the rest out: of all lengths
   * that forward takes, the one counts for which the way back works too.
   */
  private void otherLength(Domain domain, int[] dims) {
    Pattern first = found.getFirst();
    if (subject.params().isEmpty() || fitsBack(first)) {
      return;
    }
    for (int[] other : shapes()) {
      boolean alike = other.length == dims.length;
      for (int i = 0; alike && i < dims.length; i++) {
        alike = (dims[i] == ROWS) == (other[i] == ROWS);
      }
      Pattern pattern = drawn(part(domain, other));
      if (alike && fits(pattern) && fitsBack(pattern)) {
        found.set(0, pattern);
        return;
      }
    }
  }

  /** Lengths of one input, the more usual forms first. */
  private List<int[]> shapes() {
    List<int[]> all = new ArrayList<>();
    sizes.forEach(n -> all.add(new int[] {ROWS, n}));
    all.add(new int[] {ROWS});
    sizes.forEach(n -> all.add(new int[] {n, ROWS}));
    sizes.forEach(n -> all.add(new int[] {n}));
    subject.params().forEach(p -> all.add(p.shape().toArray()));
    all.add(new int[] {6, 4});
    all.add(new int[] {8, 8});
    all.add(new int[] {ROWS, 6, 4});
    sizes.stream().limit(6).forEach(n -> all.add(new int[] {ROWS, 4, n}));
    sizes.stream().limit(6).forEach(n -> all.add(new int[] {ROWS, n, 6, 4}));
    sizes.stream().limit(6).forEach(n -> all.add(new int[] {ROWS, 6, 4, n}));
    sizes.stream().limit(12).forEach(n -> all.add(new int[] {n, n}));
    all.add(new int[] {ROWS, 1, 28, 28});
    all.add(new int[0]);
    return all;
  }

  /** Two inputs: also where one was enough, if the second one counts. */
  private void two() {
    List<Pattern> single = List.copyOf(found);
    for (Pattern pattern : single) {
      if (pattern instanceof Pattern.Drawn drawn && drawn.parts().size() == 1) {
        Part part = drawn.parts().getFirst();
        boolean counts = tryOne(drawn(part, part)) && lastCounts();
        if (!counts && found.size() > single.size()) {
          found.removeLast();
        }
      }
    }
    if (!single.isEmpty()) {
      return;
    }
    Domain[] real = {Domain.REAL, Domain.POSITIVE, Domain.UNIT};
    for (Domain domain : real) {
      for (int n : sizes) {
        Part rowsOf = part(domain, ROWS, n);
        int other = n == 4 ? 6 : 4;
        Part[] seconds = {
          rowsOf,
          part(domain, n),
          part(domain, n, other),
          part(domain, other, n),
          part(domain, ROWS),
          part(domain, ROWS, 1),
          part(domain, 1, n),
          part(domain),
          new Part(Domain.INDEX, DType.I32, new int[] {ROWS})
        };
        for (Part second : seconds) {
          if (found.isEmpty()) {
            tryOne(drawn(rowsOf, second));
          }
        }
        for (int m : sizes) {
          if (found.isEmpty() && m != n && tried < MANY) {
            tryOne(drawn(rowsOf, part(domain, ROWS, m)));
          }
        }
        if (found.isEmpty()) {
          tryOne(drawn(part(domain, n), part(domain, n)));
        }
      }
    }
  }

  private void several(int inputs) {
    for (int n : sizes) {
      for (int m : sizes) {
        if (found.isEmpty() && tried < budget) {
          Part[] parts = new Part[inputs];
          Arrays.fill(parts, part(Domain.REAL, ROWS, m));
          parts[0] = part(Domain.REAL, ROWS, n);
          tryOne(drawn(parts));
        }
        if (found.isEmpty() && tried < budget && inputs == 3) {
          tryOne(drawn(part(Domain.REAL, ROWS, n), part(Domain.REAL, n, m), part(Domain.REAL, m)));
        }
      }
      if (found.isEmpty() && inputs == 3) {
        tryOne(drawn(part(Domain.REAL, ROWS, n), part(Domain.REAL, n), part(Domain.REAL, n)));
      }
    }
  }

  /** True if the last input of the last form found changes the output. */
  private boolean lastCounts() {
    Feed feed = feed(found.getLast(), rows[0], 0);
    int last = feed.inputs().size() - 1;
    Feed moved = feed.with(last, feed.inputs().get(last).map(v -> v * 0.75));
    return !subject.forward(feed).near(subject.forward(moved), 1e-9);
  }

  private static Part part(Domain domain, int... dims) {
    return new Part(domain, null, dims);
  }

  private Pattern drawn(Part... parts) {
    return new Pattern.Drawn(subject.dtype(), limit, Stream.of(parts).toList());
  }

  // ---- a trial ----

  /** The inputs of a pattern with parameters. */
  Feed feed(Pattern pattern, int rowCount, int draw) {
    boolean positive = withPositiveParams.contains(pattern);
    return new Feed(rowCount, pattern.draw(rowCount, draw), params(draw, positive), 1 + draw);
  }

  private List<Value> params(int draw, boolean positive) {
    List<Value> all = new ArrayList<>();
    for (var param : subject.params()) {
      Rng rng = Rng.of(draw, "params", all.size());
      Domain domain = positive ? Domain.POSITIVE : Domain.REAL;
      Value drawn = domain.draw(subject.dtype(), param.shape(), 2, rng);
      int longest = Arrays.stream(param.shape().toArray()).max().orElse(1);
      double scale = longest < 20 ? 1 : Math.scalb(1, -(int) Math.round(Math.log(longest) / 2));
      all.add(drawn.map(v -> v * scale)); // so that sums over many do not saturate
    }
    return all;
  }

  private boolean tryOne(Pattern pattern) {
    if (isDegenerate(pattern)) {
      return false;
    }
    if (fits(pattern)) {
      if (!usesAll(pattern)) {
        deferred.add(pattern);
        return false;
      }
      found.add(pattern);
      return true;
    }
    if (!subject.params().isEmpty()) {
      withPositiveParams.add(pattern);
      if (fits(pattern)) {
        found.add(pattern);
        return true;
      }
      withPositiveParams.remove(pattern);
    }
    return false;
  }

  /** A row of one number hides what is not finite for all longer ones. */
  private boolean isDegenerate(Pattern pattern) {
    if (notFinite == null || subject.isLoss() || !(pattern instanceof Pattern.Drawn drawn)) {
      return false;
    }
    int[] dims = drawn.parts().getFirst().dims();
    return dims.length > 0 && dims[dims.length - 1] == 1;
  }

  /**
   * True if the last number of the first input changes the output. Where it does not, a layer of
   * plain loops may have read another shape into the numbers.
   */
  private boolean usesAll(Pattern pattern) {
    Feed feed = feed(pattern, rows[0], 0);
    Value x = feed.inputs().getFirst();
    if (subject.isLoss() || !x.dtype().isFloating()) {
      return true;
    }
    try {
      Value y = subject.forward(feed);
      for (double other : new double[] {0.15, 0.95, 3, -3}) {
        double[] numbers = x.numbers().clone();
        numbers[numbers.length - 1] = other;
        if (!y.near(subject.forward(feed.with(0, x.with(numbers))), 1e-9)) {
          return true;
        }
      }
      return false;
    } catch (Stopped e) {
      return true; // it reads that number, and refuses it
    }
  }

  /** True if the way back gives gradients of the right shapes. */
  private boolean fitsBack(Pattern pattern) {
    try {
      Feed feed = feed(pattern, rows[0], 0);
      Value y = subject.forward(feed);
      Walk walk = subject.walk(feed, GradientExam.upstream(y.size(), 1));
      for (int v : subject.variables(feed)) {
        Value given = walk.gradients().get(v);
        if (given != null && !given.shape().equals(feed.get(v).shape())) {
          return false;
        }
      }
      return true;
    } catch (Stopped e) {
      return false;
    }
  }

  private boolean fits(Pattern pattern) {
    tried++;
    try {
      for (int rowCount : rows) {
        Feed feed = feed(pattern, rowCount, 0);
        Value y = subject.forward(feed);
        if (!y.isFinite() || y.size() == 0) {
          int at = Compare.worst(y.numbers(), new double[y.size()]);
          notFinite =
              notFinite != null
                  ? notFinite
                  : Finding.of(
                      Mistake.NOT_A_NUMBER,
                      "y" + y.place(at),
                      "notFinite",
                      "forward (" + feed.describe() + ")",
                      y.size() == 0 ? "()" : Words.number(y.numbers()[at]));
          return false;
        }
      }
      return true;
    } catch (Stopped e) {
      if (e.isLast()) {
        throw e;
      }
      message = e.finding().values().getLast();
      refused =
          refused == null || e.finding().mistake() == Mistake.NULL_OUTPUT ? e.finding() : refused;
      return false;
    }
  }
}
