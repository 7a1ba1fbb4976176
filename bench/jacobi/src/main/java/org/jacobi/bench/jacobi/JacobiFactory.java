package org.jacobi.bench.jacobi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;
import org.jacobi.bench.Workload;
import org.jacobi.data.Dataset;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Linear;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Sigmoid;

/** Networks and data of the workloads in Jacobi's types. */
public final class JacobiFactory implements Contestant.Factory {
  /** Called by {@link java.util.ServiceLoader}. */
  public JacobiFactory() {}

  @Override
  public Contestant open(Setup setup) {
    var model = model(setup.workload());
    model.allocate(DType.F32);
    var layers = setup.layers().iterator();
    for (var layer : model.steps()) {
      if (layer instanceof Linear linear) {
        var numbers = layers.next();
        copy(numbers.weight(), linear.weight().value());
        copy(numbers.bias(), Objects.requireNonNull(linear.bias()).value());
      }
    }
    return setup.workload().trains()
        ? new JacobiTraining(setup, model, data(setup))
        : new JacobiInference(setup, model);
  }

  static Sequential model(Workload workload) {
    return workload == Workload.W5
        ? new Sequential(
            new Linear(30, 64),
            new Sigmoid(),
            new Linear(64, 32),
            new ReLU(),
            new Dropout(Workload.DROPOUT),
            new Linear(32, 1))
        : new Sequential(
            new Linear(784, 256),
            new ReLU(),
            new Linear(256, 128),
            new ReLU(),
            new Linear(128, 10));
  }

  private static Dataset data(Setup setup) {
    int rows = setup.rows();
    int width = setup.workload().inputs();
    var features = NDArray.permanent(DType.F32, Shape.of(rows, width));
    for (int from = 0; from < rows; from += Setup.CHUNK) {
      int to = Math.min(rows, from + Setup.CHUNK);
      copy(setup.features(from, to), features.slice(0, from, to));
    }
    int classes = Math.max(2, setup.workload().outputs());
    var names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return Dataset.classification(
        setup.workload().data(), features, labels(setup.labels(0, rows)), List.copyOf(names));
  }

  private static NDArray labels(int[] numbers) {
    var array = NDArray.permanent(DType.I32, Shape.of(numbers.length));
    MemorySegment.copy(numbers, 0, array.segment(), ValueLayout.JAVA_INT, 0, numbers.length);
    return array;
  }

  private static void copy(float[] numbers, NDArray target) {
    MemorySegment.copy(
        numbers,
        0,
        target.segment(),
        ValueLayout.JAVA_FLOAT,
        target.offset() * Float.BYTES,
        numbers.length);
  }
}
