package org.jacobi.tensor;

import static org.jacobi.tensor.Plain.uniform;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jacobi.array.DType;

/** The catalogue's entries for matrix products. */
final class MatrixEntries {
  private MatrixEntries() {}

  static List<OpEntry> all() {
    return List.of(matmul(), linear(true), linear(false));
  }

  private static OpEntry matmul() {
    var entry =
        OpEntry.of(MatMul.class, "matmul", in -> in[0].matmul(in[1]), MatrixEntries::product);
    int[][][] shapes = {
      {{2, 3}, {3, 5}},
      {{1, 1}, {1, 1}},
      {{1, 3}, {3, 1}},
      {{3, 1}, {1, 5}},
      {{13, 17}, {17, 7}},
      {{2, 3, 5}, {2, 5, 7}},
      {{2, 3, 5}, {5, 7}},
      {{3, 5}, {2, 5, 7}},
      {{2, 1, 3, 5}, {7, 5, 2}},
      {{1, 3, 5}, {2, 5, 1}},
      {{3}, {3, 5}},
      {{2, 3}, {3}},
      {{3}, {3}},
      {{3}, {2, 3, 5}},
      {{2, 5, 3}, {3}},
      {{2, 0}, {0, 3}},
      {{0, 3}, {3, 2}},
      {{2, 3}, {3, 0}},
      {{0, 2, 3}, {3, 5}},
      {{0}, {0}},
    };
    for (int i = 0; i < shapes.length; i++) {
      entry.smooth(uniform(2 * i, -2, 2, shapes[i][0]), uniform(2 * i + 1, -2, 2, shapes[i][1]));
    }
    return entry
        .smooth(uniform(1, -1000, 1000, 2, 3), uniform(2, -1000, 1000, 3, 5))
        .sums(17, 4)
        .mistake(
            () -> Tensor.zeros(128, 784).matmul(Tensor.zeros(256, 784)),
            "[matmul] the last axis of the first tensor (128 × 784) must equal the last but one of"
                + " the second (256 × 784): 784 ≠ 256. Did you mean b.transpose()?")
        .mistake(
            () -> Tensor.zeros(3, 2).matmul(Tensor.zeros(3, 5)),
            "[matmul] the last axis of the first tensor (3 × 2) must equal the last but one of"
                + " the second (3 × 5): 2 ≠ 3. Did you mean a.transpose()?")
        .mistake(
            () -> Tensor.zeros(2, 3).matmul(Tensor.zeros(5, 7)),
            "[matmul] the last axis of the first tensor (2 × 3) must equal the last but one of"
                + " the second (5 × 7): 3 ≠ 5")
        .mistake(
            () -> Tensor.zeros(3).matmul(Tensor.zeros(4)),
            "[matmul] the last axis of the first tensor (3) must equal the axis of the second (4):"
                + " 3 ≠ 4")
        .mistake(
            () -> Tensor.zeros(4, 3).matmul(Tensor.zeros(4)),
            "[matmul] the last axis of the first tensor (4 × 3) must equal the axis of the second"
                + " (4): 3 ≠ 4. Did you mean a.transpose()?")
        .mistake(
            () -> Tensor.full(1).matmul(Tensor.zeros(2, 3)),
            "[matmul] needs vectors or matrices, not () and (2 × 3). Did you mean mul?")
        .mistake(
            () -> Tensor.zeros(2, 3, 5).matmul(Tensor.zeros(7, 5, 2)),
            "[matmul, batch axes] from the last axis on, lengths must be equal or 1: the first"
                + " tensor is (2), the second (7)")
        .mistake(
            () -> Tensor.zeros(2, 3).matmul(Tensor.zeros(3, 2).cast(DType.F64)),
            "[matmul] both tensors must have one type: f32 (2 × 3) and f64 (3 × 2). Did you mean"
                + " cast(DType.F32)?")
        .mistake(
            () -> Tensor.of(new int[] {1, 2}).matmul(Tensor.of(new int[] {3, 4})),
            "[matmul] computes with f32 and f64 only, not with i32 (1 × 2). Did you mean"
                + " cast(DType.F32)?");
  }

