import module org.jacobi;

/** y = x + f(x): a block whose input goes round its layers. */
static final class Residual extends UnaryLayer {
  private final Linear first;
  private final Linear second;

  Residual(int size, int hidden) {
    first = new Linear(size, hidden);
    second = new Linear(hidden, size);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.add(second.forward(first.forward(x).relu()));
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }
}

static Sequential network() {
  return new Sequential(
      new Linear(784, 32), new Residual(32, 64), new Residual(32, 64), new Linear(32, 10));
}

void main() throws IOException {
  var digits = Digits.load(1, 600, 200);
  var model = network();
  IO.println(model.summary(Shape.of(784)));
  var trainer = Trainer.builder(model)
      .loss(new CrossEntropyLoss())
      .optimizer(new AdamW(0.002))
      .batchSize(32).epochs(6).seed(1)
      .build();
  trainer.fit(digits.train());
  double accuracy = trainer.evaluate(digits.test()).accuracy();
  IO.println("accuracy on 200 test images: " + accuracy);

  // The file names an own layer but holds no code: the constructor is given when it is read.
  Path file = Files.createTempDirectory("jacobi").resolve("residual.safetensors");
  trainer.save(file);
  var loaded = ModelFile.load(file, () -> network());
  byte[] image = DrawnDigits.images(1, 600, 1); // the first test image
  double[] before = trainer.predictor().predictImage(image);
  double[] after = loaded.predictor().predictImage(image);
  IO.println("the same after loading: " + Arrays.equals(before, after));
}
