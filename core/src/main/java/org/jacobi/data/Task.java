package org.jacobi.data;

/** What is to be predicted. */
public enum Task {
  /** One of several classes; the target of a row is the number of its class, from 0. */
  CLASSIFICATION,
  /** One or more real numbers. */
  REGRESSION
}
