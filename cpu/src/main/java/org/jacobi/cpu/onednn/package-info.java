/**
 * oneDNN through the foreign function API: where its library comes from, the functions that are
 * used, and matrix products by it.
 */
@NullMarked
package org.jacobi.cpu.onednn;

import org.jspecify.annotations.NullMarked;
