import module org.jacobi.learn;

/** A dense layer with sigmoid at its end; one of its lines is wrong. */
static final class DenseSigmoid extends ManualLayer {
  private final ManualParam weight =
      param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
  private final ManualParam bias =
      param("bias", Param.Role.BIAS, Shape.of(3), new Fan(4, 3), Init.zeros());
  private NDArray x;
  private NDArray y;

  DenseSigmoid() {
    super("dense-sigmoid");
  }

  @Override
  public NDArray forward(NDArray... in) {
    x = one(in);
    NDArray z = Matrices.plusRow(Matrices.product(x, weight.value()), bias.value());
    y = Matrices.map(z, v -> 1 / (1 + Math.exp(-v)));
    return y;
  }

  @Override
  public NDArray[] backward(NDArray upstream) {
    int rows = x.shape().dim(0);
    NDArray dz = Matrices.combine(upstream, y, (u, v) -> u * v * (1 - v));
    weight.leave(Matrices.product(x.transpose(), dz));
    bias.leave(Matrices.map(Matrices.sumOfRows(dz), v -> v / rows));
    return new NDArray[] {Matrices.product(dz, weight.value().transpose())};
  }
}

void main() {
  IO.println(Doctor.examine(new DenseSigmoid()));
}
