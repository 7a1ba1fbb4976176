package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient is the same for every upstream gradient. */
final class UpstreamIgnored implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.UPSTREAM_IGNORED;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    double[] ones = new double[view.upstream().length];
    Arrays.fill(ones, 1);
    return Arrays.asList(View.back(view.local(), ones), view.lab().given(view, ones));
  }
}
