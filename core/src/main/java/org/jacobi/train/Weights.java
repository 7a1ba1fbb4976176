package org.jacobi.train;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.array.NDArray;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.UnaryLayer;

/** A copy of all parameters and buffers, to come back to. */
final class Weights {
  private final UnaryLayer model;
  private final NDArray values;
  private final List<NDArray> buffers = new ArrayList<>();

  Weights(UnaryLayer model) {
    this.model = model;
    this.values = model.store().newSlab();
    for (LayerBuffer buffer : model.buffers()) {
      buffers.add(buffer.value().keep());
    }
  }

  /** The slab of all parameters. */
  NDArray values() {
    return values;
  }

  /** The buffers in the order of the model. */
  List<NDArray> buffers() {
    return buffers;
  }

  void copyFrom(Weights other) {
    values.copyFrom(other.values);
    for (int i = 0; i < buffers.size(); i++) {
      buffers.get(i).copyFrom(other.buffers.get(i));
    }
  }

  void copy() {
    values.copyFrom(model.store().values());
    for (int i = 0; i < buffers.size(); i++) {
      buffers.get(i).copyFrom(model.buffers().get(i).value());
    }
  }

  void restore() {
    model.store().values().copyFrom(values);
    for (int i = 0; i < buffers.size(); i++) {
      model.buffers().get(i).value().copyFrom(buffers.get(i));
    }
  }
}
