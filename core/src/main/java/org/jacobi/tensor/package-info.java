/**
 * Tensors with reverse-mode automatic differentiation: Tensor for users, one small Op for each
 * operation, the walk back, and x org.jacobi.tensor.GradCheck}.
 */
@NullMarked
package org.jacobi.tensor;

import org.jspecify.annotations.NullMarked;
