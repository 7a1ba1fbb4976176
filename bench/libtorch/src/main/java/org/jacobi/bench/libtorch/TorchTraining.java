package org.jacobi.bench.libtorch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;
import org.jacobi.bench.Workload;

/** An own loop: a slice of the data, forward, backward, one step of the optimizer. */
final class TorchTraining implements Contestant {
  private final Setup setup;
  private final int batch;
  private final int batches;
  private final boolean autocast;
  private final TorchNet net;
  private final Tensor features;
  private final Tensor targets;
  private final Runnable zeroGrad;
  private final Runnable update;
  private long step;

  TorchTraining(Setup setup) {
    this.setup = setup;
    this.batch = setup.workload().batch();
    this.batches = setup.batches();
    this.autocast = setup.is("autocast");
    this.net = new TorchNet(setup, false);
    this.features = TorchFactory.features(setup);
    this.targets = targets(setup);
    if (setup.is("flat")) {
      var flat = new FlatParameters(net);
      this.zeroGrad = flat::zeroGrad;
      this.update = flat.optimizer(setup.workload());
      return;
    }
    net.parameters().forEach(parameter -> parameter.requires_grad_(true));
    if (setup.is("fused")) {
      var fused = new FusedOptimizer(setup.workload(), net.parameters());
      this.zeroGrad = fused::zeroGrad;
      this.update = fused::step;
    } else {
      var optimizer = optimizer(setup.workload());
      this.zeroGrad = optimizer::zero_grad;
      this.update = () -> optimizer.step();
    }
  }

  private static Tensor targets(Setup setup) {
    int[] labels = setup.labels(0, setup.rows());
    if (setup.workload() == Workload.W5) {
      float[] zeroOne = new float[labels.length];
      for (int i = 0; i < labels.length; i++) {
        zeroOne[i] = labels[i];
      }
      return Tensor.create(zeroOne, labels.length, 1);
    }
    return Tensor.create(labels, labels.length).to(ScalarType.Long);
  }

  private Optimizer optimizer(Workload workload) {
    var parameters = new TensorVector(net.parameters().toArray(Tensor[]::new));
    if (workload == Workload.W5) {
      return new Adam(parameters, new AdamOptions(Workload.ADAM_RATE));
    }
    var options = new SGDOptions(Workload.SGD_RATE);
    options.momentum().put(Workload.MOMENTUM);
    return new SGD(parameters, options);
  }

  @Override
  public void step() {
    int at = (int) (step++ % batches);
    try (var _ = new PointerScope()) {
      var x = features.narrow(0, (long) at * batch, batch);
      var y = targets.narrow(0, (long) at * batch, batch);
      zeroGrad.run();
      var logits = forward(x);
      var loss =
          setup.workload() == Workload.W5
              ? torch.binary_cross_entropy_with_logits(logits, y)
              : torch.cross_entropy_loss(logits, y);
      loss.backward();
      update.run();
    }
  }

  private Tensor forward(Tensor x) {
    if (!autocast) {
      return net.forward(x, true);
    }
    torch.set_autocast_enabled(DeviceType.CPU, true);
    var logits = net.forward(x, true);
    torch.set_autocast_enabled(DeviceType.CPU, false);
    return logits.to(ScalarType.Float);
  }

  @Override
  public float[] outputs(float[] rows, int count) {
    float[] result = new float[count * setup.workload().outputs()];
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      var x = Tensor.create(rows, count, setup.workload().inputs());
      net.forward(x, false).data_ptr_float().get(result);
    }
    return result;
  }

  @Override
  public String describe() {
    return TorchFactory.describe(setup);
  }
}
