package org.jacobi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.optim.Adam;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.GradCheck;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.jacobi.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Touches everything once, in under two seconds, from the constant upwards: if something is broken
 * everywhere, this says so first.
 */
@Timeout(2)
final class TinyTest {

  @Test
  void aConstantHoldsItsNumbers() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(x.dtype()).isEqualTo(DType.F32);
    assertThat(x.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Kernels.current().name()).isNotBlank();
  }

  @Test
  void addBroadcasts() {
    Tensor sum = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).add(Tensor.of(10f, 20f, 30f));
    assertThat(sum.toFloats()).containsExactly(11, 22, 33, 14, 25, 36);
  }

  @Test
  void matmulMultipliesRowsByColumns() {
    Tensor a = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    Tensor b = Tensor.of(new float[] {1, 0, 2, -1, 3, 1}, 3, 2);
    // 1·1 + 2·2 + 3·3, 1·0 − 2·1 + 3·1; 4·1 + 5·2 + 6·3, −5 + 6
    assertThat(a.matmul(b).toFloats()).containsExactly(14, 1, 32, 1);
  }

  @Test
  void backwardGivesThePriceOfAnApple() {
    Tensor apple = Tensor.scalar(100).requireGrad();
    Tensor count = Tensor.scalar(2).requireGrad();
    Tensor tax = Tensor.scalar(1.1).requireGrad();
    apple.mul(count).mul(tax).backward();
    assertThat(apple.grad().item()).isEqualTo(2.2);
    assertThat(count.grad().item()).isEqualTo(100 * 1.1);
    assertThat(tax.grad().item()).isEqualTo(200);
  }

  @Test
  void linearMapsRowsAndHasTheGradientsOfItsFormula() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    Tensor weight = Tensor.of(new double[] {1, 0, -1, 2, 1, 0}, 2, 3).requireGrad();
    Tensor bias = Tensor.of(10.0, 20.0).requireGrad();
    Tensor y = x.linear(weight, bias);
    assertThat(y.toDoubles()).containsExactly(8, 24, 8, 33);
    y.sum().backward();
    assertThat(weight.grad().toDoubles()).containsExactly(5, 7, 9, 5, 7, 9);
    assertThat(bias.grad().toDoubles()).containsExactly(2, 2);
    GradCheck.of(in -> in[0].linear(in[1], in[2]).tanh()).check(x, weight, bias);
  }

  @Test
  void aStepInAScopeLowersALoss() {
    Tensor x = Tensor.normal(1, 7, 3);
    Tensor weight = Tensor.normal(2, 5, 3).requireGrad();
    var slab = new Slab();
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < 3; step++) {
      Tensor before = weight;
      Tensor after =
          StepScope.over(slab)
              .call(() -> {
                Tensor dropped = x.dropout(0.1, Rng.of(3, "dropout"));
                Tensor loss = dropped.linear(before, null).square().mean();
                losses.add(loss.item());
                loss.backward();
                return before.detach().sub(before.grad().mul(0.5)).keep();
              });
      weight = after.requireGrad();
    }
    assertThat(losses.get(1)).isLessThan(losses.get(0));
    assertThat(losses.get(2)).isPositive().isLessThan(losses.get(1));
  }

  @Test
  void anOptimizerStepGoesAgainstTheGradient() {
    var model = new Linear(2, 1, false).weightInit(Init.constant(0.5));
    model.init(1);
    var optimizer = new SGD(0.25).over(model);
    // y = 0.5 · 2 + 0.5 · 4 = 3; the gradient of y² is 2 · 3 · (2, 4).
    model.forward(Tensor.of(new float[] {2, 4}, 1, 2)).square().sum().backward();
    optimizer.step();
    assertThat(model.weight().value().toFloats()).containsExactly(0.5f - 3, 0.5f - 6);
  }

  @Test
  void xorIsLearned() {
    float[][] inputs = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    var trainer =
        Trainer.builder(new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 2)))
            .loss(new CrossEntropyLoss())
            .optimizer(new Adam(0.1))
            .batchSize(4)
            .epochs(60)
            .build();
    var history = trainer.fit(Dataset.of(inputs, new int[] {0, 1, 1, 0}));
    assertThat(history.last().train().metric()).isEqualTo(1);
    assertThat(history.last().train().loss()).isLessThan(0.1);
  }
}
