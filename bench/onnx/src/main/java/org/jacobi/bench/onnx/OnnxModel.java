package org.jacobi.bench.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jacobi.bench.Setup;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bytes of an ONNX model: Gemm and Relu for each layer, a Softmax at the end. The format
 * is protobuf: each field is its number and wire type, then a variable-length integer or a length
 * and bytes. Field numbers are those of onnx.proto, IR version 8, operators of version 13.
 */
final class OnnxModel {
  private static final int IR_VERSION = 8;
  private static final int OPERATORS = 13;
  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private OnnxModel() {}

  /** A model from {@code x} (rows × inputs) to {@code y} (rows × outputs). */
  static byte[] bytes(List<Setup.Dense> layers) {
    var graph = new OnnxModel();
    var tensors = new OnnxModel();
    String from = "x";
    for (int i = 0; i < layers.size(); i++) {
      var layer = layers.get(i);
      boolean last = i + 1 == layers.size();
      graph.message(1, gemm(from, "w" + i, "b" + i, "z" + i));
      tensors.message(5, tensor("w" + i, layer.weight(), layer.outputs(), layer.inputs()));
      tensors.message(5, tensor("b" + i, layer.bias(), layer.outputs()));
      from = last ? "y" : "a" + i;
      graph.message(
          1,
          node(last ? "Softmax" : "Relu", from, "z" + i)
              .message(5, last ? integer("axis", 1) : null));
    }
    graph.text(2, "network");
    graph.out.writeBytes(tensors.out.toByteArray());
    graph.message(11, value("x", layers.getFirst().inputs()));
    graph.message(12, value("y", layers.getLast().outputs()));
    return new OnnxModel()
        .number(1, IR_VERSION)
        .message(7, graph)
        .message(8, new OnnxModel().text(1, "").number(2, OPERATORS))
        .out
        .toByteArray();
  }

  private static OnnxModel node(String operator, String output, String... inputs) {
    var node = new OnnxModel();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(4, operator);
  }

  private static OnnxModel gemm(String input, String weight, String bias, String output) {
    return node("Gemm", output, input, weight, bias).message(5, integer("transB", 1));
  }

  private static OnnxModel integer(String name, long value) {
    return new OnnxModel().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
  }

  private static OnnxModel tensor(String name, float[] numbers, int... dims) {
    var tensor = new OnnxModel();
    for (int dim : dims) {
      tensor.number(1, dim);
    }
    var raw = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(numbers);
    return tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array());
  }

  private static OnnxModel value(String name, int width) {
    var shape =
        new OnnxModel()
            .message(1, new OnnxModel().text(2, "rows"))
            .message(1, new OnnxModel().number(1, width));
    var tensor = new OnnxModel().number(1, FLOAT).message(2, shape);
    return new OnnxModel().text(1, name).message(2, new OnnxModel().message(1, tensor));
  }

  private OnnxModel number(int field, long value) {
    variable((long) field << 3);
    variable(value);
    return this;
  }

  private OnnxModel text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private OnnxModel message(int field, @Nullable OnnxModel part) {
    return part == null ? this : bytes(field, part.out.toByteArray());
  }

  private OnnxModel bytes(int field, byte[] bytes) {
    variable((long) field << 3 | 2);
    variable(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  private void variable(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
