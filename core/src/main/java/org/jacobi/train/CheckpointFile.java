package org.jacobi.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.data.Task;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.ParamStore;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Optimizer;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that was read: the numbers of {@link CheckpointImage}, and as JSON under {@code
 * jacobi.checkpoint} the rest of what decides the future.
 */
final class CheckpointFile {
  static final String KEY = "jacobi.checkpoint";
  private static final long FORMAT = 2;

  private final Path path;
  private final TensorFile content;
  private final JsonObject json;

  private CheckpointFile(Path path, TensorFile content, JsonObject json) {
    this.path = path;
    this.content = content;
    this.json = json;
  }

  /**
   * Reads a checkpoint as a whole.
   *
   * @throws DataException if it is damaged, cut off, or no checkpoint
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  static CheckpointFile read(Path file) {
    return of(file, SafeTensors.read(file));
  }

  /**
   * The same of what was read already.
   *
   * @throws DataException if it is no checkpoint
   */
  static CheckpointFile of(Path file, TensorFile content) {
    String text = content.metadata().get(KEY);
    if (text == null) {
      throw new DataException(
          file + ": this is no checkpoint of Jacobi: its metadata has no entry \"" + KEY + "\"");
    }
    JsonObject json = Json.parseObject(text, file + ", metadata");
    if (json.integer("format") != FORMAT) {
      throw json.wrong("format", "this version of Jacobi reads format " + FORMAT);
    }
    return new CheckpointFile(file, content, json);
  }

  /**
   * What is written: a copy of all numbers, and beside it {@link RunState#toMap()}.
   *
   * @param epochs those that were done
   * @param hash the {@link RunHash} of the copy
   */
  static TensorFile content(
      Task task,
      Map<String, Object> state,
      List<EpochRecord> epochs,
      CheckpointImage image,
      String hash,
      Map<String, String> identity) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("task", task.name().toLowerCase(Locale.ROOT));
    map.put("run_hash", hash);
    map.put("identity", identity);
    map.put("state", state);
    Map<String, String> numbers = new TreeMap<>();
    // As text each number keeps its bits and its kind: 3 counts, 3.0 measures.
    image.numbers().forEach((name, number) -> numbers.put(name, number.toString()));
    map.put("optimizer", numbers);
    Map<String, NDArray> tensors = new LinkedHashMap<>(image.tensors());
    tensors.putAll(EpochTensors.of(epochs));
    return new TensorFile(tensors, Map.of(KEY, Json.text(map)));
  }

  Path path() {
    return path;
  }

  /** What differs between the run that wrote it and another one. */
  List<String> differences(Map<String, String> identity) {
    return Identity.differences(json.object("identity"), identity);
  }

  /** The hash of model and optimizer when it was written. */
  String runHash() {
    return json.string("run_hash");
  }

  /** Where the run stood. */
  RunState state() {
    Task task = json.string("task").equals("regression") ? Task.REGRESSION : Task.CLASSIFICATION;
    return RunState.of(json.object("state"), EpochTensors.read(content, task, path.toString()));
  }

  /**
   * Gives model and optimizer the numbers of the checkpoint. Nothing is changed if something does
   * not fit.
   *
   * @throws DataException if tensors are missing, or have another shape
   */
  void restore(UnaryLayer model, Optimizer optimizer, @Nullable Weights best) {
    Map<String, NDArray> states = new LinkedHashMap<>();
    ParamStore store = model.store();
    var values = new Weights(model);
    fill(model, CheckpointImage.MODEL, values);
    for (String name : optimizer.stateArrays().keySet()) {
      NDArray slab = state(optimizer.stateArrays(), name).keep();
      fill(store, CheckpointImage.OPTIMIZER + name + "/", slab);
      states.put(name, slab);
    }
    var ofBest = best == null ? null : new Weights(model);
    if (ofBest != null) {
      fill(model, CheckpointImage.BEST, ofBest);
    }
    try {
      optimizer.restore(states, numbers());
    } catch (IllegalArgumentException e) {
      throw new DataException(path + ": " + e.getMessage(), e);
    }
    values.restore();
    if (best != null && ofBest != null) {
      best.copyFrom(ofBest);
    }
  }

  private Map<String, Number> numbers() {
    var object = json.object("optimizer");
    Map<String, Number> numbers = new LinkedHashMap<>();
    for (String name : object.keys()) {
      String text = object.string(name);
      try {
        numbers.put(
            name, text.matches("-?\\d+") ? (Number) Long.valueOf(text) : Double.valueOf(text));
      } catch (NumberFormatException e) {
        throw object.wrong(name, "is no number");
      }
    }
    return numbers;
  }

  private void fill(UnaryLayer model, String prefix, Weights weights) {
    fill(model.store(), prefix, weights.values());
    for (int i = 0; i < model.buffers().size(); i++) {
      LayerBuffer buffer = model.buffers().get(i);
      copy(prefix + buffer.path(), weights.buffers().get(i));
    }
  }

  private void fill(ParamStore store, String prefix, NDArray slab) {
    for (int i = 0; i < store.params().size(); i++) {
      copy(prefix + store.params().get(i).path(), store.part(slab, i));
    }
  }

  private void copy(String name, NDArray to) {
    NDArray from = content.tensor(name);
    requireForm(from, to.dtype(), to.shape(), path + ": " + name);
    to.copyFrom(from);
  }

  static void requireForm(NDArray tensor, DType type, Shape shape, String where) {
    if (!tensor.shape().equals(shape) || tensor.dtype() != type) {
      throw new DataException(
          where + " must be " + type + " " + shape + ", but is " + tensor.describe());
    }
  }

  static NDArray state(Map<String, NDArray> states, String name) {
    NDArray slab = states.get(name);
    if (slab == null) {
      throw new IllegalStateException("[checkpoint] there is no state " + name);
    }
    return slab;
  }
}
