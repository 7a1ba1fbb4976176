/** The workloads by PyTorch's C++ library, called through JavaCPP. */
@NullMarked
package org.jacobi.bench.libtorch;

import org.jspecify.annotations.NullMarked;
