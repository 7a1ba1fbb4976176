package org.jacobi.tensor;

import static org.jacobi.tensor.Plain.index;
import static org.jacobi.tensor.Plain.scalar;
import static org.jacobi.tensor.Plain.uniform;
import static org.jacobi.tensor.Plain.vector;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Philox;

/** The catalogue's entries for operations that move numbers, for casts and for dropout. */
final class ShapeEntries {
  private ShapeEntries() {}

  static List<OpEntry> all() {
    return List.of(
        reshape(),
        permute(),
        slice(),
        embed(),
        expand(),
        concat(),
        gather(0),
        gather(1),
        scatterAdd(0),
        scatterAdd(1),
        cast(),
        dropout());
  }

  private static OpEntry reshape() {
    return OpEntry.of(
            Reshape.class,
            "reshape",
            in -> in[0].reshape(-1, 3),
            in -> Plain.of(new int[] {in[0].numbers().length / 3, 3}, in[0].numbers()))
        .smooth(uniform(1, -3, 3, 2, 3, 5))
        .smooth(uniform(2, -3, 3, 3))
        .smooth(uniform(3, -3, 3, 0, 5))
        .smooth(uniform(4, -3, 3, 6, 13))
        .mistake(
            () -> Tensor.zeros(2, 3).reshape(5),
            "[reshape] the number of elements must stay the same: (2 × 3) has 6, [5] has 5")
        .mistake(
            () -> Tensor.zeros(2, 3).reshape(-1, 4),
            "[reshape] the number of elements must stay the same: (2 × 3) has 6, [-1, 4] has no"
                + " whole number for −1")
        .mistake(
            () -> Tensor.zeros(2, 3).reshape(-1, -1),
            "[reshape] only one length may be −1, not [-1, -1]")
        .mistake(
            () -> Tensor.zeros(2, 3).reshape(-2, -3),
            "[shape] an axis cannot have a negative length, but (-2 × -3) has -2");
  }

  private static OpEntry permute() {
    return OpEntry.of(
            Permute.class,
            "permute",
            in -> in[0].permute(2, 0, -2),
            in -> {
              int[] d = in[0].dims();
              return Plain.make(new int[] {d[2], d[0], d[1]}, i -> in[0].at(i[1], i[2], i[0]));
            })
        .smooth(uniform(1, -3, 3, 2, 3, 5))
        .smooth(uniform(2, -3, 3, 5, 7, 3))
        .smooth(uniform(3, -3, 3, 1, 3, 1))
        .smooth(uniform(4, -3, 3, 0, 3, 2))
        .mistake(
            () -> Tensor.zeros(2, 3).permute(0, 0),
            "[permute] each axis of (2 × 3) must be named once, but the order is [0, 0]")
        .mistake(
            () -> Tensor.zeros(2, 3).permute(1),
            "[permute] each axis of (2 × 3) must be named once, but the order is [1]")
        .mistake(() -> Tensor.zeros(3).transpose(), "[transpose] needs two axes or more, not (3)");
  }

  private static OpEntry slice() {
    return OpEntry.of(
            Slice.class,
            "slice",
            in -> in[0].slice(1, 1, 3),
            in -> {
              int[] dims = in[0].dims().clone();
              dims[1] = 2;
              return Plain.make(
                  dims,
                  i -> {
                    int[] at = i.clone();
                    at[1]++;
                    return in[0].at(at);
                  });
            })
        .smooth(uniform(1, -3, 3, 2, 3, 5))
        .smooth(uniform(2, -3, 3, 7, 11))
        .smooth(uniform(3, -3, 3, 1, 3))
        .smooth(uniform(4, -3, 3, 0, 5))
        .smooth(uniform(5, -3, 3, 5, 3, 0))
        .mistake(
            () -> Tensor.zeros(2, 3).slice(1, 2, 4),
            "[slice] 2 to 4 does not lie within axis 1 of (2 × 3), which has 3 elements")
        .mistake(
            () -> Tensor.zeros(2, 3).slice(-1, 2, 1),
            "[slice] 2 to 1 does not lie within axis 1 of (2 × 3), which has 3 elements");
  }

  private static OpEntry embed() {
    return OpEntry.of(
            Embed.class,
            "embed",
            in -> new Embed(Shape.of(5, in[0].shape().dim(1)), 0, 1).apply(in),
            in ->
                Plain.make(
                    new int[] {5, in[0].dims()[1]},
                    i -> i[0] < 1 || i[0] > in[0].dims()[0] ? 0 : in[0].at(i[0] - 1, i[1])))
        .smooth(uniform(1, -3, 3, 2, 3))
        .smooth(uniform(2, -3, 3, 4, 17))
        .smooth(uniform(3, -3, 3, 1, 1))
        .smooth(uniform(4, -3, 3, 0, 3))
        .internal();
  }

