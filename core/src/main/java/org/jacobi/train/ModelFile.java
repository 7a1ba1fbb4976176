package org.jacobi.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.data.Task;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.jacobi.nn.Architecture;
import org.jacobi.nn.Layer;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.Param;
import org.jacobi.nn.UnaryLayer;

/**
 * Models as one safetensors file: parameters and buffers by path, and as JSON in the metadata the
 * architecture, the task, the classes, the input and its preparation, and the record of the run.
 * Reading one executes no code of the file.
 */
public final class ModelFile {
  /** The version of the metadata. */
  public static final long FORMAT = 1;

  /** How many names of tensors a message lists. */
  private static final int MOST_NAMES = 5;

  private ModelFile() {}

  /**
   * A model with what is known of it.
   *
   * @param model its layers with their numbers
   * @param info how to use it
   * @param <M> the type of the model
   */
  public record Loaded<M extends UnaryLayer>(M model, ModelInfo info) {
    /** A predictor over it. */
    public Predictor predictor() {
      return new Predictor(model, info);
    }
  }

  /**
   * Writes a model; what was at that place is replaced as a whole or stays.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void save(Path file, UnaryLayer model, ModelInfo info) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (Param param : model.params()) {
      tensors.put(param.path(), param.value());
    }
    for (LayerBuffer buffer : model.buffers()) {
      tensors.put(buffer.path(), buffer.value());
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("jacobi", Json.text(describe(model, info)));
    SafeTensors.write(file, new TensorFile(tensors, metadata));
  }

  private static Map<String, Object> describe(UnaryLayer model, ModelInfo info) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("architecture", Architecture.toMap(model));
    map.put("task", info.task().name().toLowerCase(Locale.ROOT));
    map.put("output", info.output().name().toLowerCase(Locale.ROOT));
    map.put("classes", info.classNames());
    map.put("input", info.input().toMap());
    map.put("run", info.run());
    return map;
  }

  /**
   * Reads a model whose layers ship with Jacobi.
   *
   * @throws DataException if the file is damaged or is no model of Jacobi; says what is wrong
   */
  public static Loaded<UnaryLayer> load(Path file) {
    TensorFile content = SafeTensors.read(file);
    JsonObject json = metadata(file, content);
    UnaryLayer model = architecture(json);
    return filled(file, model, content, json);
  }

  /**
   * Reads a model with layers of the user's own, which {@code constructor} makes.
   *
   * @throws DataException if the file is damaged, or its tensors are not those of the model
   */
  public static <M extends UnaryLayer> Loaded<M> load(Path file, Supplier<M> constructor) {
    TensorFile content = SafeTensors.read(file);
    return filled(file, constructor.get(), content, metadata(file, content));
  }

  private static JsonObject metadata(Path file, TensorFile content) {
    String text = content.metadata().get("jacobi");
    if (text == null && content.metadata().containsKey(CheckpointFile.KEY)) {
      throw new DataException(
          file
              + ": this is a checkpoint of a training, and no model. The model is written when the"
              + " training ends or is stopped; a checkpoint is for resuming it");
    }
    if (text == null) {
      throw new DataException(
          file
              + ": this safetensors file was not written by Jacobi: its metadata has no entry"
              + " \"jacobi\", so the layers are not known");
    }
    JsonObject json = Json.parseObject(text, file + ", metadata");
    long format = json.integer("format");
    if (format != FORMAT) {
      throw json.wrong(
          "format", "this is format " + format + ", but this version of Jacobi reads " + FORMAT);
    }
    return json;
  }

  private static UnaryLayer architecture(JsonObject json) {
    try {
      return Architecture.fromMap(json.object("architecture").toMap());
    } catch (IllegalArgumentException e) {
      throw json.wrong("architecture", String.valueOf(e.getMessage()));
    }
  }

