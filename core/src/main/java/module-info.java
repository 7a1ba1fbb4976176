/**
 * Trains neural networks: tensors, automatic differentiation, layers, optimizers, data, training.
 */
module org.jacobi {
  requires static org.jspecify;
  requires tools.jackson.core;
  requires de.siegmar.fastcsv;
  requires java.net.http;

  exports org.jacobi.array;
  exports org.jacobi.data;
  exports org.jacobi.io;
  exports org.jacobi.kernel;
  exports org.jacobi.nn;
  exports org.jacobi.optim;
  exports org.jacobi.tensor;
  exports org.jacobi.train;

  uses org.jacobi.array.SubnormalControl;
  uses org.jacobi.kernel.KernelProvider;
}
