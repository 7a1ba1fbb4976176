package org.jacobi.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.OptimizerKernels;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Param;
import org.jacobi.nn.Sequential;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What the base class does: own loop, clipping, groups, schedule, checkpoints, errors. */
class OptimizerBaseTest {
  private static double[] ones(double first) {
    double[] g = new double[Problem.SIZE];
    Arrays.fill(g, 1);
    g[0] = first;
    return g;
  }

  /** How far one step with rate 1 moves each number. */
  private static double[] moved(Optimizer optimizer, Problem problem, double[] gradient) {
    double[] before = problem.numbers();
    optimizer.step(problem.slab(gradient));
    double[] after = problem.numbers();
    Arrays.setAll(after, i -> before[i] - after[i]);
    return after;
  }

  // ---- own loop ----

  @Test
  void anOwnLoopDescendsAlongTheGradientsOfTheWalkBack() {
    var model = new Sequential(new Linear(3, 2));
    model.init(5, DType.F64);
    var optimizer = new SGD(0.5).over(model);
    double[] before = model.param("0.weight").value().toDoubles();
    double[] biasBefore = model.param("0.bias").value().toDoubles();
    var x = Tensor.of(new double[] {1, 2, 3}, 1, 3);
    model.forward(x).sum().backward();
    optimizer.step();
    double[] after = model.param("0.weight").value().toDoubles();
    for (int i = 0; i < 6; i++) {
      assertThat(after[i]).isEqualTo(before[i] - 0.5 * (i % 3 + 1), within(1e-15));
    }
    assertThat(model.param("0.bias").value().toDoubles()[1])
        .isEqualTo(biasBefore[1] - 0.5, within(1e-15));
    assertThat(optimizer.steps()).isEqualTo(1);

    optimizer.zeroGrad();
    assertThatThrownBy(optimizer::step)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[step] no parameter has a gradient: call backward() on the loss before step()");
    assertThat(optimizer.steps()).isEqualTo(1);
  }

  @Test
  void aParameterThatNoGradientHasReachedCountsAsGradientZero() {
    var problem = new Problem(DType.F64);
    var optimizer = new SGD(0.1).weightDecay(0.5).over(problem);
    double[] bias = problem.bias.value().toDoubles();
    problem.weight.tensor().sum().backward();
    optimizer.step();
    for (int i = 0; i < bias.length; i++) {
      assertThat(problem.bias.value().get(i)).isEqualTo(bias[i] * 0.95, within(1e-15));
    }
  }

  // ---- the forms of momentum, by hand ----

  private static double[] threeSteps(Optimizer optimizer, double... gradients) {
    var problem = new Problem(DType.F64);
    optimizer.over(problem);
    double[] moves = new double[gradients.length];
    for (int i = 0; i < moves.length; i++) {
      moves[i] = moved(optimizer, problem, ones(gradients[i]))[0];
    }
    return moves;
  }

  @Test
  void theFormsOfMomentumFollowTheirFormulas() {
    // v: 2, 0.5·2 + 4 = 5, 0.5·5 − 1 = 1.5
    assertThat(threeSteps(new SGD(0.5).momentum(0.5), 2, 4, -1))
        .containsExactly(new double[] {1, 2.5, 0.75}, offset(1e-14));
    // dampening 0.25 from the second step on; v: 2, 1 + 3 = 4, 2 − 0.75 = 1.25
    assertThat(threeSteps(new SGD(0.5).momentum(0.5, 0.25), 2, 4, -1))
        .containsExactly(new double[] {1, 2, 0.625}, offset(1e-14));
    // g + 0.5 v: 3, 6.5, −0.25
    assertThat(threeSteps(new NesterovSGD(0.5).momentum(0.5), 2, 4, -1))
        .containsExactly(new double[] {1.5, 3.25, -0.125}, offset(1e-14));
    // m: 1, 0.5 + 2 = 2.5, 1.25 − 0.5 = 0.75
    assertThat(threeSteps(new AveragedMomentum(0.5).momentum(0.5), 2, 4, -1))
        .containsExactly(new double[] {0.5, 1.25, 0.375}, offset(1e-14));
    assertThat(threeSteps(new ClassicMomentum(0.5).momentum(0.5), 2, 4, -1))
        .containsExactly(new double[] {1, 2.5, 0.75}, offset(1e-14));
  }

