package org.jacobi.learn.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import org.jacobi.array.NDArray;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SurfaceTest {
  private static final double[][] PLACES = {{-1.3, 0.7}, {2.9, -1.1}, {0.2, 1.9}, {-7, 2}};

  private static Tensor number(double x) {
    return new Tensor(NDArray.of(new double[] {x})).requireGrad();
  }

  /** Height and both derivatives, written by hand. */
  private static double[] byHand(Surface surface, double x, double y) {
    return switch (surface) {
      case VALLEY, NOISY -> new double[] {x * x / 20 + y * y, x / 10, 2 * y};
      case ROSENBROCK -> {
        double away = y - x * x;
        yield new double[] {
          (1 - x) * (1 - x) + 100 * away * away, -2 * (1 - x) - 400 * x * away, 200 * away
        };
      }
      case SADDLE -> {
        double out = y * y - 1;
        yield new double[] {x * x / 2 + out * out / 4, x, y * out};
      }
      case BEALE -> {
        double[] constants = {1.5, 2.25, 2.625};
        double[] sums = new double[3];
        for (int k = 1; k <= 3; k++) {
          double inner = constants[k - 1] - x + x * Math.pow(y, k);
          sums[0] += inner * inner;
          sums[1] += 2 * inner * (Math.pow(y, k) - 1);
          sums[2] += 2 * inner * x * k * Math.pow(y, k - 1);
        }
        yield sums;
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void heightsAndAutomaticGradientsAreThoseByHand(Surface surface) {
    for (double[] place : PLACES) {
      Tensor x = number(place[0]);
      Tensor y = number(place[1]);
      Tensor height = surface.at(x, y);
      var gradients = Autograd.gradients(height.sum(), x, y);
      double[] expected = byHand(surface, place[0], place[1]);
      double[] found = {height.item(), gradients.get(0).item(), gradients.get(1).item()};
      for (int i = 0; i < 3; i++) {
        assertThat(found[i])
            .as("%s %s", Arrays.toString(place), i)
            .isEqualTo(expected[i], offset(1e-12 * Math.max(1, Math.abs(expected[i]))));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theMinimaAreZeroAndFlatAndInView(Surface surface) {
    for (Surface.Point at : surface.minima()) {
      assertThat(surface.at(at.x(), at.y())).isEqualTo(0, offset(1e-15));
      double[] byHand = byHand(surface, at.x(), at.y());
      assertThat(byHand[1]).isEqualTo(0, offset(1e-15));
      assertThat(byHand[2]).isEqualTo(0, offset(1e-15));
      assertThat(isInView(surface, at)).isTrue();
    }
    assertThat(isInView(surface, surface.start())).isTrue();
    assertThat(surface.at(surface.start().x(), surface.start().y())).isGreaterThan(surface.goal());
  }

  private static boolean isInView(Surface surface, Surface.Point at) {
    var view = surface.view();
    return at.x() > view.left()
        && at.x() < view.right()
        && at.y() > view.bottom()
        && at.y() < view.top();
  }

  @Test
  void theNoiseFollowsFromSeedAndStepAlone() {
    double[] numbers = new double[2000];
    Tensor zero = number(0);
    Tensor one = number(1);
    for (int step = 1; step <= 1000; step++) {
      numbers[2 * step - 2] = Surface.NOISY.noise(one, zero, 5, step).item();
      numbers[2 * step - 1] = Surface.NOISY.noise(zero, one, 5, step).item();
      assertThat(Surface.NOISY.noise(one, zero, 5, step).item()).isEqualTo(numbers[2 * step - 2]);
    }
    assertThat(Surface.NOISY.noise(one, zero, 6, 1).item()).isNotEqualTo(numbers[0]);
    assertThat(Arrays.stream(numbers).distinct().count()).isEqualTo(2000);
    assertThat(Arrays.stream(numbers).average().orElseThrow()).isEqualTo(0, offset(0.05));
    double square = Arrays.stream(numbers).map(x -> x * x).average().orElseThrow();
    assertThat(Math.sqrt(square)).isEqualTo(Surface.NOISE, offset(0.03));
  }

  @Test
  void aNameThatIsNotKnownIsSaidWithTheNearest() {
    assertThat(Surface.named("Beale")).isEqualTo(Surface.BEALE);
    assertThatThrownBy(() -> Surface.named("rosenbrok"))
        .hasMessageStartingWith("[race] ")
        .hasMessageContaining("valley, beale, rosenbrock, saddle, noisy")
        .hasMessageEndingWith("Did you mean \"rosenbrock\"?");
  }
}
