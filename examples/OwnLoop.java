import module org.jacobi;

void main() {
  // Exclusive or: no straight line divides these four points.
  Tensor x = Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  Tensor target = Tensor.of(new float[][] {{0}, {1}, {1}, {0}});

  var model = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1));
  model.init(1);
  var loss = new BCEWithLogitsLoss();
  var optimizer = new Adam(0.05).over(model);
  var slab = new Slab();
  for (int step = 1; step <= 300; step++) {
    double value =
        StepScope.over(slab).call(() -> {
          Tensor error = loss.of(model.forward(x), target);
          error.backward();
          return error.item();
        });
    optimizer.step();
    optimizer.zeroGrad();
    if (step % 100 == 0) {
      IO.println("step %d, loss %.3f".formatted(step, value));
    }
  }
  IO.println("probabilities " + model.forward(x).sigmoid().flatten());
}