  private static OpEntry expand() {
    return OpEntry.of(
            Expand.class,
            "expand",
            in -> in[0].expand(Shape.of(5, 2, 3)),
            in -> Plain.make(new int[] {5, 2, 3}, in[0]::stretched))
        .smooth(uniform(1, -3, 3, 2, 3))
        .smooth(uniform(2, -3, 3, 2, 1))
        .smooth(uniform(3, -3, 3, 5, 1, 3))
        .smooth(uniform(4, -3, 3, 1, 1, 1))
        .smooth(uniform(5, -3, 3))
        .smooth(uniform(6, -3, 3, 5, 2, 3))
        .sums(30, 3)
        .mistake(
            () -> Tensor.zeros(2, 3).expand(Shape.of(2, 5)),
            "[expand] (2 × 3) does not stretch to (2 × 5): from the last axis on, lengths must be"
                + " equal or 1")
        .mistake(
            () -> Tensor.zeros(2, 3).expand(Shape.of(3)),
            "[expand] (2 × 3) does not stretch to (3): from the last axis on, lengths must be"
                + " equal or 1");
  }

  private static OpEntry concat() {
    return OpEntry.of(
            Concat.class,
            "concat",
            in -> Tensor.concat(-1, in),
            in -> {
              int[] dims = in[0].dims().clone();
              int last = dims.length - 1;
              dims[last] = 0;
              for (Plain part : in) {
                dims[last] += part.dims()[last];
              }
              return Plain.make(
                  dims,
                  i -> {
                    int[] at = i.clone();
                    int part = 0;
                    while (at[last] >= in[part].dims()[last]) {
                      at[last] -= in[part++].dims()[last];
                    }
                    return in[part].at(at);
                  });
            })
        .smooth(uniform(1, -3, 3, 2, 3), uniform(2, -3, 3, 2, 5), uniform(3, -3, 3, 2, 1))
        .smooth(uniform(1, -3, 3, 3, 2, 3), uniform(2, -3, 3, 3, 2, 7))
        .smooth(uniform(1, -3, 3, 2))
        .smooth(uniform(1, -3, 3, 2, 0), uniform(2, -3, 3, 2, 3))
        .smooth(uniform(1, -3, 3, 0, 5), uniform(2, -3, 3, 0, 3))
        .derivatives(1)
        .mistake(
            () -> Tensor.concat(0, Tensor.zeros(2, 3), Tensor.zeros(2, 5)),
            "[concat] the shapes may differ along axis 0 only: (2 × 3) and (2 × 5)")
        .mistake(
            () -> Tensor.concat(0, Tensor.zeros(2, 3), Tensor.zeros(3)),
            "[concat] the shapes may differ along axis 0 only: (2 × 3) and (3)")
        .mistake(
            () -> Tensor.concat(0, Tensor.zeros(1), Tensor.of(1.0)),
            "[concat] both tensors must have one type: f32 (1) and f64 (1). Did you mean"
                + " cast(DType.F32)?")
        .mistake(() -> Tensor.concat(0), "[concat] needs one tensor or more")
        .mistake(() -> Tensor.stack(0), "[stack] needs one tensor or more")
        .mistake(
            () -> Tensor.stack(0, Tensor.zeros(2, 3), Tensor.zeros(2, 5)),
            "[stack] the tensors must have one shape: (2 × 3) and (2 × 5)");
  }

