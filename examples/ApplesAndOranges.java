import module org.jacobi;

void main() {
  Tensor apple = Tensor.scalar(100).requireGrad();
  Tensor apples = Tensor.scalar(2).requireGrad();
  Tensor orange = Tensor.scalar(150).requireGrad();
  Tensor oranges = Tensor.scalar(3).requireGrad();
  Tensor tax = Tensor.scalar(1.1).requireGrad();

  Tensor price = apple.mul(apples).add(orange.mul(oranges)).mul(tax);
  price.backward();

  IO.println("price          " + price);
  IO.println("∂price/apples  " + apples.grad());
  IO.println("∂price/apple   " + apple.grad());
  IO.println("∂price/orange  " + orange.grad());
  IO.println("∂price/oranges " + oranges.grad());
  IO.println("∂price/tax     " + tax.grad());
}
