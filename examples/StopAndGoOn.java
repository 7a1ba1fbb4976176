import module org.jacobi;

static Trainer.Builder settings() {
  var model = new Sequential(new Linear(784, 32), new ReLU(), new Linear(32, 10));
  return Trainer.builder(model)
      .loss(new CrossEntropyLoss())
      .optimizer(new Adam(0.001))
      .epochs(4);
}

void main() {
  var digits = Digits.load(1, 2000, 500);
  var whole = settings().build().fit(digits.train());

  Path folder = Path.of("stopped");
  var checkpoints = Checkpoints.in(folder).everySteps(50).keep(3);
  settings().epochs(2).checkpoints(checkpoints).build().fit(digits.train());
  var trainer = settings().checkpoints(checkpoints).build(); // as a new process would make it
  var point = trainer.resume(folder);
  var resumed = trainer.fit(digits.train());
  IO.println("resumed after step " + point.step());
  IO.println("the same bits: " + resumed.runHash().equals(whole.runHash()));
}
