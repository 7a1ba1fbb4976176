/**
 * Data: tables and images as {@link org.jacobi.data.Dataset}s, readers for files, splits, and the
 * {@link org.jacobi.data.DataLoader} that cuts a data set into batches.
 */
@NullMarked
package org.jacobi.data;

import org.jspecify.annotations.NullMarked;
