import module org.jacobi;

void main(String[] args) {
  var digits = Mnist.load(Path.of(args.length > 0 ? args[0] : "data/mnist"));
  var model = new Sequential(
      new Linear(784, 256), new ReLU(),
      new Linear(256, 128), new ReLU(),
      new Linear(128, 10));
  var trainer = Trainer.builder(model)
      .loss(new CrossEntropyLoss())
      .optimizer(new SGD(0.02).momentum(0.9))
      .batchSize(128).epochs(20).seed(1)
      .build();
  var history = trainer.fit(digits.train(), digits.test());
  IO.println("test accuracy " + history.last().test().metric());
  trainer.save(Path.of("mnist.safetensors"));
}
