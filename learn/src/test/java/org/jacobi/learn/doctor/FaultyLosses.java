package org.jacobi.learn.doctor;

import static org.jacobi.learn.doctor.Plain.alone;
import static org.jacobi.learn.doctor.Plain.like;

import java.util.Arrays;
import org.jacobi.array.NDArray;
import org.jacobi.learn.*;
import org.jacobi.nn.*;
import org.jacobi.optim.*;

/** Losses, one planted mistake in each. */
final class FaultyLosses {
  private FaultyLosses() {}

  @Has(Mistake.BATCH_FACTOR_MISSING)
  static final class SquaresWithoutBatch extends ManualLoss {
    public SquaresWithoutBatch() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += (p[i] - t[i]) * (p[i] - t[i]) / 2;
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - t[i]);
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.FACTOR_TWO)
  static final class SquaresTwice extends ManualLoss {
    public SquaresTwice() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += (p[i] - t[i]) * (p[i] - t[i]) / 2;
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * 2 * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.BATCH_FACTOR_EXTRA)
  static final class SumWithBatch extends ManualLoss {
    public SumWithBatch() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += (p[i] - t[i]) * (p[i] - t[i]);
      }
      return Plain.number(x, loss);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * 2 * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.SIGN_TURNED)
  static final class SquaresTurned extends ManualLoss {
    public SquaresTurned() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += (p[i] - t[i]) * (p[i] - t[i]);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * 2 * (t[i] - p[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.SIGN_LOST)
  static final class AbsoluteWithoutSign extends ManualLoss {
    public AbsoluteWithoutSign() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += Math.abs(p[i] - t[i]);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u / rows;
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.UPSTREAM_IGNORED)
  static final class SquaresWithoutUpstream extends ManualLoss {
    public SquaresWithoutUpstream() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += (p[i] - t[i]) * (p[i] - t[i]);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = 2 * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.LOG_OF_ZERO)
  static final class CrossEntropyPlainLog extends ManualLoss {
    public CrossEntropyPlainLog() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = x.toDoubles();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += -t[i] * Math.log(p[i]);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * -t[i] / p[i] / rows;
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.LOG_OF_ZERO)
  static final class ScoresPlainLog extends ManualLoss {
    public ScoresPlainLog() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = Plain.softmax(x.toDoubles(), x.shape().dim(1));
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += -t[i] * Math.log(p[i]);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.LOG_OF_ZERO)
  static final class BinaryPlainLog extends ManualLoss {
    public BinaryPlainLog() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = Arrays.stream(x.toDoubles()).map(Plain::sigmoid).toArray();
      t = inputs[1].toDoubles();
      if (p.length != t.length || !inputs[1].dtype().isFloating()) {
        throw new IllegalArgumentException("targets like the output, please");
      }
      double loss = 0;
      for (int i = 0; i < p.length; i++) {
        loss += -t[i] * Math.log(p[i]) - (1 - t[i]) * Math.log(1 - p[i]);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - t[i]) / rows;
      }
      return alone(like(x, dx));
    }
  }

  @Has(Mistake.BATCH_FACTOR_MISSING)
  static final class ClassesWithoutBatch extends ManualLoss {
    public ClassesWithoutBatch() {}

    private double[] p;
    private double[] t;
    private NDArray x;

    @Override
    public NDArray forward(NDArray... inputs) {
      x = inputs[0];
      int rows = x.shape().dim(0);
      p = Plain.softmax(x.toDoubles(), x.shape().dim(1));
      int[] labels = inputs[1].toInts();
      if (inputs[1].shape().rank() != 1) {
        throw new IllegalArgumentException("class numbers, please");
      }
      t = new double[p.length];
      double loss = 0;
      for (int r = 0; r < rows; r++) {
        int at = r * x.shape().dim(1) + labels[r];
        t[at] = 1;
        loss -= Math.log(p[at] + 1e-7);
      }
      return Plain.number(x, loss / rows);
    }

    @Override
    public NDArray[] backward(NDArray upstream) {
      int rows = x.shape().dim(0);
      double u = upstream.item();
      double[] dx = new double[p.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = u * (p[i] - t[i]);
      }
      return alone(like(x, dx));
    }
  }
}
