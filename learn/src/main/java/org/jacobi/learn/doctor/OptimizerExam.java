package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualOptimizer;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Param;
import org.jacobi.optim.Optimizer;
import org.jacobi.tensor.Rng;

/**
 * Holds an optimizer against that of the library over several courses of gradients, and names the
 * mistake with which the rule takes the same steps.
 */
final class OptimizerExam extends Exam {
  private static final double TOLERANCE = 1e-3;
  private static final Map<String, Shape> SHAPES = shapes();

  /** The mistakes to try, in this order; each in up to {@link Quirk#FORMS} forms. */
  private static final List<Mistake> SUSPECTS =
      List.of(
          Mistake.BIAS_CORRECTION_MISSING,
          Mistake.BIAS_CORRECTION_WRONG_DECAY,
          Mistake.EPSILON_INSIDE_ROOT,
          Mistake.EPSILON_OUTSIDE_ROOT,
          Mistake.ADAMAX_NORM,
          Mistake.GRADIENT_NOT_SQUARED,
          Mistake.MOMENTUM_OTHER_COEFFICIENT,
          Mistake.SIGN_TURNED,
          Mistake.SIGN_LOST,
          Mistake.FACTOR_TWO,
          Mistake.FACTOR_HALF);

  /**
   * A course of gradients.
   *
   * @param tiny how many powers of ten the gradients spread over
   */
  private record Course(String name, int epochs, int steps, int tiny) {
    Map<String, double[]> gradients(int step) {
      Map<String, double[]> all = new LinkedHashMap<>();
      SHAPES.forEach((param, shape) -> {
        double[] g = new double[Math.toIntExact(shape.size())];
        var rng = Rng.of(step, param, tiny);
        for (int i = 0; i < g.length; i++) {
          double size = Math.pow(10, -2. - i % Math.max(tiny, 1)) * (tiny == 0 ? 100 : 1);
          boolean none = tiny == 0 && step > 2 && (i + step) % 5 == 0;
          double sign = rng.uniform(i + 1000) < 0.5 ? -1 : 1;
          g[i] = none ? 0 : sign * size * (0.1 + 1.4 * rng.uniform(i));
        }
        all.put(param, g);
      });
      return all;
    }
  }

  private static final Course ORDINARY = new Course("ordinary", 1, 8, 0);
  private static final Course TINY = new Course("tiny", 1, 6, 8);
  private static final Course EPOCHS = new Course("epochs", 3, 4, 0);

  private final Renewal<ManualOptimizer> source;

  OptimizerExam(Renewal<ManualOptimizer> source, Calls calls) {
    super(calls);
    this.source = source;
  }

