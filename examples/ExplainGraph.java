import module org.jacobi.learn;

/** Any number that was computed with tensors can be explained, before its graph is released. */
void main() {
  Tensor x = Tensor.scalar(1.5).requireGrad();
  Tensor w = Tensor.scalar(2).requireGrad();
  Tensor y = x.mul(w).tanh().mul(w);

  var names = new GraphNames("y = tanh(x · w) · w").name(x, "x").name(w, "w");
  Explanation explanation = Explain.of(y, names);
  IO.print(ExplainForm.TEXT.of(explanation, Locale.ENGLISH));

  y.backward();
  IO.println("∂y/∂w = " + w.grad().item());
}
