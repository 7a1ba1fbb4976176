import module org.jacobi.learn;

/** A text in the language of this machine. */
static String say(String english, String chinese) {
  return Locale.getDefault().getLanguage().equals("zh") ? chinese : english;
}

static void train(String[] args) {
  var digits = Mnist.load(Path.of(args.length > 0 ? args[0] : "data/mnist"));
  int rows = Math.min(digits.train().rows(), 10_000); // plain loops: a part of the images will do
  var train = digits.train().subset(IntStream.range(0, rows).toArray());
  var test = digits.test().batch(IntStream.range(0, digits.test().rows()).toArray());

  var network = new ManualNetwork(
      new AffineLayer(784, 256), new ReLULayer(),
      new AffineLayer(256, 128), new ReLULayer(),
      new AffineLayer(128, 10), new SoftmaxWithLossLayer());
  network.weightInit(Init.kaimingNormal(Fan.Mode.IN, Gain.RELU)).init(1);
  network.optimizer(new SGD(0.05).momentum(0.9));
  var loader = new DataLoader(train, 128).shuffle(1);
  var first = loader.batches(0).iterator().next();
  IO.println(ManualGradients.compare(network, network.automatic(), first));
  double loss = 0;
  for (int epoch = 0; epoch < 2; epoch++) {
    loss = network.epoch(loader, epoch);
  }
  double accuracy = network.accuracy(test.features(), test.targets());
  String line = say("loss %.4f, test accuracy %.4f", "损失 %.4f，测试准确率 %.4f");
  IO.println(line.formatted(loss, accuracy));
}

void main(String[] args) {
  try {
    train(args);
  } catch (DataException | IllegalArgumentException e) {
    System.err.println(say("Give the folder of MNIST: ", "请给出 MNIST 所在的文件夹：") + e.getMessage());
    System.exit(2);
  }
}
