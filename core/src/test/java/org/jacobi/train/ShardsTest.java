package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.data.Dataset;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Loss;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.Param;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.Reduction;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {
  private static final int ROWS = 23;
  private static final Shards.Keys KEYS = new Shards.Keys(1, 1, 1);
  private static final Dataset DATA = Samples.classes(29, 5, 3, 1);
  private static final int[] CHOSEN = IntStream.range(0, ROWS).map(i -> (7 * i + 3) % 29).toArray();
  private static final Loss WEIGHTED = new CrossEntropyLoss().withClassWeights(0.25, 1, 5);

  private static Sequential model(DType dtype) {
    var model = new Sequential(new Linear(5, 7), new Tanh(), new Linear(7, 3));
    model.init(3, dtype);
    return model;
  }

  private static double[] gradient(UnaryLayer model) {
    return model.store().gradients().toDoubles();
  }

  /** The gradient of the whole batch by a plain walk back. */
  private static double plain(UnaryLayer model, Loss loss) {
    var batch = DATA.batch(CHOSEN);
    Tensor output = model.forward(new Tensor(batch.features().cast(DType.F64)));
    Tensor value = loss.of(output, new Tensor(batch.targets()));
    model.store().zeroGrad();
    value.backward();
    model.store().collectGradients();
    return value.item();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 11, 22, 23, 64})
  void theShardsAddUpToTheGradientOfTheWholeBatch(int rowsPerShard) {
    var model = model(DType.F64);
    double expectedLoss = plain(model, WEIGHTED);
    double[] expected = gradient(model);
    model.store().gradients().fill(Double.NaN);

    var shards = new Shards(model, WEIGHTED, DATA, rowsPerShard);
    assertThat(shards.backward(DATA, CHOSEN, KEYS)).isCloseTo(expectedLoss, within(1e-12));
    assertThat(gradient(model)).containsExactly(expected, within(1e-12));
    assertThat(DoubleStream.of(expected).map(Math::abs).max().orElse(0)).isGreaterThan(0.01);
  }

  @Test
  void aSumIsNotDividedAtAll() {
    var model = model(DType.F64);
    var loss = new CrossEntropyLoss(Reduction.SUM);
    double expectedLoss = plain(model, loss);
    double[] expected = gradient(model);
    double value = new Shards(model, loss, DATA, 5).backward(DATA, CHOSEN, KEYS);
    assertThat(value).isCloseTo(expectedLoss, within(1e-11));
    assertThat(gradient(model)).containsExactly(expected, within(1e-11));
  }

  @Test
  void theGradientIsRightAfterEachOfTwoSteps() {
    var model = model(DType.F64);
    var shards = new Shards(model, WEIGHTED, DATA, 5, Penalty.elastic(0.01, 0.1), 2);
    var optimizer = new SGD(0.3).momentum(0.9).over(model);
    for (int step = 1; step <= 3; step++) {
      var keys = new Shards.Keys(1, 1, step);
      shards.backward(DATA, CHOSEN, keys);
      double[] gradient = gradient(model);
      var values = model.store().values();
      double[] at = values.toDoubles();
      for (int i = 0; i < at.length; i++) {
        double[] moved = at.clone();
        moved[i] = at[i] + 1e-6;
        values.copyFrom(moved);
        double above = shards.backward(DATA, CHOSEN, keys);
        moved[i] = at[i] - 1e-6;
        values.copyFrom(moved);
        double below = shards.backward(DATA, CHOSEN, keys);
        assertThat(gradient[i])
            .as("step %d, position %d", step, i)
            .isCloseTo((above - below) / 2e-6, within(1e-7));
      }
      values.copyFrom(at);
      shards.backward(DATA, CHOSEN, keys);
      assertThat(gradient(model)).containsExactly(gradient);
      optimizer.step(model.store().gradients());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 11, 23})
  void thePenaltyIsAddedOncePerBatch(int rowsPerShard) {
    var model = model(DType.F64);
    double without = new Shards(model, WEIGHTED, DATA, rowsPerShard).backward(DATA, CHOSEN, KEYS);
    double[] plain = gradient(model);
    var penalty = Penalty.elastic(0.03, 0.5);
    double with =
        new Shards(model, WEIGHTED, DATA, rowsPerShard, penalty, 2).backward(DATA, CHOSEN, KEYS);
    double[] gradient = gradient(model);
    double expected = 0;
    for (int p = 0; p < model.params().size(); p++) {
      Param param = model.params().get(p);
      boolean counts = param.role() == Param.Role.WEIGHT;
      double[] values = param.value().toDoubles();
      for (int i = 0; i < values.length; i++) {
        int at = model.store().offset(p) + i;
        double w = values[i];
        expected += counts ? 0.03 * Math.abs(w) + 0.25 * w * w : 0;
        double own = counts ? 0.03 * Math.signum(w) + 0.5 * w : 0;
        assertThat(gradient[at] - plain[at]).as(param.path()).isCloseTo(own, within(1e-12));
      }
    }
    assertThat(expected).isGreaterThan(0.5);
    assertThat(with - without).isCloseTo(expected, within(1e-12));
  }

  @Test
  void dropoutFollowsFromSeedEpochStepAndShardAlone() {
    var model = new Sequential(new Linear(5, 7), new Dropout(0.5), new Linear(7, 3));
    model.init(3);
    double[] first = bits(model, 6, KEYS);
    assertThat(bits(model, 6, KEYS)).containsExactly(first);
    assertThat(bits(model, 6, new Shards.Keys(2, 1, 1))).isNotEqualTo(first);
    assertThat(bits(model, 6, new Shards.Keys(1, 2, 1))).isNotEqualTo(first);
    assertThat(bits(model, 6, new Shards.Keys(1, 1, 2))).isNotEqualTo(first);
    assertThat(bits(model, 8, KEYS)).isNotEqualTo(first);
  }

  private static double[] bits(UnaryLayer model, int rowsPerShard, Shards.Keys keys) {
    new Shards(model, WEIGHTED, DATA, rowsPerShard).backward(DATA, CHOSEN, keys);
    return gradient(model);
  }

  @Test
  void aLastShardOfOneRowJoinsItsNeighbour() {
    // 23 rows by 11 are 11, 11 and 1: batch normalisation refuses one row alone.
    var model = new Sequential(new Linear(5, 4), new BatchNorm1d(4), new Linear(4, 3));
    model.init(3, DType.F64);
    var joined = new Shards(model, WEIGHTED, DATA, 11);
    double value = joined.backward(DATA, CHOSEN, KEYS);
    assertThat(value).isGreaterThan(0.1);
    // Two updates of the running mean, of 11 and of 12 rows, in this order.
    double[] running = {0, 0, 0, 0};
    int[][] parts = {
      IntStream.range(0, 11).toArray(), IntStream.range(11, 23).toArray(),
    };
    for (int[] part : parts) {
      int[] rows = IntStream.of(part).map(i -> CHOSEN[i]).toArray();
      var x = new Tensor(DATA.batch(rows).features().cast(DType.F64));
      double[] mean = model.steps().getFirst().forward(x).mean(0).toDoubles();
      for (int i = 0; i < 4; i++) {
        running[i] = 0.9 * running[i] + 0.1 * mean[i];
      }
    }
    var norm = (BatchNorm1d) model.steps().get(1);
    assertThat(norm.runningMean().value().toDoubles()).containsExactly(running, within(1e-12));
  }

  @Test
  void aFrozenParameterGetsNoGradientAndTheOthersKeepTheirs() {
    var model = model(DType.F64);
    plain(model, WEIGHTED);
    double[] expected = model.param("2.weight").tensor().grad().toDoubles();
    model.freeze("0");
    new Shards(model, WEIGHTED, DATA, 5).backward(DATA, CHOSEN, KEYS);
    var store = model.store();
    assertThat(store.part(store.gradients(), 0).toDoubles()).containsOnly(0);
    assertThat(store.part(store.gradients(), 2).toDoubles())
        .containsExactly(expected, within(1e-12));
  }

  @Test
  void theDefaultDependsOnTheBatchSizeAlone() {
    assertThat(Shards.defaultRows(1)).isEqualTo(1);
    assertThat(Shards.defaultRows(128)).isEqualTo(128);
    assertThat(Shards.defaultRows(256)).isEqualTo(256);
    assertThat(Shards.defaultRows(257)).isEqualTo(129);
    assertThat(Shards.defaultRows(512)).isEqualTo(256);
    assertThat(Shards.defaultRows(600)).isEqualTo(200);
    assertThat(Shards.defaultRows(2048)).isEqualTo(256);
    assertThat(Shards.defaultRows(2049)).isEqualTo(257);
    assertThat(Shards.defaultRows(4096)).isEqualTo(512);
    assertThatThrownBy(() -> new Shards(model(DType.F32), WEIGHTED, DATA, 0))
        .hasMessage("[shards] a shard must have one row or more, not 0");
  }

  @Test
  void aPenaltyThatIsNotFiniteStopsTheRun() {
    var data = Samples.numbers(8, 2, 1);
    var model = new Sequential(new Linear(2, 1));
    model.weightInit(Init.constant(1e19)); // its square overflows F32, its output does not
    model.init(1);
    var loss = new MSELoss();
    var shards = new Shards(model, loss, data, 8, Penalty.l2(1e3), 2);
    var tiny = Dataset.regression(new float[][] {{1e-19f, 0}, {0, 1e-19f}}, new float[] {1, 2});
    assertThatThrownBy(() -> shards.backward(tiny, new int[] {0, 1}, new Shards.Keys(1, 2, 9)))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("[trainer] the penalty is Infinity in step 9 (epoch 2): ");
  }
}
