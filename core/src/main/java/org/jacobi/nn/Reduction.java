package org.jacobi.nn;

/** How the losses of a batch become one number. */
public enum Reduction {
  /** Their sum divided by their weight: the number of rows, or of numbers, or the class weights. */
  MEAN,
  /** Their sum. */
  SUM
}
