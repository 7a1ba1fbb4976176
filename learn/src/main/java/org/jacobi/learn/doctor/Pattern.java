package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.nn.Mode;
import org.jacobi.tensor.Rng;
import org.jspecify.annotations.Nullable;

/** The form of the inputs that a layer takes, for any number of rows. */
interface Pattern {
  /** Stands for the rows of the batch in a list of lengths. */
  int ROWS = -1;

  /** The inputs for that many rows, others for each draw. */
  List<Value> draw(int rows, int draw);

  /** One input of a pattern. */
  record Part(Domain domain, @Nullable DType dtype, int[] dims) {
    Value draw(int rows, DType real, int limit, Rng rng) {
      int[] lengths = Arrays.stream(dims).map(d -> d == ROWS ? rows : d).toArray();
      return domain.draw(dtype == null ? real : dtype, Shape.of(lengths), limit, rng);
    }
  }

  /**
   * Inputs that are drawn.
   *
   * @param limit above all whole numbers
   */
  record Drawn(DType dtype, int limit, List<Part> parts) implements Pattern {
    @Override
    public List<Value> draw(int rows, int draw) {
      List<Value> all = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        all.add(parts.get(i).draw(rows, dtype, limit, Rng.of(draw, "doctor", rows, i)));
      }
      return all;
    }
  }

  /** What the patient gives as an example. */
  record Own(Subject subject, Calls calls) implements Pattern {
    @Override
    public List<Value> draw(int rows, int draw) {
      return calls.call(
          "example",
          draw,
          Mode.TRAIN,
          () -> {
            List<NDArray> given =
                subject.shared().example(rows, subject.dtype(), Rng.of(draw, "example", rows));
            return given.stream().map(Value::of).toList();
          });
    }
  }
}
