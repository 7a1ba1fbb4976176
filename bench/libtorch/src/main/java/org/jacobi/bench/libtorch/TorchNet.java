package org.jacobi.bench.libtorch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jacobi.bench.Setup;
import org.jacobi.bench.Workload;

/** The network of a workload: parameters and the way forward. */
final class TorchNet {
  private final boolean table;
  private final List<Tensor> parameters = new ArrayList<>();
  private final List<TensorOptional> biases = new ArrayList<>();

  /** In bf16 or F32, not yet with gradients. */
  TorchNet(Setup setup, boolean bf16) {
    this.table = setup.workload() == Workload.W5;
    for (var layer : setup.layers()) {
      parameters.add(typed(Tensor.create(layer.weight(), layer.outputs(), layer.inputs()), bf16));
      parameters.add(typed(Tensor.create(layer.bias(), layer.outputs()), bf16));
    }
    wrapBiases();
  }

  private static Tensor typed(Tensor tensor, boolean bf16) {
    return bf16 ? tensor.to(ScalarType.BFloat16) : tensor;
  }

  private void wrapBiases() {
    biases.clear();
    for (int i = 1; i < parameters.size(); i += 2) {
      biases.add(new TensorOptional(parameters.get(i)));
    }
  }

  /** Weight and bias of each layer in turn. */
  List<Tensor> parameters() {
    return parameters;
  }

  /** The same parameters at other places. */
  void replace(List<Tensor> others) {
    parameters.clear();
    parameters.addAll(others);
    wrapBiases();
  }

  /** Logits. */
  Tensor forward(Tensor x, boolean training) {
    var first = linear(0, x);
    var second = torch.relu(linear(1, table ? torch.sigmoid(first) : torch.relu(first)));
    return linear(2, table && training ? torch.dropout(second, Workload.DROPOUT, true) : second);
  }

  private Tensor linear(int layer, Tensor x) {
    return torch.linear(x, parameters.get(2 * layer), biases.get(layer));
  }
}
