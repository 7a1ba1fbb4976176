package org.jacobi.io;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jacobi.array.Quoted;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of an npy file: a Python dictionary with the three keys that the format names,
 * written as NumPy writes them. Everything else that Python would take is refused; nothing is
 * evaluated.
 */
final class NpyParser {
  private static final String BLANKS = " \t\r\n";
  private static final int MOST_DIGITS = 18;

  private final String text;
  private final String where;
  private int at;

  private @Nullable String descr;
  private @Nullable Boolean fortranOrder;
  private @Nullable Shape shape;

  NpyParser(String text, String where) {
    this.text = text;
    this.where = where;
  }

  /**
   * The header as a whole.
   *
   * @throws DataException if it is not as the format says, or names a type that cannot be read
   */
  NpyHeader header() {
    var seen = new HashSet<String>();
    expect('{', "a dictionary");
    while (!follows('}')) {
      String key = string("a key in quotation marks");
      if (!seen.add(key)) {
        throw wrong("the key " + Quoted.of(key) + " stands twice");
      }
      expect(':', "a colon");
      member(key);
      if (!follows(',')) {
        expect('}', "a comma or the end of the dictionary");
        break;
      }
    }
    if (peek() != 0) {
      throw wrong("something follows the end of the dictionary");
    }
    if (descr == null || fortranOrder == null || shape == null) {
      throw wrong("the keys 'descr', 'fortran_order' and 'shape' must all be there");
    }
    return new NpyHeader(form(descr, fortranOrder), shape);
  }

  private void member(String key) {
    switch (key) {
      case "descr" -> {
        if (peek() == '[' || peek() == '(' || peek() == '{') {
          throw wrong(
              "the array has records of several fields (a structured dtype). Save each field as an"
                  + " array of its own");
        }
        descr = string("a type in quotation marks");
      }
      case "fortran_order" -> fortranOrder = truth();
      case "shape" -> shape = shape();
      default -> throw wrong("the key " + Quoted.of(key) + " is not known");
    }
  }

  // ---- the pieces ----

  /** The next character that is no blank; 0 at the end. */
  private char peek() {
    while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean follows(char wanted) {
    boolean found = peek() == wanted && at < text.length();
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char wanted, String what) {
    if (!follows(wanted)) {
      throw expected(what);
    }
  }

  private String string(String what) {
    char quote = peek();
    if (quote != '\'' && quote != '"') {
      throw expected(what);
    }
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw wrong("a quotation mark is not closed");
    }
    String string = text.substring(at + 1, end);
    if (string.indexOf('\\') >= 0 || !string.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw wrong("the string " + Quoted.of(string) + " has characters that do not belong there");
    }
    at = end + 1;
    return string;
  }

  private boolean truth() {
    peek();
    for (var word : List.of("True", "False")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw expected("True or False");
  }

  private Shape shape() {
    expect('(', "a tuple of lengths such as (3, 2)");
    var lengths = new ArrayList<Integer>();
    boolean comma = true;
    while (!follows(')')) {
      if (!comma) {
        throw expected("a comma or the end of the shape");
      }
      lengths.add(length());
      comma = follows(',');
    }
    if (lengths.size() == 1 && !comma) {
      throw wrong("the shape of one axis is written with a comma, as (3,)");
    }
    if (lengths.size() > NpyHeader.MAX_RANK) {
      throw wrong(lengths.size() + " axes are more than the " + NpyHeader.MAX_RANK + " of NumPy");
    }
    return shape(lengths.stream().mapToInt(Integer::intValue).toArray());
  }

  private Shape shape(int[] dims) {
    long product = 1;
    for (int dim : dims) {
      // An axis of length 0 must not hide an overflow of the others.
      int factor = Math.max(1, dim);
      if (product > Long.MAX_VALUE / factor) {
        throw wrong("the shape is too large to count its numbers");
      }
      product *= factor;
    }
    return Shape.of(dims);
  }

  private int length() {
    char first = peek();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int digits = at - start;
    if (digits == 0 || first == '0' && digits > 1) {
      throw expected("a length, which is a whole number from 0");
    }
    long length = digits > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(text, start, at, 10);
    if (length > Integer.MAX_VALUE) {
      throw wrong("an axis has more than " + Integer.MAX_VALUE + " elements");
    }
    if (at < text.length() && text.charAt(at) == 'L') {
      at++; // NumPy wrote it so under Python 2
    }
    return (int) length;
  }

  // ---- the type ----

  private NpyForm form(String descr, boolean fortranOrder) {
    char order = descr.isEmpty() ? ' ' : descr.charAt(0);
    String code = descr.isEmpty() ? "" : descr.substring(1);
    for (var type : NpyType.values()) {
      if (type.code().equals(code)
          && (order == '<' || order == '>' || order == '|' && type.bytes() == 1)) {
        var bytes = order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyForm(type, bytes, fortranOrder);
      }
    }
    throw new DataException(
        where + ": the array has the type " + Quoted.of(descr) + ", " + advice(code));
  }

  private static String advice(String code) {
    return switch (code.isEmpty() ? ' ' : code.charAt(0)) {
      case 'O' ->
          "Python objects, which are pickled, can run code and are never read. Save numbers:"
              + " array.astype('f4').";
      case 'U', 'S', 'a' -> "which is text. Save numbers, and the texts as CSV or JSON.";
      case 'V' -> "raw bytes without a meaning. Save numbers.";
      case 'c' -> "complex numbers. Save array.real and array.imag.";
      case 'M', 'm' -> "dates or times. Save array.astype('i8').";
      default ->
          "which cannot be read. Save it in numpy as one of f2, f4, f8, i1, i2, i4, i8, u1, u2, u4,"
              + " u8, b1.";
    };
  }

  private DataException expected(String what) {
    return wrong(
        at < text.length()
            ? what + " was expected, not " + Quoted.of(text.substring(at))
            : what + " was expected, but the header ends");
  }

  private DataException wrong(String why) {
    return new DataException(where + ": header, character " + (at + 1) + ": " + why + ".");
  }
}
