package org.jacobi.learn.doctor.blind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualLoss;
import org.jacobi.learn.ManualParam;
import org.jacobi.nn.Randomness;
import org.jacobi.tensor.Rng;

/** Looks at one layer from outside, to hold its label against: differences, and what it changes. */
final class BlindTrial {
  /** What can be seen. */
  enum Symptom {
    THROWS,
    NULL,
    MISSING,
    SHAPE,
    NOT_FINITE,
    GRADIENT,
    UPSTREAM,
    INPUT,
    SECOND_BACKWARD,
    SECOND_WALK,
    AFTER_UPDATE,
    LARGE,
    NO_EFFECT
  }

  /** A gradient of one quantity, as it was given and as differences have it. */
  record Pair(double[] given, double[] expected) {
    boolean same(double tolerance) {
      double size = Arrays.stream(expected).map(Math::abs).max().orElse(0) + 0.1;
      for (int i = 0; i < expected.length; i++) {
        if (!(Math.abs(given[i] - expected[i]) <= tolerance * size)) {
          return false;
        }
      }
      return true;
    }
  }

  final Set<Symptom> symptoms = EnumSet.noneOf(Symptom.class);
  final Map<String, Pair> pairs = new LinkedHashMap<>();
  final double tolerance;
  private final Supplier<? extends ManualLayer> maker;
  private final List<NDArray> inputs;
  private final boolean repeats;
  private final double h;
  private final Map<String, double[]> numbers = new LinkedHashMap<>();

  /**
   * A trial.
   *
   * @param floats whether the layer computes in F32
   * @param repeats whether a second call forward gives the same
   */
  BlindTrial(
      Supplier<? extends ManualLayer> maker,
      List<NDArray> inputs,
      boolean floats,
      boolean repeats) {
    this.maker = maker;
    this.inputs = inputs;
    this.repeats = repeats;
    this.h = floats ? 1e-2 : 1e-5;
    this.tolerance = floats ? 1e-3 : 1e-6;
    for (ManualParam p : maker.get().params()) {
      numbers.put(p.name(), normal(p.name().hashCode(), (int) p.shape().size()));
    }
  }

  static double[] normal(long seed, int count) {
    double[] out = new double[count];
    for (int i = 0; i < count; i++) {
      double v = 0.8 * Rng.of(seed, "blind").normal(i);
      out[i] = v + Math.copySign(0.05, v); // off the kinks at 0
    }
    return out;
  }

  private static <T> T keyed(Supplier<T> body) {
    return StepScope.outside().with(Randomness.SETTING, Rng.of(9, "trial")).call(body::get);
  }

  private ManualLayer fresh(Map<String, double[]> values) {
    ManualLayer layer = maker.get();
    layer.init(4, DType.F64);
    set(layer, values);
    return layer;
  }

  private static void set(ManualLayer layer, Map<String, double[]> values) {
    layer.params().forEach(p -> p.value().copyFrom(values.get(p.name())));
  }

  private static NDArray[] copies(List<NDArray> arrays) {
    return arrays.stream().map(NDArray::copy).toArray(NDArray[]::new);
  }

  private static double[] upstream(int count) {
    double[] u = normal(77, count);
    return count == 1 ? new double[] {1.7} : u;
  }

