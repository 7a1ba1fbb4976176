package org.jacobi.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.OptimizerKernels;
import org.jacobi.kernel.OptimizerKernels.Update;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Param;
import org.jacobi.nn.ParamStore;
import org.jspecify.annotations.Nullable;

/**
 * Changes the parameters of a model against their gradients. This class has what all optimizers
 * share: the count of steps, the schedule of the rate, clipping, weight decay, groups of
 * parameters, and what a checkpoint holds. A subclass has its states and one fused update; see
 * {@link FluentOptimizer} to write one.
 *
 * <pre>{@code
 * var optimizer = new SGD(0.02).momentum(0.9).over(model);
 * loss.backward();
 * optimizer.step();
 * optimizer.zeroGrad();
 * }</pre>
 *
 * <p>What happens to a gradient g before the update: its elements are bounded ({@link #clipValue}),
 * the whole is scaled down if it is too long ({@link #clipNorm}), and λ · w is added ({@link
 * #weightDecay}, but see {@link AdamW}). The gradients themselves are left as they are.
 *
 * <p>A frozen parameter is skipped: neither its value nor its state changes. A parameter that no
 * gradient has reached counts as one with gradient 0, so momentum and weight decay still move it;
 * PyTorch skips it. The count of steps is one for all parameters; PyTorch counts each on its own,
 * which differs for one that was frozen at first.
 *
 * <p>Order of the calls: settings, {@link #over}, then steps: {@link #step()} in an own loop, or
 * {@link #begin} and the ranges of the {@link Pass}.
 */
public abstract class Optimizer {
  /** Added to the norm of the gradient before dividing by it, as in PyTorch. */
  public static final double NORM_EPSILON = 1e-6;

  private record Group(Predicate<Param> members, GroupSettings settings) {}

  private final double baseRate;
  private final List<Group> groups = new ArrayList<>();
  private Schedule schedule = Schedule.constant();
  private double clipNorm = Double.POSITIVE_INFINITY;
  private double clipValue = Double.POSITIVE_INFINITY;
  private double weightDecay;
  private Progress progress = new Progress(0, 0, 0);
  private @Nullable ParamStore store;
  private Map<String, NDArray> states = Map.of();

  /**
   * For {@link FluentOptimizer}.
   *
   * @throws IllegalArgumentException if the rate is not a positive number
   */
  Optimizer(double rate) {
    this.baseRate = Settings.positive(name(), "the rate", rate);
  }

  /** Its name: that of the class. */
  public final String name() {
    return getClass().getSimpleName();
  }

  // ---- what a subclass gives ----

  /**
   * One range of parameters with equal settings: what an update works on.
   *
   * @param update rate and preparation of the gradient, for the kernels
   * @param value w
   * @param gradient g
   * @param states in the order of {@link #stateNames}
   */
  public record Span(Update update, NDArray value, NDArray gradient, List<NDArray> states) {
    /** The rate η. */
    public double rate() {
      return update.rate();
    }
  }

  /** The names of the states: numbers that are kept for each parameter, such as the velocity. */
  protected List<String> stateNames() {
    return List.of();
  }

  /** What a state is filled with at first: 0. */
  protected double initialState(String state) {
    return 0;
  }

  /** Called once at the start of each step, before any update; {@link #steps} counts it already. */
  protected void onStep() {}

  /**
   * The fused update of one range. It may run on several threads at once for different ranges, so
   * it writes no field; and element by element, so that the result does not depend on the ranges.
   */
  protected abstract void update(OptimizerKernels kernels, Span span);

  /** Adds the settings of the subclass, those that are switched off left out. */
  protected void describe(Map<String, Object> settings) {}

  /** Adds numbers that a checkpoint must hold besides the states. */
  protected void saveNumbers(Map<String, Number> numbers) {}

  /** Takes up what {@link #saveNumbers} gave. */
  protected void restoreNumbers(Map<String, Number> numbers) {}

  // ---- settings ----

  /** Lets the rate follow a schedule. */
  public Optimizer schedule(Schedule other) {
    this.schedule = other;
    return this;
  }

