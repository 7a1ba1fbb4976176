import module org.jacobi.learn;

static NDArray random(long seed, int rows, int columns) {
  NDArray out = NDArray.allocate(DType.F64, Shape.of(rows, columns));
  return Rng.of(seed, "factors").fillNormal(out, 0, 1);
}

static NDArray sigmoid(NDArray z) {
  return Matrices.map(z, v -> 1 / (1 + Math.exp(-v)));
}

/** σ′ by the output: A(1 − A). */
static Factor slope(String name, NDArray a) {
  return Factor.rows(name + "(1 − " + name + ")", Matrices.map(a, v -> v * (1 - v)));
}

static Factor error(String name, NDArray a, NDArray y) {
  return Factor.rows("(" + name + " − Y)", Matrices.combine(a, y, (v, t) -> v - t));
}

static void show(Factor byHand, Tensor automatic) {
  NDArray gradient = automatic.value();
  NDArray difference = Matrices.combine(byHand.value(), gradient, (a, b) -> Math.abs(a - b));
  double largest = Arrays.stream(difference.toDoubles()).max().orElseThrow();
  IO.println(byHand + "\n  " + (largest < 1e-12 ? "= " : largest + " ≠ ") + say("automatic", "自动"));
}

static Tensor leaf(NDArray value) {
  return new Tensor(value).requireGrad();
}

/** A text in the language of this machine. */
static String say(String english, String chinese) {
  return Locale.getDefault().getLanguage().equals("zh") ? chinese : english;
}

void main() {
  NDArray x = random(1, 7, 3); // m = 7 rows
  NDArray y = random(2, 7, 1);

  IO.println(say("One hidden layer: ", "一个隐藏层：")
      + "A1 = σ(X · W1), A2 = σ(A1 · W2), L = Σ ½(A2 − Y)²");
  NDArray w1 = random(3, 3, 4);
  NDArray w2 = random(4, 4, 1);
  NDArray a1 = sigmoid(Matrices.product(x, w1));
  NDArray a2 = sigmoid(Matrices.product(a1, w2));
  Factor delta2 = error("A2", a2, y).times(slope("A2", a2));
  Factor delta1 = delta2.dot(Factor.of("W2", w2).transpose()).times(slope("A1", a1));
  Factor dw2 = Factor.rows("A1", a1).transpose().dot(delta2).as("∂L/∂W2");
  Factor dw1 = Factor.rows("X", x).transpose().dot(delta1).as("∂L/∂W1");

  Tensor v1 = leaf(w1);
  Tensor v2 = leaf(w2);
  Tensor out = new Tensor(x).matmul(v1).sigmoid().matmul(v2).sigmoid();
  new HalfSquaredErrorLoss().of(out, new Tensor(y)).backward();
  show(dw2, v2.grad());
  show(dw1, v1.grad());

  IO.println(say("Two hidden layers: ", "两个隐藏层：")
      + "A1 = σ(X · W1), A2 = σ(A1 · W2), A3 = σ(A2 · W3)");
  NDArray u1 = random(5, 3, 5);
  NDArray u2 = random(6, 5, 4);
  NDArray u3 = random(7, 4, 1);
  NDArray b1 = sigmoid(Matrices.product(x, u1));
  NDArray b2 = sigmoid(Matrices.product(b1, u2));
  NDArray b3 = sigmoid(Matrices.product(b2, u3));
  Factor d3 = error("A3", b3, y).times(slope("A3", b3));
  Factor d2 = d3.dot(Factor.of("W3", u3).transpose()).times(slope("A2", b2));
  Factor d1 = d2.dot(Factor.of("W2", u2).transpose()).times(slope("A1", b1));
  Tensor[] w = {leaf(u1), leaf(u2), leaf(u3)};
  Tensor deep = new Tensor(x).matmul(w[0]).sigmoid().matmul(w[1]).sigmoid().matmul(w[2]).sigmoid();
  new HalfSquaredErrorLoss().of(deep, new Tensor(y)).backward();
  show(Factor.rows("A2", b2).transpose().dot(d3).as("∂L/∂W3"), w[2].grad());
  show(Factor.rows("A1", b1).transpose().dot(d2).as("∂L/∂W2"), w[1].grad());
  show(Factor.rows("X", x).transpose().dot(d1).as("∂L/∂W1"), w[0].grad());
}