  private static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("0.weight", Shape.of(3, 5));
    shapes.put("0.bias", Shape.of(5));
    shapes.put("1.weight", Shape.of(11));
    return shapes;
  }

  /** The same names and shapes for the library. */
  private static final class Weights extends Layer {
    Weights() {
      SHAPES.forEach((name, shape) ->
          param(name.replace('.', '_'), Param.Role.WEIGHT, shape, Fan.NONE, Init.zeros()));
    }
  }

  /** Where the parameters begin: small, so that little is lost in F32. */
  private static Map<String, double[]> start() {
    Map<String, double[]> all = new LinkedHashMap<>();
    SHAPES.forEach((name, shape) -> {
      double[] w = new double[Math.toIntExact(shape.size())];
      var rng = Rng.of(3, name);
      Arrays.setAll(w, i -> Math.rint((rng.uniform(i) - 0.5) * 256) / 1024);
      all.put(name, w);
    });
    return all;
  }

  @Override
  List<Finding> examine() {
    Optimizer meant = calls.call("automatic", 0, Mode.TRAIN, () -> source.given().automatic());
    if (meant == null) {
      return List.of(Finding.of(Mistake.NULL_OUTPUT, "automatic", "null", "automatic()"));
    }
    Map<String, Object> settings = meant.toMap();
    examined.add(String.valueOf(meant));
    List<Course> courses = source.isPossible() ? List.of(ORDINARY, TINY, EPOCHS) : List.of(EPOCHS);
    List<double[]> ours = new ArrayList<>();
    List<double[]> theirs = new ArrayList<>();
    DType dtype = DType.F64;
    for (Course course : courses) {
      double[] path;
      try {
        path = run(course, dtype);
      } catch (Stopped e) {
        if (dtype == DType.F32 || e.finding().mistake() != Mistake.THROWS || !source.isPossible()) {
          throw e;
        }
        dtype = DType.F32;
        path = run(course, dtype);
      }
      ours.add(path);
      theirs.add(library(course));
      numbers += path.length;
    }
    return judge(settings, courses, ours, theirs);
  }

  private List<Finding> judge(
      Map<String, Object> settings,
      List<Course> courses,
      List<double[]> ours,
      List<double[]> theirs) {
    int wrong = -1;
    for (int i = 0; i < ours.size() && wrong < 0; i++) {
      wrong = same(ours.get(i), theirs.get(i)) ? -1 : i;
    }
    if (wrong < 0) {
      return List.of();
    }
    double[] our = ours.get(wrong);
    double[] their = theirs.get(wrong);
    if (courses.get(wrong).equals(EPOCHS) && firstStep(our, their) >= EPOCHS.steps()) {
      return List.of(finding(Mistake.STATE_RESTARTED, our, their));
    }
    if (!Rules.isKnown(settings) || !explains(settings, Quirk.NONE, courses, theirs)) {
      return List.of(finding(Mistake.UNEXPLAINED, our, their));
    }
    if (courses.get(wrong).equals(TINY)) {
      for (int form = 1; form < 3 + 2 * Quirk.FORMS; form++) {
        if (explains(settings, new Quirk(null, form), courses, ours)) {
          return List.of();
        }
      }
    }
    for (Mistake mistake : SUSPECTS) {
      for (int form = 0; form < Quirk.FORMS; form++) {
        if (explains(settings, new Quirk(mistake, form), courses, ours)) {
          return List.of(finding(mistake, our, their));
        }
      }
    }
    boolean finite = Arrays.stream(our).allMatch(Double::isFinite);
    return List.of(finding(finite ? Mistake.UNEXPLAINED : Mistake.NOT_A_NUMBER, our, their));
  }

  private static boolean explains(
      Map<String, Object> settings, Quirk quirk, List<Course> courses, List<double[]> paths) {
    for (int i = 0; i < paths.size(); i++) {
      if (!same(paths.get(i), simulated(settings, quirk, courses.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Two paths agree in every step, as a part of its largest way from the start; NaN is NaN. */
  private static boolean same(double[] a, double[] b) {
    return firstStep(a, b) == Integer.MAX_VALUE;
  }

  private static int firstStep(double[] a, double[] b) {
    int width = width();
    for (int from = 0; from < a.length; from += width) {
      double largest = 0;
      for (int i = from; i < from + width; i++) {
        largest = Double.isFinite(b[i]) ? Math.max(largest, Math.abs(b[i])) : largest;
      }
      for (int i = from; i < from + width; i++) {
        boolean near = Math.abs(a[i] - b[i]) <= TOLERANCE * largest;
        if (!near && !(Double.isNaN(a[i]) && Double.isNaN(b[i])) && a[i] != b[i]) {
          return from / width;
        }
      }
    }
    return Integer.MAX_VALUE;
  }

  private static int width() {
    return SHAPES.values().stream().mapToInt(shape -> Math.toIntExact(shape.size())).sum();
  }

  private Finding finding(Mistake mistake, double[] ours, double[] theirs) {
    int width = width();
    int step = firstStep(ours, theirs);
    double[] a = Arrays.copyOfRange(ours, step * width, (step + 1) * width);
    double[] b = Arrays.copyOfRange(theirs, step * width, (step + 1) * width);
    int at = Compare.worst(a, b);
    int rest = at;
    String name = "";
    for (var entry : SHAPES.entrySet()) {
      int size = Math.toIntExact(entry.getValue().size());
      if (rest < size) {
        name = entry.getKey() + new Value(DType.F64, entry.getValue(), new double[0]).place(rest);
        break;
      }
      rest -= size;
    }
    return Finding.of(
        mistake,
        "w",
        "path",
        step + 1,
        name,
        Words.number(a[at]),
        Words.number(b[at]),
        examined.getFirst());
  }

  // ---- the three who take the steps: the patient, the library, the rule ----

  private double[] run(Course course, DType dtype) {
    ManualOptimizer optimizer = calls.call("new", 0, Mode.TRAIN, source::get);
    Map<String, double[]> start = start();
    Map<String, NDArray> params = arrays(start, dtype);
    Path path = new Path(start);
    int step = 0;
    for (int epoch = 0; epoch < course.epochs; epoch++) {
      int number = epoch;
      calls.call(
          "startEpoch (" + epoch + ")",
          0,
          Mode.TRAIN,
          () -> {
            optimizer.startEpoch(number);
            return true;
          });
      for (int k = 0; k < course.steps; k++) {
        step++;
        Map<String, double[]> wanted = course.gradients(step);
        Map<String, NDArray> gradients = arrays(wanted, dtype);
        calls.call(
            "step (" + step + ")",
            0,
            Mode.TRAIN,
            () -> {
              optimizer.step(new LinkedHashMap<>(params), new LinkedHashMap<>(gradients));
              return true;
            });
        gradients.forEach((name, g) -> requireSame(name, g, get(wanted, name), dtype));
        params.forEach((name, w) -> path.add(name, w.toDoubles()));
      }
    }
    return path.all();
  }

  private static void requireSame(String name, NDArray given, double[] wanted, DType dtype) {
    double[] now = given.toDoubles();
    double[] then =
        dtype == DType.F64 ? wanted : NDArray.of(wanted, wanted.length).cast(dtype).toDoubles();
    if (!Arrays.equals(now, then)) {
      int at = Compare.worst(now, then);
      throw new Stopped(
          Finding.of(
              Mistake.INPUT_OVERWRITTEN,
              "∂L/∂" + name,
              "changed",
              "step",
              Words.number(then[at]),
              Words.number(now[at])));
    }
  }

  private static <T> T get(Map<String, T> all, String name) {
    return Objects.requireNonNull(all.get(name));
  }

  private static Map<String, NDArray> arrays(Map<String, double[]> numbers, DType dtype) {
    Map<String, NDArray> all = new LinkedHashMap<>();
    numbers.forEach(
        (name, v) -> all.put(name, NDArray.permanent(dtype, get(SHAPES, name)).copyFrom(v)));
    return all;
  }

  /** How far each parameter has come from its start, after each step. */
  private static final class Path {
    private final Map<String, double[]> start;
    private double[] all = new double[0];

    Path(Map<String, double[]> start) {
      this.start = start;
    }

    void add(String name, double[] now) {
      double[] from = get(start, name);
      int before = all.length;
      all = Arrays.copyOf(all, before + now.length);
      for (int i = 0; i < now.length; i++) {
        all[before + i] = now[i] - from[i];
      }
    }

    double[] all() {
      return all;
    }
  }

  private double[] library(Course course) {
    return calls.call(
        "automatic",
        0,
        Mode.TRAIN,
        () -> {
          var weights = new Weights();
          weights.init(0, DType.F64);
          Map<String, double[]> start = start();
          List<String> names = List.copyOf(SHAPES.keySet());
          for (int k = 0; k < names.size(); k++) {
            weights.params().get(k).value().copyFrom(get(start, names.get(k)));
          }
          Optimizer optimizer = source.get().automatic().over(weights);
          var path = new Path(start);
          for (int step = 1; step <= course.epochs * course.steps; step++) {
            Map<String, double[]> gradients = course.gradients(step);
            NDArray slab = weights.store().gradients();
            for (int k = 0; k < names.size(); k++) {
              NDArray part = weights.store().part(slab, k);
              part.copyFrom(get(gradients, names.get(k)));
            }
            optimizer.step(slab);
            for (int k = 0; k < names.size(); k++) {
              path.add(names.get(k), weights.params().get(k).value().toDoubles());
            }
          }
          return path.all();
        });
  }

  private static double[] simulated(Map<String, Object> settings, Quirk quirk, Course course) {
    Rule rule = Rules.of(settings, quirk);
    Map<String, double[]> start = start();
    Map<String, double[]> now = start();
    var path = new Path(start);
    for (int step = 1; step <= course.epochs * course.steps; step++) {
      rule.begin();
      Map<String, double[]> gradients = course.gradients(step);
      now.forEach((name, w) -> {
        rule.step(name, w, get(gradients, name));
        path.add(name, w);
      });
    }
    return path.all();
  }
}
