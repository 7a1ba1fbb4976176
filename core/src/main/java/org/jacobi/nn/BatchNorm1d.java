package org.jacobi.nn;

import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * y = γ · (x − mean) / √(variance + ε) + β, for each feature over all rows of the shard (and over
 * their length).
 *
 * <p>Shapes: input (rows × features) or (rows × features × length), the output like it; weight γ
 * and bias β (features); running_mean and running_var (features). Initial values: γ = 1, β = 0,
 * running mean 0, running variance 1. Defaults: ε = 1e-5, momentum 0.1, as in PyTorch.
 *
 * <p>In {@link Mode#TRAIN} mean and variance are those of the input, the variance divided by n, and
 * the running statistics are proposed to move by the momentum: running ← (1 − momentum) · running +
 * momentum · new, with the variance divided by n − 1. In {@link Mode#EVALUATE} the running
 * statistics take their place, and nothing changes.
 *
 * <pre>{@code
 * var model = new Sequential(
 *     new Linear(30, 64), new BatchNorm1d(64), new ReLU(), new Linear(64, 2));
 * }</pre>
 *
 * <p>Source: Ioffe, Szegedy, "Batch normalization: accelerating deep network training by reducing
 * internal covariate shift", 2015.
 */
public final class BatchNorm1d extends SameShape {
  /** The default ε. */
  public static final double EPSILON = 1e-5;

  /** The default weight of a new observation in the running statistics. */
  public static final double MOMENTUM = 0.1;

  private final int features;
  private final double epsilon;
  private final double momentum;
  private final Param weight;
  private final Param bias;
  private final LayerBuffer runningMean;
  private final LayerBuffer runningVariance;

  /** With {@link #EPSILON} and {@link #MOMENTUM}. */
  public BatchNorm1d(int features) {
    this(features, EPSILON, MOMENTUM);
  }

  /**
   * With another ε and momentum.
   *
   * @throws IllegalArgumentException if features or ε is not positive, or the momentum lies outside
   *     of 0…1
   */
  public BatchNorm1d(int features, double epsilon, double momentum) {
    if (features <= 0) {
      throw new IllegalArgumentException(
          "[BatchNorm1d] the number of features must be positive, not " + features);
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "[BatchNorm1d] the momentum must lie in 0…1, but is " + momentum);
    }
    LayerNorm.requireEpsilon("BatchNorm1d", epsilon);
    this.features = features;
    this.epsilon = epsilon;
    this.momentum = momentum;
    var shape = Shape.of(features);
    this.weight = param("weight", Param.Role.SCALE, shape, Fan.NONE, Init.ones());
    this.bias = param("bias", Param.Role.BIAS, shape, Fan.NONE, Init.zeros());
    this.runningMean = buffer("running_mean", shape, 0);
    this.runningVariance = buffer("running_var", shape, 1);
  }

  /** Length of the second axis of the input. */
  public int features() {
    return features;
  }

  /** ε, which keeps the division from 0. */
  public double epsilon() {
    return epsilon;
  }

  /** The weight of a new observation in the running statistics. */
  public double momentum() {
    return momentum;
  }

  /** The scale γ, (features). */
  public Param weight() {
    return weight;
  }

  /** The shift β, (features). */
  public Param bias() {
    return bias;
  }

  /** The running mean, (features). */
  public LayerBuffer runningMean() {
    return runningMean;
  }

  /** The running variance, (features). */
  public LayerBuffer runningVariance() {
    return runningVariance;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() == 0 || input.rank() > 2 || input.dim(0) != features) {
      throw wrongShape(input.insert(0, 1).toString().replace("(1", "(n"));
    }
    return input;
  }

  private IllegalArgumentException wrongShape(String input) {
    return new IllegalArgumentException(
        "["
            + this
            + "] the input must be (rows × "
            + features
            + ") or (rows × "
            + features
            + " × length), but is "
            + input);
  }

  @Override
  public Tensor forward(Tensor x) {
    Shape shape = x.shape();
    if (shape.rank() < 2 || shape.rank() > 3 || shape.dim(1) != features) {
      throw wrongShape(shape.toString());
    }
    Tensor scale = alongFeatures(weight.tensor(), shape);
    Tensor shift = alongFeatures(bias.tensor(), shape);
    return Mode.SETTING.get() == Mode.TRAIN
        ? standardized(x, scale, shift)
        : standardizedByRunning(x).mul(scale).add(shift);
  }

  private Tensor standardized(Tensor x, Tensor scale, Tensor shift) {
    Shape shape = x.shape();
    double n = shape.size() / (double) features;
    if (n < 2) {
      throw new IllegalArgumentException(
          "["
              + this
              + "] cannot train on a single number for each feature, which has no variance: the"
              + " input is "
              + shape
              + ". Train on batches of two rows or more, or use Mode.EVALUATE");
    }
    boolean matrix = shape.rank() == 2; // else scaled apart, which fast kernels do
    var result = matrix ? x.standardize(epsilon, scale, shift, 0) : x.standardize(epsilon, 0, 2);
    double[] variance = result.variance().toDoubles();
    for (int i = 0; i < variance.length; i++) {
      variance[i] *= n / (n - 1);
    }
    runningMean.propose(result.mean().toDoubles(), momentum);
    runningVariance.propose(variance, momentum);
    return matrix ? result.output() : result.output().mul(scale).add(shift);
  }

  private Tensor standardizedByRunning(Tensor x) {
    Tensor deviation = runningVariance.tensor().add(epsilon).sqrt();
    return x.sub(alongFeatures(runningMean.tensor(), x.shape()))
        .div(alongFeatures(deviation, x.shape()));
  }

  /** (features) as it stretches over (rows × features) or (rows × features × length). */
  private Tensor alongFeatures(Tensor vector, Shape input) {
    return input.rank() == 2 ? vector : vector.reshape(features, 1);
  }

  /** Such as {@code BatchNorm1d(64)}; ε and momentum where they are not the defaults. */
  @Override
  public String toString() {
    return "BatchNorm1d("
        + features
        + (epsilon == EPSILON ? "" : ", epsilon " + Text.number(epsilon))
        + (momentum == MOMENTUM ? "" : ", momentum " + Text.number(momentum))
        + ")";
  }
}
