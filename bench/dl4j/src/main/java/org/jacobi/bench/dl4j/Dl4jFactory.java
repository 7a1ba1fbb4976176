package org.jacobi.bench.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;
import org.jacobi.bench.Workload;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A MultiLayerNetwork that fits slices of arrays. Its momentum is Nesterov's: it has no other.
 * Threads and the variant of the native library are set from outside.
 */
public final class Dl4jFactory implements Contestant.Factory {
  /** Called by {@link java.util.ServiceLoader}. */
  public Dl4jFactory() {}

  @Override
  public Contestant open(Setup setup) {
    var network = new MultiLayerNetwork(configuration(setup.workload()));
    network.init();
    int i = 0;
    for (var layer : setup.layers()) {
      // DL4J multiplies x · W with W (in × out); the files hold (out × in).
      var weight = Nd4j.createFromArray(layer.weight()).reshape(layer.outputs(), layer.inputs());
      network.setParam(i + "_W", weight.transpose().dup());
      network.setParam(i + "_b", Nd4j.createFromArray(layer.bias()).reshape(1, layer.outputs()));
      i++;
    }
    return new Network(setup, network);
  }

  private static MultiLayerConfiguration configuration(Workload workload) {
    var sizes = workload.sizes();
    boolean table = workload == Workload.W5;
    var output =
        new OutputLayer.Builder(table ? LossFunction.XENT : LossFunction.MCXENT)
            .activation(table ? Activation.SIGMOID : Activation.SOFTMAX)
            .nIn(sizes.get(2))
            .nOut(sizes.get(3));
    if (table) {
      output.dropOut(1 - Workload.DROPOUT); // of the layer's input; the share that is kept
    }
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .dataType(DataType.FLOAT)
        .updater(
            table
                ? new Adam(Workload.ADAM_RATE)
                : new Nesterovs(Workload.SGD_RATE, Workload.MOMENTUM))
        .list()
        .layer(dense(sizes.get(0), sizes.get(1), table ? Activation.SIGMOID : Activation.RELU))
        .layer(dense(sizes.get(1), sizes.get(2), Activation.RELU))
        .layer(output.build())
        .build();
  }

  private static DenseLayer dense(int inputs, int outputs, Activation activation) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(activation).build();
  }

  /** Training and inference: fit and output. */
  private static final class Network implements Contestant {
    private final Setup setup;
    private final MultiLayerNetwork network;
    private final int batch;
    private INDArray features;
    private INDArray targets;
    private float[][] inputs = {};
    private long step;

    Network(Setup setup, MultiLayerNetwork network) {
      this.setup = setup;
      this.network = network;
      this.batch = setup.workload().batch();
      this.features = Nd4j.empty(DataType.FLOAT);
      this.targets = features;
      if (setup.workload().trains()) {
        load();
        return;
      }
      this.inputs = new float[Math.min(setup.batches(), 64)][];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = setup.features(i * batch, (i + 1) * batch);
      }
    }

    private void load() {
      int rows = setup.rows();
      int width = setup.workload().inputs();
      int outputs = setup.workload().outputs();
      this.features = Nd4j.create(DataType.FLOAT, rows, width);
      for (int from = 0; from < rows; from += Setup.CHUNK) {
        int to = Math.min(rows, from + Setup.CHUNK);
        var part = Nd4j.createFromArray(setup.features(from, to)).reshape(to - from, width);
        features.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).assign(part);
      }
      int[] labels = setup.labels(0, rows);
      float[] numbers = new float[rows * outputs];
      for (int i = 0; i < rows; i++) {
        if (outputs == 1) {
          numbers[i] = labels[i];
        } else {
          numbers[i * outputs + labels[i]] = 1;
        }
      }
      this.targets = Nd4j.createFromArray(numbers).reshape(rows, outputs);
    }

    @Override
    public void step() {
      if (!setup.workload().trains()) {
        outputs(inputs[(int) (step++ % inputs.length)], batch);
        return;
      }
      long from = step++ % setup.batches() * batch;
      var rows = NDArrayIndex.interval(from, from + batch);
      network.fit(features.get(rows, NDArrayIndex.all()), targets.get(rows, NDArrayIndex.all()));
    }

    @Override
    public float[] outputs(float[] rows, int count) {
      var x = Nd4j.createFromArray(rows).reshape(count, setup.workload().inputs());
      // Row by row, whatever order the array has.
      float[] answers = network.output(x).dup('c').data().asFloat();
      if (setup.workload().trains()) {
        for (int i = 0; i < answers.length; i++) {
          double p = answers[i];
          answers[i] = (float) (setup.workload().outputs() == 1 ? logit(p) : Math.log(p));
        }
      }
      return answers;
    }

    private static double logit(double p) {
      return Math.log(p) - Math.log1p(-p);
    }

    @Override
    public String describe() {
      var ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
      return "DL4J 1.0.0-M2.1, threads "
          + ops.ompGetMaxThreads()
          + ", native library linux-x86_64"
          + System.getProperty("org.bytedeco.javacpp.platform.extension", "")
          + " (level "
          + ops.binaryLevel()
          + " of "
          + ops.optimalLevel()
          + ")";
    }
  }
}
