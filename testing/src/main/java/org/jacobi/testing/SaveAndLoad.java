package org.jacobi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.data.DataException;
import org.jacobi.data.Task;
import org.jacobi.nn.LayerBuffer;
import org.jacobi.nn.Mode;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.Param;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelFile;
import org.jacobi.train.ModelInfo;

/** A model beside the one that a file gives back. */
final class SaveAndLoad {
  private final UnaryLayer model;
  private final Supplier<? extends UnaryLayer> constructor;
  private final NDArray input;

  SaveAndLoad(UnaryLayer model, Supplier<? extends UnaryLayer> constructor, NDArray input) {
    this.model = model;
    this.constructor = constructor;
    this.input = input;
  }

  /** Throws an {@link AssertionError} that names what differs; the model keeps its numbers. */
  void check() {
    Map<NDArray, double[]> before = new LinkedHashMap<>();
    params(model).values().forEach(array -> before.put(array, array.toDoubles()));
    buffers(model).values().forEach(array -> before.put(array, array.toDoubles()));
    try {
      disturb();
      compare(throughAFile());
    } finally {
      before.forEach(NDArray::copyFrom);
    }
  }

  /** What a constructor sets anyway would be right without being read; variances stay positive. */
  private void disturb() {
    params(model).forEach((path, array) -> add(path, array, -0.2, 0.2));
    buffers(model).forEach((path, array) -> add(path, array, 0.1, 0.6));
  }

  private static void add(String path, NDArray array, double low, double high) {
    NDArray noise = NDArray.allocate(array.dtype(), array.shape());
    Rng.of(8, "save and load", path.hashCode()).fillUniform(noise, low, high);
    double[] numbers = array.toDoubles();
    double[] more = noise.toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += more[i];
    }
    array.copyFrom(numbers);
  }

  private UnaryLayer throughAFile() {
    int[] row = input.shape().remove(0).toArray();
    var info =
        new ModelInfo(
            Task.REGRESSION,
            OutputKind.VALUES,
            List.of(),
            new InputFormat.Numbers(Shape.of(row)),
            Map.of());
    try {
      Path file = Files.createTempFile("jacobi", ".safetensors");
      try {
        ModelFile.save(file, model, info);
        return ModelFile.load(file, this::anew).model();
      } catch (DataException e) {
        throw new AssertionError("the model does not survive a file: " + e.getMessage(), e);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UnaryLayer anew() {
    UnaryLayer made = constructor.get();
    Set<Object> own = Collections.newSetFromMap(new IdentityHashMap<>());
    own.add(model);
    own.addAll(model.params());
    own.addAll(model.buffers());
    if (own.contains(made)
        || made.params().stream().anyMatch(own::contains)
        || made.buffers().stream().anyMatch(own::contains)) {
      throw new IllegalArgumentException(
          "[assertSurvivesSaveAndLoad] the constructor gives back "
              + (own.contains(made) ? "the model itself" : "layers of the model itself")
              + ", which has its numbers without any file: let it make all layers anew");
    }
    requireSameShapes(made.shapes());
    return made;
  }

  private void requireSameShapes(Map<String, Shape> after) {
    Map<String, Shape> before = model.shapes();
    requireSameNames("tensors", before.keySet(), after.keySet());
    before.forEach((path, shape) -> {
      Shape other = after.get(path);
      if (other != null && !other.equals(shape)) {
        throw new AssertionError(
            path + " does not survive a file: it was " + shape + " and is " + other);
      }
    });
  }

  private static void requireSameNames(String what, Set<String> before, Set<String> after) {
    if (!before.equals(after)) {
      throw new AssertionError(
          "the " + what + " do not survive a file: they were " + before + " and are " + after);
    }
  }

  private void compare(UnaryLayer again) {
    compare("parameters", params(model), params(again));
    compare("buffers", buffers(model), buffers(again));
    requireSame("the output", output(model), output(again));
  }

  private static void compare(
      String what, Map<String, NDArray> before, Map<String, NDArray> after) {
    requireSameNames(what, before.keySet(), after.keySet());
    before.forEach((path, array) -> {
      NDArray other = after.get(path);
      if (other != null) {
        requireSame(path, array, other);
      }
    });
  }

  private static Map<String, NDArray> params(UnaryLayer layer) {
    Map<String, NDArray> all = new LinkedHashMap<>();
    for (Param param : layer.params()) {
      all.put(param.path(), param.value());
    }
    return all;
  }

  private static Map<String, NDArray> buffers(UnaryLayer layer) {
    Map<String, NDArray> all = new LinkedHashMap<>();
    for (LayerBuffer buffer : layer.buffers()) {
      all.put(buffer.path(), buffer.value());
    }
    return all;
  }

  private NDArray output(UnaryLayer layer) {
    return StepScope.outside()
        .with(Mode.SETTING, Mode.EVALUATE)
        .call(() -> layer.forward(new Tensor(input)).value());
  }

  private static void requireSame(String what, NDArray before, NDArray after) {
    if (!before.shape().equals(after.shape()) || before.dtype() != after.dtype()) {
      throw new AssertionError(
          what + " does not survive a file: it was " + form(before) + " and is " + form(after));
    }
    double[] a = before.toDoubles();
    double[] b = after.toDoubles();
    for (int i = 0; i < a.length; i++) {
      if (Double.doubleToRawLongBits(a[i]) != Double.doubleToRawLongBits(b[i])) {
        throw new AssertionError(
            what + " does not survive a file: number " + i + " was " + a[i] + " and is " + b[i]);
      }
    }
  }

  private static String form(NDArray array) {
    return array.dtype() + " " + array.shape();
  }
}
