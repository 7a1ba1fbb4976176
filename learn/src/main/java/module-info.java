/**
 * Backpropagation to read and to run: layers written by hand, and their gradients beside the
 * automatic ones.
 */
module org.jacobi.learn {
  requires static org.jspecify;
  requires transitive org.jacobi;

  exports org.jacobi.learn;
  exports org.jacobi.learn.doctor;
  exports org.jacobi.learn.explain;
  exports org.jacobi.learn.race;
}
