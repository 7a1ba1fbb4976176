import module org.jacobi;

void main() {
  // y = sin(x² + 2), so y′ = 2x cos(x² + 2) and y″ = 2 cos(x² + 2) − 4x² sin(x² + 2)
  Tensor x = Tensor.scalar(3).requireGrad();
  Tensor y = x.square().add(2).sin();
  Tensor first = Autograd.gradients(y, Autograd.Walk.RECORD, x).getFirst();
  Tensor second = Autograd.gradients(first, x).getFirst();

  IO.println("y   " + y);
  IO.println("y′  " + first);
  IO.println("y″  " + second);
}
