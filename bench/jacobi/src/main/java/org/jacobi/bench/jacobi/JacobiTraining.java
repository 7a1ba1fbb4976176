package org.jacobi.bench.jacobi;

import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;
import org.jacobi.bench.Workload;
import org.jacobi.data.Dataset;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.BCEWithLogitsLoss;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Sequential;
import org.jacobi.optim.Adam;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.Tensor;
import org.jacobi.train.Shards;

/** Training in an own loop that gives the Trainer's bits. */
final class JacobiTraining implements Contestant {
  private final Sequential model;
  private final Optimizer optimizer;
  private final Shards shards;
  private final Kernels kernels;
  private final int threads;
  private final DType type;
  private final Dataset.Batch[] batches;
  private final Slab slab = new Slab();
  private long step;

  JacobiTraining(Setup setup, Sequential model, Dataset data) {
    var workload = setup.workload();
    this.model = model;
    boolean digits = workload == Workload.W1;
    this.optimizer =
        (digits ? new SGD(Workload.SGD_RATE).momentum(Workload.MOMENTUM) : adam()).over(model);
    int rows = setup.number("shardRows", Shards.defaultRows(workload.batch()));
    this.threads = setup.number("threads", Runtime.getRuntime().availableProcessors());
    var loss = digits ? new CrossEntropyLoss() : new BCEWithLogitsLoss();
    this.shards = new Shards(model, loss, data, rows, null, threads);
    this.kernels = setup.is("bf16") ? Kernels.current().at(Precision.BF16) : Kernels.current();
    this.batches = new Dataset.Batch[setup.batches()];
    this.type = inScope(() -> model.inputType(Math.min(rows, workload.batch())));
    for (int i = 0; i < batches.length; i++) {
      batches[i] = batch(data, i * workload.batch(), workload.batch());
    }
  }

  /** These rows in the type in which the Trainer would gather them. */
  private Dataset.Batch batch(Dataset data, int from, int rows) {
    int to = from + rows;
    if (type == DType.F32) {
      return new Dataset.Batch(
          data.features().slice(0, from, to), data.targets().slice(0, from, to));
    }
    var batch = data.newBatch(rows, type);
    data.gather(IntStream.range(from, to).toArray(), 0, rows, batch);
    return batch;
  }

  private <T> T inScope(Supplier<T> body) {
    return StepScope.outside().with(Kernels.SETTING, kernels).call(body::get);
  }

  private static Optimizer adam() {
    return new Adam(Workload.ADAM_RATE);
  }

  @Override
  public void step() {
    int batch = (int) (step % batches.length);
    int epoch = (int) (step / batches.length) + 1;
    step++;
    var keys = new Shards.Keys(1, epoch, step);
    inScope(() -> shards.step(batches[batch], keys, optimizer));
  }

  /** How many subnormal numbers stand in the gradients and the optimizer's state. */
  long subnormals() {
    long count = subnormals(model.store().gradients());
    for (NDArray state : optimizer.stateArrays().values()) {
      count += subnormals(state);
    }
    return count;
  }

  private static long subnormals(NDArray array) {
    long count = 0;
    for (float number : array.toFloats()) {
      count += number != 0 && Math.abs(number) < Float.MIN_NORMAL ? 1 : 0;
    }
    return count;
  }

  @Override
  public float[] outputs(float[] features, int rows) {
    return StepScope.over(slab)
        .with(Mode.SETTING, Mode.EVALUATE)
        .call(() -> Autograd.noGrad(() -> logits(features, rows)));
  }

  private float[] logits(float[] features, int rows) {
    var x = NDArray.of(features, rows, features.length / rows);
    return model.forward(new Tensor(x)).value().toFloats();
  }

  @Override
  public String describe() {
    return "Jacobi, kernels " + kernels.name() + ", threads " + threads + ", features " + type;
  }
}
