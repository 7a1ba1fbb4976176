package org.jacobi.bench.libtorch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jacobi.bench.Workload;

/**
 * All parameters as parts of one tensor and all gradients as parts of another, so that an update is
 * a few operations over all of them.
 */
final class FlatParameters {
  private final Tensor values;
  private final Tensor gradients;
  private final List<Tensor> states = new ArrayList<>();
  private int steps;

  FlatParameters(TorchNet net) {
    long length = net.parameters().stream().mapToLong(Tensor::numel).sum();
    this.values = torch.zeros(length);
    this.gradients = torch.zeros(length);
    List<Tensor> parts = new ArrayList<>();
    long at = 0;
    for (var parameter : net.parameters()) {
      long count = parameter.numel();
      var part = values.narrow(0, at, count).view_as(parameter);
      part.copy_(parameter);
      part.requires_grad_(true);
      part.mutable_grad().put(gradients.narrow(0, at, count).view_as(parameter));
      parts.add(part);
      at += count;
    }
    net.replace(parts);
  }

  void zeroGrad() {
    gradients.zero_();
  }

  Runnable optimizer(Workload workload) {
    states.add(torch.zeros_like(values));
    if (workload == Workload.W1) {
      return this::momentum;
    }
    states.add(torch.zeros_like(values));
    return this::adam;
  }

  private void momentum() {
    try (var _ = new NoGradGuard()) {
      var velocity = states.getFirst();
      velocity.mul_(new Scalar(Workload.MOMENTUM)).add_(gradients);
      values.add_(velocity, new Scalar(-Workload.SGD_RATE));
    }
  }

  private void adam() {
    steps++;
    double rootScale = Math.sqrt(1 - Math.pow(0.999, steps));
    double rate = Workload.ADAM_RATE / (1 - Math.pow(0.9, steps));
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      var mean = states.get(0);
      var square = states.get(1);
      mean.lerp_(gradients, new Scalar(0.1));
      square.mul_(new Scalar(0.999)).addcmul_(gradients, gradients, new Scalar(0.001));
      var root = square.sqrt().div_(new Scalar(rootScale)).add_(new Scalar(1e-8));
      values.addcdiv_(mean, root, new Scalar(-rate));
    }
  }
}
