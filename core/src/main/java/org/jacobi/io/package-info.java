/**
 * Files of named arrays: the safetensors format, JSON for what is said about them, and writing that
 * leaves either the old file or the new one, never a half.
 *
 * <p>What is read here may come from anywhere. Readers check every length before they allocate it,
 * refuse what the format does not allow, and say where in the file the fault lies; nothing read is
 * ever executed.
 */
@NullMarked
package org.jacobi.io;

import org.jspecify.annotations.NullMarked;
