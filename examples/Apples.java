import module org.jacobi;

void main() {
  Tensor apple = Tensor.scalar(100).requireGrad(); // price of one
  Tensor apples = Tensor.scalar(2).requireGrad(); // how many
  Tensor tax = Tensor.scalar(1.1).requireGrad();

  Tensor price = apple.mul(apples).mul(tax);
  price.backward();

  IO.println("price         " + price);
  IO.println("∂price/apple  " + apple.grad());
  IO.println("∂price/apples " + apples.grad());
  IO.println("∂price/tax    " + tax.grad());
}
