package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An absolute value: of the gradient, of the local derivative, or of the upstream gradient. */
final class SignLost implements Suspect {
  /** Places that must show it: fewer may be chance. */
  private static final int LEAST = 2;

  @Override
  public Mistake mistake() {
    return Mistake.SIGN_LOST;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    double[] upstream = absolute(view.upstream());
    double[][] local = Arrays.stream(view.local()).map(SignLost::absolute).toArray(double[][]::new);
    List<double @Nullable []> forms = new ArrayList<>();
    forms.add(absolute(view.truth()));
    forms.add(View.back(local, view.upstream()));
    forms.add(View.back(view.local(), upstream));
    forms.add(View.back(local, upstream));
    for (double[] form : List.copyOf(forms)) {
      forms.add(inPart(view, form));
    }
    return forms;
  }

  /** The absolute value in some places, such as the linear part of a Huber loss. */
  private static double @Nullable [] inPart(View view, double[] lost) {
    double[] form = view.truth();
    double allowed = view.lab().tolerance() * Compare.largest(form);
    int places = 0;
    for (int i = 0; i < form.length; i++) {
      if (Math.abs(lost[i] - form[i]) > allowed && Math.abs(view.given()[i] - lost[i]) <= allowed) {
        form[i] = lost[i];
        places++;
      }
    }
    return places >= LEAST ? form : null;
  }

  private static double[] absolute(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).toArray();
  }
}
