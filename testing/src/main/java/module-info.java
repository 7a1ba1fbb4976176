/** Assertions for networks, to be used with any test framework. */
module org.jacobi.testing {
  requires static org.jspecify;
  requires transitive org.jacobi;

  exports org.jacobi.testing;
}
