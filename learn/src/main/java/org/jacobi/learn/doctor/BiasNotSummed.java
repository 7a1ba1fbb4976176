package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of a bias is that of one row of the batch. */
final class BiasNotSummed implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.BIAS_NOT_SUMMED;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    for (int from : new int[] {0, view.rows() - 1}) {
      forms.add(view.isBias() ? view.through(i -> view.row(i) == from) : null);
    }
    return forms;
  }
}
