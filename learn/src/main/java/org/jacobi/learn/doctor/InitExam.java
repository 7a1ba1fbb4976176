package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.learn.ManualInit;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Init;
import org.jacobi.nn.Mode;
import org.jacobi.tensor.Rng;

/** Holds initial values against the distribution they mean to be: mean, variance, and form. */
final class InitExam extends Exam {
  private static final int WIDE = 307;
  private static final int NARROW = 41;

  /** Of 12,587 numbers a variance is known to 1.3 %, for a normal distribution. */
  private static final double SAME = 0.1;

  private final ManualInit patient;

  InitExam(ManualInit patient, Calls calls) {
    super(calls);
    this.patient = patient;
  }

  /** What is compared of a distribution. */
  private record Moments(double mean, double variance, double kurtosis) {
    static Moments of(double[] v) {
      double mean = Arrays.stream(v).average().orElse(0);
      double variance = Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElse(0);
      double fourth = Arrays.stream(v).map(x -> Math.pow(x - mean, 4)).average().orElse(0);
      return new Moments(mean, variance, variance == 0 ? 0 : fourth / (variance * variance));
    }
  }

  @Override
  List<Finding> examine() {
    Init meant = calls.call("automatic", 0, Mode.TRAIN, patient::automatic);
    if (meant == null) {
      return List.of(Finding.of(Mistake.NULL_OUTPUT, "automatic", "null", "automatic()"));
    }
    examined.add(meant + ": " + WIDE + " → " + NARROW + ", " + NARROW + " → " + WIDE);
    List<Moments[]> all = new ArrayList<>();
    for (int[] size : new int[][] {{WIDE, NARROW}, {NARROW, WIDE}}) {
      Value drawn = draw(size[0], size[1], 1);
      if (!drawn.same(draw(size[0], size[1], 1))) {
        return List.of(Finding.of(Mistake.UNEXPLAINED, "weight", "seed", 1));
      }
      Moments ours = Moments.of(drawn.numbers());
      boolean other = drawn.same(draw(size[0], size[1], 2));
      if (other && ours.variance > 0) {
        return List.of(Finding.of(Mistake.UNEXPLAINED, "weight", "seeds", "1, 2"));
      }
      all.add(
          new Moments[] {ours, library(meant, size[0], size[1]), library(meant, size[1], size[0])});
    }
    return judge(all);
  }

  private static List<Finding> judge(List<Moments[]> all) {
    boolean right = all.stream().allMatch(m -> alike(m[0], m[1]));
    if (right) {
      return List.of();
    }
    boolean swapped = all.stream().allMatch(m -> alike(m[0], m[2]));
    Moments[] m = all.stream().filter(each -> !alike(each[0], each[1])).findFirst().orElseThrow();
    boolean first = !alike(all.getFirst()[0], all.getFirst()[1]);
    return List.of(
        Finding.of(
            swapped ? Mistake.FANS_SWAPPED : Mistake.UNEXPLAINED,
            "weight",
            "moments",
            first ? WIDE : NARROW,
            first ? NARROW : WIDE,
            describe(m[0]),
            describe(m[1]),
            describe(m[2])));
  }

  private static String describe(Moments m) {
    return Words.number(m.mean) + " ± " + Words.number(Math.sqrt(m.variance));
  }

  private static boolean alike(Moments ours, Moments meant) {
    double deviation = Math.sqrt(meant.variance);
    boolean mean = Math.abs(ours.mean - meant.mean) <= 0.06 * deviation + 1e-6;
    boolean variance = Math.abs(ours.variance - meant.variance) <= SAME * meant.variance + 1e-14;
    boolean form = Math.abs(ours.kurtosis - meant.kurtosis) <= 0.4;
    return mean && variance && form;
  }

  private Value draw(int inputs, int outputs, long seed) {
    String what = "weight (" + inputs + ", " + outputs + ")";
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      try {
        return draw(what, inputs, outputs, dtype, seed);
      } catch (Stopped e) {
        if (dtype == DType.F32 || e.finding().mistake() != Mistake.THROWS) {
          throw e;
        }
      }
    }
    throw new AssertionError();
  }

  private Value draw(String what, int inputs, int outputs, DType dtype, long seed) {
    return calls.call(
        what,
        seed,
        Mode.TRAIN,
        () -> {
          NDArray weight = patient.weight(inputs, outputs, dtype, seed);
          if (weight == null) {
            throw new Stopped(Finding.of(Mistake.NULL_OUTPUT, "weight", "null", what));
          }
          Shape shape = weight.shape();
          if (!shape.equals(Shape.of(inputs, outputs))
              && !shape.equals(Shape.of(outputs, inputs))) {
            throw new Stopped(
                Finding.of(
                    Mistake.WRONG_SHAPE,
                    "weight",
                    "shape",
                    Shape.of(inputs, outputs) + " / " + Shape.of(outputs, inputs),
                    Feed.text(shape)));
          }
          Value value = Value.of(weight);
          numbers += value.size();
          if (!value.isFinite()) {
            int at = Compare.worst(value.numbers(), new double[value.size()]);
            throw new Stopped(
                Finding.of(
                    Mistake.NOT_A_NUMBER,
                    "weight" + value.place(at),
                    "notFinite",
                    what,
                    Words.number(value.numbers()[at])));
          }
          return value;
        });
  }

  /** The library's numbers for a layer; its weight is (outputs × inputs). */
  private static Moments library(Init init, int inputs, int outputs) {
    NDArray out = NDArray.permanent(DType.F64, Shape.of(outputs, inputs));
    init.fill(out, new Fan(inputs, outputs), Rng.of(1, "init"));
    return Moments.of(out.toDoubles());
  }
}
