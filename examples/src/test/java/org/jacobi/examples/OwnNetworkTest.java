package org.jacobi.examples;

import static org.jacobi.testing.Limit.Unit.EPOCHS;
import static org.jacobi.testing.Limit.within;
import static org.jacobi.testing.NetworkAssertions.assertGradients;
import static org.jacobi.testing.NetworkAssertions.assertOverfitsOneBatch;
import static org.jacobi.testing.NetworkAssertions.assertReaches;
import static org.jacobi.testing.NetworkAssertions.assertRunHash;
import static org.jacobi.testing.NetworkAssertions.assertSurvivesSaveAndLoad;

import java.util.stream.IntStream;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;
import org.jacobi.data.Digits;
import org.jacobi.data.TrainTest;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Adam;
import org.jacobi.tensor.Tensor;
import org.jacobi.train.Trainer;
import org.junit.jupiter.api.Test;

class OwnNetworkTest {
  /** y = x tanh(W x + b): a layer of our own, whose gate has the width of its input. */
  static final class Gate extends UnaryLayer {
    private final Linear gate;

    Gate(int size) {
      gate = new Linear(size, size);
    }

    @Override
    public Tensor forward(Tensor x) {
      return x.mul(gate.forward(x).tanh());
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  private static Sequential network() {
    return new Sequential(new Linear(784, 32), new Gate(32), new Linear(32, 10));
  }

  private static Trainer.Builder training() {
    return Trainer.builder(network())
        .loss(new CrossEntropyLoss())
        .optimizer(new Adam(0.003))
        .batchSize(50)
        .seed(1);
  }

  private final TrainTest digits = Digits.load(1, 1000, 300);

  @Test
  void theGradientsAreThoseOfTheFormula() {
    assertGradients(new Gate(7), Shape.of(5, 7));
  }

  @Test
  void itCanLearnOneBatchByHeart() {
    Dataset.Batch batch = digits.train().batch(IntStream.range(0, 20).toArray());
    assertOverfitsOneBatch(network(), new CrossEntropyLoss(), batch);
  }

  @Test
  void itLearnsDigitsSoon() {
    assertReaches(0.85, within(6, EPOCHS), training(), digits.train(), digits.test());
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    var one = training().epochs(2).threads(1).build().fit(digits.train());
    var three = training().epochs(2).threads(3).build().fit(digits.train());
    assertRunHash(one.runHash(), three);
  }

  @Test
  void itsFileGivesTheSameAnswers() {
    assertSurvivesSaveAndLoad(network(), OwnNetworkTest::network);
  }
}
