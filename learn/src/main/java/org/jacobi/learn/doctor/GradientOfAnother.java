package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient is that of another input, or of another parameter: the two are exchanged. */
final class GradientOfAnother implements Suspect {
  @Override
  public Mistake mistake() {
    return Mistake.GRADIENT_OF_ANOTHER;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    Feed feed = view.feed();
    List<double @Nullable []> forms = new ArrayList<>();
    for (int v : view.lab().subject().variables(feed)) {
      boolean alike = view.isParam() == v >= feed.inputs().size();
      if (v != view.variable() && alike && feed.get(v).shape().equals(view.shape())) {
        forms.add(View.back(view.lab().differences().jacobian(feed, v), view.upstream()));
      }
    }
    return forms;
  }
}