  private double weighted(Map<String, double[]> values, List<NDArray> given) {
    double[] y = keyed(() -> fresh(values).forward(copies(given))).toDoubles();
    double[] u = upstream(y.length);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += y[i] * u[i];
    }
    return sum;
  }

  private double[] slopes(double[] at, java.util.function.ToDoubleFunction<double[]> f) {
    double[] out = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double[] moved = at.clone();
      moved[i] = at[i] + h;
      double above = f.applyAsDouble(moved);
      moved[i] = at[i] - h;
      out[i] = (above - f.applyAsDouble(moved)) / (2 * h);
    }
    return out;
  }

  /** Everything that one walk leaves. */
  private Map<String, double[]> walk(ManualLayer layer, List<NDArray> given) {
    return keyed(() -> {
      NDArray y = layer.forward(copies(given));
      Map<String, double[]> all = new LinkedHashMap<>();
      all.put("y", y.toDoubles());
      all.putAll(back(layer, y));
      return all;
    });
  }

  private static Map<String, double[]> back(ManualLayer layer, NDArray y) {
    double[] u = upstream((int) y.size());
    NDArray[] dx = layer.backward(NDArray.allocate(y.dtype(), y.shape()).copyFrom(u));
    Map<String, double[]> all = new LinkedHashMap<>();
    for (int i = 0; i < dx.length; i++) {
      all.put("x" + i, dx[i].toDoubles());
    }
    layer.params().forEach(p -> all.put(p.name(), p.gradient().toDoubles()));
    return all;
  }

  private static boolean same(Map<String, double[]> a, Map<String, double[]> b) {
    return a.keySet().equals(b.keySet())
        && a.keySet().stream().allMatch(k -> Arrays.equals(a.get(k), b.get(k)));
  }

  BlindTrial run() {
    try {
      first();
    } catch (RuntimeException e) {
      symptoms.add(Symptom.THROWS);
    }
    return this;
  }

  private void first() {
    ManualLayer layer = fresh(numbers);
    NDArray[] given = copies(inputs);
    NDArray y = keyed(() -> layer.forward(given));
    if (y == null) {
      symptoms.add(Symptom.NULL);
      return;
    }
    double[] output = y.toDoubles();
    NDArray up = NDArray.allocate(y.dtype(), y.shape()).copyFrom(upstream(output.length));
    NDArray[] dx = keyed(() -> layer.backward(up));
    note(Symptom.UPSTREAM, !Arrays.equals(rounded(up), up.toDoubles()));
    boolean untouched = true;
    for (int i = 0; i < given.length; i++) {
      untouched &= Arrays.equals(given[i].toDoubles(), inputs.get(i).toDoubles());
    }
    note(Symptom.INPUT, !untouched);

    int count = layer instanceof ManualLoss ? 1 : inputs.size();
    note(Symptom.MISSING, dx.length != count);
    for (int i = 0; i < dx.length; i++) {
      note(Symptom.SHAPE, !dx[i].shape().equals(inputs.get(i).shape()));
      if (inputs.get(i).dtype().isFloating()) {
        pairs.put("x" + i, new Pair(dx[i].toDoubles(), slopesOfInput(i)));
      }
    }
    for (ManualParam p : layer.params()) {
      double[] expected = slopesOfParam(p.name());
      pairs.put(p.name(), new Pair(p.gradient().toDoubles(), expected));
      note(Symptom.NO_EFFECT, Arrays.stream(expected).allMatch(v -> v == 0));
    }
    if (symptoms.contains(Symptom.SHAPE)) {
      return;
    }
    compare();
    note(Symptom.NOT_FINITE, !finite(output));
    if (symptoms.contains(Symptom.NOT_FINITE)) {
      return;
    }
    again();
    large();
  }

  private static double[] rounded(NDArray up) {
    double[] u = upstream((int) up.size());
    return NDArray.allocate(up.dtype(), up.shape()).copyFrom(u).toDoubles();
  }

  private double[] slopesOfInput(int i) {
    return slopes(
        inputs.get(i).toDoubles(),
        v -> {
          List<NDArray> moved = new ArrayList<>(inputs);
          moved.set(i, inputs.get(i).copy().copyFrom(v));
          return weighted(numbers, moved);
        });
  }

  private double[] slopesOfParam(String name) {
    return slopes(
        numbers.get(name),
        v -> {
          Map<String, double[]> moved = new LinkedHashMap<>(numbers);
          moved.put(name, v);
          return weighted(moved, inputs);
        });
  }

  private void compare() {
    pairs.forEach((name, pair) -> {
      boolean none = Arrays.stream(pair.given).allMatch(v -> v == 0);
      boolean some = Arrays.stream(pair.expected).anyMatch(v -> Math.abs(v) > 1e-3);
      note(Symptom.MISSING, none && some);
      note(Symptom.GRADIENT, !(none && some) && !pair.same(tolerance));
    });
  }

  /** Names of the quantities whose gradient is wrong. */
  List<String> wrong() {
    return pairs.keySet().stream().filter(k -> !pairs.get(k).same(tolerance)).toList();
  }

  /** A second call of backward, a second walk, and a walk after an update. */
  private void again() {
    ManualLayer layer = fresh(numbers);
    keyed(() -> {
      NDArray y = layer.forward(copies(inputs));
      NDArray shape = y.copy();
      Map<String, double[]> one = back(layer, shape);
      note(Symptom.SECOND_BACKWARD, !same(one, back(layer, shape)));
      return 0;
    });
    if (!repeats) {
      return;
    }
    List<NDArray> others = new ArrayList<>(inputs);
    NDArray x = inputs.getFirst();
    if (x.dtype().isFloating() && !(layer instanceof ManualLoss)) {
      others.set(0, x.copy().copyFrom(normal(6, (int) x.size())));
    }
    note(Symptom.SECOND_WALK, !same(walk(layer, others), walk(fresh(numbers), others)));
    Map<String, double[]> updated = new LinkedHashMap<>();
    numbers.forEach((name, v) -> updated.put(name, normal(name.hashCode() + 1L, v.length)));
    set(layer, updated);
    note(Symptom.AFTER_UPDATE, !same(walk(layer, inputs), walk(fresh(updated), inputs)));
  }

  private void large() {
    if (!inputs.getFirst().dtype().isFloating()) {
      return;
    }
    List<NDArray> given = new ArrayList<>(inputs);
    NDArray x = inputs.getFirst();
    boolean probabilities = Arrays.stream(x.toDoubles()).allMatch(v -> v > 0 && v < 1);
    double[] far = x.toDoubles();
    for (int i = 0; i < far.length; i++) {
      // probabilities move to the end of their target, all other numbers far out
      far[i] = probabilities ? inputs.get(1).toDoubles()[i] : 1000 * far[i];
    }
    given.set(0, x.copy().copyFrom(far));
    double[] y = keyed(() -> fresh(numbers).forward(copies(given))).toDoubles();
    note(Symptom.LARGE, !finite(y));
  }

  private static boolean finite(double[] numbers) {
    return Arrays.stream(numbers).allMatch(Double::isFinite);
  }

  private void note(Symptom symptom, boolean there) {
    if (there) {
      symptoms.add(symptom);
    }
  }
}
