import module org.jacobi.learn;

/** (apple · apples + orange · oranges) · tax, made of layers for one multiplication or addition. */
static final class Shop extends ManualLayer {
  private final MultiplyLayer ofApples = new MultiplyLayer();
  private final MultiplyLayer ofOranges = new MultiplyLayer();
  private final AddLayer sum = new AddLayer();
  private final MultiplyLayer taxed = new MultiplyLayer();
  private NDArray ofFruit;

  Shop() {
    super("shop");
  }

  @Override
  public NDArray forward(NDArray... in) {
    NDArray fruit = sum.forward(ofApples.forward(in[0], in[1]), ofOranges.forward(in[2], in[3]));
    return taxed.forward(fruit, in[4]);
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    NDArray[] ofTaxed = taxed.backward(upstream); // the layers in reverse order
    NDArray[] ofSum = sum.backward(ofTaxed[0]);
    NDArray[] orange = ofOranges.backward(ofSum[1]);
    NDArray[] apple = ofApples.backward(ofSum[0]);
    ofFruit = ofTaxed[0];
    return new NDArray[] {apple[0], apple[1], orange[0], orange[1], ofTaxed[1]};
  }
}

static NDArray number(double value) {
  return NDArray.of(new double[] {value});
}

void main() {
  NDArray apple = number(100);
  NDArray apples = number(2);
  NDArray tax = number(1.1);

  var fruit = new MultiplyLayer();
  var taxed = new MultiplyLayer();
  NDArray price = taxed.forward(fruit.forward(apple, apples), tax);
  NDArray[] ofTaxed = taxed.backward(number(1)); // ∂price/∂price
  NDArray[] ofFruit = fruit.backward(ofTaxed[0]);
  IO.println("price          " + price);
  IO.println("∂price/apple   " + ofFruit[0]);
  IO.println("∂price/apples  " + ofFruit[1]);
  IO.println("∂price/tax     " + ofTaxed[1]);

  NDArray[] inputs = {apple, apples, number(150), number(3), tax};
  var shop = new Shop();
  IO.println("price          " + shop.forward(inputs));
  NDArray[] gradients = shop.backward(number(1));
  IO.println("∂price/fruit   " + shop.ofFruit);
  String[] names = {"apple  ", "apples ", "orange ", "oranges", "tax    "};
  for (int i = 0; i < names.length; i++) {
    IO.println("∂price/" + names[i] + " " + gradients[i]);
  }

  IO.println(ManualGradients.compare(
      shop, in -> in[0].mul(in[1]).add(in[2].mul(in[3])).mul(in[4]), inputs));
}
