package org.jacobi.bench.jacobi;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.jacobi.array.Shape;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;
import org.jacobi.data.Task;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.Sequential;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelInfo;
import org.jacobi.train.Predictor;

/** Probabilities by a Predictor, from Java arrays to Java arrays. */
final class JacobiInference implements Contestant {
  private final Predictor predictor;
  private final float[][][] inputs;
  private int next;

  JacobiInference(Setup setup, Sequential model) {
    var workload = setup.workload();
    var classes = IntStream.range(0, workload.outputs()).mapToObj(Integer::toString).toList();
    var input = new InputFormat.Numbers(Shape.of(workload.inputs()));
    var info = new ModelInfo(Task.CLASSIFICATION, OutputKind.LOGITS, classes, input, Map.of());
    var live = new Predictor(model, info).at(setup.is("bf16") ? Precision.BF16 : Precision.F32);
    this.predictor = setup.is("frozen") ? live.frozen() : live;
    this.inputs = new float[Math.min(setup.batches(), 64)][][];
    for (int i = 0; i < inputs.length; i++) {
      int from = i * workload.batch();
      inputs[i] = rows(setup.features(from, from + workload.batch()), workload.batch());
    }
  }

  private static float[][] rows(float[] numbers, int count) {
    int width = numbers.length / count;
    float[][] rows = new float[count][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(numbers, i * width, (i + 1) * width));
    return rows;
  }

  @Override
  public void step() {
    predictor.predict(inputs[next]);
    next = (next + 1) % inputs.length;
  }

  @Override
  public float[] outputs(float[] features, int rows) {
    double[][] answers = predictor.predict(rows(features, rows));
    float[] flat = new float[rows * answers[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) answers[i / answers[0].length][i % answers[0].length];
    }
    return flat;
  }

  @Override
  public String describe() {
    return "Jacobi, kernels " + Kernels.current().name();
  }
}
