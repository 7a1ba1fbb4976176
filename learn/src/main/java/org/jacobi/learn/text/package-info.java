/** Texts in two languages and tables for a terminal, for the other packages of this module. */
@NullMarked
package org.jacobi.learn.text;

import org.jspecify.annotations.NullMarked;
