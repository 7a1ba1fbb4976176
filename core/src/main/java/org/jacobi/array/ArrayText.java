package org.jacobi.array;

import java.util.Locale;

/** Prints an {@link NDArray} for people: nested brackets, six digits, long axes shortened. */
final class ArrayText {
  private static final int EDGE = 3;
  private static final int LONGEST = 10;

  private ArrayText() {}

  static String of(NDArray array) {
    var text = new StringBuilder();
    append(text, array, new int[array.shape().rank()], 0);
    return text.append("  ").append(array.describe()).toString();
  }

  private static void append(StringBuilder text, NDArray array, int[] index, int axis) {
    if (axis == index.length) {
      text.append(number(array.get(index), array.dtype()));
      return;
    }
    int length = array.shape().dim(axis);
    boolean last = axis == index.length - 1;
    String gap = last ? ", " : ",\n" + " ".repeat(axis + 1);
    text.append('[');
    for (int i = 0; i < length; i++) {
      if (length > LONGEST && i == EDGE) {
        text.append(gap).append('…');
        i = length - EDGE;
      }
      text.append(i == 0 ? "" : gap);
      index[axis] = i;
      append(text, array, index, axis + 1);
    }
    text.append(']');
  }

  private static String number(double value, DType type) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    if (type == DType.BOOL) {
      return value == 0 ? "false" : "true";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    String text = String.format(Locale.ROOT, "%.6g", value);
    boolean fraction = text.indexOf('.') >= 0 && text.indexOf('e') < 0;
    return fraction ? text.replaceAll("\\.?0+$", "") : text;
  }
}
