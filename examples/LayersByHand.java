import module org.jacobi.learn;

/** Matrix product, bias and activation are layers of their own: each derivative is one line. */
static ManualNetwork network() {
  var network = new ManualNetwork(
      new MatMulLayer(28, 28), new BiasAddLayer(28), new SigmoidLayer(),
      new MatMulLayer(28, 28), new BiasAddLayer(28), new SigmoidLayer(),
      new MatMulLayer(28, 2), new BiasAddLayer(2), new SigmoidLayer(),
      new SquaredErrorLayer());
  network.weightInit(Init.xavierUniform(Gain.SIGMOID)).init(1);
  return network.optimizer(new SGD(0.1));
}

/** A text in the language of this machine. */
static String say(String english, String chinese) {
  return Locale.getDefault().getLanguage().equals("zh") ? chinese : english;
}

static void train(String[] args) {
  // 28 of the 30 columns; the last one is the class.
  Path file = Path.of(args.length > 0 ? args[0] : "data/breast-cancer/breast_cancer.csv");
  var reading = CsvOptions.standard().skipLines(1).header(CsvOptions.Header.ABSENT);
  var table = CsvTable.read(file, reading);
  if (table.columns().size() != 31) {
    throw new IllegalArgumentException(file + say(": no 31 columns", "：不是 31 列"));
  }
  int[] classes = Arrays.stream(table.numbers(30)).mapToInt(number -> (int) number).toArray();
  var split = Split.stratified(classes, 0.2, 1);
  var options =
      PreprocessOptions.standard().task(Task.CLASSIFICATION).ignore("column 29", "column 30");
  var prepare = Preprocessor.fit(table, split.train(), options);
  var train = prepare.transform(table, split.train());
  var test = prepare.transform(table, split.test());

  IO.println(network());
  var first = new DataLoader(train, 16).batches(0).iterator().next();
  IO.println(ManualGradients.compare(network(), network().automatic(), first));

  for (int batchSize : new int[] {16, train.rows()}) {
    var network = network();
    var loader = new DataLoader(train, batchSize).shuffle(1);
    double loss = 0;
    for (int epoch = 0; epoch < 100; epoch++) {
      loss = network.epoch(loader, epoch);
    }
    // One step a pass is 100 steps in all, and each is as short as one of the others.
    String line = say("batch size %d: %d steps, loss %.4f, test accuracy %.4f",
        "批大小 %d：%d 步，损失 %.4f，测试准确率 %.4f");
    IO.println(line.formatted(
        batchSize, 100 * loader.steps(), loss, network.accuracy(test.features(), test.targets())));
  }
}

void main(String[] args) {
  try {
    train(args);
  } catch (DataException | IllegalArgumentException e) {
    System.err.println(say("Give breast_cancer.csv: ", "请给出 breast_cancer.csv：") + e.getMessage());
    System.exit(2);
  }
}
