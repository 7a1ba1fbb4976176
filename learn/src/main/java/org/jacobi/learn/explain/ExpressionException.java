package org.jacobi.learn.explain;

import org.jacobi.learn.text.TextTable;

/** An expression that cannot be understood, and the place in it. */
public final class ExpressionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final int column;

  ExpressionException(String message, String source, int column) {
    super(message);
    this.source = source;
    this.column = column;
  }

  /** The column of the mistake, from 1. */
  public int column() {
    return column;
  }

  /** The expression, and below it a caret under the mistake. */
  public String marked() {
    String before = source.substring(0, Math.min(column - 1, source.length()));
    return source + "\n" + " ".repeat(TextTable.width(before)) + "^";
  }
}