  private static OpEntry gather(int axis) {
    return OpEntry.of(
            Gather.class,
            "gather along axis " + axis,
            in -> in[0].gather(axis, in[1]),
            in ->
                Plain.make(
                    in[1].dims(),
                    i -> {
                      int[] at = i.clone();
                      at[axis] = (int) in[1].at(i);
                      return in[0].at(at);
                    }))
        .smooth(
            uniform(1, -3, 3, axis == 0 ? new int[] {5, 2} : new int[] {2, 5}),
            index(axis == 0 ? new int[] {3, 2} : new int[] {2, 3}, 4, 0, 2, 4, 4, 1))
        .smooth(uniform(2, -3, 3, 1, 1), index(new int[] {1, 1}, 0))
        .smooth(uniform(3, -3, 3, 2, 2, 3), index(new int[] {2, 2, 3}, many(12, 2)))
        .smooth(uniform(4, -3, 3, 0, 0), index(new int[] {0, 0}))
        .smooth(
            uniform(5, -3, 3, 3, 3),
            index(axis == 0 ? new int[] {7, 3} : new int[] {3, 7}, many(21, 3)))
        .mistake(
            () -> Tensor.zeros(2, 3).gather(axis, Tensor.zeros(2, 3)),
            "[gather] the index must be of type i64 or i32, not f32 (2 × 3)")
        .mistake(
            () -> Tensor.zeros(2, 3).gather(axis, Tensor.of(new int[] {1})),
            "[gather] the shapes may differ along axis " + axis + " only: (2 × 3) and (1)")
        .mistake(
            () -> Tensor.zeros(2, 3).gather(axis, Tensor.of(new long[] {0, 1, 0, 1, 1, -1}, 2, 3)),
            "[gather] the index -1 does not lie within axis "
                + axis
                + " of (2 × 3), which has the positions 0 to "
                + (1 + axis));
  }

  /** Whole numbers below a bound that meet some positions more than once and some not at all. */
  private static double[] many(int count, int bound) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i * i % 5 % bound;
    }
    return numbers;
  }

  private static OpEntry scatterAdd(int axis) {
    return OpEntry.of(
            ScatterAdd.class,
            "scatterAdd along axis " + axis,
            in -> new ScatterAdd(in[0].shape().with(axis, 5), axis).apply(in),
            in -> {
              int[] dims = in[0].dims().clone();
              dims[axis] = 5;
              int length = in[0].dims()[axis];
              return Plain.make(
                  dims,
                  i -> {
                    int[] from = i.clone();
                    double sum = 0;
                    for (int k = 0; k < length; k++) {
                      from[axis] = k;
                      sum += in[1].at(from) == i[axis] ? in[0].at(from) : 0;
                    }
                    return sum;
                  });
            })
        .smooth(uniform(1, -3, 3, 3, 2), index(new int[] {3, 2}, 4, 0, 2, 4, 4, 1))
        .smooth(uniform(2, -3, 3, 7, 11), index(new int[] {7, 11}, many(77, 5)))
        .smooth(uniform(3, -3, 3, 2, 2, 3), index(new int[] {2, 2, 3}, many(12, 5)))
        .smooth(uniform(4, -3, 3, 3, 0), index(new int[] {3, 0}))
        .sums(11, 3)
        .internal();
  }

  private static OpEntry cast() {
    return OpEntry.of(
            Cast.class,
            "cast",
            in -> in[0].cast(in[0].dtype() == DType.F64 ? DType.F32 : DType.F64),
            in -> in[0].map(x -> (float) x))
        .kink(new Plain[] {vector(1.0 / 3, -1e-3, 1e30)}, new double[] {1, 1, 1})
        .kink(new Plain[] {uniform(1, -3, 3, 2, 1, 1)}, new double[] {1, 1})
        .kink(new Plain[] {uniform(1, -3, 3, 3, 0)}, new double[0])
        .kink(new Plain[] {scalar(0)}, new double[] {1})
        .internal();
  }

  private static OpEntry dropout() {
    var rng = Rng.of(7, "dropout");
    return OpEntry.of(
            DropoutOp.class,
            "dropout",
            in -> in[0].dropout(0.3, rng),
            in -> {
              double[] out = in[0].numbers().clone();
              int low = (int) rng.key();
              int high = (int) (rng.key() >>> 32);
              for (int i = 0; i < out.length; i++) {
                int word = Philox.block(i / 4, 0, 0, 0, low, high)[i % 4];
                out[i] *= (word >>> 8) / 16777216.0 < 0.3 ? 0 : 1 / 0.7;
              }
              return Plain.of(in[0].dims(), out);
            })
        .smooth(uniform(1, -3, 3, 3, 5))
        .smooth(uniform(2, -3, 3, 7, 11))
        .smooth(uniform(3, -3, 3, 2, 1))
        .smooth(uniform(4, -3, 3, 3, 0))
        .smooth(scalar(1000))
        .mistake(
            () -> Tensor.zeros(3).dropout(1, rng), "[dropout] p must lie in [0, 1), but is 1.0")
        .mistake(
            () -> Tensor.zeros(3).dropout(Double.NaN, rng),
            "[dropout] p must lie in [0, 1), but is NaN")
        .mistake(
            () -> Tensor.of(new int[] {3}).dropout(0.5, rng),
            "[dropout] computes with f32 and f64 only, not with i32 (1). Did you mean"
                + " cast(DType.F32)?");
  }
}
