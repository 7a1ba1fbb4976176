package org.jacobi.learn.doctor;

import org.jspecify.annotations.Nullable;

/**
 * A way in which an update rule may differ from the one it should be.
 *
 * @param mistake null for ways that are not wrong, such as another place of ε in the same paper
 * @param form which of several ways to make it, from 0
 */
record Quirk(@Nullable Mistake mistake, int form) {
  static final Quirk NONE = new Quirk(null, 0);

  /** How many forms a rule may know of each mistake. */
  static final int FORMS = 6;

  boolean is(Mistake other, int... forms) {
    if (mistake != other) {
      return false;
    }
    for (int f : forms) {
      if (f == form) {
        return true;
      }
    }
    return forms.length == 0;
  }

  /** A way that is not wrong. */
  boolean isHarmless(int which) {
    return mistake == null && form == which;
  }
}
