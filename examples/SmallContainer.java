import module org.jacobi;

void main() {
  var digits = Digits.load(1, 2560, 512);
  var model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
  var trainer = Trainer.builder(model)
      .loss(new CrossEntropyLoss())
      .optimizer(new SGD(0.05).momentum(0.9))
      .batchSize(128).epochs(5).seed(1)
      .threads(2)
      .memory(32 << 20) // bytes outside of the Java heap: a run that needs more is refused
      .precision(Precision.BF16) // where the processor has arithmetic for it
      .build();
  var plan = trainer.plan(digits.train(), digits.test());
  IO.println("needs " + MemoryPlan.text(plan.total()));
  var history = trainer.fit(digits.train(), digits.test());
  IO.println("test accuracy " + history.last().test().metric());

  // For any number of threads; frozen, so that its weights lie as the kernels like them best.
  var predictor = trainer.predictor().at(Precision.BF16).frozen();
  float[] image = digits.test().batch(new int[] {0}, 0, 1).features().toFloats();
  var probabilities = new float[10];
  predictor.predict(image, probabilities); // makes nothing on the heap
  IO.println("the first image: " + Arrays.toString(probabilities));
}
