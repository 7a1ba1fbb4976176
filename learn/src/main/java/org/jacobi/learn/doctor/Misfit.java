package org.jacobi.learn.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jacobi.array.Shape;

/**
 * An exception on the way back that tells two shapes which do not fit: often one of the known
 * mistakes, seen in arrays that are not square.
 */
final class Misfit {
  private static final Pattern SHAPE = Pattern.compile("\\((\\d+(?: × \\d+)*)\\)");
  private static final Pattern COUNT = Pattern.compile("\\b(\\d+) numbers do not fit");

  private Misfit() {}

  /** The finding, or a closer one. */
  static Finding explain(Finding finding, Subject subject, Feed feed) {
    String message = finding.values().getLast();
    if (finding.mistake() != Mistake.THROWS || !finding.where().equals("backward")) {
      return finding;
    }
    List<Shape> shapes =
        SHAPE.matcher(message).results().map(match -> shape(match.group(1))).toList();
    Shape output = subject.forward(feed).shape();
    for (int v : subject.variables(feed)) {
      Shape wanted = feed.get(v).shape();
      String where = "∂L/∂" + subject.name(feed, v);
      boolean param = v >= feed.inputs().size();
      for (Shape shape : shapes) {
        boolean both = shapes.contains(wanted);
        if (param && both && wanted.rank() == 2 && isTurned(wanted, shape)) {
          return of(Mistake.WEIGHT_GRADIENT_TRANSPOSED, where, finding);
        }
        if (param && both && isRow(wanted) && isSpread(wanted, shape, output, feed.rows())) {
          return of(Mistake.BIAS_NOT_SUMMED, where, finding);
        }
        if (wanted.rank() == 2 && both && shape.equals(output) && shapes.size() == 2) {
          return of(Mistake.WEIGHT_NOT_TRANSPOSED, "∂L/∂x", finding);
        }
      }
      boolean unsummed =
          COUNT
              .matcher(message)
              .results()
              .anyMatch(
                  match -> match.group(1).equals(String.valueOf(wanted.size() * feed.rows())));
      if (param && isRow(wanted) && unsummed) {
        return of(Mistake.BIAS_NOT_SUMMED, where, finding);
      }
      if (param && shapes.size() == 2 && shapes.contains(wanted) && isOfCopy(message)) {
        return of(Mistake.WRONG_SHAPE, where, finding);
      }
    }
    return finding;
  }

  /** True for the messages of {@code leave} and {@code copyFrom}. */
  private static boolean isOfCopy(String message) {
    return message.contains("[copy]") || !message.contains("[product]") && message.contains(": [");
  }

  private static Finding of(Mistake mistake, String where, Finding finding) {
    return new Finding(mistake, where, "throws", finding.values());
  }

  /** (n), or (1 × n). */
  private static boolean isRow(Shape shape) {
    return shape.rank() == 1 || (shape.rank() == 2 && shape.dim(0) == 1);
  }

  private static boolean isTurned(Shape wanted, Shape given) {
    return given.rank() == 2
        && given.dim(0) == wanted.dim(1)
        && given.dim(1) == wanted.dim(0)
        && !given.equals(wanted);
  }

  /** The shape of the output, or a vector of the rows: the sum along the wrong axis. */
  private static boolean isSpread(Shape wanted, Shape given, Shape output, int rows) {
    return given.equals(output) && output.rank() == 2
        || given.equals(Shape.of(rows)) && !given.equals(wanted);
  }

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.split(" × ")).mapToInt(Integer::parseInt).toArray());
  }
}
