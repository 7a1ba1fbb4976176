import module org.jacobi.learn;

/** Mean of ½(y − t)² over the rows. */
static final class Squares extends ManualLoss {
  private NDArray difference;

  @Override
  public NDArray forward(NDArray... in) {
    difference = Matrices.combine(in[0], in[1], (y, t) -> y - t);
    double sum = 0;
    for (double d : difference.toDoubles()) {
      sum += d * d / 2;
    }
    return NDArray.of(new double[] {sum / difference.shape().dim(0)});
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    double factor = upstream.item() / difference.shape().dim(0);
    return new NDArray[] {Matrices.map(difference, d -> factor * d)};
  }
}

/** v = 0.9 v + g; w = w − 0.1 v. */
static final class Momentum extends ManualOptimizer {
  private final Map<String, double[]> velocities = new HashMap<>();

  @Override
  public void step(Map<String, NDArray> params, Map<String, NDArray> gradients) {
    params.forEach((name, value) -> {
      double[] w = value.toDoubles();
      double[] g = gradients.get(name).toDoubles();
      double[] v = velocities.computeIfAbsent(name, key -> new double[w.length]);
      for (int i = 0; i < w.length; i++) {
        v[i] = 0.9 * v[i] + g[i];
        w[i] -= 0.1 * v[i];
      }
      value.copyFrom(w);
    });
  }

  @Override
  public Optimizer automatic() {
    return new SGD(0.1).momentum(0.9);
  }
}

/** Normal numbers with the deviation √(2 / inputs), for ReLU behind them. */
static final class Kaiming extends ManualInit {
  @Override
  public NDArray weight(int inputs, int outputs, DType dtype, long seed) {
    NDArray weight = NDArray.allocate(dtype, Shape.of(inputs, outputs));
    return Rng.of(seed, "weight").fillNormal(weight, 0, Math.sqrt(2.0 / inputs));
  }

  @Override
  public Init automatic() {
    return Init.kaimingNormal(Fan.Mode.IN, Gain.RELU);
  }
}

/** The rows in a new order for each epoch. */
static final class Shuffled extends ManualBatches {
  @Override
  public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int batchSize, int epoch) {
    int[] order = Rng.of(7, "order", epoch).permutation(features.shape().dim(0));
    List<Dataset.Batch> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += batchSize) {
      int[] rows = Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length));
      batches.add(new Dataset.Batch(take(features, rows), take(targets, rows)));
    }
    return batches;
  }

  private static NDArray take(NDArray from, int[] rows) {
    int width = (int) from.size() / from.shape().dim(0);
    double[] all = from.toDoubles();
    double[] taken = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, rows[i] * width, taken, i * width, width);
    }
    int[] lengths = from.shape().toArray();
    lengths[0] = rows.length;
    return NDArray.allocate(from.dtype(), Shape.of(lengths)).copyFrom(taken);
  }
}

/** y = log(x − 2): no search knows that x lies above 2, so example says it. */
static final class LogAboveTwo extends ManualLayer {
  private NDArray x;

  LogAboveTwo() {
    super("log-above-two");
  }

  @Override
  public NDArray forward(NDArray... in) {
    x = one(in);
    return Matrices.map(x, v -> Math.log(v - 2));
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    return new NDArray[] {Matrices.combine(upstream, x, (u, v) -> u / (v - 2))};
  }

  @Override
  public List<NDArray> example(int rows, DType dtype, Rng rng) {
    return List.of(rng.fillUniform(NDArray.allocate(dtype, Shape.of(rows, 3)), 2.5, 4));
  }
}

void main() {
  IO.println(Doctor.examine(new Squares()));
  IO.println(Doctor.examine(new Momentum()));
  IO.println(Doctor.examine(new Kaiming()));
  IO.println(Doctor.examine(new Shuffled()));
  IO.println(Doctor.examine(new LogAboveTwo()));
}
