package org.jacobi.data;

import java.util.Arrays;

/** Turns a path into grey pixels, as a round pen with soft edges would. */
final class DigitRenderer {
  private static final int SIDE = DrawnDigits.SIDE;
  private static final double BOX = 20; // the digit's longer side in pixels, ink included
  private static final double BOX_JITTER = 0.7;
  private static final double CENTRE_JITTER = 0.68;
  private static final double CENTRE = SIDE / 2.0;
  private static final double THINNEST = 0.75; // radius of the pen in pixels
  private static final double THICKEST = 1.75;
  private static final double PRESSURE = 0.13; // how much the radius changes along a stroke
  private static final double SOFTNESS = 1.3; // pixels from full ink to none
  private static final double GRAIN = 0.06; // noise where there is ink

  private DigitRenderer() {}

  /** Draws {@code digit} into the {@code SIDE * SIDE} bytes from {@code offset} on. */
  static void draw(int digit, DigitRandom random, byte[] pixels, int offset) {
    DigitPath path = new DigitPath(DigitStrokes.pick(digit, random), random);
    path.deform(random);
    double radius = random.uniform(THINNEST, THICKEST);
    double box = BOX + random.bell(BOX_JITTER) - 2 * radius;
    path.fit(box, CENTRE + random.bell(CENTRE_JITTER), CENTRE + random.bell(CENTRE_JITTER));

    double[] depth = new double[SIDE * SIDE]; // how deep in the ink a pixel's middle lies
    Arrays.fill(depth, -SIDE);
    double phase = random.uniform(0, 2 * StrictMath.PI);
    double pace = random.uniform(0.04, 0.12);
    for (int i = 1; i < path.size(); i++) {
      if (path.penDown(i)) {
        double pressure = 1 + PRESSURE * StrictMath.sin(phase + pace * i);
        stamp(path, i, radius * pressure, depth);
      }
    }
    for (int i = 0; i < depth.length; i++) {
      pixels[offset + i] = grey(depth[i], random);
    }
  }

  /** Inks the pixels around the straight piece from point {@code i - 1} to point {@code i}. */
  private static void stamp(DigitPath path, int i, double radius, double[] depth) {
    double ax = path.x(i - 1);
    double ay = path.y(i - 1);
    double dx = path.x(i) - ax;
    double dy = path.y(i) - ay;
    double lengthSquared = dx * dx + dy * dy + 1e-12;
    double reach = radius + SOFTNESS / 2 + 0.5;
    int left = (int) Math.max(0, Math.min(ax, ax + dx) - reach);
    int right = (int) Math.min(SIDE - 1, Math.max(ax, ax + dx) + reach);
    int top = (int) Math.max(0, Math.min(ay, ay + dy) - reach);
    int bottom = (int) Math.min(SIDE - 1, Math.max(ay, ay + dy) + reach);
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - ax; // from the start of the piece to the pixel's middle
        double py = row + 0.5 - ay;
        double along = Math.clamp((px * dx + py * dy) / lengthSquared, 0.0, 1.0);
        double ex = px - along * dx;
        double ey = py - along * dy;
        double inside = radius - Math.sqrt(ex * ex + ey * ey);
        int pixel = row * SIDE + column;
        depth[pixel] = Math.max(depth[pixel], inside);
      }
    }
  }

  private static byte grey(double depth, DigitRandom random) {
    double ink = Math.clamp(0.5 + depth / SOFTNESS, 0.0, 1.0);
    if (ink == 0) {
      return 0; // clean paper
    }
    double grain = 1 + random.bell(GRAIN);
    return (byte) (int) (255 * Math.min(1, ink * grain) + 0.5);
  }
}
