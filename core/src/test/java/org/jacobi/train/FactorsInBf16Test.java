package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.jacobi.KeptLines;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.kernel.ForwardingKernels;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReferenceKernels;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Mode;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Batches in BF16 for kernels that like them: nothing but the memory is another. */
class FactorsInBf16Test {
  private static final Kernels PLAIN = new ReferenceKernels(); // they round all factors
  private static final int BATCH = 40;
  private static final Dataset DATA = Samples.classes(130, 64, 3, 1); // a last batch of 10

  /**
   * Says that it likes BF16 from so many rows on, and counts what the first layer is trained on.
   */
  private static final class Liking extends ForwardingKernels {
    private final int rows;
    private final AtomicIntegerArray given;

    Liking(Kernels kernels, int rows, AtomicIntegerArray given) {
      super(kernels);
      this.rows = rows;
      this.given = given;
    }

    @Override
    public Kernels at(Precision precision) {
      return new Liking(kernels.at(precision), rows, given);
    }

    @Override
    public DType factorType(int count, int in, int out) {
      return count >= rows ? DType.BF16 : DType.F32;
    }

    @Override
    public void linear(NDArray x, NDArray weight, NDArray bias, boolean relu, NDArray out) {
      if (Mode.SETTING.get() == Mode.TRAIN && x.shape().dim(1) == 64) {
        given.incrementAndGet(x.dtype() == DType.BF16 ? 1 : 0);
      }
      super.linear(x, weight, bias, relu, out);
    }
  }

  private static Sequential model() {
    return new Sequential(new Linear(64, 48), new ReLU(), new Dropout(0.1), new Linear(48, 3));
  }