  @Test
  void classicMomentumKeepsItsSpeedWhenTheRateFalls() {
    Supplier<Schedule> halved = () -> Schedule.exponential(0.5);
    var classic = new ClassicMomentum(1).momentum(0.5).schedule(halved.get());
    var outside = new SGD(1).momentum(0.5).schedule(halved.get());
    classic.plan(1, 0);
    outside.plan(1, 0);
    // Rates 1, 0.5, 0.25. v: 2, 1 + 0.5·4 = 3, 1.5 − 0.25 = 1.25
    assertThat(threeSteps(classic, 2, 4, -1))
        .containsExactly(new double[] {2, 3, 1.25}, offset(1e-14));
    assertThat(threeSteps(outside, 2, 4, -1))
        .containsExactly(new double[] {2, 2.5, 0.375}, offset(1e-14));
  }

  // ---- clipping ----

  @Test
  void theNormOfAllTrainedGradientsIsScaledDown() {
    var problem = new Problem(DType.F64);
    var optimizer = new SGD(1).clipNorm(2).over(problem);
    double[] g = ones(2); // norm √(21 + 4) = 5
    assertThat(optimizer.gradientNorm(problem.slab(g))).isEqualTo(5);
    double[] moves = moved(optimizer, problem, g);
    assertThat(moves[0]).isEqualTo(2 * 2 / (5 + 1e-6), within(1e-14));
    assertThat(moves[21]).isEqualTo(2 / (5 + 1e-6), within(1e-14));

    var wide = new Problem(DType.F64);
    assertThat(moved(new SGD(1).clipNorm(6).over(wide), wide, g)[0]).isEqualTo(2, within(1e-14));
  }

  @Test
  void theNormLeavesFrozenParametersOut() {
    var problem = new Problem(DType.F64);
    var optimizer = new SGD(1).clipNorm(2).over(problem);
    problem.freeze("bias");
    assertThat(optimizer.gradientNorm(problem.slab(ones(Math.sqrt(86))))).isEqualTo(10);
  }

  @Test
  void theNormIsTakenAfterTheElementsWereBounded() {
    var problem = new Problem(DType.F64);
    var optimizer = new SGD(1).clipValue(2).clipNorm(2.5).over(problem);
    double[] moves = moved(optimizer, problem, ones(-100)); // bounded: norm 5
    assertThat(moves[0]).isEqualTo(-2 * 2.5 / (5 + 1e-6), within(1e-14));
    assertThat(moves[1]).isEqualTo(2.5 / (5 + 1e-6), within(1e-14));
  }

  @Test
  void aLongGradientIsSummedInDoubleOverFixedChunks() {
    var model =
        new Layer() {
          final Param first =
              param("a", Param.Role.WEIGHT, Shape.of(10_007), new Fan(1, 1), Init.fanInUniform());
        };
    model.init(1);
    var gradients = model.store().newSlab().fill(0.1);
    double expected = 0;
    double chunk = 0;
    double each = (double) 0.1f * 0.1f;
    for (int i = 0; i < 10_007; i++) {
      if (i % 4096 == 0) {
        expected += chunk;
        chunk = 0;
      }
      chunk += each;
    }
    expected += chunk;
    assertThat(model.first.value().size()).isEqualTo(10_007);
    assertThat(new SGD(1).over(model).gradientNorm(gradients)).isEqualTo(Math.sqrt(expected));
  }

  // ---- groups, rate, schedule ----

  @Test
  void groupsHaveTheirOwnRateFactorAndDecay() {
    var problem = new Problem(DType.F64);
    var optimizer =
        new SGD(1)
            .weightDecay(0.5)
            .group(
                param -> param.role() == Param.Role.BIAS,
                new GroupSettings().rateFactor(0.25).weightDecay(0))
            .group(param -> true, new GroupSettings().rate(0.5))
            .over(problem);
    double first = problem.weight.value().get(0, 0);
    double[] moves = moved(optimizer, problem, ones(1));
    assertThat(moves[0]).isEqualTo(0.5 * (1 + 0.5 * first), within(1e-14));
    assertThat(moves[Problem.WEIGHTS]).isEqualTo(0.25, within(1e-14));
    assertThat(optimizer)
        .hasToString(
            "SGD(rate 1, weight decay 0.5, groups [{rateFactor=0.25, weightDecay=0.0},"
                + " {rate=0.5}])");
  }

