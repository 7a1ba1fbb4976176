package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;
import static org.jacobi.learn.doctor.Plain.like;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;
import org.jspecify.annotations.Nullable;

/** Layers that fill their weights with random numbers: each instance has others. */
final class OwnNumbers {
  private OwnNumbers() {}

  private static double[] drawn(int size, DoubleSupplier random) {
    double[] all = new double[size];
    for (int i = 0; i < size; i++) {
      all[i] = random.getAsDouble();
    }
    return all;
  }

  private static double[][] table(int rows, int columns) {
    var random = new Random();
    double[][] all = new double[rows][];
    for (int i = 0; i < rows; i++) {
      all[i] = drawn(columns, random::nextGaussian);
    }
    return all;
  }

  /** y = tanh(x · W + b) with a declared b and a W that is only in a field. */
  abstract static class Dense extends ManualLayer {
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(3), new Fan(4, 3), Init.zeros());
    NDArray x;
    NDArray y;

    Dense() {
      super("dense");
    }

    /** The numbers of W (4 × 3), row by row. */
    abstract double[] numbers();

    NDArray weight() {
      return like(x, Shape.of(4, 3), numbers());
    }

    double share() {
      return 1;
    }

    double sign() {
      return 1;
    }

    /** What backward takes for y. */
    NDArray output() {
      return y;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      NDArray z = Matrices.plusRow(Matrices.product(x, weight()), bias.value());
      y = Matrices.map(z, Math::tanh);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dz = Matrices.combine(upstream, output(), (u, v) -> u * (1 - v * v));
      bias.leave(Matrices.map(Matrices.sumOfRows(dz), v -> share() * v));
      NDArray dx = Matrices.product(dz, weight().transpose());
      return alone(Matrices.map(dx, v -> sign() * v));
    }
  }

  static class OfTable extends Dense {
    private final double[][] table = table(4, 3);

    @Override
    double[] numbers() {
      double[] all = new double[12];
      for (int i = 0; i < 12; i++) {
        all[i] = table[i / 3][i % 3];
      }
      return all;
    }
  }

  @Has(Mistake.SIGN_TURNED)
  static final class OfTableTurned extends OfTable {
    @Override
    double sign() {
      return -1;
    }
  }

  @Has(Mistake.BIAS_AVERAGED)
  static final class OfTableAveraged extends OfTable {
    @Override
    double share() {
      return 1. / x.shape().dim(0);
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class OfTableFirstOutput extends OfTable {
    private @Nullable NDArray first;

    @Override
    NDArray output() {
      first = first == null || !first.shape().equals(y.shape()) ? y : first;
      return first;
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class OfTableFirstOutputForEver extends OfTable {
    private @Nullable NDArray first;

    @Override
    NDArray output() {
      first = first == null ? y : first;
      return first;
    }
  }

  static class OfArray extends Dense {
    private final NDArray own =
        NDArray.of(drawn(12, () -> ThreadLocalRandom.current().nextDouble(-1, 1)), 4, 3);

    @Override
    double[] numbers() {
      return own.toDoubles();
    }
  }

  @Has(Mistake.BIAS_AVERAGED)
  static final class OfArrayAveraged extends OfArray {
    @Override
    double share() {
      return 1. / x.shape().dim(0);
    }
  }

  /** Weights in an object of its own, in a list. */
  static class OfHolder extends Dense {
    private static final class Holder {
      private final List<float[]> columns = new ArrayList<>();
      private final Double[] scale = {new Random().nextDouble() + 1};
    }

    private final Holder holder = new Holder();

    OfHolder() {
      for (double[] row : table(4, 3)) {
        holder.columns.add(new float[] {(float) row[0], (float) row[1], (float) row[2]});
      }
    }

    @Override
    double[] numbers() {
      double[] all = new double[12];
      for (int i = 0; i < 12; i++) {
        all[i] = holder.scale[0] * holder.columns.get(i / 3)[i % 3];
      }
      return all;
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class OfHolderFirstOutput extends OfHolder {
    private @Nullable NDArray first;

    @Override
    NDArray output() {
      first = first == null ? y : first;
      return first;
    }
  }

  /** Weights that are made in the first pass: no two instances can be made equal. */
  static class Late extends Dense {
    private final Random random = new Random();
    private double @Nullable [] late;

    @Override
    double[] numbers() {
      late = late == null ? drawn(12, random::nextGaussian) : late;
      return late;
    }
  }

  @Has(Mistake.SIGN_TURNED)
  static final class LateTurned extends Late {
    @Override
    double sign() {
      return -1;
    }
  }

  @Has(Mistake.BIAS_AVERAGED)
  static final class LateAveraged extends Late {
    @Override
    double share() {
      return 1. / x.shape().dim(0);
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class LateFirstOutput extends Late {
    private @Nullable NDArray first;

    @Override
    NDArray output() {
      first = first == null || !first.shape().equals(y.shape()) ? y : first;
      return first;
    }
  }

  /** Weights of a list of boxed numbers, which are not copied. */
  static final class OfBoxes extends Dense {
    private final List<Double> boxes = new ArrayList<>();

    OfBoxes() {
      for (double v : drawn(12, Math::random)) {
        boxes.add(v);
      }
    }

    @Override
    double[] numbers() {
      return boxes.stream().mapToDouble(v -> v).toArray();
    }
  }

  /** Both are declared, and filled by the constructor. */
  static class Declared extends ManualLayer {
    private final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.zeros());
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(3), new Fan(4, 3), Init.zeros());
    NDArray x;

    Declared() {
      super("dense");
      init(1, DType.F32);
      weight.value().copyFrom(drawn(12, new Random()::nextGaussian));
      bias.value().copyFrom(drawn(3, new Random()::nextGaussian));
    }

    double share() {
      return 1;
    }

    NDArray kept() {
      return x;
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.plusRow(Matrices.product(x, weight.value()), bias.value());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      weight.leave(Matrices.product(kept().transpose(), upstream));
      bias.leave(Matrices.map(Matrices.sumOfRows(upstream), v -> share() * v));
      return alone(Matrices.product(upstream, weight.value().transpose()));
    }
  }

  @Has(Mistake.BIAS_AVERAGED)
  static final class DeclaredAveraged extends Declared {
    @Override
    double share() {
      return 1. / x.shape().dim(0);
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class DeclaredFirstInput extends Declared {
    private @Nullable NDArray first;

    @Override
    NDArray kept() {
      first = first == null ? x : first;
      return first;
    }
  }

  /** Dropout behind weights, both by generators of the layer. */
  static class Dropped extends OfTable {
    private static final Random RANDOM = new Random();
    NDArray mask;

    NDArray drawnMask() {
      return Matrices.map(y, v -> RANDOM.nextDouble() < 0.4 ? 0 : 1 / 0.6);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray all = super.forward(inputs);
      mask = drawnMask();
      return Matrices.combine(all, mask, (v, m) -> v * m);
    }

    NDArray maskBack() {
      return mask;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return super.backward(Matrices.combine(upstream, maskBack(), (u, m) -> u * m));
    }
  }

  @Has(Mistake.BIAS_AVERAGED)
  static final class DroppedAveraged extends Dropped {
    @Override
    double share() {
      return 1. / x.shape().dim(0);
    }
  }

  @Has(Mistake.SIGN_TURNED)
  static final class DroppedTurned extends Dropped {
    @Override
    double sign() {
      return -1;
    }
  }

  /** Weights that are made in the first pass, and dropout by the same generator. */
  static final class DroppedLate extends Dropped {
    private final Random random = new Random();
    private double @Nullable [] late;

    @Override
    double[] numbers() {
      late = late == null ? drawn(12, random::nextGaussian) : late;
      return late;
    }
  }

  /** A mask alone; backward draws another one. */
  @Has(Mistake.MASK_NOT_APPLIED)
  static final class DrawnAgain extends ManualLayer {
    private final Random random = new Random();

    DrawnAgain() {
      super("dropout");
    }

    private NDArray masked(NDArray a) {
      return Matrices.map(a, v -> random.nextDouble() < 0.4 ? 0 : v / 0.6);
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      return masked(one(inputs));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(masked(upstream));
    }
  }

  /** A mask by a generator that nobody can hold. */
  static class Loose extends ManualLayer {
    NDArray mask;

    Loose() {
      super("dropout");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = one(inputs);
      var random = ThreadLocalRandom.current();
      mask = Matrices.map(x, v -> random.nextDouble() < 0.4 ? 0 : 1 / 0.6);
      return Matrices.combine(x, mask, (v, m) -> v * m);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(Matrices.combine(upstream, mask, (u, m) -> u * m));
    }
  }

  @Has(Mistake.MASK_NOT_APPLIED)
  static final class LooseForgets extends Loose {
    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(upstream.copy());
    }
  }
}
