package org.jacobi.bench.libtorch;

import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;

/**
 * Options: {@code threads}, {@code flush} (subnormals to zero), {@code autocast} (bf16), {@code
 * medium} (bf16 inside of F32 matrix products), {@code bf16} (a network of bf16, inference only),
 * {@code fused} (the optimizer of one pass), {@code flat} (parameters and gradients as parts of one
 * tensor each, and an optimizer over these).
 */
public final class TorchFactory implements Contestant.Factory {
  /** Called by {@link java.util.ServiceLoader}. */
  public TorchFactory() {}

  @Override
  public Contestant open(Setup setup) {
    torch.manual_seed(1);
    if (setup.number("threads", 0) > 0) {
      torch.set_num_threads(setup.number("threads", 0));
    }
    if (setup.is("flush") && !Context.setFlushDenormal(true)) {
      throw new IllegalStateException("libtorch cannot flush subnormals here");
    }
    if (setup.is("medium")) {
      torch.globalContext().setFloat32MatmulPrecision("medium");
    }
    if (setup.is("autocast")) {
      torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
      torch.set_autocast_cache_enabled(false); // weights change from step to step
    }
    return setup.workload().trains() ? new TorchTraining(setup) : new TorchInference(setup);
  }

  /** All rows as one tensor. */
  static Tensor features(Setup setup) {
    int rows = setup.rows();
    int width = setup.workload().inputs();
    var all = torch.zeros(rows, width);
    for (int from = 0; from < rows; from += Setup.CHUNK) {
      int to = Math.min(rows, from + Setup.CHUNK);
      try (var part = Tensor.create(setup.features(from, to), to - from, width);
          var target = all.narrow(0, from, to - from)) {
        target.copy_(part);
      }
    }
    return all;
  }

  /** What holds in this process. */
  static String describe(Setup setup) {
    return "libtorch, threads "
        + torch.get_num_threads()
        + ", float32 matmul precision "
        + torch.globalContext().float32MatmulPrecision()
        + (setup.is("flush") ? ", flushes subnormals" : "")
        + (setup.is("autocast") ? ", autocast bf16" : "")
        + (setup.is("bf16") ? ", network of bf16" : "")
        + (setup.is("fused") ? ", fused optimizer" : "")
        + (setup.is("flat") ? ", flat parameters" : "");
  }
}