  /** The schedule of the rate. */
  public final Schedule schedule() {
    return schedule;
  }

  /**
   * Scales the gradient of all trained parameters together by max / (norm + 10⁻⁶) where that is
   * less than 1, as PyTorch's {@code clip_grad_norm_}. The norm is summed in double over fixed
   * chunks, after {@link #clipValue}.
   *
   * @throws IllegalArgumentException if max is not a positive number
   */
  public Optimizer clipNorm(double max) {
    this.clipNorm = Settings.positive(name(), "the largest norm", max);
    return this;
  }

  /**
   * Bounds each element of the gradient to [−max, max], as PyTorch's {@code clip_grad_value_}.
   *
   * @throws IllegalArgumentException if max is not a positive number
   */
  public Optimizer clipValue(double max) {
    this.clipValue = Settings.positive(name(), "the largest value", max);
    return this;
  }

  /**
   * Adds λ · w to the gradient of every trained parameter, biases too, as PyTorch; groups may
   * exclude some.
   *
   * @throws IllegalArgumentException if λ is negative or not a number
   */
  public Optimizer weightDecay(double lambda) {
    this.weightDecay = Settings.notNegative(name(), "the weight decay", lambda);
    return this;
  }

  /**
   * Gives some parameters settings of their own; the first group that a parameter belongs to
   * counts.
   *
   * @throws IllegalStateException if the optimizer works over a model already
   */
  public Optimizer group(Predicate<Param> members, GroupSettings settings) {
    requireUnbound("group");
    groups.add(new Group(members, settings));
    return this;
  }

  /** Refuses a setting that is only possible before {@link #over}. */
  protected final void requireUnbound(String setting) {
    if (store != null) {
      throw new IllegalStateException(
          "[" + name() + "] call " + setting + " before over(model): its states are made there");
    }
  }

  // ---- the model ----

  /**
   * Makes the states for the parameters of a model. For the same model again it does nothing.
   *
   * @throws IllegalStateException if the model was not initialised, or if this optimizer works over
   *     another one (or over this one before it was initialised again)
   * @throws IllegalArgumentException if no parameter belongs to one of the groups
   */
  public Optimizer over(Layer model) {
    ParamStore its = model.store();
    if (store == its) {
      return this;
    }
    if (store != null) {
      throw new IllegalStateException(
          "["
              + name()
              + "] this optimizer works over another model, or over this one before it was"
              + " initialised again: make a new optimizer for each");
    }
    for (int i = 0; i < groups.size(); i++) {
      if (its.params().stream().noneMatch(groups.get(i).members)) {
        throw new IllegalArgumentException(
            "["
                + name()
                + "] no parameter belongs to group "
                + (i + 1)
                + "; there are "
                + its.params().stream().map(Param::path).toList());
      }
    }
    Map<String, NDArray> made = new LinkedHashMap<>();
    for (String state : stateNames()) {
      made.put(state, its.newSlab().fill(initialState(state)));
    }
    states = made;
    store = its;
    return this;
  }

  /** True once {@link #over} was called. */
  public final boolean isBound() {
    return store != null;
  }

  private ParamStore store() {
    ParamStore bound = store;
    if (bound == null) {
      throw new IllegalStateException(
          "[" + name() + "] this optimizer has no model yet: call over(model) first");
    }
    return bound;
  }

  // ---- progress ----

  /** Tells the schedule how long the training is; 0 where it is not known. */
  public final void plan(long stepsPerEpoch, long totalSteps) {
    if (stepsPerEpoch < 0 || totalSteps < 0) {
      throw new IllegalArgumentException(
          "["
              + name()
              + "] steps cannot be negative: "
              + stepsPerEpoch
              + " of an epoch, "
              + totalSteps
              + " of the training");
    }
    progress = new Progress(progress.step(), stepsPerEpoch, totalSteps);
  }

  /** How many steps were begun. */
  public final long steps() {
    return progress.step();
  }

  /** The rate that the next step will have. */
  public final double rate() {
    return scheduled(baseRate, progress);
  }