  @Test
  void theRateIsThatOfTheNextStep() {
    var problem = new Problem(DType.F64);
    var optimizer = new SGD(1).schedule(Schedule.step(2, 0.5)).over(problem);
    optimizer.plan(3, 0);
    double[] expected = {1, 1, 1, 1, 1, 1, 0.5, 0.5};
    for (double rate : expected) {
      assertThat(optimizer.rate()).isEqualTo(rate);
      assertThat(moved(optimizer, problem, ones(1))[3]).isEqualTo(rate, within(1e-14));
    }
    assertThat(optimizer.steps()).isEqualTo(8);
  }

  @Test
  void neighboursWithEqualSettingsAreOneKernelCall() {
    var problem = new Problem(DType.F64);
    var calls = new Counting(1);
    calls.over(problem).step(problem.gradients());
    assertThat(calls.lengths).containsExactly(problem.store().length());
    problem.freeze("weight");
    calls.step(problem.gradients());
    assertThat(calls.lengths).containsExactly(problem.store().length(), 8);
    var grouped =
        new Counting(1)
            .group(param -> param.name().equals("bias"), new GroupSettings().rateFactor(2));
    var other = new Problem(DType.F64);
    grouped.over(other).step(other.gradients());
    assertThat(grouped.lengths).containsExactly(16, 8);
  }

  /** An optimizer of one's own that notes the lengths of its ranges. */
  private static final class Counting extends FluentOptimizer<Counting> {
    private final List<Long> sizes = new java.util.ArrayList<>();
    private List<Integer> lengths = List.of();

    Counting(double rate) {
      super(rate);
    }

    @Override
    protected void update(OptimizerKernels kernels, Span span) {
      sizes.add(span.value().size());
      lengths = sizes.stream().map(Long::intValue).toList();
      kernels.sgd(span.update(), span.value(), span.gradient());
    }
  }

  // ---- epochs ----

  @Test
  void oneEpochOfTwiceTheStepsEqualsTwoEpochs() {
    for (var entry : OptimizerCatalog.entries()) {
      if (entry.name().equals("schedule")) {
        continue; // counts epochs
      }
      var once = new Problem(DType.F32);
      var one = entry.make().get().over(once);
      one.plan(12, 12);
      once.train(one, 12);
      var twice = new Problem(DType.F32);
      var two = entry.make().get();
      for (int epoch = 0; epoch < 2; epoch++) {
        two.over(twice).plan(6, 12);
        twice.train(two, 6);
      }
      assertThat(twice.numbers()).as(entry.name()).isEqualTo(once.numbers());
    }
  }

  // ---- convergence ----

  private static double rosenbrock(double x, double y) {
    return (1 - x) * (1 - x) + 10 * (y - x * x) * (y - x * x);
  }

  private static double afterRosenbrock(Optimizer optimizer, int steps) {
    var problem = new Problem(DType.F64);
    double[] start = new double[Problem.SIZE];
    start[0] = -1.2;
    start[1] = 1;
    problem.set(start);
    optimizer.over(problem);
    for (int i = 0; i < steps; i++) {
      double x = problem.weight.value().get(0, 0);
      double y = problem.weight.value().get(0, 1);
      double[] g = new double[Problem.SIZE];
      g[0] = -2 * (1 - x) - 40 * x * (y - x * x);
      g[1] = 20 * (y - x * x);
      optimizer.step(problem.slab(g));
    }
    return rosenbrock(problem.weight.value().get(0, 0), problem.weight.value().get(0, 1));
  }

