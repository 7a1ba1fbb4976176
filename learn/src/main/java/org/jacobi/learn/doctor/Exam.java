package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.List;

/** One examination of one kind of patient. */
abstract class Exam {
  final Calls calls;
  final List<String> examined = new ArrayList<>();
  int numbers;

  Exam(Calls calls) {
    this.calls = calls;
  }

  /**
   * All findings.
   *
   * @throws Stopped if a call failed
   */
  abstract List<Finding> examine();

  /** What it was examined with, in words; complete after {@link #examine}. */
  final List<String> examined() {
    return examined;
  }

  /** How many numbers were compared. */
  final int numbers() {
    return numbers;
  }
}