  private double scheduled(double base, Progress at) {
    double rate = schedule.rate(base, at);
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalStateException(
          "["
              + name()
              + "] the schedule "
              + schedule
              + " gave the rate "
              + Settings.text(rate)
              + " at step "
              + at.step());
    }
    return rate;
  }

  // ---- steps ----

  /**
   * One step against the gradients that {@code backward()} has left.
   *
   * @throws IllegalStateException if no parameter has a gradient, or there is no model yet
   */
  public final void step() {
    step(store().collectGradients());
  }

  /**
   * One step against the gradients in a slab with the layout of the model's {@link ParamStore}.
   *
   * @throws IllegalArgumentException if the slab has another length or type
   */
  public final void step(NDArray gradients) {
    var pass = begin(gradients);
    pass.update(0, pass.length());
  }

  /** Forgets all gradients. */
  public final void zeroGrad() {
    store().zeroGrad();
  }

  /**
   * Begins a step: counts it and settles its rate and the clipping. The caller then covers 0 to
   * {@link Pass#length} by ranges, each position once, in any order and on any threads.
   *
   * @throws IllegalArgumentException if the slab has another length or type
   */
  public final Pass begin(NDArray gradients) {
    var bound = store();
    if (!gradients.shape().equals(bound.values().shape())
        || gradients.dtype() != bound.values().dtype()
        || !gradients.isContiguous()) {
      throw new IllegalArgumentException(
          "["
              + name()
              + "] the gradients must be laid out as the parameters, "
              + bound.values().describe()
              + ", but they are "
              + gradients.describe());
    }
    var pass = new Pass(bound, gradients, ranges(bound, progress, scale(gradients)));
    progress = progress.at(progress.step() + 1);
    onStep();
    return pass;
  }

  /** True if a step needs the norm of all gradients, and so all of them, before it begins. */
  public final boolean clipsNorm() {
    return Double.isFinite(clipNorm);
  }

  private double scale(NDArray gradients) {
    if (!clipsNorm()) {
      return 1;
    }
    return Math.min(1, clipNorm / (gradientNorm(gradients) + NORM_EPSILON));
  }

  /** Euclidean norm of the gradients of all parameters that are trained, after clipValue. */
  public final double gradientNorm(NDArray gradients) {
    return GradientNorm.of(store(), gradients, clipValue);
  }

  private record Range(int from, int to, Update update) {}

  /** The parameters that are trained, neighbours with equal settings merged. */
  private List<Range> ranges(ParamStore bound, Progress at, double factor) {
    List<Range> merged = new ArrayList<>();
    for (int i = 0; i < bound.params().size(); i++) {
      Param param = bound.params().get(i);
      if (param.isFrozen()) {
        continue;
      }
      int from = bound.offset(i);
      int to = i + 1 < bound.params().size() ? bound.offset(i + 1) : bound.length();
      var update = settings(param, at, factor);
      if (!merged.isEmpty()
          && merged.getLast().to == from
          && merged.getLast().update.equals(update)) {
        from = merged.removeLast().from;
      }
      merged.add(new Range(from, to, update));
    }
    return merged;
  }

  private Update settings(Param param, Progress at, double factor) {
    for (Group group : groups) {
      if (group.members.test(param)) {
        var own = group.settings;
        if (own.rate().isPresent() && !schedule.usesBase()) {
          throw new IllegalStateException(
              "["
                  + name()
                  + "] a group has the rate "
                  + Settings.text(own.rate().getAsDouble())
                  + ", but the schedule "
                  + schedule
                  + " sets the rate itself: use rateFactor in the group");
        }
        double rate = scheduled(own.rate().orElse(baseRate), at) * own.rateFactor();
        return new Update(rate, clipValue, factor, own.weightDecay().orElse(weightDecay));
      }
    }
    return new Update(scheduled(baseRate, at), clipValue, factor, weightDecay);
  }

  /** One step that was begun; see {@link #begin}. */
  public final class Pass {
    private final ParamStore bound;
    private final NDArray gradients;
    private final List<Range> ranges;

    private Pass(ParamStore bound, NDArray gradients, List<Range> ranges) {
      this.bound = bound;
      this.gradients = gradients;
      this.ranges = ranges;
    }

    /** Length of the slabs in elements. */
    public int length() {
      return bound.length();
    }

    /**
     * Updates the positions {@code from ≤ i < to} of the slabs.
     *
     * @throws IllegalArgumentException if the range does not lie within the slabs
     */
    public void update(int from, int to) {
      requireWithin(from, to);
      update(from, to, gradients.slice(0, from, to));
    }

    private void requireWithin(int from, int to) {
      if (from < 0 || to < from || to > length()) {
        throw new IllegalArgumentException(
            "[" + name() + "] " + from + " to " + to + " does not lie within 0 to " + length());
      }
    }

    /**
     * The same with the gradients of these positions in an array of their own.
     *
     * @throws IllegalArgumentException if the range does not lie within the slabs, or the array has
     *     another length
     */
    public void update(int from, int to, NDArray gradientOfRange) {
      requireWithin(from, to);
      if (gradientOfRange.size() != to - from) {
        throw new IllegalArgumentException(
            "["
                + name()
                + "] the gradients of "
                + from
                + " to "
                + to
                + " must be as many, but there are "
                + gradientOfRange.size());
      }
      var kernels = Kernels.current().optimizers();
      for (Range range : ranges) {
        int first = Math.max(from, range.from);
        int end = Math.min(to, range.to);
        if (first < end) {
          Optimizer.this.update(
              kernels,
              new Span(
                  range.update,
                  bound.values().slice(0, first, end),
                  gradientOfRange.slice(0, first - from, end - from),
                  states.values().stream().map(state -> state.slice(0, first, end)).toList()));
        }
      }
    }
  }

  // ---- checkpoints ----

  /**
   * The states by name, such as {@code velocity}, each a slab with the layout of the model's {@link
   * ParamStore}; the arrays themselves, not copies.
   */
  public final Map<String, NDArray> stateArrays() {
    store();
    return new LinkedHashMap<>(states);
  }

  /** The numbers that are needed to go on: the count of steps, and what the schedule holds. */
  public final Map<String, Number> stateNumbers() {
    return OptimizerState.numbers(this, progress.step(), schedule);
  }

  /**
   * Goes on where {@link #stateArrays} and {@link #stateNumbers} were taken. Nothing is changed if
   * something does not fit.
   *
   * @throws IllegalArgumentException if a state is missing, is not known, or has another layout
   */
  public final void restore(Map<String, NDArray> arrays, Map<String, Number> numbers) {
    store();
    OptimizerState.check(this, states, arrays, stateNumbers(), numbers);
    states.forEach((state, slab) -> slab.copyFrom(OptimizerState.get(arrays, state)));
    progress = progress.at(OptimizerState.get(numbers, OptimizerState.STEPS).longValue());
    schedule.restore(OptimizerState.ofSchedule(numbers));
    restoreNumbers(numbers);
  }

  // ---- text ----

  /** All settings for the run record, with the name of the class under {@code type}. */
  public final Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", name());
    map.put("rate", baseRate);
    describe(map);
    if (weightDecay != 0) {
      map.put("weightDecay", weightDecay);
    }
    if (Double.isFinite(clipValue)) {
      map.put("clipValue", clipValue);
    }
    if (Double.isFinite(clipNorm)) {
      map.put("clipNorm", clipNorm);
    }
    if (!schedule.equals(Schedule.constant())) {
      map.put("schedule", schedule.toString());
    }
    if (!groups.isEmpty()) {
      map.put("groups", groups.stream().map(group -> group.settings.toMap()).toList());
    }
    return map;
  }

  /** Such as {@code SGD(rate 0.02, momentum 0.9)}. */
  @Override
  public final String toString() {
    List<String> parts = new ArrayList<>();
    toMap()
        .forEach((key, setting) -> {
          if (!key.equals("type")) {
            parts.add(Settings.words(key) + " " + Settings.text(setting));
          }
        });
    return name() + "(" + String.join(", ", parts) + ")";
  }
}
