package org.jacobi.nn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jacobi.tensor.Tensor;

/** Numbers computed by PyTorch 1.13.0; src/test/python/nn_golden.py made them. */
final class Golden {
  private static final JsonObject ALL = read();

  private Golden() {}

  private static JsonObject read() {
    try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream("golden.json"))) {
      return Json.parseObject(in.readAllBytes(), "golden.json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonObject of(String name) {
    return ALL.object(name);
  }

  static Tensor tensor(JsonObject object, String key, int... dims) {
    return Tensor.of(object.numbers(key), dims);
  }

  /** The i-th of a list of lists. */
  static double[] numbers(JsonObject object, String key, int i) {
    return ((java.util.List<?>) Objects.requireNonNull(object.list(key).get(i)))
        .stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
  }

  /** The numbers of nn_golden.py that need no generator. */
  static double[] wave(int count, int seed) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> 3 * StrictMath.sin(1.7 * (i + 1) * seed + seed));
    return numbers;
  }

  static Tensor pattern(int seed, int... dims) {
    return Tensor.of(wave(Arrays.stream(dims).reduce(1, (a, b) -> a * b), seed), dims);
  }
}
