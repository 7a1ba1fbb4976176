import module org.jacobi.learn;

static void show(String name, ManualLayer layer, NDArray upstream, NDArray... inputs) {
  IO.println(name);
  IO.println("  forward   " + layer.forward(inputs));
  IO.println("  backward  " + layer.backward(upstream)[0]);
}

static void check(ManualLayer layer, Function<Tensor[], Tensor> formula, NDArray... inputs) {
  var compared = ManualGradients.compare(layer, formula, inputs);
  IO.println(compared);
  if (!compared.same()) {
    throw new IllegalStateException(layer + " is wrong");
  }
}

/** A text in the language of this machine. */
static String say(String english, String chinese) {
  return Locale.getDefault().getLanguage().equals("zh") ? chinese : english;
}

void main() {
  NDArray x = NDArray.of(new double[] {1, -0.5, -2, 3, 0, 0.25}, 2, 3);
  NDArray upstream = NDArray.of(new double[] {10, 20, 30, 40, 50, 60}, 2, 3);
  var relu = new ReLULayer();
  show("relu", relu, upstream, x);
  IO.println("  mask      " + relu.mask());
  show("sigmoid: y(1 − y)", new SigmoidLayer(), upstream, x);
  show("tanh: 1 − y²", new TanhLayer(), upstream, x);

  // y = x · W + b for one row, then for a batch: W gets the sum over the rows, and so does b.
  var affine = new AffineLayer(3, 2);
  affine.init(1, DType.F64);
  affine.weight().value().copyFrom(new double[] {1, 2, 3, 4, 5, 6});
  String one = say("affine, one row", "affine，一行");
  show(one, affine, NDArray.of(new double[] {1, 10}), x.slice(0, 0, 1).squeeze(0));
  String batch = say("affine, a batch", "affine，一个批次");
  show(batch, affine, NDArray.of(new double[] {1, 10, 2, 20}, 2, 2), x);
  for (var param : affine.params()) {
    IO.println("  ∂L/∂" + param.name() + " " + param.gradient());
  }

  NDArray dl = NDArray.of(new double[] {1}); // ∂L/∂L
  NDArray labels = NDArray.of(new int[] {0, 2}, 2);
  NDArray oneHot = Matrices.oneHot(labels, 3, DType.F64);
  String numbers = say("softmax with loss, class numbers", "softmax 与损失，类别编号");
  show(numbers, new SoftmaxWithLossLayer(), dl, x, labels);
  String rows = say("softmax with loss, one-hot rows", "softmax 与损失，one-hot 行");
  show(rows, new SoftmaxWithLossLayer(), dl, x, oneHot);

  check(relu, in -> in[0].relu(), x);
  check(new SigmoidLayer(), in -> in[0].sigmoid(), x);
  check(new TanhLayer(), in -> in[0].tanh(), x);
  check(affine, in -> in[0].matmul(in[1]).add(in[2]), x);
  check(new SoftmaxWithLossLayer(), in -> new CrossEntropyLoss().of(in[0], in[1]), x, labels);
}