  @Test
  void eachOptimizerDescendsTheValleyOfRosenbrock() {
    Map<Optimizer, Double> reached = new LinkedHashMap<>();
    reached.put(new SGD(0.01), 1e-4);
    reached.put(new SGD(0.002).momentum(0.9), 1e-4);
    reached.put(new NesterovSGD(0.002), 1e-4);
    reached.put(new ClassicMomentum(0.002), 1e-4);
    reached.put(new AveragedMomentum(0.02), 1e-4);
    reached.put(new AdaGrad(0.5), 1e-4);
    reached.put(new AdaDelta(0.5), 0.02);
    reached.put(new RMSprop(0.001), 1e-3);
    reached.put(new CenteredRMSprop(0.0003), 1e-3);
    reached.put(new Adam(0.02), 1e-6);
    reached.put(new AMSGrad(0.02), 1e-6);
    reached.put(new AdamW(0.02).weightDecay(0), 1e-6);
    reached.put(new AdaMax(0.02), 1e-6);
    reached.put(new NAdam(0.02), 1e-6);
    assertThat(rosenbrock(-1.2, 1)).isEqualTo(6.776, within(1e-9));
    reached.forEach((optimizer, most) ->
        assertThat(afterRosenbrock(optimizer, 3000)).as(optimizer.toString()).isLessThan(most));
  }

  @Test
  void eachOptimizerFindsTheLeastOfAQuadratic() {
    for (String name : Optimizers.names()) {
      double rate =
          switch (name) {
            case "adadelta" -> 1;
            case "adagrad" -> 0.5;
            case "sgd", "averaged-momentum" -> 0.3;
            default -> 0.01;
          };
      var problem = new Problem(DType.F64);
      var optimizer = Optimizers.named(name, rate).weightDecay(0).over(problem);
      for (int i = 0; i < 1500; i++) {
        double[] g = problem.numbers();
        Arrays.setAll(g, k -> g[k] - k / 10.0);
        optimizer.step(problem.slab(g));
      }
      double[] found = problem.numbers();
      for (int k = 0; k < found.length; k++) {
        assertThat(found[k]).as(optimizer + " " + k).isEqualTo(k / 10.0, within(0.02));
      }
    }
  }

  // ---- errors ----

