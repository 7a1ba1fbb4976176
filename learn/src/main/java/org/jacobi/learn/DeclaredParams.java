package org.jacobi.learn;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.nn.Layer;

/**
 * Declares the parameters of layers by hand to {@code org.jacobi.nn}, which then makes the slabs,
 * draws the first values and lets optimizers run over them. It computes nothing.
 */
final class DeclaredParams extends Layer {
  private final List<ManualLayer> layers;

  DeclaredParams(List<? extends ManualLayer> layers) {
    this.layers = List.copyOf(layers);
    for (int i = 0; i < layers.size(); i++) {
      child(Integer.toString(i), new OfOne(layers.get(i)));
    }
  }

  private static final class OfOne extends Layer {
    OfOne(ManualLayer layer) {
      for (ManualParam p : layer.params()) {
        param(p.name(), p.role(), p.shape(), p.fan(), p.init());
      }
    }
  }

  /** Draws the first values and hands each parameter its windows. */
  void bind(long seed, DType dtype) {
    init(seed, dtype);
    int next = 0;
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).path(Integer.toString(i));
      for (ManualParam p : layers.get(i).params()) {
        p.bind(store().params().get(next).value(), store().part(store().gradients(), next));
        next++;
      }
    }
  }
}
