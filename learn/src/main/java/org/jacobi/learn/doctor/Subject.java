package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualLoss;
import org.jacobi.learn.ManualParam;
import org.jacobi.nn.Mode;
import org.jspecify.annotations.Nullable;

/** The layer or loss under examination: all calls of it go through here. */
final class Subject {
  private static final long SEED = 1;
  private static final long OTHER_KEY = 99;

  private Supplier<ManualLayer> source;
  private boolean renewable;
  private boolean held;
  private final Calls calls;
  private final DType dtype;
  private final ManualLayer shared;

  Subject(Supplier<ManualLayer> source, boolean renewable, Calls calls, DType dtype) {
    this.source = source;
    this.renewable = renewable;
    this.calls = calls;
    this.dtype = dtype;
    this.shared = fresh();
  }

  DType dtype() {
    return dtype;
  }

  boolean isRenewable() {
    return renewable;
  }

  /** Whether the generators in its fields start anew in each pass, with the key of the feed. */
  void hold(boolean generators) {
    held = generators;
  }

  /**
   * One instance for all from now on if two new ones do not give the same: they draw numbers that
   * cannot be made equal.
   */
  void keepOneIfUnequal(Feed feed) {
    ManualLayer other = fresh();
    if (held) { // what is drawn in the first pass only must not depend on its key
      forward(other, feed.withKey(OTHER_KEY), Mode.TRAIN);
    }
    Value y = forward(fresh(), feed, Mode.TRAIN);
    if (renewable && !y.near(forward(other, feed, Mode.TRAIN), 1e-9)) {
      source = () -> shared;
      renewable = false;
    }
  }

  boolean isLoss() {
    return shared instanceof ManualLoss;
  }

  /** The instance that looks forward only. */
  ManualLayer shared() {
    return shared;
  }

  List<ManualParam> params() {
    return shared.params();
  }

  /** An instance that nothing was asked of yet, where one can be made. */
  ManualLayer fresh() {
    return calls.call(
        "new",
        SEED,
        Mode.TRAIN,
        () -> {
          ManualLayer made = source.get();
          made.init(SEED, dtype);
          return made;
        });
  }

  /** Such as {@code x}, {@code x2} or {@code weight}. */
  String name(Feed feed, int variable) {
    int inputs = feed.inputs().size();
    if (variable >= inputs) {
      return params().get(variable - inputs).name();
    }
    return inputs == 1 || isLoss() ? "x" : "x" + (variable + 1);
  }

  /** The variables that have a gradient: floating inputs, but no targets, and all parameters. */
  int[] variables(Feed feed) {
    int inputs = feed.inputs().size();
    return IntStream.range(0, inputs + params().size())
        .filter(v -> v >= inputs || (feed.get(v).dtype().isFloating() && (v == 0 || !isLoss())))
        .toArray();
  }

  Value forward(Feed feed) {
    return forward(shared, feed, Mode.TRAIN);
  }

  Value forward(ManualLayer layer, Feed feed, Mode mode) {
    return forward(layer, feed, mode, arrays(feed.inputs()));
  }

  private static NDArray[] arrays(List<Value> values) {
    return values.stream().map(Value::array).toArray(NDArray[]::new);
  }

  private Value forward(ManualLayer layer, Feed feed, Mode mode, NDArray[] inputs) {
    String what = "forward (" + feed.describe() + ")";
    return calls.call(
        what,
        feed.key(),
        mode,
        () -> {
          for (int k = 0; k < feed.params().size(); k++) {
            layer.params().get(k).value().copyFrom(feed.params().get(k).numbers());
          }
          seed(layer, feed.key());
          NDArray output = layer.forward(inputs);
          if (output == null) {
            throw new Stopped(Finding.of(Mistake.NULL_OUTPUT, "forward", "null", what));
          }
          return Value.of(output);
        });
  }

  /** A pass forward and back by a fresh instance. */
  Walk walk(Feed feed, double[] upstream) {
    return walk(fresh(), feed, upstream, true);
  }

