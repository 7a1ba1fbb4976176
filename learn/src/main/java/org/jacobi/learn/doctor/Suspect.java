package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mistake that may explain a gradient: says what the gradient would be if it was made. */
interface Suspect {
  Mistake mistake();

  /**
   * The gradients that this mistake could have led to, in the same order for each view; null where
   * it cannot have been made there, NaN where a number does not matter.
   */
  List<double @Nullable []> forms(View view);

  /** True if one form gives the patient's numbers in every view. */
  default boolean explains(List<View> views) {
    List<List<double @Nullable []>> all = new ArrayList<>();
    for (View view : views) {
      List<double @Nullable []> forms = forms(view);
      if (forms.isEmpty()) {
        return false;
      }
      all.add(forms);
    }
    for (int form = 0; form < all.getFirst().size(); form++) {
      boolean every = true;
      for (int i = 0; every && i < views.size(); i++) {
        every = views.get(i).matches(all.get(i).get(form));
      }
      if (every) {
        return true;
      }
    }
    return false;
  }
}
