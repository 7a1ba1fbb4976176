package org.jacobi.learn.race;

import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Param;
import org.jacobi.tensor.Tensor;

/** What one optimizer moves: parameters, and a loss that follows from them. */
interface Track {
  /** What holds the parameters. */
  Layer parameters();

  /** The loss that is reported. */
  Tensor measured();

  /** The loss whose gradient step number {@code step} takes, from 1. */
  Tensor trained(Tensor measured, int step);

  /** Where the parameters stand. */
  double[] place();

  /** Two numbers on a {@link Surface}. */
  final class OnSurface extends Layer implements Track {
    private final Param x =
        param("x", Param.Role.WEIGHT, Shape.SCALAR, new Fan(1, 1), Init.zeros());
    private final Param y =
        param("y", Param.Role.WEIGHT, Shape.SCALAR, new Fan(1, 1), Init.zeros());
    private final Surface surface;
    private final long seed;

    OnSurface(Surface surface, long seed) {
      this.surface = surface;
      this.seed = seed;
      init(seed, DType.F64);
      x.value().fill(surface.start().x());
      y.value().fill(surface.start().y());
    }

    @Override
    public Layer parameters() {
      return this;
    }

    @Override
    public Tensor measured() {
      return surface.at(x.tensor(), y.tensor());
    }

    @Override
    public Tensor trained(Tensor measured, int step) {
      return surface.isNoisy()
          ? measured.add(surface.noise(x.tensor(), y.tensor(), seed, step))
          : measured;
    }

    @Override
    public double[] place() {
      return new double[] {x.value().item(), y.value().item()};
    }
  }
}
