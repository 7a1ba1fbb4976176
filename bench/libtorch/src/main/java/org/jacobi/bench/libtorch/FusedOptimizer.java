package org.jacobi.bench.libtorch;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.jacobi.bench.Workload;

/**
 * PyTorch's fused optimizers, as {@code torch.optim.SGD(fused=True)} in Python. The published Java
 * classes do not have these operators, but the dispatcher calls them by their names.
 */
final class FusedOptimizer {
  private final boolean adam;
  private final List<Tensor> parameters;
  private final List<Tensor> first;
  private final List<Tensor> second;
  private final List<Tensor> steps;
  private final Dispatcher dispatcher = Dispatcher.singleton();
  private final OperatorHandle operator;

  FusedOptimizer(Workload workload, List<Tensor> parameters) {
    this.adam = workload == Workload.W5;
    this.parameters = List.copyOf(parameters);
    this.first = zerosLike(parameters);
    this.second = zerosLike(parameters);
    this.steps = parameters.stream().map(parameter -> torch.zeros(1)).toList();
    this.operator =
        dispatcher.findSchemaOrThrow(adam ? "aten::_fused_adam_" : "aten::_fused_sgd_", "");
  }

  private static List<Tensor> zerosLike(List<Tensor> tensors) {
    return tensors.stream().map(torch::zeros_like).toList();
  }

  /** Gradients become undefined, so that the next ones are taken over and not added. */
  void zeroGrad() {
    for (var parameter : parameters) {
      parameter.mutable_grad().reset();
    }
  }

  void step() {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      var stack = new IValueVector();
      stack.push_back(list(parameters));
      stack.push_back(list(parameters.stream().map(Tensor::grad).toList()));
      stack.push_back(list(first));
      if (adam) {
        adam(stack);
      } else {
        momentum(stack);
      }
      stack.push_back(new IValue()); // no scale of gradients
      stack.push_back(new IValue()); // nothing that looks for infinities
      dispatcher.callBoxed(operator, stack);
    }
  }

  private static void momentum(IValueVector stack) {
    stack.push_back(new IValue(0.0)); // weight decay
    stack.push_back(new IValue(Workload.MOMENTUM));
    stack.push_back(new IValue(Workload.SGD_RATE));
    stack.push_back(new IValue(0.0)); // dampening
    stack.push_back(new IValue(false)); // Nesterov
    stack.push_back(new IValue(false)); // maximize
    stack.push_back(new IValue(false)); // first step: the velocity is 0 and need not be made
  }

  private void adam(IValueVector stack) {
    var one = new Scalar(1);
    steps.forEach(step -> step.add_(one));
    stack.push_back(list(second));
    stack.push_back(list(List.of())); // largest second moments: not AMSGrad
    stack.push_back(list(steps));
    stack.push_back(new IValue(Workload.ADAM_RATE));
    stack.push_back(new IValue(0.9));
    stack.push_back(new IValue(0.999));
    stack.push_back(new IValue(0.0)); // weight decay
    stack.push_back(new IValue(1e-8));
    stack.push_back(new IValue(false)); // AMSGrad
    stack.push_back(new IValue(false)); // maximize
  }

  private static IValue list(List<Tensor> tensors) {
    var list = new GenericList(new Type.TypePtr(TensorType.get()));
    tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
    return new IValue(list);
  }
}