  /**
   * A pass back, after one forward if that is wanted.
   *
   * @param upstream as many numbers as the output has
   */
  Walk walk(ManualLayer layer, Feed feed, double[] upstream, boolean forward) {
    NDArray[] inputs = arrays(feed.inputs());
    List<Finding> changed = new ArrayList<>();
    Value output = forward ? forward(layer, feed, Mode.TRAIN, inputs) : lastOutput;
    lastOutput = output;
    if (output.size() != upstream.length) { // as long as that of the shared instance
      throw new Stopped(
          Finding.of(
              Mistake.EARLIER_INPUT_USED, "y", "earlierSize", upstream.length, output.size()));
    }
    compare(changed, feed, inputs, "forward");
    NDArray given = output.with(upstream).array();
    Value before = Value.of(given);
    String what = "backward " + Feed.text(output.shape());
    var left = new LeftGradients();
    List<NDArray> extra = new ArrayList<>();
    List<@Nullable Value> gradients =
        calls.call(
            what,
            feed.key(),
            Mode.TRAIN,
            () -> {
              seed(layer, ~feed.key()); // a mask that is drawn again is another one
              return StepScope.current()
                  .with(ManualParam.WATCH, left)
                  .call(() -> gradients(layer, feed, layer.backward(given), extra));
            });
    if (!Value.of(given).same(before)) {
      int at = Compare.worst(Value.of(given).numbers(), before.numbers());
      changed.add(
          Finding.of(
              Mistake.UPSTREAM_OVERWRITTEN,
              "∂L/∂y" + before.place(at),
              "changed",
              "backward",
              Words.number(before.numbers()[at]),
              Words.number(Value.of(given).numbers()[at])));
    }
    if (changed.isEmpty()) {
      compare(changed, feed, inputs, "backward");
    }
    for (int k = 0; k < feed.params().size(); k++) {
      Value now = Value.of(layer.params().get(k).value());
      Value then = feed.params().get(k).map(v -> dtype == DType.F32 ? (float) v : v);
      if (changed.isEmpty() && !Arrays.equals(now.numbers(), then.numbers())) {
        changed.add(
            overwritten(
                Mistake.STORED_OVERWRITTEN,
                name(feed, feed.inputs().size() + k),
                "backward",
                then,
                now));
      }
    }
    if (changed.isEmpty() && !extra.isEmpty()) {
      int taken = inputs.length;
      changed.add(
          Finding.of(Mistake.TOO_MANY_GRADIENTS, what, "many", taken + extra.size(), taken));
    }
    return new Walk(
        output, gradients, left.together(feed.inputs().size(), layer.params()), changed);
  }

  private void seed(ManualLayer layer, long key) {
    if (held) {
      Fields.seed(layer, key);
    }
  }

  private Value lastOutput = new Value(DType.F64, Shape.SCALAR, new double[1]);

  private void compare(List<Finding> changed, Feed feed, NDArray[] inputs, String call) {
    for (int i = 0; i < inputs.length && changed.isEmpty(); i++) {
      Value then = Value.of(feed.inputs().get(i).array());
      Value now = Value.of(inputs[i]);
      if (!then.same(now)) {
        String where = isLoss() && i == 1 ? "targets" : name(feed, i);
        changed.add(overwritten(Mistake.INPUT_OVERWRITTEN, where, call, then, now));
      }
    }
  }

  private static Finding overwritten(
      Mistake mistake, String where, String call, Value then, Value now) {
    int at = Compare.worst(now.numbers(), then.numbers());
    return Finding.of(
        mistake,
        where + then.place(at),
        "changed",
        call,
        Words.number(then.numbers()[at]),
        Words.number(now.numbers()[at]));
  }

  /** For each variable; what is given beyond the last input goes into a list. */
  private List<@Nullable Value> gradients(
      ManualLayer layer, Feed feed, @Nullable NDArray @Nullable [] given, List<NDArray> extra) {
    List<@Nullable Value> all = new ArrayList<>();
    for (int i = 0; i < feed.inputs().size(); i++) {
      NDArray gradient = given != null && i < given.length ? given[i] : null;
      all.add(gradient == null ? null : Value.of(gradient));
    }
    for (int i = feed.inputs().size(); given != null && i < given.length; i++) {
      NDArray gradient = given[i];
      if (gradient != null) {
        extra.add(gradient);
      }
    }
    layer.params().forEach(param -> all.add(Value.of(param.gradient())));
    return all;
  }
}
