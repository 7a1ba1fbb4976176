package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;
import org.jacobi.learn.ManualBatches;
import org.jacobi.nn.Mode;
import org.jspecify.annotations.Nullable;

/** Counts the rows that a source of batches gives: each number says from where it comes. */
final class BatchesExam extends Exam {
  private static final int ROWS = 23;
  private static final int COLUMNS = 6;
  private static final int OUTPUTS = 4;
  private static final int EPOCHS = 3;

  private final ManualBatches patient;

  BatchesExam(ManualBatches patient, Calls calls) {
    super(calls);
    this.patient = patient;
  }

  @Override
  List<Finding> examine() {
    // one-dimensional class numbers first; some sources take rows of targets only
    List<Value> targets =
        List.of(
            table(DType.I32, Shape.of(ROWS)),
            table(DType.F32, Shape.of(ROWS, OUTPUTS)),
            table(DType.F32, Shape.of(ROWS)));
    @Nullable Stopped refused = null;
    boolean any = false;
    for (Value target : targets) {
      try {
        for (int batchSize : new int[] {5, 7, ROWS, ROWS + 9, 4}) {
          for (int epoch = 0; epoch < EPOCHS; epoch++) {
            List<Finding> findings = pass(target, batchSize, epoch);
            if (!findings.isEmpty()) {
              return findings;
            }
          }
        }
        any = true;
        examined.add(target.dtype() + " " + target.shape());
      } catch (Stopped e) {
        if (e.finding().mistake() != Mistake.THROWS) {
          throw e;
        }
        refused = refused == null ? e : refused;
      }
    }
    if (!any && refused != null) {
      throw refused;
    }
    return List.of();
  }

  private static Value table(DType dtype, Shape shape) {
    double[] numbers = new double[Math.toIntExact(shape.size())];
    Arrays.setAll(numbers, i -> i);
    return new Value(dtype, shape, numbers);
  }

  private List<Finding> pass(Value target, int batchSize, int epoch) {
    Value features = table(DType.F32, Shape.of(ROWS, COLUMNS));
    NDArray x = features.array();
    NDArray t = target.array();
    String what = "epoch (" + target.shape() + ", " + batchSize + ", " + epoch + ")";
    List<Value[]> batches =
        calls.call(
            what,
            epoch,
            Mode.TRAIN,
            () -> {
              List<Dataset.Batch> given = patient.epoch(x, t, batchSize, epoch);
              if (given == null) {
                throw new Stopped(Finding.of(Mistake.NULL_OUTPUT, "epoch", "null", what));
              }
              List<Value[]> all = new ArrayList<>();
              for (Dataset.Batch batch : given) {
                if (batch == null || batch.features() == null || batch.targets() == null) {
                  throw new Stopped(Finding.of(Mistake.NULL_OUTPUT, "epoch", "null", what));
                }
                all.add(new Value[] {Value.of(batch.features()), Value.of(batch.targets())});
              }
              return all;
            });
    List<Finding> changed = new ArrayList<>();
    unchanged(changed, "features", features, Value.of(x));
    unchanged(changed, "targets", target, Value.of(t));
    return changed.isEmpty() ? judge(batches, target, batchSize, epoch) : changed;
  }

  private static void unchanged(List<Finding> changed, String where, Value then, Value now) {
    if (changed.isEmpty() && !then.same(now)) {
      int at = Compare.worst(now.numbers(), then.numbers());
      changed.add(
          Finding.of(
              Mistake.INPUT_OVERWRITTEN,
              where + then.place(at),
              "changed",
              "epoch",
              Words.number(then.numbers()[at]),
              Words.number(now.numbers()[at])));
    }
  }

  private List<Finding> judge(List<Value[]> batches, Value target, int batchSize, int epoch) {
    int[] seen = new int[ROWS];
    int width = target.size() / ROWS;
    @Nullable Finding misplaced = null;
    for (Value[] batch : batches) {
      Finding form = form(batch, target);
      if (form != null) {
        return List.of(form);
      }
      for (int i = 0; i < batch[0].shape().dim(0); i++) {
        double[] row = part(batch[0], i, COLUMNS);
        double[] its = part(batch[1], i, width);
        numbers += row.length + its.length;
        Finding odd = strange("features", row);
        odd = odd == null ? strange("targets", its) : odd;
        odd = odd == null ? columns("features", row, COLUMNS) : odd;
        odd = odd == null ? columns("targets", its, width) : odd;
        if (odd != null) {
          return List.of(odd);
        }
        int number = (int) row[0] / COLUMNS;
        seen[number]++;
        int of = (int) its[0] / width;
        if (of != number && misplaced == null) {
          misplaced =
              Finding.of(
                  Mistake.TARGETS_MISPLACED, "targets", "target", number, of, batchSize, epoch);
        }
      }
    }
    if (misplaced != null) {
      return List.of(misplaced);
    }
    List<Finding> counted = counted(seen, batchSize, epoch);
    return counted.isEmpty() ? sized(batches, batchSize) : counted;
  }

