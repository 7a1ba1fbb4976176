package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;

import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualLoss;
import org.jacobi.learn.ManualParam;
import org.jacobi.learn.Matrices;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Param;
import org.jspecify.annotations.Nullable;

/** Layers that use what an earlier pass has kept, and some that only look like it. */
final class StalePatients {
  private StalePatients() {}

  abstract static class Square extends ManualLayer {
    Square() {
      super("square");
    }

    /** What backward takes for x. */
    abstract NDArray kept();

    abstract void keep(NDArray x);

    @Override
    public NDArray forward(NDArray... inputs) {
      keep(one(inputs));
      return Matrices.map(inputs[0], v -> v * v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(Matrices.combine(upstream, kept(), (u, v) -> 2 * u * v));
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class FirstInput extends Square {
    private @Nullable NDArray x;

    @Override
    void keep(NDArray x) {
      if (this.x == null) {
        this.x = x;
      }
    }

    @Override
    NDArray kept() {
      return x;
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class FirstInputOfEachShape extends Square {
    private @Nullable NDArray x;

    @Override
    void keep(NDArray x) {
      if (this.x == null || !this.x.shape().equals(x.shape())) {
        this.x = x;
      }
    }

    @Override
    NDArray kept() {
      return x;
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class StaticInput extends Square {
    private static @Nullable NDArray x;

    @Override
    void keep(NDArray now) {
      if (x == null || !x.shape().equals(now.shape())) {
        x = now;
      }
    }

    @Override
    NDArray kept() {
      return x;
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class StaticForEver extends Square {
    private static @Nullable NDArray x;

    @Override
    void keep(NDArray now) {
      if (x == null) {
        x = now;
      }
    }

    @Override
    NDArray kept() {
      return x;
    }
  }

  /** Right: a static field may hold the input of the last forward. */
  static final class StaticOfLast extends Square {
    private static NDArray x;

    @Override
    void keep(NDArray now) {
      x = now;
    }

    @Override
    NDArray kept() {
      return x;
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class InputBefore extends Square {
    private @Nullable NDArray x;
    private @Nullable NDArray before;

    @Override
    void keep(NDArray now) {
      before = x == null ? now : x;
      x = now;
    }

    @Override
    NDArray kept() {
      return before;
    }
  }

  /** No second instance can be made of it. */
  @Has(Mistake.EARLIER_INPUT_USED)
  static final class OneInstance extends Square {
    private static int made;
    private final int number = made++;
    private @Nullable NDArray x;

    @Override
    void keep(NDArray now) {
      if (number >= 0 && (x == null || !x.shape().equals(now.shape()))) {
        x = now;
      }
    }

    @Override
    NDArray kept() {
      return x;
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class FirstMask extends ManualLayer {
    private @Nullable NDArray mask;

    public FirstMask() {
      super("relu");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = one(inputs);
      if (mask == null || mask.size() != x.size()) {
        mask = Matrices.map(x, v -> v > 0 ? 1 : 0);
      }
      return Matrices.map(x, v -> Math.max(v, 0));
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(Matrices.combine(upstream, mask, (u, m) -> u * m));
    }
  }

  /** Forward works with the input of its first call. */
  @Has(Mistake.EARLIER_INPUT_USED)
  static final class FirstOutput extends ManualLayer {
    private @Nullable NDArray y;

    public FirstOutput() {
      super("tanh");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      NDArray x = one(inputs);
      if (y == null || y.size() != x.size()) {
        y = Matrices.map(x, Math::tanh);
      }
      return Matrices.map(x, Math::tanh);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(Matrices.combine(upstream, y, (u, v) -> u * (1 - v * v)));
    }
  }

  abstract static class Dense extends ManualLayer {
    private final ManualParam weight =
        param("weight", Param.Role.WEIGHT, Shape.of(4, 3), new Fan(4, 3), Init.fanInUniform());
    private final ManualParam bias =
        param("bias", Param.Role.BIAS, Shape.of(3), new Fan(4, 3), Init.zeros());
    private NDArray y;

    Dense() {
      super("dense");
    }

    abstract NDArray chosen(NDArray x);

    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = chosen(one(inputs));
      NDArray z = Matrices.plusRow(Matrices.product(inputs[0], weight.value()), bias.value());
      y = Matrices.map(z, Math::tanh);
      return y;
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      NDArray dz = Matrices.combine(upstream, y, (u, v) -> u * (1 - v * v));
      weight.leave(Matrices.product(x.transpose(), dz));
      bias.leave(Matrices.sumOfRows(dz));
      return alone(Matrices.product(dz, weight.value().transpose()));
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class DenseFirstInput extends Dense {
    private @Nullable NDArray first;

    @Override
    NDArray chosen(NDArray x) {
      first = first == null ? x : first;
      return first;
    }
  }

  /** Only a part of what backward uses is old, and static: the gradient is that of no pass. */
  @Has(Mistake.EARLIER_INPUT_USED)
  static final class DenseStaticInput extends Dense {
    private static @Nullable NDArray first;

    @Override
    NDArray chosen(NDArray x) {
      first = first == null || !first.shape().equals(x.shape()) ? x : first;
      return first;
    }
  }

  /** The array of the first output is taken for all, whatever their size is. */
  @Has(Mistake.EARLIER_INPUT_USED)
  static final class FirstBuffer extends ManualLayer {
    private double @Nullable [] buffer;
    private NDArray x;

    public FirstBuffer() {
      super("square");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      double[] v = x.toDoubles();
      buffer = buffer == null ? new double[v.length] : buffer;
      for (int i = 0; i < v.length; i++) {
        buffer[i] = v[i] * v[i];
      }
      return NDArray.of(buffer, x.shape().toArray());
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      return alone(Matrices.combine(upstream, x, (u, v) -> 2 * u * v));
    }
  }

  @Has(Mistake.EARLIER_INPUT_USED)
  static final class FirstTargets extends ManualLoss {
    private @Nullable NDArray targets;
    private NDArray difference;

    public FirstTargets() {}

    @Override
    public NDArray forward(NDArray... inputs) {
      if (targets == null || targets.size() != inputs[1].size()) {
        targets = inputs[1];
      }
      difference = Matrices.combine(inputs[0], targets, (y, t) -> y - t);
      double sum = 0;
      for (double d : difference.toDoubles()) {
        sum += d * d / 2;
      }
      return Plain.number(inputs[0], sum);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      double u = upstream.item();
      return alone(Matrices.map(difference, d -> u * d));
    }
  }

  /** Right: what depends on the shape only may be kept as long as the shape is the same. */
  static final class KeepsScratch extends ManualLayer {
    private double[] scratch = new double[0];
    private NDArray x;

    public KeepsScratch() {
      super("cube");
    }

    @Override
    public NDArray forward(NDArray... inputs) {
      x = one(inputs);
      return Matrices.map(x, v -> v * v * v);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      if (scratch.length != x.size()) {
        scratch = new double[(int) x.size()];
      }
      double[] u = upstream.toDoubles();
      double[] v = x.toDoubles();
      for (int i = 0; i < u.length; i++) {
        scratch[i] = 3 * u[i] * v[i] * v[i];
      }
      return alone(Plain.like(x, scratch));
    }
  }
}
