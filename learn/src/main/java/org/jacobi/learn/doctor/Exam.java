package org.jacobi.learn.doctor;

import java.util.List;

/** One examination of one kind of patient. */
interface Exam {
  /**
   * All findings.
   *
   * @throws Stopped if a call failed
   */
  List<Finding> examine();

  /** What it was examined with, in words; complete after {@link #examine}. */
  List<String> examined();

  /** How many numbers were compared. */
  int numbers();
}
