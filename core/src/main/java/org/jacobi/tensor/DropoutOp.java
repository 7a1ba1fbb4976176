package org.jacobi.tensor;

import java.util.Objects;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** Elements set to 0 with probability p, the others scaled by 1 / (1 − p). */
final class DropoutOp extends Op {
  private final long key;
  private final double p;
  private @Nullable Tensor mask;

  DropoutOp(long key, double p) {
    this.key = key;
    this.p = p;
  }

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  protected NDArray forward(Kernels kernels, NDArray... in) {
    Messages.requireFloating(name(), in[0]);
    var drawn = NDArray.allocate(in[0].dtype(), in[0].shape());
    kernels.dropoutMask(key, p, drawn);
    mask = new Tensor(drawn);
    return binary(kernels, BinaryFn.MUL, in[0], drawn);
  }

  @Override
  protected Tensor[] backward(Tensor upstream) {
    return gradients(upstream.mul(Objects.requireNonNull(mask)));
  }

  @Override
  public Formula formula() {
    String chance = Formula.number(p);
    String scale = Formula.number(1 / (1 - p));
    return Formula.of(
            "y = x · m with m = 0 with probability " + chance + ", else " + scale, "y = x \\odot m")
        .derivative("∂y/∂x = m, the same mask", "m");
  }
}
