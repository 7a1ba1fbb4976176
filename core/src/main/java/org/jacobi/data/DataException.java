package org.jacobi.data;

import java.io.Serial;
import org.jacobi.array.Quoted;

/**
 * The content of a file or of given data is not as it must be. The message is one line for people:
 * where (file, line, column), what is wrong, and how to mend it.
 */
public class DataException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With a message that says where, what, and how to mend it. */
  public DataException(String message) {
    super(message);
  }

  /** With the exception that showed the fault. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /** {@code file: message}. */
  public static DataException in(String file, String message) {
    return new DataException(file + ": " + message);
  }

  /** {@code file, line 3: message}; lines count from 1. */
  public static DataException at(String file, long line, String message) {
    return new DataException(position(file, line) + ": " + message);
  }

  /** {@code file, line 3, column 5 "age": message}; lines and columns count from 1. */
  public static DataException at(
      String file, long line, int column, String columnName, String message) {
    return new DataException(position(file, line, column, columnName) + ": " + message);
  }

  /** {@code file, line 3}. */
  public static String position(String file, long line) {
    return file + ", line " + line;
  }

  /** {@code file, line 3, column 5 "age"}. */
  public static String position(String file, long line, int column, String columnName) {
    return position(file, line) + ", column " + column + " " + quote(columnName);
  }

  /** A text from a file in quotation marks, fit for one line of a message: {@link Quoted#of}. */
  public static String quote(String text) {
    return Quoted.of(text);
  }
}
