import module org.jacobi.learn;

/** A text in the language of this machine. */
static String say(String english, String chinese) {
  return Locale.getDefault().getLanguage().equals("zh") ? chinese : english;
}

void main() {
  var network = new ManualNetwork(
      new AffineLayer(784, 50), new SigmoidLayer(), new AffineLayer(50, 10),
      new SoftmaxWithLossLayer());
  network.init(1, DType.F64);
  IO.println(network);
  network.params().forEach((name, value) -> IO.println(name + " " + value.shape()));

  var digits = Digits.load(1, 2000, 500);
  var few = digits.train().batch(new int[] {0, 1, 2});
  NDArray x = few.features();
  NDArray labels = few.targets();
  IO.println(say("loss %.4f, accuracy %.4f", "损失 %.4f，准确率 %.4f").formatted(
      network.loss(x, labels), network.accuracy(x, labels)));

  // One walk back for all 39,760 gradients, or two passes forward for each of them.
  var walked = network.gradient(x, labels);
  var numerical = network.numericalGradient(x, labels);
  walked.forEach((name, gradient) -> {
    NDArray difference = Matrices.combine(gradient, numerical.get(name), (a, b) -> a - b);
    double largest = Arrays.stream(difference.toDoubles()).map(Math::abs).max().orElseThrow();
    IO.println(say("%s: largest difference %.0e", "%s：最大差值 %.0e").formatted(name, largest));
  });
  IO.println(ManualGradients.compare(network, network.automatic(), few));

  network.optimizer(new SGD(0.5));
  var loader = new DataLoader(digits.train(), 100).shuffle(1);
  for (int epoch = 0; epoch < 5; epoch++) {
    network.epoch(loader, epoch);
  }
  var test = digits.test().batch(IntStream.range(0, digits.test().rows()).toArray());
  double accuracy = network.accuracy(test.features(), test.targets());
  IO.println(say("test accuracy %.4f", "测试准确率 %.4f").formatted(accuracy));
}
