package org.jacobi.data;

/** How a column of a table is understood. */
public enum ColumnType {
  /** Real numbers. */
  NUMBER,
  /** One of a few texts, or numbers that only name something. */
  CATEGORY,
  /** Free text, names, identifiers: not used. */
  TEXT
}
