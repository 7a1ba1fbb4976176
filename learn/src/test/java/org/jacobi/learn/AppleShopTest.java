package org.jacobi.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.jacobi.learn.Numbers.scalar;

import org.jacobi.array.NDArray;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The first examples of every course. */
class AppleShopTest {
  private final NDArray apple = scalar(100);
  private final NDArray apples = scalar(2);
  private final NDArray orange = scalar(150);
  private final NDArray oranges = scalar(3);
  private final NDArray tax = scalar(1.1);

  private static void near(NDArray array, double expected) {
    assertThat(array.item()).isCloseTo(expected, within(1e-12 * expected));
  }

  @Test
  void twoApplesCost220() {
    var fruit = new MultiplyLayer();
    var taxed = new MultiplyLayer();
    near(taxed.forward(fruit.forward(apple, apples), tax), 220);
    NDArray[] of = taxed.backward(scalar(1));
    near(of[1], 200);
    NDArray[] ofFruit = fruit.backward(of[0]);
    near(ofFruit[0], 2.2);
    near(ofFruit[1], 110);
  }

  @Test
  void applesAndOrangesCost715() {
    var shop = new Shop();
    near(shop.forward(apple, apples, orange, oranges, tax), 715);
    NDArray[] gradients = shop.backward(scalar(1));
    near(gradients[0], 2.2);
    near(gradients[1], 110);
    near(gradients[2], 3.3);
    near(gradients[3], 165);
    near(gradients[4], 650);
    near(shop.sumGradient, 1.1);
  }

  @Test
  void theAutomaticGradientOfTheShopIsTheSame() {
    Comparison compared =
        ManualGradients.compare(
            new Shop(),
            in -> in[0].mul(in[1]).add(in[2].mul(in[3])).mul(in[4]),
            apple,
            apples,
            orange,
            oranges,
            tax);
    assertThat(compared.rows()).hasSize(6);
    assertThat(compared.same()).as(compared.toString()).isTrue();
  }

  @Test
  void theAutomaticGradientIsThatOfTheCourse() {
    Tensor a = new Tensor(apple).requireGrad();
    a.mul(new Tensor(apples)).mul(new Tensor(tax)).backward();
    near(a.grad().value(), 2.2);
  }

  /** A layer of layers: (apple · apples + orange · oranges) · tax. */
  private static final class Shop extends ManualLayer {
    private final MultiplyLayer ofApples = new MultiplyLayer();
    private final MultiplyLayer ofOranges = new MultiplyLayer();
    private final AddLayer sum = new AddLayer();
    private final MultiplyLayer taxed = new MultiplyLayer();
    private NDArray sumGradient = scalar(0);

    Shop() {
      super("shop");
    }

    @Override
    public NDArray forward(NDArray... in) {
      requireCount(5, in);
      NDArray price = sum.forward(ofApples.forward(in[0], in[1]), ofOranges.forward(in[2], in[3]));
      return taxed.forward(price, in[4]);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray[] ofTaxed = taxed.backward(upstream);
      sumGradient = ofTaxed[0];
      NDArray[] ofSum = sum.backward(ofTaxed[0]);
      NDArray[] a = ofApples.backward(ofSum[0]);
      NDArray[] o = ofOranges.backward(ofSum[1]);
      return new NDArray[] {a[0], a[1], o[0], o[1], ofTaxed[1]};
    }
  }
}
