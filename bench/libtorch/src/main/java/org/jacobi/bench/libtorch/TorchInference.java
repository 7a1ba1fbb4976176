package org.jacobi.bench.libtorch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;

/** Probabilities, from Java arrays to Java arrays. */
final class TorchInference implements Contestant {
  private final Setup setup;
  private final TorchNet net;
  private final float[][] inputs;
  private final boolean bf16;
  private final boolean autocast;
  private final FloatPointer buffer;
  private int next;

  TorchInference(Setup setup) {
    this.setup = setup;
    this.bf16 = setup.is("bf16");
    this.autocast = setup.is("autocast");
    this.net = new TorchNet(setup, bf16);
    int batch = setup.workload().batch();
    this.buffer = new FloatPointer((long) batch * setup.workload().inputs());
    this.inputs = new float[Math.min(setup.batches(), 64)][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = setup.features(i * batch, (i + 1) * batch);
    }
  }

  @Override
  public void step() {
    outputs(inputs[next], setup.workload().batch());
    next = (next + 1) % inputs.length;
  }

  @Override
  public float[] outputs(float[] features, int rows) {
    float[] result = new float[rows * setup.workload().outputs()];
    try (var _ = new PointerScope();
        var _ = new InferenceMode()) {
      buffer.put(features); // a tensor over memory that stays is quicker than a new one
      Tensor x = torch.from_blob(buffer, rows, setup.workload().inputs());
      torch.set_autocast_enabled(DeviceType.CPU, autocast);
      var logits = net.forward(bf16 ? x.to(ScalarType.BFloat16) : x, false);
      torch.set_autocast_enabled(DeviceType.CPU, false);
      boolean typed = bf16 || autocast;
      torch.softmax(typed ? logits.to(ScalarType.Float) : logits, 1).data_ptr_float().get(result);
    }
    return result;
  }

  @Override
  public String describe() {
    return TorchFactory.describe(setup);
  }
}
