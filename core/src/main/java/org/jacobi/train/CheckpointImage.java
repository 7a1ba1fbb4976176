package org.jacobi.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jacobi.array.NDArray;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.ParamStore;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Optimizer;
import org.jspecify.annotations.Nullable;

/**
 * A copy of all numbers that a checkpoint holds, so that they can be written while the training
 * goes on: {@code model/PATH}, {@code optimizer/STATE/PATH}, {@code best/PATH}.
 */
final class CheckpointImage {
  static final String MODEL = "model/";
  static final String OPTIMIZER = "optimizer/";
  static final String BEST = "best/";

  private final UnaryLayer model;
  private final Optimizer optimizer;
  private final @Nullable Weights best;
  private final Weights current;
  private final @Nullable Weights copyOfBest;
  private final Map<String, NDArray> states = new LinkedHashMap<>();
  private Map<String, Number> numbers = Map.of();

  CheckpointImage(UnaryLayer model, Optimizer optimizer, @Nullable Weights best) {
    this.model = model;
    this.optimizer = optimizer;
    this.best = best;
    this.current = new Weights(model);
    this.copyOfBest = best == null ? null : new Weights(model);
    optimizer.stateArrays().keySet().forEach(name -> states.put(name, model.store().newSlab()));
  }

  /** Copies the numbers as they are now, over those of the last time. */
  void take() {
    current.copy();
    optimizer
        .stateArrays()
        .forEach((name, slab) -> CheckpointFile.state(states, name).copyFrom(slab));
    numbers = Map.copyOf(optimizer.stateNumbers());
    if (best != null && copyOfBest != null) {
      copyOfBest.copyFrom(best);
    }
  }

  /** What the optimizer had counted. */
  Map<String, Number> numbers() {
    return numbers;
  }

  /** The {@link RunHash} of what was copied. */
  String runHash() {
    return RunHash.of(model, current.values(), current.buffers(), states, numbers);
  }

  /** What was copied, by name. */
  Map<String, NDArray> tensors() {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    put(tensors, MODEL, current);
    states.forEach((name, slab) -> parts(tensors, OPTIMIZER + name + "/", slab));
    if (copyOfBest != null) {
      put(tensors, BEST, copyOfBest);
    }
    return tensors;
  }

  private void put(Map<String, NDArray> tensors, String prefix, Weights weights) {
    parts(tensors, prefix, weights.values());
    for (int i = 0; i < weights.buffers().size(); i++) {
      LayerBuffer buffer = model.buffers().get(i);
      tensors.put(prefix + buffer.path(), weights.buffers().get(i));
    }
  }

  private void parts(Map<String, NDArray> tensors, String prefix, NDArray slab) {
    ParamStore store = model.store();
    for (int i = 0; i < store.params().size(); i++) {
      tensors.put(prefix + store.params().get(i).path(), store.part(slab, i));
    }
  }
}
