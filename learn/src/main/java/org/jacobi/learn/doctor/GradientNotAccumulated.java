package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jacobi.array.Shape;
import org.jspecify.annotations.Nullable;

/** Of several contributions to a gradient, only one is there. */
final class GradientNotAccumulated implements Suspect {
  private static final int MOST_POWER = 4;

  @Override
  public Mistake mistake() {
    return Mistake.GRADIENT_NOT_ACCUMULATED;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    double[] together = view.together();
    boolean whole =
        together != null && Compare.same(together, view.truth(), view.lab().tolerance());
    forms.add(whole ? view.given() : null);
    forms.add(chosen(view, false, false));
    forms.add(chosen(view, false, true));
    forms.add(chosen(view, true, false));
    forms.add(chosen(view, true, true));
    forms.add(view.output().shape().equals(view.shape()) ? withoutIdentity(view) : null);
    forms.add(withoutSum(view));
    forms.add(ofOneUse(view));
    forms.add(partOfPower(view));
    for (int v = 0; v < view.feed().inputs().size() + view.feed().params().size(); v++) {
      boolean possible = v != view.variable() && view.feed().get(v).dtype().isFloating();
      double[] part = possible ? without(view, v) : null;
      forms.add(part);
      forms.add(part == null ? null : minus(view.truth(), part));
    }
    return forms;
  }

  /** For each entry what comes through the last or first output, or row, that it acts on. */
  private static double[] chosen(View view, boolean byRow, boolean first) {
    double[][] local = view.local();
    double[] out = new double[view.value().size()];
    for (int j = 0; j < out.length; j++) {
      int chosenRow = -2;
      for (int k = 0; k < local.length; k++) {
        int i = first ? k : local.length - 1 - k;
        double part = local[i][j] * view.upstream()[i];
        if (Double.isNaN(part)) {
          out[j] = Double.NaN;
          break;
        }
        if (Math.abs(local[i][j]) > 1e-9
            && (chosenRow == -2 || (byRow && view.row(i) == chosenRow))) {
          chosenRow = byRow ? view.row(i) : -3;
          out[j] += part;
        }
      }
    }
    return out;
  }

  /** G − u: the branch around the layer is missing. */
  private static double[] withoutIdentity(View view) {
    return minus(view.truth(), view.upstream());
  }

  /** G − Σ u over the rows, for a vector that is added besides its other use. */
  private static double @Nullable [] withoutSum(View view) {
    int n = view.value().size();
    if (!view.isParam() || n == 0 || view.output().size() % n != 0 || n == view.output().size()) {
      return null;
    }
    double[] sums = new double[n];
    for (int i = 0; i < view.upstream().length; i++) {
      sums[i % n] += view.upstream()[i];
    }
    return minus(view.truth(), sums);
  }

  /** The patient's gradient, if it is the outer product of one row of the input and a vector. */
  private static double @Nullable [] ofOneUse(View view) {
    Shape shape = view.shape();
    Value x = view.feed().inputs().getFirst();
    if (!view.isParam() || shape.rank() != 2 || x.shape().rank() != 2) {
      return null;
    }
    int a = shape.dim(0);
    int b = shape.dim(1);
    int width = x.shape().dim(1);
    for (int t = 0; t < x.shape().dim(0); t++) {
      double[] row = Arrays.copyOfRange(x.numbers(), t * width, (t + 1) * width);
      if ((width == a && isOuter(view.given(), row, b, false))
          || (width == b && isOuter(view.given(), row, a, true))) {
        return view.given();
      }
    }
    return null;
  }

  private static boolean isOuter(double[] given, double[] row, int others, boolean across) {
    double[] form = new double[given.length];
    double square = Compare.dot(row, row);
    for (int o = 0; o < others; o++) {
      double factor = 0;
      for (int k = 0; k < row.length; k++) {
        factor += given[across ? o * row.length + k : k * others + o] * row[k] / square;
      }
      for (int k = 0; k < row.length; k++) {
        form[across ? o * row.length + k : k * others + o] = factor * row[k];
      }
    }
    return !Compare.isZero(given) && Compare.same(given, form, 1e-6);
  }

  /**
   * If L is a power d of the variable, then ⟨G, v⟩ = d · L; the patient's gradient, if ⟨g, v⟩ is
   * fewer times L: some of the d factors are left out.
   */
  private static double @Nullable [] partOfPower(View view) {
    double loss = Compare.dot(view.output().numbers(), view.upstream());
    double all = Compare.dot(view.truth(), view.value().numbers()) / loss;
    double ours = Compare.dot(view.given(), view.value().numbers()) / loss;
    boolean whole =
        Math.abs(all - Math.rint(all)) < 1e-4 && Math.abs(ours - Math.rint(ours)) < 1e-4;
    boolean fewer = all > 1.5 && all < MOST_POWER + 0.5 && ours > 0.5 && ours < all - 0.5;
    return whole && fewer ? view.given() : null;
  }

  /** The gradient where another variable is 0: the contributions that do not run through it. */
  private static double @Nullable [] without(View view, int other) {
    Value value = view.feed().get(other);
    Feed feed = view.feed().with(other, value.map(v -> 0));
    try {
      double[][] local = view.lab().differences().jacobian(feed, view.variable());
      double[] part = View.back(local, view.upstream());
      return Compare.isZero(part) || Compare.same(part, view.truth(), 1e-6) ? null : part;
    } catch (Stopped e) {
      return null;
    }
  }

  private static double[] minus(double[] a, double[] b) {
    double[] out = new double[a.length];
    Arrays.setAll(out, i -> a[i] - b[i]);
    return out;
  }
}
