import module org.jacobi.learn;

/** A text in the language of this machine. */
static String say(String english, String chinese) {
  return Locale.getDefault().getLanguage().equals("zh") ? chinese : english;
}

static void train(String[] args) {
  Path file = Path.of(args.length > 0 ? args[0] : "data/breast-cancer/breast_cancer.csv");
  var chosen = Optimizers.named(args.length > 1 ? args[1] : "adam", 0.005);
  var reading = CsvOptions.standard().skipLines(1).header(CsvOptions.Header.ABSENT);
  var table = CsvTable.read(file, reading);
  if (table.columns().size() != 31) {
    throw new IllegalArgumentException(file + say(": no 31 columns", "：不是 31 列"));
  }
  int[] classes = Arrays.stream(table.numbers(30)).mapToInt(number -> (int) number).toArray();
  var split = Split.stratified(classes, 0.2, 1);
  var options = PreprocessOptions.standard().task(Task.CLASSIFICATION);
  var prepare = Preprocessor.fit(table, split.train(), options);
  var train = prepare.transform(table, split.train());
  var test = prepare.transform(table, split.test());

  var network = new ManualNetwork(
      new AffineLayer(30, 16), new ReLULayer(), new DropoutLayer(0.2),
      new AffineLayer(16, 2), new SoftmaxWithLossLayer());
  network.init(1);
  network.optimizer(chosen);
  var loader = new DataLoader(train, 32).shuffle(1);
  // Dropout draws the same units on both sides: by seed, step and layer.
  var first = loader.batches(0).iterator().next();
  IO.println(ManualGradients.compare(network, network.automatic(), first));
  for (int epoch = 0; epoch < 40; epoch++) {
    network.epoch(loader, epoch);
  }
  double accuracy = network.accuracy(test.features(), test.targets());
  IO.println(say("%s: test accuracy %.4f", "%s：测试准确率 %.4f").formatted(chosen, accuracy));
}

void main(String[] args) {
  try {
    train(args);
  } catch (DataException | IllegalArgumentException e) {
    String what = say("Give breast_cancer.csv, and perhaps an optimizer: ",
        "请给出 breast_cancer.csv，还可给出优化器的名字：");
    System.err.println(what + e.getMessage());
    System.exit(2);
  }
}