  private static Trainer.Builder trainer(UnaryLayer model) {
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new SGD(0.1).momentum(0.9))
        .batchSize(BATCH)
        .epochs(3)
        .seed(1)
        .precision(Precision.BF16);
  }

  private static <T> T with(Kernels kernels, ScopedValue.CallableOp<T, RuntimeException> body) {
    return StepScope.outside().with(Kernels.SETTING, kernels).call(body);
  }

  @Test
  void aRunHasTheBitsOfOneWithBatchesInF32() {
    int measured = 1; // the plan computes a shard
    for (int threads : new int[] {1, 2, 3, 7}) {
      isAsInF32(threads, BATCH, 3 * 3 + measured, 3);
      isAsInF32(threads, 20, 3 * 3 * 2 + measured, 3);
      isAsInF32(threads, 17, 3 * 3 * 2 + measured, 3 * (3 + 1)); // 6 of the 40 rows are too few
    }
  }

  private static void isAsInF32(int threads, int shardRows, int halves, int others) {
    var given = new AtomicIntegerArray(2);
    var run = trainer(model()).threads(threads).shardRows(shardRows).build();
    String hash = with(new Liking(PLAIN, 15, given), () -> run.fit(DATA).runHash());
    var alike = trainer(model()).threads(1).shardRows(shardRows).build();
    assertThat(hash).isEqualTo(with(PLAIN, () -> alike.fit(DATA).runHash()));
    assertThat(given.get(1)).as("shards in BF16").isEqualTo(halves);
    assertThat(given.get(0)).as("shards in F32").isEqualTo(others);
  }

  @Test
  void anOwnLoopOverBatchesInF32GivesTheBitsOfTheTrainer() {
    var kernels = new Liking(PLAIN.at(Precision.BF16), 15, new AtomicIntegerArray(2));
    String trained = with(kernels, () -> trainer(model()).build().fit(DATA).runHash());
    var model = model();
    trainer(model).build(); // initialises it
    var optimizer = new SGD(0.1).momentum(0.9).over(model);
    OwnLoop.run(model, optimizer, DATA, BATCH, 3, kernels);
    assertThat(RunHash.of(model, optimizer)).isEqualTo(trained);
  }

  @Test
  void aBatchInBf16ThatNobodyLikesBecomesF32() {
    var model = new Sequential(new Tanh(), new Linear(64, 3));
    model.init(1);
    var shards = new Shards(model, new CrossEntropyLoss(), DATA, BATCH);
    int[] rows = IntStream.range(0, BATCH).toArray();
    var half = DATA.newBatch(BATCH, DType.BF16);
    DATA.gather(rows, 0, BATCH, half);
    var same = new Dataset.Batch(half.features().cast(DType.F32), half.targets());
    var keys = new Shards.Keys(1, 1, 1);
    assertThat(shards.backward(half, keys)).isEqualTo(shards.backward(same, keys));
  }

  @Test
  void onlyLinearMapsAndWhatBeginsWithThemLikeOtherTypes() {
    var kernels = new Liking(PLAIN, 15, new AtomicIntegerArray(2));
    List<UnaryLayer> liking =
        List.of(new Linear(64, 5), model(), new Sequential(model(), new ReLU()));
    List<UnaryLayer> others =
        List.of(new Tanh(), new Sequential(), new Sequential(new Dropout(0.5), new Linear(64, 5)));
    for (var layer : liking) {
      assertThat(with(kernels, () -> layer.inputType(15))).isEqualTo(DType.BF16);
      assertThat(with(kernels, () -> layer.inputType(14))).isEqualTo(DType.F32);
    }
    for (var layer : others) {
      assertThat(with(kernels, () -> layer.inputType(100))).isEqualTo(DType.F32);
    }
  }

  /** Numbers of words, not to be rounded. */
  private static final class Words extends UnaryLayer {
    @Override
    public DType inputType(int rows) {
      return DType.I64;
    }

    @Override
    public Tensor forward(Tensor x) {
      return x.abs();
    }
  }

  /** Says that there is no arithmetic for what was asked. */
  private static final class Missing extends ForwardingKernels {
    private final boolean asked;

    Missing(boolean asked) {
      super(PLAIN);
      this.asked = asked;
    }

    @Override
    public Kernels at(Precision precision) {
      return new Missing(precision == Precision.BF16);
    }

    @Override
    public Optional<String> missingPrecision() {
      return asked ? Optional.of("it is an abacus") : Optional.empty();
    }
  }

  @Test
  void aLineSaysThatAPrecisionIsMissing() {
    var lines = new ArrayList<String>();
    for (var precision : Precision.values()) {
      Trainer.warnOfPrecision(new Missing(false).at(precision), precision, new KeptLines(lines));
      Trainer.warnOfPrecision(PLAIN.at(precision), precision, new KeptLines(lines));
    }
    assertThat(lines)
        .containsExactly(
            "WARNING precision bf16 changes nothing here, products are computed in f32: it is an abacus");
  }

  @Test
  void whatALayerLikesBesidesBf16IsF32() {
    var model = new Sequential(new Words(), new Linear(64, 3));
    var history = trainer(model).epochs(1).build().fit(DATA);
    assertThat(history.last().train().loss()).isPositive();
  }

  @Test
  void thePlanCountsTheBatchesAsTheyAre() {
    var kernels = new Liking(PLAIN, 15, new AtomicIntegerArray(2));
    long full = trainer(model()).build().plan(DATA).batches();
    long half = with(kernels, () -> trainer(model()).build().plan(DATA).batches());
    assertThat(full - half).isEqualTo(8L * BATCH * 64 * 2);
  }

  @Test
  void aModelInF64GetsItsNumbersInFull() {
    var kernels = new Liking(PLAIN, 1, new AtomicIntegerArray(2));
    double[] losses = new double[2];
    Arrays.setAll(
        losses,
        i -> {
          var model = model();
          model.init(1, DType.F64);
          var shards = new Shards(model, new CrossEntropyLoss(), DATA, BATCH);
          assertThat(with(kernels, () -> shards.inputType(BATCH, BATCH))).isEqualTo(DType.F32);
          int[] rows = IntStream.range(0, BATCH).toArray();
          var keys = new Shards.Keys(1, 1, 1);
          return with(i == 0 ? kernels : PLAIN, () -> shards.backward(DATA, rows, keys));
        });
    assertThat(losses[0]).isEqualTo(losses[1]);
  }
}
