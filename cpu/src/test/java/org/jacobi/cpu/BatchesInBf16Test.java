package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.cpu.vector.VectorKernels;
import org.jacobi.data.Dataset;
import org.jacobi.data.Digits;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Linear;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.optim.SGD;
import org.jacobi.train.OwnLoop;
import org.jacobi.train.Trainer;
import org.junit.jupiter.api.Test;

/** Training in bfloat16, where the processor likes its batches in it. */
class BatchesInBf16Test {
  private static final Dataset DIGITS = Digits.load(1, 331, 10).train(); // a last batch of 31
  private static final Kernels KERNELS = Kernels.current().at(Precision.BF16);

  private static final Dataset NARROW = columns(32, 2 * 570);

  private static Dataset columns(int count, int rows) {
    var features = new float[rows][count];
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % 10;
      for (int k = 0; k < count; k++) {
        features[i][k] = (float) Math.sin(i * 31 + k * k);
      }
    }
    return Dataset.of(features, labels);
  }

  private static Sequential model(int in, int width) {
    return new Sequential(new Linear(in, width), new ReLU(), new Linear(width, 10));
  }

  private static Trainer.Builder trainer(Sequential model, int threads, int batch) {
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new SGD(0.05).momentum(0.9))
        .batchSize(batch)
        .shardRows(batch)
        .epochs(2)
        .seed(1)
        .precision(Precision.BF16)
        .threads(threads);
  }

  @Test
  void largeFactorsAreLikedInBf16OnlyWithItsArithmetic() {
    assertThat(Kernels.current().factorType(128, 784, 256)).isEqualTo(DType.F32);
    assertThat(KERNELS.factorType(64, 30, 64)).isEqualTo(DType.F32);
    assumeTrue(KERNELS.factorType(128, 784, 256) == DType.BF16, "no arithmetic for it here");
    assertThat(KERNELS.factorType(100, 784, 160)).isEqualTo(DType.BF16);
    assertThat(KERNELS.factorType(64, 784, 256)).isEqualTo(DType.F32);
    assertThat(KERNELS.factorType(128, 785, 256)).isEqualTo(DType.F32);
    assertThat(KERNELS.factorType(128, 784, 250)).isEqualTo(DType.F32);
    assertThat(KERNELS.factorType(10_000, 784, 10)).isEqualTo(DType.F32);
  }

  @Test
  void kernelsSayWhereThereIsNoArithmeticForBf16() {
    assertThat(Kernels.current().missingPrecision()).isEmpty();
    var inJava = new VectorKernels();
    assertThat(inJava.missingPrecision()).isEmpty();
    assertThat(inJava.at(Precision.BF16).missingPrecision().orElseThrow()).contains("Vector API");
    boolean liked = KERNELS.factorType(128, 784, 256) == DType.BF16;
    assertThat(KERNELS.missingPrecision().isEmpty()).isEqualTo(liked);
  }

  @Test
  void theBitsAreThoseOfBatchesInF32ForAnyThreads() {
    areThoseOfBatchesInF32(DIGITS, 100, 160);
    areThoseOfBatchesInF32(DIGITS, 108, 160); // a last batch of 7
    areThoseOfBatchesInF32(DIGITS, 71, 64);
    areThoseOfBatchesInF32(NARROW, 570, 1136); // cut into eight parts
  }

  private static void areThoseOfBatchesInF32(Dataset data, int batch, int width) {
    int in = data.featureShape().dim(0);
    String expected = ownLoopOverF32(data, batch, model(in, width));
    for (int threads : new int[] {1, 2, 3, 7}) {
      var model = model(in, width);
      trainer(model, threads, batch).build().fit(data);
      boolean same = hash(model).equals(expected);
      assertThat(same).as("%d wide, %d threads", width, threads).isTrue();
    }
  }

  private static String ownLoopOverF32(Dataset data, int batch, Sequential model) {
    trainer(model, 1, batch).build(); // initialises it
    var optimizer = new SGD(0.05).momentum(0.9).over(model);
    OwnLoop.run(model, optimizer, data, batch, 2, KERNELS);
    return hash(model);
  }

  private static String hash(Sequential model) {
    return Arrays.toString(model.store().values().toFloats());
  }

  @Test
  void whatOneDnnDoesNotTakeIsWhatItIsWithF32() {
    var random = new Random(2);
    var x = numbers(random, 40, 300).cast(DType.BF16).keep();
    var same = x.cast(DType.F32).keep();
    var weight = numbers(random, 260, 300);
    var upstream = numbers(random, 40, 260);
    var spread = numbers(random, 1, 260).expand(Shape.of(40, 260));
    var kernels = Kernels.current(); // F32: the weight must not be rounded
    var sums = within(1e-4f); // of 300 numbers, in another order
    assertThat(linear(kernels, x, weight)).containsExactly(linear(kernels, same, weight), sums);
    assertThat(product(kernels, upstream, x))
        .containsExactly(product(kernels, upstream, same), sums);
    assertThat(product(KERNELS, spread, x)).containsExactly(product(KERNELS, spread, same), sums);
  }

  private static NDArray numbers(Random random, int rows, int columns) {
    double[] numbers = random.doubles((long) rows * columns, -1, 1).toArray();
    return NDArray.permanent(DType.F32, Shape.of(rows, columns)).copyFrom(numbers);
  }

  private static float[] linear(Kernels kernels, NDArray x, NDArray weight) {
    var out = NDArray.permanent(DType.F32, Shape.of(x.shape().dim(0), weight.shape().dim(0)));
    kernels.linear(x, weight, null, false, out);
    return out.toFloats();
  }

  private static float[] product(Kernels kernels, NDArray upstream, NDArray x) {
    var out = NDArray.permanent(DType.F32, Shape.of(upstream.shape().dim(1), x.shape().dim(1)));
    kernels.matmul(upstream.transpose(), x, out);
    return out.toFloats();
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
