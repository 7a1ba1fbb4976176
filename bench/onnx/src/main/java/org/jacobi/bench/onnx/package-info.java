/** Inference by ONNX Runtime. */
@NullMarked
package org.jacobi.bench.onnx;

import org.jspecify.annotations.NullMarked;
