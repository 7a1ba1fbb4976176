package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.data.Dataset;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.ELU;
import org.jacobi.nn.Embedding;
import org.jacobi.nn.Flatten;
import org.jacobi.nn.GELU;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.LayerNorm;
import org.jacobi.nn.LeakyReLU;
import org.jacobi.nn.Linear;
import org.jacobi.nn.LogSoftmax;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.SiLU;
import org.jacobi.nn.Sigmoid;
import org.jacobi.nn.Softmax;
import org.jacobi.nn.Softplus;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.TanhGELU;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Adam;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.Optimizers;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The number of threads changes no bit, and no place to train from brings a run to a stop. */
@Timeout(120)
class ThreadsTest {
  private static final int WIDE = 280;
  private static final int[] THREADS = {1, 2, 3, 7};
  private static final Dataset DATA = Samples.classes(61, 6, 3, 5);

  /** Numbers 0 … 4 from the features, for a layer that looks rows up. */
  private static final class Tokens extends UnaryLayer {
    @Override
    public Tensor forward(Tensor x) {
      double[] numbers = x.toDoubles();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Math.floorMod((int) (numbers[i] * 10), 5);
      }
      return new Tensor(NDArray.allocate(DType.I32, x.shape()).copyFrom(numbers));
    }
  }

  private static List<Supplier<UnaryLayer>> layers(int width) {
    return List.of(
        () -> new BatchNorm1d(width),
        () -> new Dropout(0.4),
        ELU::new,
        GELU::new,
        () -> new LayerNorm(width),
        LeakyReLU::new,
        () -> new Linear(width, width),
        LogSoftmax::new,
        ReLU::new,
        SiLU::new,
        Sigmoid::new,
        Softmax::new,
        Softplus::new,
        Tanh::new,
        TanhGELU::new,
        () -> new Sequential(new Flatten(), new Linear(width, width), new ReLU()));
  }

  private static Sequential around(UnaryLayer layer) {
    return new Sequential(new Linear(6, 8), layer, new Linear(8, 3));
  }

  /** Wide enough for a shard's products and elementwise kernels to be cut into parts. */
  private static Sequential aroundWide(UnaryLayer layer) {
    return new Sequential(new Linear(6, WIDE), layer, new Linear(WIDE, 64), new Linear(64, 3));
  }

  private static Sequential embedding() {
    return new Sequential(
        new Tokens(), new Embedding(5, 2), new Flatten(), new Linear(12, 3), new Tanh());
  }

  @Test
  void everyLayerIsThere() {
    Set<Class<?>> here =
        layers(8).stream().map(s -> s.get().getClass()).collect(Collectors.toSet());
    here.addAll(List.of(Embedding.class, Flatten.class));
    Set<String> all =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.jacobi.nn")
                .stream()
                .filter(c -> c.isAssignableTo(UnaryLayer.class))
                .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(c -> c.getName())
                .collect(Collectors.toSet());
    assertThat(here.stream().map(Class::getName)).containsExactlyInAnyOrderElementsOf(all);
  }

  /** All bits that a run leaves: losses, parameters, buffers, optimizer state. */
  private static List<double[]> run(
      Supplier<Sequential> make,
      Supplier<Optimizer> optimizer,
      boolean penalty,
      boolean oneShard,
      int threads) {
    Sequential model = make.get();
    var losses = new ArrayList<Double>();
    var builder =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(optimizer.get())
            .batchSize(oneShard ? 61 : 29)
            .shardRows(oneShard ? 61 : 5)
            .threads(threads)
            .steps(7)
            .seed(3)
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepDone(StepRecord step) {
                    losses.add(step.loss());
                  }
                });
    if (penalty) {
      builder.penalty(Penalty.elastic(0.01, 0.01));
    }
    var trainer = builder.build();
    trainer.fit(DATA);
    var all = new ArrayList<double[]>();
    all.add(losses.stream().mapToDouble(x -> x).toArray());
    all.add(model.store().values().toDoubles());
    for (LayerBuffer buffer : model.buffers()) {
      all.add(buffer.value().toDoubles());
    }
    trainer.optimizer().stateArrays().values().forEach(state -> all.add(state.toDoubles()));
    return all;
  }

  private static void assertSameBits(String what, List<double[]> actual, List<double[]> expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).as("%s, array %d", what, i).isEqualTo(expected.get(i));
    }
  }

  private static void sameBits(
      Supplier<Sequential> make, Supplier<Optimizer> optimizer, boolean penalty) {
    sameBits(make, optimizer, penalty, false);
  }

  private static void sameBits(
      Supplier<Sequential> make, Supplier<Optimizer> optimizer, boolean penalty, boolean oneShard) {
    List<double[]> expected = run(make, optimizer, penalty, oneShard, 1);
    assertThat(expected.getFirst()).hasSize(7).doesNotHaveDuplicates();
    for (int threads : THREADS) {
      assertSameBits(
          threads + " threads", run(make, optimizer, penalty, oneShard, threads), expected);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyLayerGivesTheSameBitsOnAnyNumberOfThreads() {
    var tests = new ArrayList<DynamicTest>();
    for (var layer : layers(8)) {
      tests.add(
          DynamicTest.dynamicTest(
              layer.get().toString(),
              () -> sameBits(() -> around(layer.get()), () -> new Adam(0.01), false)));
    }
    tests.add(
        DynamicTest.dynamicTest(
            "Embedding", () -> sameBits(ThreadsTest::embedding, () -> new Adam(0.01), false)));
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> everyLayerOfOneShardGivesTheSameBitsOnAnyNumberOfThreads() {
    return layers(WIDE).stream()
        .map(layer ->
            DynamicTest.dynamicTest(
                layer.get().toString(),
                () -> sameBits(() -> aroundWide(layer.get()), () -> new Adam(0.01), false, true)));
  }

  @TestFactory
  Stream<DynamicTest> everyOptimizerGivesTheSameBitsOnAnyNumberOfThreads() {
    return Optimizers.names().stream()
        .map(name ->
            DynamicTest.dynamicTest(
                name,
                // 3 × 16384 positions and more: several parts.
                () ->
                    sameBits(
                        () -> new Sequential(new Linear(6, 5000), new ReLU(), new Linear(5000, 3)),
                        () -> Optimizers.named(name, 0.01),
                        false)));
  }

  @Test
  void clippingAndPenaltyGiveTheSameBitsOnAnyNumberOfThreads() {
    sameBits(() -> around(new Tanh()), () -> new SGD(0.1).clipNorm(0.5), true);
    sameBits(() -> around(new Tanh()), () -> new SGD(0.1).clipValue(0.01), false);
  }

  @Test
  void theSameBitsFromAVirtualThreadAndFromAHostsExecutor() throws Exception {
    sameBitsFromEverywhere(
        () -> run(() -> around(new Dropout(0.2)), () -> new Adam(0.01), false, false, 3));
    sameBitsFromEverywhere(
        () -> run(() -> aroundWide(new Dropout(0.2)), () -> new Adam(0.01), false, true, 3));
  }

  private static void sameBitsFromEverywhere(Callable<List<double[]>> run) throws Exception {
    List<double[]> expected = run.call();
    var task = new FutureTask<>(run);
    assertThat(Thread.ofVirtual().start(task).join(Duration.ofSeconds(60))).isTrue();
    assertSameBits("virtual thread", task.get(), expected);
    try (var executor = Executors.newFixedThreadPool(2)) {
      var both = executor.invokeAll(List.of(run, run)); // two trainers at the same time
      for (var future : both) {
        assertSameBits("executor", future.get(), expected);
      }
    }
  }
}
