package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.OptimizerKernels;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Linear;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.FluentOptimizer;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Tensor;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelInfo;
import org.jacobi.train.Predictor;
import org.jacobi.train.StepRecord;
import org.jacobi.train.Trainer;
import org.jacobi.train.TrainingListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the control word flushes, and that trainings stay free of subnormal numbers by it. */
class SubnormalsTest {
  @BeforeEach
  void theControlWordIsThereAndAsItWas() {
    assumeTrue(ControlWord.available(), "no control word on this platform");
    assertThat(ControlWord.flushes()).isFalse();
    assertThat(Kernels.current().name()).isNotEqualTo("reference");
  }

  // ---- where ----

  @Test
  void aStepScopeFlushesAndPutsTheOldWordBack() {
    boolean[] seen = new boolean[3];
    var slab = new Slab();
    StepScope.over(slab)
        .run(() -> {
          seen[0] = ControlWord.flushes();
          StepScope.over(slab).run(() -> seen[1] = ControlWord.flushes());
          seen[2] = ControlWord.flushes();
        });
    assertThat(seen).containsExactly(true, true, true);
    assertThat(ControlWord.flushes()).isFalse();
  }

  @Test
  void aStepScopeThatFailsPutsTheOldWordBackToo() {
    boolean[] seen = new boolean[1];
    assertThatThrownBy(() ->
            StepScope.over(new Slab())
                .run(() -> {
                  seen[0] = ControlWord.flushes();
                  throw new IllegalStateException("planted");
                }))
        .hasMessage("planted");
    assertThat(seen).containsExactly(true);
    assertThat(ControlWord.flushes()).isFalse();
  }

  @Test
  void whoFlushedBeforeAScopeFlushesAfterIt() {
    long word = ControlWord.flushSubnormals();
    boolean after;
    try {
      StepScope.over(new Slab()).run(() -> {});
      after = ControlWord.flushes();
    } finally {
      ControlWord.restore(word);
    }
    assertThat(after).isTrue();
    assertThat(ControlWord.flushes()).isFalse();
  }

  @Test
  void aScopeThatOnlyChangesASettingLeavesTheWordAlone() {
    boolean[] seen = new boolean[1];
    StepScope.outside()
        .with(Kernels.SETTING, Kernels.current())
        .run(() -> seen[0] = ControlWord.flushes());
    assertThat(seen).containsExactly(false);
  }

  /** Passes its input on, and says which threads run it and what their control word is. */
  private static final class Probe extends UnaryLayer {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<Boolean> flushes = ConcurrentHashMap.newKeySet();
    private volatile boolean fails;

    @Override
    public Tensor forward(Tensor x) {
      threads.add(Thread.currentThread());
      flushes.add(ControlWord.flushes());
      if (fails) {
        throw new IllegalStateException("planted");
      }
      return x;
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  /** Plain descent that says what the control word is where parameters are changed. */
  private static final class Watching extends FluentOptimizer<Watching> {
    private final Set<Boolean> flushes = ConcurrentHashMap.newKeySet();

    Watching() {
      super(0.01);
    }

    @Override
    protected void update(OptimizerKernels kernels, Span span) {
      flushes.add(ControlWord.flushes());
      kernels.sgd(span.update(), span.value(), span.gradient());
    }
  }

  private static Dataset classes(int rows) {
    float[][] features = new float[rows][5];
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < 5; k++) {
        features[i][k] = (float) Math.sin(1 + 7 * i + 3 * k);
      }
      labels[i] = features[i][0] > features[i][1] ? 1 : 0;
    }
    return Dataset.of(features, labels, "a", "b");
  }

  @Test
  void everyThreadOfATrainingFlushesAndTheCallerOnlyMeanwhile() {
    for (int threads : new int[] {1, 3}) {
      var probe = new Probe();
      var optimizer = new Watching();
      List<Boolean> between = new ArrayList<>();
      var trainer =
          Trainer.builder(new Sequential(new Linear(5, 6000), probe, new Linear(6000, 2)))
              .loss(new CrossEntropyLoss())
              .optimizer(optimizer)
              .batchSize(96)
              .shardRows(12)
              .threads(threads)
              .epochs(30)
              .listener(
                  new TrainingListener() {
                    @Override
                    public void stepDone(StepRecord step) {
                      between.add(ControlWord.flushes());
                    }
                  })
              .build();
      var data = classes(96);
      trainer.fit(data);
      trainer.evaluate(data);
      assertThat(probe.threads.size()).isBetween(Math.min(threads, 2), threads);
      assertThat(probe.flushes).containsExactly(true);
      assertThat(optimizer.flushes).containsExactly(true);
      assertThat(between).hasSize(30).containsOnly(false);
      assertThat(ControlWord.flushes()).isFalse();

      probe.fails = true;
      assertThatThrownBy(() -> trainer.fit(data)).hasMessage("planted");
      assertThat(probe.flushes).containsExactly(true);
      assertThat(ControlWord.flushes()).isFalse();
    }
  }

