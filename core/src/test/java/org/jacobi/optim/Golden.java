package org.jacobi.optim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The numbers that optimizers_golden.py has written. */
final class Golden {
  private Golden() {}

  static Map<String, double[]> read(String file) {
    try (var in = Objects.requireNonNull(Golden.class.getResourceAsStream(file), file)) {
      Map<String, double[]> rows = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> {
            int equals = line.indexOf(" = ");
            double[] numbers =
                Arrays.stream(line.substring(equals + 3).split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            rows.put(line.substring(0, equals), numbers);
          });
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
