package org.jacobi.nn;

import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Tensor;

/**
 * y = W[x]: whole numbers become rows of a trained table.
 *
 * <p>Shapes: input I32 or I64 (…), weight (count × size), output (… × size). Initial values: weight
 * normal with mean 0 and deviation 1, as PyTorch's {@code nn.Embedding}. One row of the weight
 * flows into an output, so the fan-in is 1. A row that stands twice in the input gets both
 * gradients.
 *
 * <pre>{@code
 * var words = new Embedding(10_000, 32);
 * var model = new Sequential(words, new Flatten(), new Linear(5 * 32, 2));
 * }</pre>
 *
 * <p>Source: Bengio, Ducharme, Vincent, Jauvin, "A neural probabilistic language model", 2003.
 */
public final class Embedding extends UnaryLayer {
  private final int count;
  private final int size;
  private final Param weight;

  /**
   * A table.
   *
   * @param count number of rows: inputs are 0…count−1
   * @param size length of a row
   * @throws IllegalArgumentException if one of them is not positive
   */
  public Embedding(int count, int size) {
    if (count <= 0 || size <= 0) {
      throw new IllegalArgumentException(
          "[Embedding] count and size must be positive, not " + count + " and " + size);
    }
    this.count = count;
    this.size = size;
    this.weight =
        param(
            "weight",
            Param.Role.WEIGHT,
            Shape.of(count, size),
            new Fan(1, size),
            Init.normal(0, 1));
  }

  /** Number of rows of the table. */
  public int count() {
    return count;
  }

  /** Length of a row of the table. */
  public int size() {
    return size;
  }

  /** The table, (count × size). */
  public Param weight() {
    return weight;
  }

  @Override
  public Embedding weightInit(Init init) {
    super.weightInit(init);
    return this;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input.insert(-1, size);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.dtype() != DType.I32 && x.dtype() != DType.I64) {
      throw new IllegalArgumentException(
          "["
              + this
              + "] the input must be whole numbers, i32 or i64, but is "
              + x.value().describe()
              + ". Did you mean x.cast(DType.I32)?");
    }
    long[] indices = x.value().toLongs();
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= count) {
        throw new IndexOutOfBoundsException(
            "["
                + this
                + "] the input must lie in 0…"
                + (count - 1)
                + ", but number "
                + i
                + " of "
                + x.shape()
                + " is "
                + indices[i]);
      }
    }
    var rows = new Tensor(x.value().reshape(indices.length));
    return weight.tensor().indexSelect(0, rows).reshape(outputShape(x.shape()).toArray());
  }

  /** Such as {@code Embedding(10000 × 32)}. */
  @Override
  public String toString() {
    return "Embedding(" + count + " × " + size + ")";
  }
}
