package org.jacobi.learn.race;

import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jacobi.array.NDArray;
import org.jacobi.array.Near;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;

/**
 * Functions of two numbers on which optimizers are watched. They are made of tensor operations, so
 * their gradients are automatic; the smallest value of each is 0.
 */
@SuppressWarnings("ImmutableEnumChecker") // all that it holds is
public enum Surface {
  /** A long valley: x² / 20 + y² from (−7, 2). */
  VALLEY(
      "x²/20 + y²",
      (x, y) -> x.square().div(20).add(y.square()),
      new Course(-7, 2, 60, 0.01),
      new View(-8.4, 3.6, -3.6, 3.9),
      List.of(new Point(0, 0))),

  /** The function of Beale (1958): flat far out, steep in the corners. */
  BEALE(
      "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
      Surface::beale,
      new Course(1, 1.5, 300, 0.01),
      new View(-0.8, 4.8, -1.6, 1.9),
      List.of(new Point(3, 0.5))),

  /** The function of Rosenbrock (1960): a bent valley whose floor hardly falls. */
  ROSENBROCK(
      "(1 − x)² + 100 (y − x²)²",
      (x, y) -> x.neg().add(1).square().add(y.sub(x.square()).square().mul(100)),
      new Course(-1.2, 1, 600, 0.01),
      new View(-2, 2, -0.6, 1.9),
      List.of(new Point(1, 1))),

  /** A saddle at (0, 0) between two minima; the start lies almost on its ridge. */
  SADDLE(
      "x²/2 + (y² − 1)²/4",
      (x, y) -> x.square().div(2).add(y.square().sub(1).square().div(4)),
      new Course(-1.5, 0.01, 150, 0.01),
      new View(-2.4, 2.4, -1.5, 1.5),
      List.of(new Point(0, -1), new Point(0, 1))),

  /** {@link #VALLEY} with gradients that are noisy, as those of small batches are. */
  NOISY(
      "x²/20 + y² + ξ·x + ζ·y",
      VALLEY.height,
      new Course(-7, 2, 150, 0.05),
      VALLEY.view,
      VALLEY.minima);

  /** The standard deviation of the noise in each gradient of {@link #NOISY}. */
  public static final double NOISE = 0.5;

  private record Course(double x, double y, int steps, double goal) {}

  /** A place. */
  public record Point(double x, double y) {
    double[] toArray() {
      return new double[] {x, y};
    }
  }

  /** The part of the plane that a picture shows. */
  public record View(double left, double right, double bottom, double top) {}

  private final String formula;
  private final BinaryOperator<Tensor> height;
  private final Course course;
  private final View view;
  private final List<Point> minima;

  Surface(
      String formula, BinaryOperator<Tensor> height, Course course, View view, List<Point> minima) {
    this.formula = formula;
    this.height = height;
    this.course = course;
    this.view = view;
    this.minima = minima;
  }

  private static Tensor beale(Tensor x, Tensor y) {
    Tensor one = x.neg().add(x.mul(y)).add(1.5);
    Tensor two = x.neg().add(x.mul(y.square())).add(2.25);
    Tensor three = x.neg().add(x.mul(y.pow(3))).add(2.625);
    return one.square().add(two.square()).add(three.square());
  }

  /**
   * The surface of a name; upper and lower case count as equal.
   *
   * @throws IllegalArgumentException if there is none; says which there are
   */
  public static Surface named(String name) {
    return Stream.of(values())
        .filter(surface -> surface.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> unknown(name, Stream.of(values()).map(Surface::toString).toList()));
  }

  static IllegalArgumentException unknown(String name, List<String> known) {
    String hint = Near.hint(name, known);
    return new IllegalArgumentException(
        Words.error("race", "surface", name, String.join(", ", known)) + hint);
  }

  /** The function in words of mathematics. */
  public String formula() {
    return formula;
  }

  /** Where the race begins. */
  public Point start() {
    return new Point(course.x, course.y);
  }

  /** How many steps the race has, unless others are asked for. */
  public int steps() {
    return course.steps;
  }

  /** The loss that counts as arrived. */
  public double goal() {
    return course.goal;
  }

  /** The part of the plane that is shown. */
  public View view() {
    return view;
  }

  /** Where the function is smallest. */
  public List<Point> minima() {
    return minima;
  }

  /** The function, element by element and without noise. */
  public Tensor at(Tensor x, Tensor y) {
    return height.apply(x, y);
  }

  /** The function at one place. */
  public double at(double x, double y) {
    return at(number(x), number(y)).item();
  }

  private static Tensor number(double x) {
    return new Tensor(NDArray.of(new double[] {x}));
  }

  /** True if the gradients are noisy. */
  public boolean isNoisy() {
    return this == NOISY;
  }

  /**
   * What step number {@code step} adds to a height, ξ · x + ζ · y: it follows from the seed and the
   * step alone, so that all optimizers meet the same.
   */
  Tensor noise(Tensor x, Tensor y, long seed, int step) {
    var rng = Rng.of(seed, "race noise", step);
    return x.mul(NOISE * rng.normal(0)).add(y.mul(NOISE * rng.normal(1)));
  }

  /** The name, such as {@code beale}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