  private static <M extends UnaryLayer> Loaded<M> filled(
      Path file, M model, TensorFile content, JsonObject json) {
    requireTensors(file, model, content);
    ModelInfo info = info(json, model);
    DType dtype =
        content.tensors().values().stream().findFirst().map(NDArray::dtype).orElse(DType.F32);
    model.allocate(dtype.isFloating() ? dtype : DType.F32);
    for (Param param : model.params()) {
      param.value().copyFrom(content.tensor(param.path()));
    }
    for (LayerBuffer buffer : model.buffers()) {
      buffer.value().copyFrom(content.tensor(buffer.path()));
    }
    return new Loaded<>(model, info);
  }

  /** Compares names and shapes before anything is allocated for the model. */
  private static void requireTensors(Path file, Layer model, TensorFile content) {
    Map<String, Shape> expected = model.shapes();
    Set<String> missing = new TreeSet<>(expected.keySet());
    missing.removeAll(content.tensors().keySet());
    Set<String> extra = new TreeSet<>(content.tensors().keySet());
    extra.removeAll(expected.keySet());
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new DataException(
          file
              + ": its tensors are not those of the model: "
              + (missing.isEmpty() ? "" : "missing " + listed(missing))
              + (missing.isEmpty() || extra.isEmpty() ? "" : ", ")
              + (extra.isEmpty() ? "" : "not known " + listed(extra)));
    }
    expected.forEach((path, shape) -> {
      DType type = content.tensor(path).dtype();
      if (type.isInteger() || type == DType.BOOL) {
        throw new DataException(
            file + ": the tensor " + path + " is " + type + ", but must hold real numbers");
      }
      Shape found = content.tensor(path).shape();
      if (!found.equals(shape)) {
        throw new DataException(
            file + ": the tensor " + path + " is " + found + ", but the layer needs " + shape);
      }
      requireFinite(file, path, content.tensor(path));
    });
  }

  private static void requireFinite(Path file, String path, NDArray tensor) {
    for (double number : tensor.toDoubles()) {
      if (!Double.isFinite(number)) {
        throw new DataException(
            file
                + ": the tensor "
                + path
                + " holds "
                + number
                + ", with which nothing can be predicted; the file is damaged, or its training"
                + " diverged");
      }
    }
  }

  /** Names from a file are for anyone to choose: quoted, and not all of a million. */
  private static String listed(Set<String> names) {
    var shown = names.stream().limit(MOST_NAMES).map(DataException::quote).toList();
    int more = names.size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
  }

  private static ModelInfo info(JsonObject json, UnaryLayer model) {
    var info = info(json);
    requireInput(json, model, info);
    return info;
  }

  /** Holds what the file says of its input and classes against its layers, where they tell. */
  private static void requireInput(JsonObject json, UnaryLayer model, ModelInfo info) {
    if (info.input() instanceof InputFormat.Table table
        && table.preprocessor().task() != info.task()) {
      throw json.wrong("task", "the table of the input was prepared for another task");
    }
    Shape output;
    try {
      output = model.outputShape(info.input().row());
    } catch (IllegalArgumentException e) {
      throw json.wrong("input", "the model does not take it: " + e.getMessage());
    }
    if (output == null || info.task() == Task.REGRESSION) {
      return;
    }
    int classes = info.classNames().size();
    boolean each = info.output() == OutputKind.VALUES || info.output() == OutputKind.BINARY_LOGITS;
    if (!output.equals(Shape.of(classes))
        && !(output.equals(Shape.of(1)) && classes == 2 && each)) {
      throw json.wrong(
          "classes", "there are " + classes + ", but the model gives " + output + " for a row");
    }
  }

  private static ModelInfo info(JsonObject json) {
    return new ModelInfo(
        choice(json, "task", Task.values()),
        choice(json, "output", OutputKind.values()),
        json.strings("classes"),
        InputFormat.fromJson(json.object("input")),
        run(json));
  }

  @SuppressWarnings("unchecked") // only shown and written again, never looked into
  private static Map<String, Object> run(JsonObject json) {
    return (Map<String, Object>) (Map<String, ?>) json.object("run").toMap();
  }

  private static <E extends Enum<E>> E choice(JsonObject json, String key, E[] known) {
    String text = json.string(key);
    for (E each : known) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    var names = Arrays.stream(known).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    throw json.wrong(
        key,
        "is " + DataException.quote(text) + ", but must be one of " + String.join(", ", names));
  }
}
