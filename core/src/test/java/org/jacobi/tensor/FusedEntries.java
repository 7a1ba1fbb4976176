package org.jacobi.tensor;

import static org.jacobi.tensor.Plain.uniform;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Supplier;

/** The catalogue's entries for operations that stand for several others in one pass. */
final class FusedEntries {
  private FusedEntries() {}

  static List<OpEntry> all() {
    return List.of(
        linearRelu(),
        sumOfRows(),
        binaryCrossEntropy(),
        binaryCrossEntropyGradient(),
        gradient(ReluGradient.class, "reluGradient", ReluGradient::new, (u, y) -> y > 0 ? u : 0),
        gradient(
            SigmoidGradient.class,
            "sigmoidGradient",
            SigmoidGradient::new,
            (u, y) -> u * y * (1 - y)),
        gradient(TanhGradient.class, "tanhGradient", TanhGradient::new, (u, y) -> u * (1 - y * y)));
  }

  private static OpEntry linearRelu() {
    var entry =
        OpEntry.of(
                LinearRelu.class,
                "linearRelu",
                in -> in[0].linearRelu(in[1], in.length == 3 ? in[2] : null),
                in -> {
                  Plain sums = MatrixEntries.affine(in);
                  return Plain.make(sums.dims(), i -> Math.max(sums.at(i), 0));
                })
            .sums(12, 4);
    for (int[] input : new int[][] {{7, 3}, {3}, {2, 7, 3}, {0, 3}, {29, 3}}) {
      entry.smooth(uniform(1, -2, 2, input), uniform(2, -2, 2, 5, 3), uniform(3, -2, 2, 5));
    }
    return entry
        .smooth(uniform(4, -2, 2, 5, 11), uniform(5, -2, 2, 13, 11), uniform(6, -2, 2, 13))
        .smooth(uniform(7, -2, 2, 5, 3), uniform(8, -2, 2, 2, 3))
        .mistake(
            () -> Tensor.zeros(7, 3).linearRelu(Tensor.zeros(3, 5), null),
            "[linearRelu] the last axis of the input (7 × 3) must equal the last axis of the"
                + " weight (3 × 5) (outputs × inputs)");
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  private static OpEntry binaryCrossEntropy() {
    return OpEntry.of(
            BinaryCrossEntropy.class,
            "binaryCrossEntropy",
            in -> in[0].binaryCrossEntropy(in[1], in[2]),
            in ->
                Plain.make(
                    in[0].dims(),
                    i ->
                        in[1].at(i) * softplus(-in[0].at(i)) + in[2].at(i) * softplus(in[0].at(i))))
        .smooth(
            uniform(1, -3, 3, 7, 3),
            uniform(2, 0, 1, 7, 3).constant(),
            uniform(3, 0, 1, 7, 3).constant())
        .smooth(
            Plain.of(new int[] {2, 3}, 60, -60, 0, -30, 30, 1e-4),
            uniform(4, 0, 1, 2, 3).constant(),
            uniform(5, 0, 2, 2, 3).constant())
        .smooth(
            uniform(6, -3, 3, 0, 3),
            uniform(7, 0, 1, 0, 3).constant(),
            uniform(8, 0, 1, 0, 3).constant())
        .derivatives(1)
        .sums(2, 120)
        .mistake(
            () -> Tensor.zeros(7, 3).binaryCrossEntropy(Tensor.zeros(7, 1), Tensor.zeros(7, 3)),
            "[binaryCrossEntropy] logits and answers must have one shape: (7 × 3), (7 × 1) and (7"
                + " × 3)");
  }

  private static OpEntry binaryCrossEntropyGradient() {
    return OpEntry.of(
            BinaryCrossEntropyGradient.class,
            "binaryCrossEntropyGradient",
            in -> new BinaryCrossEntropyGradient().apply(in),
            in ->
                Plain.make(
                    in[0].dims(),
                    i -> {
                      double p = 1 / (1 + StrictMath.exp(-in[1].at(i)));
                      return in[0].at(i) * ((in[2].at(i) + in[3].at(i)) * p - in[2].at(i));
                    }))
        .smooth(
            uniform(1, -2, 2, 7, 3),
            uniform(2, -3, 3, 7, 3),
            uniform(3, 0, 1, 7, 3).constant(),
            uniform(4, 0, 1, 7, 3).constant())
        .smooth(
            uniform(5, -2, 2, 13),
            uniform(6, -3, 3, 13),
            uniform(7, 0, 1, 13).constant(),
            uniform(8, 0, 1, 13).constant())
        .derivatives(2)
        .sums(2, 2)
        .internal();
  }

  private static OpEntry sumOfRows() {
    return OpEntry.of(
            SumOfRows.class,
            "sumOfRows",
            in -> new SumOfRows(null).apply(in),
            in ->
                Plain.make(
                    new int[] {in[0].dims()[1]},
                    i -> {
                      double sum = 0;
                      for (int r = 0; r < in[0].dims()[0]; r++) {
                        sum += in[0].at(r, i[0]);
                      }
                      return sum;
                    }))
        .smooth(uniform(1, -2, 2, 7, 3))
        .smooth(uniform(2, -2, 2, 1, 5))
        .smooth(uniform(3, -2, 2, 0, 5))
        .smooth(uniform(4, -2, 2, 67, 1))
        .sums(67, 2)
        .internal();
  }

  private static OpEntry gradient(
      Class<? extends Op> op, String name, Supplier<Op> make, DoubleBinaryOperator reference) {
    return OpEntry.of(
            op,
            name,
            in -> make.get().apply(in),
            in -> Plain.make(in[0].dims(), i -> reference.applyAsDouble(in[0].at(i), in[1].at(i))))
        .smooth(uniform(1, -2, 2, 7, 3), uniform(2, -0.9, 0.9, 7, 3))
        .smooth(uniform(3, -2, 2, 13), uniform(4, -0.9, 0.9, 13))
        .smooth(uniform(5, -2, 2, 0, 3), uniform(6, -0.9, 0.9, 0, 3))
        .internal();
  }
}
