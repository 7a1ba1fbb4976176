package org.jacobi.data;

import java.util.ArrayList;
import java.util.List;

/**
 * How people write the ten digits, as a table of pen strokes.
 *
 * <p>A style is one line of text. It lists the points {@code x,y} that the pen passes, with x to
 * the right, y down, and 100 the height of a digit. The pen draws a smooth curve through them;
 * {@code !} after a point makes a sharp corner there, and {@code |} lifts the pen. A {@code 7} with
 * a bar is {@code "4,6 64,4! 44,40 28,100 | 22,50 62,48"}. The number before the text says how
 * common the style is among the styles of its digit.
 */
final class DigitStrokes {
  /** A point that the pen passes; at a corner the curve may turn sharply. */
  record Point(double x, double y, boolean corner) {}

  /** One way to write a digit: strokes, each a list of points, and how common it is. */
  record Style(double weight, List<List<Point>> strokes) {}

  private static final List<List<Style>> STYLES =
      List.of(
          List.of( // 0: oval, narrow, round, with the end curled inwards, slashed
              style(5, "40,2 15,15 2,50 12,86 35,98 58,88 70,52 60,14 36,2 22,10"),
              style(2, "30,0 12,20 6,55 14,88 28,99 44,82 48,45 40,12 26,0"),
              style(3, "50,4 14,18 0,52 20,90 55,97 88,78 95,42 74,10 44,5"),
              style(2, "45,6 20,8 4,35 4,70 24,97 50,92 68,65 66,30 48,4 28,20"),
              style(0.5, "40,2 15,15 2,50 12,86 35,98 58,88 70,52 60,14 36,2 | 66,10 8,92")),
          List.of( // 1: a stick, with a flag, with flag and foot
              style(8, "30,0 30,50 30,100"),
              style(2, "12,20 34,0! 34,50 34,100"),
              style(1, "10,22 34,0! 34,50 34,100 | 6,99 64,98")),
          List.of( // 2: corner at the foot, loop at the foot, wavy foot
              style(3, "6,22 22,3 48,3 60,24 48,52 22,78 4,97! 38,95 70,96"),
              style(4, "8,20 30,2 54,10 56,34 36,68 14,92 4,84 16,74 38,88 74,96"),
              style(2, "4,18 34,2 56,20 44,54 8,94! 38,88 76,98")),
          List.of( // 3: pointed waist, looped waist, flat top
              style(5, "6,12 30,1 56,10 54,32 26,46! 56,56 62,80 36,99 4,88"),
              style(3, "6,14 34,2 56,16 44,38 22,47 34,46 58,62 58,86 30,99 2,90"),
              style(1, "6,3 34,4 62,3! 28,42! 58,54 62,82 34,99 2,90")),
          List.of( // 4: open with a corner, open and round, closed, in one stroke
              style(4, "10,4 4,52! 34,54 64,50 | 58,4 54,50 50,100"),
              style(3, "12,5 4,35 12,54 36,55 64,44 | 64,4 58,50 54,100"),
              style(1, "52,0 28,30 4,60! 40,60 74,58 | 52,0 51,50 50,100"),
              style(2, "12,4 6,42 20,56 46,48 60,8! 57,60 52,100")),
          List.of( // 5: bar first, bar detached, like an S
              style(3, "64,3 42,2 20,4! 14,42! 40,36 62,58 58,86 32,99 4,90"),
              style(4, "20,8 14,42! 38,38 60,56 56,86 30,99 2,92 | 20,6 46,4 72,1"),
              style(2, "66,4 32,8 18,32 44,50 54,76 34,98 4,90")),
          List.of( // 6: round, straight back, curled top
              style(5, "52,2 24,24 6,60 14,92 38,99 58,82 52,60 32,54 10,72"),
              style(3, "36,0 14,40 4,74 16,96 40,97 52,78 40,62 20,66 6,84"),
              style(1, "62,10 44,2 20,20 4,60 14,92 40,99 60,80 48,58 24,60 8,76")),
          List.of( // 7: plain, with a flag, with a bar, wavy top
              style(5, "4,6 34,6 64,4! 44,44 30,100"),
              style(2, "4,22 6,6! 36,8 66,5! 48,46 36,100"),
              style(2, "4,6 34,6 64,4! 44,44 30,100 | 20,52 62,48"),
              style(2, "2,12 14,3 40,9 64,6 58,28 42,60 32,100")),
          List.of( // 8: in one stroke, two circles, wide top
              style(6, "56,14 32,2 10,16 24,40 50,60 56,84 32,99 6,86 14,62 40,44 58,20 50,6"),
              style(
                  2,
                  "32,0 14,12 14,34 32,46 50,34 50,12 30,0 | 32,46 8,60 6,84 32,99 58,84 56,60 30,46"),
              style(2, "62,8 30,2 8,16 22,38 40,56 44,84 26,99 10,84 20,62 44,40 64,14")),
          List.of( // 9: straight leg, curled leg, in one smooth turn
              style(5, "58,14 36,2 10,18 10,42 34,50 56,34 60,8! 58,60 54,100"),
              style(2, "58,14 36,2 10,18 10,42 34,50 56,34 60,8! 60,56 48,90 24,99 6,90"),
              style(3, "56,10 30,2 8,24 18,46 44,40 58,14 56,50 44,100")));

  private DigitStrokes() {}

  /** The style of {@code digit} that the random generator chooses, common ones more often. */
  static Style pick(int digit, DigitRandom random) {
    List<Style> styles = STYLES.get(digit);
    double total = 0;
    for (Style style : styles) {
      total += style.weight();
    }
    double rest = random.uniform(0, total);
    for (Style style : styles) {
      rest -= style.weight();
      if (rest < 0) {
        return style;
      }
    }
    return styles.getLast();
  }

  private static Style style(double weight, String text) {
    List<List<Point>> strokes = new ArrayList<>();
    for (String stroke : text.split(" \\| ")) {
      List<Point> points = new ArrayList<>();
      for (String word : stroke.split(" ")) {
        boolean corner = word.endsWith("!");
        String[] xy = (corner ? word.substring(0, word.length() - 1) : word).split(",");
        points.add(new Point(Double.parseDouble(xy[0]), Double.parseDouble(xy[1]), corner));
      }
      strokes.add(List.copyOf(points));
    }
    return new Style(weight, List.copyOf(strokes));
  }
}
