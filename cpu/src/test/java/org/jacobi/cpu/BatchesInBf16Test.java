package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.data.DataLoader;
import org.jacobi.data.Dataset;
import org.jacobi.data.Digits;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Linear;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.optim.SGD;
import org.jacobi.train.Shards;
import org.jacobi.train.Trainer;
import org.junit.jupiter.api.Test;

/** Training in bfloat16, where the processor likes its batches in it. */
class BatchesInBf16Test {
  private static final Dataset DIGITS = Digits.load(1, 331, 10).train(); // a last batch of 31
  private static final Kernels KERNELS = Kernels.current().at(Precision.BF16);

  private static Sequential model() {
    return new Sequential(new Linear(784, 160), new ReLU(), new Linear(160, 10));
  }

  private static Trainer.Builder trainer(Sequential model, int threads) {
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new SGD(0.05).momentum(0.9))
        .batchSize(100)
        .epochs(2)
        .seed(1)
        .precision(Precision.BF16)
        .threads(threads);
  }

  @Test
  void largeFactorsAreLikedInBf16OnlyWithItsArithmetic() {
    assertThat(Kernels.current().factorType(128, 784, 256)).isEqualTo(DType.F32);
    assertThat(KERNELS.factorType(64, 30, 64)).isEqualTo(DType.F32);
    assumeTrue(KERNELS.factorType(128, 784, 256) == DType.BF16, "no AMX here");
    assertThat(KERNELS.factorType(100, 784, 160)).isEqualTo(DType.BF16);
    assertThat(KERNELS.factorType(16, 784, 256)).isEqualTo(DType.F32);
    assertThat(KERNELS.factorType(10_000, 784, 10)).isEqualTo(DType.F32);
  }

  @Test
  void theBitsAreThoseOfBatchesInF32ForAnyThreads() {
    String expected = ownLoopOverF32();
    for (int threads : new int[] {1, 2, 3, 7}) {
      var model = model();
      trainer(model, threads).build().fit(DIGITS);
      assertThat(hash(model)).as("%d threads", threads).isEqualTo(expected);
    }
  }

  private static String ownLoopOverF32() {
    var model = model();
    trainer(model, 1).build(); // initialises it
    var optimizer = new SGD(0.05).momentum(0.9).over(model);
    var loader = new DataLoader(DIGITS, 100).shuffle(1);
    var shards = new Shards(model, new CrossEntropyLoss(), DIGITS, 100, null, 2);
    long step = 0;
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (int i = 0; i < loader.steps(); i++) {
        int[] rows = loader.rowsOf(epoch - 1, i);
        var keys = new Shards.Keys(1, epoch, ++step);
        StepScope.outside()
            .with(Kernels.SETTING, KERNELS)
            .call(() -> shards.step(DIGITS, rows, keys, optimizer));
      }
    }
    return hash(model);
  }

  private static String hash(Sequential model) {
    return java.util.Arrays.toString(model.store().values().toFloats());
  }

  @Test
  void gatheringAllocatesNothingOnceCompiled() {
    var numbers = new float[300][67];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i][i % 67] = i;
    }
    var table = Dataset.of(numbers, new int[300]);
    int[] rows = IntStream.range(0, 64).map(i -> i * 7 % 300).toArray();
    List<Runnable> calls = new ArrayList<>();
    for (var data : List.of(DIGITS, table)) {
      NDArray features = data.newBatch(64, DType.BF16).features();
      var kernels = Kernels.current();
      calls.add(
          data == table
              ? () -> kernels.roundRows(data.features(), rows, 0, 64, features)
              : () -> kernels.scaleRows(data.features(), rows, 0, 64, 1 / 255f, 0, features));
    }
    assertThat(HotCalls.leastBytes(calls, 1000, 500)).as("bytes in 1000 rounds").isZero();
  }
}