  /** Σ over k of a[…, i, k] · b[…, k, j]; a vector is a row on the left, a column on the right. */
  private static Plain product(Plain... in) {
    Plain a = in[0].dims().length == 1 ? Plain.of(row(in[0].dims()), in[0].numbers()) : in[0];
    Plain b = in[1].dims().length == 1 ? Plain.of(column(in[1].dims()), in[1].numbers()) : in[1];
    int inner = a.dims()[a.dims().length - 1];
    int[] batch = Plain.stretchedDims(Plain.of(batch(a)), Plain.of(batch(b)));
    int[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = a.dims()[a.dims().length - 2];
    dims[batch.length + 1] = b.dims()[b.dims().length - 1];
    Plain full =
        Plain.make(
            dims,
            index -> {
              int[] left = index.clone();
              int[] right = index.clone();
              double sum = 0;
              for (int k = 0; k < inner; k++) {
                left[batch.length + 1] = k;
                right[batch.length] = k;
                sum += element(a, left) * element(b, right);
              }
              return sum;
            });
    int[] shown =
        IntStream.range(0, dims.length)
            .filter(i ->
                !(i == batch.length && in[0].dims().length == 1)
                    && !(i == batch.length + 1 && in[1].dims().length == 1))
            .map(i -> dims[i])
            .toArray();
    return Plain.of(shown, full.numbers());
  }

  /** The element of a matrix in a batch whose batch axes may be stretched. */
  private static double element(Plain x, int[] index) {
    int rank = x.dims().length;
    int[] own = new int[rank];
    for (int i = 0; i < rank; i++) {
      int from = index[index.length - rank + i];
      own[i] = i < rank - 2 && x.dims()[i] == 1 ? 0 : from;
    }
    return x.at(own);
  }

  private static int[] row(int... dims) {
    return new int[] {1, dims[0]};
  }

  private static int[] column(int... dims) {
    return new int[] {dims[0], 1};
  }

  private static int[] batch(Plain x) {
    return Arrays.copyOf(x.dims(), x.dims().length - 2);
  }

  private static OpEntry linear(boolean bias) {
    var entry =
        OpEntry.of(
            LinearMap.class,
            bias ? "linear" : "linear without bias",
            in -> in[0].linear(in[1], bias ? in[2] : null),
            MatrixEntries::affine);
    int[][] inputs = {{7, 3}, {3}, {2, 7, 3}, {1, 3}, {0, 3}, {2, 0, 3}, {29, 3}};
    for (int i = 0; i < inputs.length; i++) {
      smooth(entry, bias, inputs[i], new int[] {5, 3});
    }
    smooth(entry, bias, new int[] {2, 0}, new int[] {5, 0});
    smooth(entry, bias, new int[] {2, 7}, new int[] {1, 7});
    smooth(entry, bias, new int[] {5, 1}, new int[] {3, 1});
    smooth(entry, bias, new int[] {5, 11}, new int[] {13, 11});
    return entry
        .sums(12, 4)
        .mistake(
            () -> Tensor.zeros(7, 3).linear(Tensor.zeros(3, 5), null),
            "[linear] the last axis of the input (7 × 3) must equal the last axis of the weight"
                + " (3 × 5) (outputs × inputs)")
        .mistake(
            () -> Tensor.zeros(7, 3).linear(Tensor.zeros(5, 3), Tensor.zeros(3)),
            "[linear] the bias (3) must have one number for each output of the weight (5 × 3)")
        .mistake(
            () -> Tensor.zeros(7, 3).linear(Tensor.zeros(5, 3).cast(DType.F64), null),
            "[linear] both tensors must have one type: f32 (7 × 3) and f64 (5 × 3). Did you mean"
                + " cast(DType.F32)?")
        .mistake(
            () ->
                Tensor.zeros(7, 3)
                    .cast(DType.BF16)
                    .linear(Tensor.zeros(5, 3).cast(DType.F64), null),
            "[linear] both tensors must have one type: bf16 (7 × 3) and f64 (5 × 3). Did you mean"
                + " cast(DType.F64)?")
        .mistake(
            () -> Tensor.zeros(7, 2).linear(Tensor.zeros(2, 2), Tensor.of(1.0, 2.0)),
            "[linear] both tensors must have one type: f32 (7 × 2) and f64 (2). Did you mean"
                + " cast(DType.F32)?")
        .mistake(
            () -> Tensor.of(new int[] {3}).linear(Tensor.of(new int[] {3}, 1, 1), null),
            "[linear] computes with f32 and f64 only, not with i32 (1). Did you mean"
                + " cast(DType.F32)?");
  }

  private static void smooth(OpEntry entry, boolean bias, int[] input, int[] weight) {
    Plain x = uniform(1, -2, 2, input);
    Plain w = uniform(2, -2, 2, weight);
    if (bias) {
      entry.smooth(x, w, uniform(3, -2, 2, weight[0]));
    } else {
      entry.smooth(x, w);
    }
  }

  /** Σ over k of x[…, k] · w[j, k], plus b[j]. */
  static Plain affine(Plain... in) {
    int[] dims = in[0].dims().clone();
    int last = dims.length - 1;
    int inner = dims[last];
    dims[last] = in[1].dims()[0];
    return Plain.make(
        dims,
        index -> {
          double sum = in.length == 3 ? in[2].at(index[last]) : 0;
          int[] at = index.clone();
          for (int k = 0; k < inner; k++) {
            at[last] = k;
            sum += in[0].at(at) * in[1].at(index[last], k);
          }
          return sum;
        });
  }
}