  @Test
  void aPredictorFlushesAndPutsTheOldWordBack() {
    var model = new Sequential(new Linear(1, 1, false));
    model.init(1);
    model.store().values().fill(1e-30);
    var info =
        new ModelInfo(
            Task.REGRESSION,
            OutputKind.VALUES,
            List.of(),
            new InputFormat.Numbers(Shape.of(1)),
            Map.of());
    var predictor = new Predictor(model, info);
    float[] answers = new float[200];
    float[] features = new float[200];
    Arrays.fill(features, 1e-10f);
    features[7] = 1;
    predictor.predict(features, answers);
    assertThat(answers[7]).isEqualTo(1e-30f);
    answers[7] = 0;
    assertThat(answers).containsOnly(0);
    assertThat(ControlWord.flushes()).isFalse();
    // Outside of it the same product is a subnormal number.
    assertThat(model.forward(Tensor.of(new float[][] {{1e-10f}})).toFloats()[0]).isEqualTo(1e-40f);
  }

  // ---- what for ----

  private static final int DECAY = 1200;

  private static long subnormals(NDArray array) {
    long count = 0;
    for (float number : array.toFloats()) {
      if (number != 0 && Math.abs(number) < Float.MIN_NORMAL) {
        count++;
      }
    }
    return count;
  }

  /** Its units die in the first steps: from then on the gradient is 0, and the velocity decays. */
  private static Trainer dying(Sequential model, int steps, SGD optimizer) {
    return Trainer.builder(model)
        .loss(new MSELoss())
        .optimizer(optimizer)
        .batchSize(34)
        .shardRows(17)
        .threads(2)
        .steps(steps)
        .build();
  }

  private static Sequential units() {
    return new Sequential(new Linear(3, 37), new ReLU());
  }

  private static Dataset farBelow() {
    float[][] features = new float[34][3];
    float[][] targets = new float[34][37];
    for (int i = 0; i < 34; i++) {
      for (int k = 0; k < 3; k++) {
        features[i][k] = 1 + 0.5f * (float) Math.sin(i + 2 * k);
      }
      Arrays.fill(targets[i], -1000);
    }
    return Dataset.regression(features, targets);
  }

  private static SGD momentum() {
    return new SGD(0.1).momentum(0.9);
  }

  @Test
  void momentumThatDecaysLeavesNoSubnormalsBehind() {
    var model = units();
    var optimizer = momentum();
    dying(model, DECAY, optimizer).fit(farBelow());
    NDArray velocity = optimizer.stateArrays().get("velocity");
    assertThat(subnormals(velocity)).isZero();
    assertThat(velocity.toFloats()).containsOnly(0);
    assertThat(subnormals(model.store().gradients())).isZero();
    assertThat(subnormals(model.store().values())).isZero();

    // The same from the tenth step on, without a scope: the velocity ends in subnormals.
    var other = units();
    var plain = momentum();
    dying(other, 10, plain).fit(farBelow());
    assertThat(other.store().gradients().toFloats()).containsOnly(0);
    float[] early = plain.stateArrays().get("velocity").toFloats();
    int moving = 0;
    for (float v : early) {
      moving += v > 1 ? 1 : 0;
    }
    assertThat(moving).isGreaterThan(20);
    for (int step = 10; step < DECAY; step++) {
      plain.step(other.store().gradients());
    }
    assertThat(subnormals(plain.stateArrays().get("velocity"))).isEqualTo(moving);
  }

  @Test
  void theOptimizersKernelsFlushInAScopeOnly() {
    var value = NDArray.permanent(DType.F32, Shape.of(101));
    var gradient = NDArray.permanent(DType.F32, Shape.of(101));
    Map<String, Long> found = new LinkedHashMap<>();
    Runnable pass =
        () -> {
          var kernels = Kernels.current().optimizers();
          var velocity = NDArray.permanent(DType.F32, Shape.of(101)).fill(2e-38);
          for (int i = 0; i < 10; i++) {
            kernels.momentum(
                OptimizerKernels.Update.plain(0.1), 0.9, 1, -0.1, 0, value, gradient, velocity);
          }
          found.put(found.isEmpty() ? "outside" : "inside", subnormals(velocity));
        };
    pass.run();
    StepScope.over(new Slab()).run(pass);
    assertThat(found).isEqualTo(Map.of("outside", 101L, "inside", 0L));
  }

  /** The second class is 89 below: its probability is e⁻⁸⁹, a subnormal number. */
  private static Sequential sure() {
    var model = new Sequential(new Linear(1, 2, false));
    model.init(1);
    model.params().getFirst().value().copyFrom(new double[] {0, -89});
    return model;
  }

  @Test
  void probabilitiesFarFromTheClassesLeaveNoSubnormalGradients() {
    float[][] ones = new float[64][1];
    Arrays.stream(ones).forEach(row -> row[0] = 1);
    var data = Dataset.of(ones, new int[64], "a", "b");
    var model = sure();
    Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new SGD(0.1))
        .batchSize(64)
        .steps(1)
        .build()
        .fit(data);
    assertThat(subnormals(model.store().gradients())).isZero();

    var other = sure();
    var features = Tensor.of(ones);
    new CrossEntropyLoss().of(other.forward(features), Tensor.of(new int[64])).backward();
    assertThat(subnormals(other.store().collectGradients())).isPositive();
  }
}