  /** Each row once, but too many of them in one batch. */
  private static List<Finding> sized(List<Value[]> batches, int batchSize) {
    for (Value[] batch : batches) {
      Shape x = batch[0].shape();
      if (x.dim(0) > batchSize) {
        String wish = Shape.of(batchSize, COLUMNS).toString();
        return List.of(Finding.of(Mistake.WRONG_SHAPE, "features", "shape", wish, Feed.text(x)));
      }
    }
    return List.of();
  }

  private static double[] part(Value table, int row, int width) {
    return Arrays.copyOfRange(table.numbers(), row * width, (row + 1) * width);
  }

  /** A number that the data do not have; all that they have are whole. */
  private static @Nullable Finding strange(String where, double[] row) {
    for (double v : row) {
      if (v != Math.rint(v) || v < 0 || v >= ROWS * row.length) {
        return Finding.of(Mistake.UNEXPLAINED, where, "strange", Words.number(v));
      }
    }
    return null;
  }

  /** Another shape or another type than that of the data. */
  private static @Nullable Finding form(Value[] batch, Value target) {
    Shape x = batch[0].shape();
    int rows = x.rank() == 0 ? 0 : x.dim(0);
    Shape wanted = Shape.of(rows, COLUMNS);
    if (!x.equals(wanted)) {
      return Finding.of(Mistake.WRONG_SHAPE, "features", "shape", Feed.text(wanted), Feed.text(x));
    }
    Shape t = target.shape().with(0, rows);
    if (!t.equals(batch[1].shape())) {
      return Finding.of(
          Mistake.WRONG_SHAPE, "targets", "shape", Feed.text(t), Feed.text(batch[1].shape()));
    }
    Finding type = type("features", DType.F32, batch[0].dtype());
    return type == null ? type("targets", target.dtype(), batch[1].dtype()) : type;
  }

  private static @Nullable Finding type(String where, DType wanted, DType given) {
    return given == wanted ? null : Finding.of(Mistake.UNEXPLAINED, where, "type", wanted, given);
  }

  /** A row whose numbers come from one row, or from several, in another order of columns. */
  private static @Nullable Finding columns(String where, double[] row, int width) {
    for (int c = 0; c < width; c++) {
      int column = Math.floorMod((int) row[c], width);
      if (column != c) {
        return Finding.of(Mistake.COLUMNS_SHUFFLED, where, "column", column, c);
      }
    }
    for (int c = 1; c < width; c++) {
      if ((int) row[c] / width != (int) row[0] / width) {
        return Finding.of(
            Mistake.COLUMNS_SHUFFLED, where, "mixed", (int) row[0] / width, (int) row[c] / width);
      }
    }
    return null;
  }

  private static List<Finding> counted(int[] seen, int batchSize, int epoch) {
    int missing = 0;
    int repeated = 0;
    int example = -1;
    int often = -1;
    for (int r = 0; r < ROWS; r++) {
      missing += seen[r] == 0 ? 1 : 0;
      example = seen[r] == 0 && example < 0 ? r : example;
      repeated += seen[r] > 1 ? 1 : 0;
      often = seen[r] > 1 && often < 0 ? r : often;
    }
    if (repeated > 0) {
      return List.of(
          Finding.of(
              Mistake.ROWS_REPEATED,
              "epoch",
              "repeated",
              often,
              seen[often],
              repeated,
              ROWS,
              batchSize,
              epoch));
    }
    return missing == 0
        ? List.of()
        : List.of(
            Finding.of(
                Mistake.ROWS_LEFT_OUT,
                "epoch",
                "missing",
                missing,
                ROWS,
                example,
                batchSize,
                epoch));
  }
}
