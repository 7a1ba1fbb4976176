package org.jacobi.data;

import java.util.Arrays;
import java.util.List;

/**
 * The way of the pen over the paper as many short straight pieces: sampled from the curves of a
 * style, then bent, slanted, turned and scaled point by point.
 */
final class DigitPath {
  private static final int SAMPLES = 7; // pieces between two points of the table
  private static final double POINT_JITTER = 3.0; // in hundredths of the height
  private static final double STROKE_JITTER = 2.5;

  private static final double SLANT_MEAN = 0.12; // most people lean to the right
  private static final double SLANT = 0.28;
  private static final double TURN = 0.155; // radians
  private static final double WIDTH = 0.19; // of the width factor's logarithm
  private static final double WARP = 3.0;

  private double[] x = new double[128];
  private double[] y = new double[128];
  private boolean[] penDown = new boolean[128]; // is there ink between point i - 1 and point i?
  private int size;

  /** Samples a style, with every point moved a little: nobody writes a digit twice alike. */
  DigitPath(DigitStrokes.Style style, DigitRandom random) {
    for (List<DigitStrokes.Point> stroke : style.strokes()) {
      addStroke(stroke, random);
    }
  }

  int size() {
    return size;
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }

  boolean penDown(int i) {
    return penDown[i];
  }

  private void addStroke(List<DigitStrokes.Point> stroke, DigitRandom random) {
    int n = stroke.size();
    double shiftX = random.bell(STROKE_JITTER);
    double shiftY = random.bell(STROKE_JITTER);
    double[] px = new double[n];
    double[] py = new double[n];
    for (int i = 0; i < n; i++) {
      px[i] = stroke.get(i).x() + shiftX + random.bell(POINT_JITTER);
      py[i] = stroke.get(i).y() + shiftY + random.bell(POINT_JITTER);
    }
    add(px[0], py[0], false);
    for (int i = 0; i + 1 < n; i++) {
      // The curve looks one point back and one ahead for its direction, but not past a corner.
      int before = i == 0 || stroke.get(i).corner() ? i : i - 1;
      int after = i + 2 == n || stroke.get(i + 1).corner() ? i + 1 : i + 2;
      for (int s = 1; s <= SAMPLES; s++) {
        double t = (double) s / SAMPLES;
        add(
            spline(px[before], px[i], px[i + 1], px[after], t),
            spline(py[before], py[i], py[i + 1], py[after], t),
            true);
      }
    }
  }

  /** Catmull-Rom: runs from b to c, at b in the direction a to c, at c in the direction b to d. */
  private static double spline(double a, double b, double c, double d, double t) {
    double startSlope = (c - a) / 2;
    double endSlope = (d - b) / 2;
    double cubic = 2 * (b - c) + startSlope + endSlope;
    double square = 3 * (c - b) - 2 * startSlope - endSlope;
    return ((cubic * t + square) * t + startSlope) * t + b;
  }

  private void add(double newX, double newY, boolean ink) {
    if (size == x.length) {
      x = Arrays.copyOf(x, 2 * size);
      y = Arrays.copyOf(y, 2 * size);
      penDown = Arrays.copyOf(penDown, 2 * size);
    }
    x[size] = newX;
    y[size] = newY;
    penDown[size++] = ink;
  }

  /** Bends the paper in slow waves, then changes the width, slants and turns the digit. */
  void deform(DigitRandom random) {
    double waveX = random.bell(WARP);
    double waveY = random.bell(WARP);
    double phaseX = random.uniform(0, 2 * StrictMath.PI);
    double phaseY = random.uniform(0, 2 * StrictMath.PI);
    double width = StrictMath.exp(random.bell(WIDTH));
    double slant = SLANT_MEAN + random.bell(SLANT);
    double angle = random.bell(TURN);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    for (int i = 0; i < size; i++) {
      double bentX = x[i] + waveX * StrictMath.sin(y[i] / 18 + phaseX);
      double bentY = y[i] + waveY * StrictMath.sin(x[i] / 18 + phaseY);
      double u = bentX * width - slant * bentY;
      x[i] = cos * u - sin * bentY;
      y[i] = sin * u + cos * bentY;
    }
  }

  /** Scales so that the longer side is {@code side}, and puts the middle of the ink at (cx, cy). */
  void fit(double side, double cx, double cy) {
    double left = x[0];
    double right = x[0];
    double top = y[0];
    double bottom = y[0];
    double massX = 0;
    double massY = 0;
    double mass = 0;
    for (int i = 1; i < size; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
      if (penDown[i]) {
        double dx = x[i] - x[i - 1];
        double dy = y[i] - y[i - 1];
        double length = Math.sqrt(dx * dx + dy * dy);
        massX += length * (x[i] + x[i - 1]) / 2;
        massY += length * (y[i] + y[i - 1]) / 2;
        mass += length;
      }
    }
    double scale = side / Math.max(right - left, bottom - top);
    for (int i = 0; i < size; i++) {
      x[i] = cx + scale * (x[i] - massX / mass);
      y[i] = cy + scale * (y[i] - massY / mass);
    }
  }
}