  private static void assertRefused(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void badSettingsAreRefused() {
    assertRefused(() -> new SGD(0), "[SGD] the rate must be a positive number, not 0");
    assertRefused(() -> new Adam(-0.1), "[Adam] the rate must be a positive number, not -0.1");
    assertRefused(
        () -> new AdaGrad(Double.NaN), "[AdaGrad] the rate must be a positive number, not NaN");
    assertRefused(
        () -> new SGD(Double.POSITIVE_INFINITY),
        "[SGD] the rate must be a positive number, not Infinity");
    assertRefused(
        () -> new SGD(1).momentum(1),
        "[SGD] the momentum must be at least 0 and less than 1, not 1");
    assertRefused(
        () -> new SGD(1).momentum(0.9, -1),
        "[SGD] the dampening must be at least 0 and less than 1, not -1");
    assertRefused(
        () -> new NesterovSGD(1).momentum(-0.5),
        "[NesterovSGD] the momentum must be at least 0 and less than 1, not -0.5");
    assertRefused(
        () -> new ClassicMomentum(1).momentum(Double.NaN),
        "[ClassicMomentum] the momentum must be at least 0 and less than 1, not NaN");
    assertRefused(
        () -> new AveragedMomentum(1).momentum(2),
        "[AveragedMomentum] the momentum must be at least 0 and less than 1, not 2");
    assertRefused(
        () -> new Adam().betas(1, 0.9), "[Adam] beta 1 must be at least 0 and less than 1, not 1");
    assertRefused(
        () -> new NAdam().betas(0.9, -0.1),
        "[NAdam] beta 2 must be at least 0 and less than 1, not -0.1");
    assertRefused(() -> new AdamW().epsilon(0), "[AdamW] epsilon must be a positive number, not 0");
    assertRefused(
        () -> new AdaMax().weightDecay(-1e-3),
        "[AdaMax] the weight decay must be 0 or a positive number, not -0.001");
    assertRefused(
        () -> new RMSprop().alpha(1.5),
        "[RMSprop] alpha must be at least 0 and less than 1, not 1.5");
    assertRefused(
        () -> new CenteredRMSprop().epsilon(-1),
        "[CenteredRMSprop] epsilon must be a positive number, not -1");
    assertRefused(
        () -> new AdaDelta().rho(1), "[AdaDelta] rho must be at least 0 and less than 1, not 1");
    assertRefused(
        () -> new AdaGrad().rateDecay(-1),
        "[AdaGrad] the rate decay must be 0 or a positive number, not -1");
    assertRefused(
        () -> new AdaGrad().initialSum(-1),
        "[AdaGrad] the initial sum must be 0 or a positive number, not -1");
    assertRefused(
        () -> new NAdam().momentumDecay(-1),
        "[NAdam] the momentum decay must be 0 or a positive number, not -1");
    assertRefused(
        () -> new SGD(1).clipNorm(0), "[SGD] the largest norm must be a positive number, not 0");
    assertRefused(
        () -> new SGD(1).clipValue(Double.NaN),
        "[SGD] the largest value must be a positive number, not NaN");
    assertRefused(
        () -> new GroupSettings().rate(0), "[group] the rate must be a positive number, not 0");
    assertRefused(
        () -> new SGD(1).plan(-1, 5),
        "[SGD] steps cannot be negative: -1 of an epoch, 5 of the training");
  }

  @Test
  void misuseOfTheModelIsRefused() {
    assertThatThrownBy(() -> new SGD(1).step())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[SGD] this optimizer has no model yet: call over(model) first");
    assertThatThrownBy(() -> new SGD(1).over(new Linear(3, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[layer] this model has no numbers yet: call init(seed) on it first");
    var bound = new SGD(1).over(new Problem(DType.F32));
    assertThatThrownBy(() -> bound.over(new Problem(DType.F32)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[SGD] this optimizer works over another model, or over this one before it was"
                + " initialised again: make a new optimizer for each");
    assertThatThrownBy(() -> bound.momentum(0.9))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[SGD] call momentum before over(model): its states are made there");
    assertRefused(
        () -> bound.step(new Problem(DType.F64).gradients()),
        "[SGD] the gradients must be laid out as the parameters, f32 (32), but they are f64 (24)");
    assertRefused(
        () ->
            new SGD(1)
                .group(param -> param.name().equals("wieght"), new GroupSettings().rate(2))
                .over(new Problem(DType.F32)),
        "[SGD] no parameter belongs to group 1; there are [weight, bias]");
    var pass = bound.begin(NDArray.permanent(DType.F32, Shape.of(32)));
    assertRefused(() -> pass.update(5, 33), "[SGD] 5 to 33 does not lie within 0 to 32");
  }

  @Test
  void aScheduleThatGivesNoRateIsRefused() {
    Schedule broken =
        new Schedule() {
          @Override
          public double rate(double base, Progress progress) {
            return Double.NaN;
          }

          @Override
          public String toString() {
            return "broken";
          }
        };
    assertThatThrownBy(() -> new SGD(1).schedule(broken).rate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[SGD] the schedule broken gave the rate NaN at step 0");
  }

  @Test
  void aGroupCannotHaveItsOwnRateUnderAScheduleThatSetsIt() {
    var problem = new Problem(DType.F64);
    var optimizer =
        new SGD(1)
            .schedule(Schedule.parse("warmup:2+onecycle:0.1"))
            .group(param -> true, new GroupSettings().rate(0.5))
            .over(problem);
    optimizer.plan(5, 5);
    assertThatThrownBy(() -> optimizer.step(problem.gradients()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "[SGD] a group has the rate 0.5, but the schedule warmup:2+onecycle:0.1 sets the rate"
                + " itself: use rateFactor in the group");
    assertThat(optimizer.steps()).isZero();
  }

  /** The example in the Javadoc of {@link FluentOptimizer}. */
  private static final class SignDescent extends FluentOptimizer<SignDescent> {
    SignDescent(double rate) {
      super(rate);
    }

    @Override
    protected void update(OptimizerKernels kernels, Span span) {
      for (int i = 0; i < span.value().size(); i++) {
        double step = span.rate() * Math.signum(span.gradient().get(i));
        span.value().set(span.value().get(i) - step, i);
      }
    }
  }

  @Test
  void anOptimizerOfOnesOwnIsOneUpdate() {
    var problem = new Problem(DType.F64);
    double[] moves = moved(new SignDescent(0.25).over(problem), problem, ones(-7));
    assertThat(moves[0]).isEqualTo(-0.25, within(1e-15));
    assertThat(moves[21]).isEqualTo(0.25, within(1e-15));
  }

  @Test
  void aStateThatDoesNotFitIsRefusedAndChangesNothing() {
    var problem = new Problem(DType.F32);
    var optimizer = new SGD(1).momentum(0.5).over(problem);
    problem.train(optimizer, 2);
    double[] velocity = optimizer.stateArrays().get("velocity").toDoubles();
    var numbers = optimizer.stateNumbers();
    assertThat(numbers).isEqualTo(Map.of("steps", 2L));
    var slab = problem.store().newSlab();
    assertRefused(
        () -> optimizer.restore(Map.of("m", slab, "v", slab), numbers),
        "[restore] SGD(rate 1, momentum 0.5) has the states [velocity], but there are "
            + Map.of("m", slab, "v", slab).keySet()
            + ". Was it saved by another optimizer?");
    assertRefused(
        () -> optimizer.restore(Map.of("velocity", slab), Map.of("steps", 2L, "muProduct", 0.5)),
        "[restore] SGD(rate 1, momentum 0.5) has the numbers [steps], but there are "
            + Map.of("steps", 2L, "muProduct", 0.5).keySet()
            + ". Was it saved by another optimizer?");
    var longer = NDArray.permanent(DType.F32, Shape.of(48));
    assertRefused(
        () -> optimizer.restore(Map.of("velocity", longer), numbers),
        "[restore] the state velocity of SGD must be f32 (32) for this model, but it is f32 (48)");
    assertRefused(
        () -> optimizer.restore(Map.of("velocity", slab), Map.of("steps", 2.5)),
        "[restore] the number of steps must be a whole number, not 2.5");
    assertThat(optimizer.steps()).isEqualTo(2);
    assertThat(optimizer.stateArrays().get("velocity").toDoubles()).isEqualTo(velocity);
  }

  @Test
  void theStateOfTheScheduleIsSavedAndRestored() {
    var optimizer = new SGD(1).schedule(Schedule.reduceOnPlateau().patience(0));
    optimizer.over(new Problem(DType.F32));
    optimizer.schedule().observe(1);
    optimizer.schedule().observe(1);
    assertThat(optimizer.rate()).isEqualTo(0.1);
    assertThat(optimizer.stateNumbers())
        .containsEntry("schedule.best", 1.0)
        .containsEntry("schedule.reductions", 1L);
    var other = new SGD(1).schedule(Schedule.reduceOnPlateau().patience(0));
    other.over(new Problem(DType.F32)).restore(optimizer.stateArrays(), optimizer.stateNumbers());
    assertThat(other.rate()).isEqualTo(0.1);
  }

  // ---- names ----

  @Test
  void optimizersAreFoundByName() {
    assertThat(Optimizers.names())
        .containsExactly(
            "sgd",
            "momentum",
            "nesterov",
            "classic-momentum",
            "averaged-momentum",
            "adagrad",
            "adadelta",
            "rmsprop",
            "centered-rmsprop",
            "adam",
            "amsgrad",
            "adamw",
            "adamax",
            "nadam");
    assertThat(Optimizers.named("Momentum", 0.02)).hasToString("SGD(rate 0.02, momentum 0.9)");
    assertThat(Optimizers.named("adamw", 0.5).toMap())
        .containsEntry("type", "AdamW")
        .containsEntry("rate", 0.5);
    assertThat(Optimizers.defaultRate("nadam")).hasValue(0.002);
    assertThat(Optimizers.defaultRate("sgd")).isEmpty();
    String known =
        " There are sgd, momentum, nesterov, classic-momentum, averaged-momentum, adagrad,"
            + " adadelta, rmsprop, centered-rmsprop, adam, amsgrad, adamw, adamax, nadam";
    assertRefused(
        () -> Optimizers.named("amda", 1), "[optimizer] there is no optimizer \"amda\"." + known);
    assertRefused(
        () -> Optimizers.named("momentun", 1),
        "[optimizer] there is no optimizer \"momentun\". Did you mean \"momentum\"?" + known);
  }
}
