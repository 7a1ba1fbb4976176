import module org.jacobi;

/** y = x³. */
static final class Cube extends Op {
  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    NDArray square = binary(kernels, BinaryFn.MUL, in[0], in[0]);
    return binary(kernels, BinaryFn.MUL, square, in[0]);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(input(0).square()).mul(3));
  }

  @Override
  public Formula formula() {
    return Formula.of("y = x³", "y = x^3").derivative("∂y/∂x = 3x²", "3x^2");
  }
}

void main() {
  Tensor x = Tensor.of(-2.0, 0, 1.5).requireGrad();
  new Cube().apply(x).sum().backward();
  IO.println("gradient " + x.grad());

  // Every entry against (f(x + ε) − f(x − ε)) / 2ε; throws where they differ.
  GradCheck check = GradCheck.of(in -> new Cube().apply(in).sum());
  check.check(x);
  check.compare(x).forEach(IO::println);
}
