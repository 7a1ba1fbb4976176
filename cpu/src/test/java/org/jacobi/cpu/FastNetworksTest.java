package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jacobi.testing.Limit.Unit.EPOCHS;
import static org.jacobi.testing.Limit.within;
import static org.jacobi.testing.NetworkAssertions.assertOverfitsOneBatch;
import static org.jacobi.testing.NetworkAssertions.assertReaches;
import static org.jacobi.testing.NetworkAssertions.assertRunHash;
import static org.jacobi.testing.NetworkAssertions.assertSurvivesSaveAndLoad;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jacobi.data.Digits;
import org.jacobi.data.TrainTest;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.GELU;
import org.jacobi.nn.LayerNorm;
import org.jacobi.nn.Linear;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Adam;
import org.jacobi.train.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole networks with the fast kernels, held to what the published assertions ask for. */
class FastNetworksTest {
  private static final TrainTest DIGITS = Digits.load(1, 1500, 400);

  @BeforeEach
  void theFastKernelsCompute() {
    assertThat(Kernels.current().name()).startsWith("vector");
  }

  private static Stream<Sequential> networks() {
    return Stream.of(
        network(new Linear(784, 67), new ReLU()),
        network(new Linear(784, 67), new BatchNorm1d(67), new Tanh(), new Dropout(0.1)),
        network(new Linear(784, 67), new LayerNorm(67), new GELU()));
  }

  private static Sequential network(UnaryLayer... body) {
    return new Sequential(new Sequential(body), new Linear(67, 10));
  }

  private static Trainer.Builder training(Sequential model) {
    return Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new Adam(0.003))
        .batchSize(50)
        .seed(1);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void itLearnsOneBatchByHeart(Sequential model) {
    var batch = DIGITS.train().batch(IntStream.range(0, 31).toArray());
    assertOverfitsOneBatch(model, new CrossEntropyLoss(), batch);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void itLearnsDigitsSoon(Sequential model) {
    assertReaches(0.9, within(5, EPOCHS), training(model), DIGITS.train(), DIGITS.test());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void threeThreadsGiveTheBitsOfOne(Sequential model) {
    var one = training(model).epochs(1).shardRows(13).threads(1).build().fit(DIGITS.train());
    model.init(1);
    var three = training(model).epochs(1).shardRows(13).threads(3).build().fit(DIGITS.train());
    assertRunHash(one.runHash(), three);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void itsFileGivesTheSameAnswers(Sequential model) {
    assertSurvivesSaveAndLoad(model);
  }
}
