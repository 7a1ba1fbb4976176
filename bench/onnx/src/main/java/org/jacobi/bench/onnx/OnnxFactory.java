package org.jacobi.bench.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.jacobi.bench.Contestant;
import org.jacobi.bench.Setup;

/**
 * Options: {@code threads}, {@code spin=false} (threads sleep between calls), {@code flush}
 * (subnormals to zero).
 */
public final class OnnxFactory implements Contestant.Factory {
  /** Called by {@link java.util.ServiceLoader}. */
  public OnnxFactory() {}

  @Override
  public Contestant open(Setup setup) throws OrtException {
    if (setup.workload().trains()) {
      throw new IllegalArgumentException("ONNX Runtime's published jar does not train");
    }
    return new Inference(setup);
  }

  /** Probabilities from Java arrays to Java arrays. */
  private static final class Inference implements Contestant {
    private final Setup setup;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final FloatBuffer buffer;
    private final OnnxTensor tensor;
    private final float[][] inputs;
    private int next;

    Inference(Setup setup) throws OrtException {
      this.setup = setup;
      var options = new OrtSession.SessionOptions();
      if (setup.number("threads", 0) > 0) {
        options.setIntraOpNumThreads(setup.number("threads", 0));
      }
      if ("false".equals(setup.options().get("spin"))) {
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
      }
      if (setup.is("flush")) {
        options.addConfigEntry("session.set_denormal_as_zero", "1");
      }
      this.session = environment.createSession(OnnxModel.bytes(setup.layers()), options);
      int batch = setup.workload().batch();
      int width = setup.workload().inputs();
      // A tensor over direct memory that stays: refilled for each call, not made anew.
      this.buffer =
          ByteBuffer.allocateDirect(4 * batch * width)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      this.tensor = OnnxTensor.createTensor(environment, buffer, new long[] {batch, width});
      this.inputs = new float[Math.min(setup.batches(), 64)][];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = setup.features(i * batch, (i + 1) * batch);
      }
    }

    @Override
    public void step() {
      outputs(inputs[next], setup.workload().batch());
      next = (next + 1) % inputs.length;
    }

    @Override
    public float[] outputs(float[] features, int rows) {
      buffer.clear().put(features).rewind();
      try (var result = session.run(Map.of("x", tensor))) {
        float[] probabilities = new float[rows * setup.workload().outputs()];
        ((OnnxTensor) result.get(0)).getFloatBuffer().get(probabilities);
        return probabilities;
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String describe() {
      return "ONNX Runtime "
          + environment.getVersion()
          + ", intra-op threads "
          + (setup.number("threads", 0) > 0 ? setup.number("threads", 0) : "as it chooses")
          + ("false".equals(setup.options().get("spin")) ? ", not spinning" : "");
    }
  }
}
