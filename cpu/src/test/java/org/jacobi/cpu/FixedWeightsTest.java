package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.Precision;
import org.jacobi.kernel.ReferenceKernels;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FixedWeightsTest {
  private static final Kernels REFERENCE = new ReferenceKernels();
  private static final int[] ROWS = {0, 1, 2, 3, 4, 5, 8, 63, 64, 65, 128};
  private static final int[][] WEIGHTS = {
    {1, 1}, {1, 31}, {17, 1}, {17, 31}, {31, 17}, {257, 131}, {256, 784}, {128, 256}, {10, 128}
  };

  private static NDArray random(Random random, int... shape) {
    float[] numbers = new float[Math.toIntExact(Shape.of(shape).size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat() * 2 - 1;
    }
    return NDArray.of(numbers, shape);
  }

  private static Kernels fixed(Precision precision) {
    return new CpuKernelProvider().create().at(precision).withFixedWeights();
  }

  private static float[] linear(
      Kernels kernels, NDArray x, NDArray w, @Nullable NDArray bias, boolean relu) {
    var out = NDArray.permanent(DType.F32, Shape.of(x.shape().dim(0), w.shape().dim(0)));
    kernels.linear(x, w, bias, relu, out.fill(Double.NaN));
    return out.toFloats();
  }

  private static float[] linear(Kernels kernels, NDArray x, NDArray w) {
    return linear(kernels, x, w, null, false);
  }

  private static NDArray exact(
      Kernels kernels, NDArray x, NDArray w, @Nullable NDArray bias, boolean relu) {
    var out = NDArray.permanent(DType.F64, Shape.of(x.shape().dim(0), w.shape().dim(0)));
    kernels.linear(x, w, bias, relu, out);
    return out;
  }

  /** The same of the absolute values, to which errors are in proportion. */
  private static double[] sizes(NDArray x, NDArray w, @Nullable NDArray bias) {
    return exact(REFERENCE, abs(x), abs(w), bias == null ? null : abs(bias), false).toDoubles();
  }

  private static NDArray abs(NDArray x) {
    return NDArray.permanent(DType.F64, x.shape())
        .copyFrom(Arrays.stream(x.toDoubles()).map(Math::abs).toArray());
  }

  private static boolean isNear(float[] actual, NDArray expected, double[] sizes, double factor) {
    double[] wanted = expected.toDoubles();
    for (int i = 0; i < wanted.length; i++) {
      if (!(Math.abs(actual[i] - wanted[i]) <= factor * sizes[i] + 1e-6)) {
        return false;
      }
    }
    return true;
  }

  private static void check(
      Kernels kernels, Precision precision, NDArray x, NDArray w, @Nullable NDArray b, boolean r) {
    double tolerance = 2e-7 * (1 + Math.sqrt(x.shape().dim(1)));
    float[] actual = linear(kernels, x, w, b, r);
    double[] sizes = sizes(x, w, b);
    boolean near = isNear(actual, exact(REFERENCE, x, w, b, r), sizes, tolerance);
    if (precision == Precision.BF16) {
      var rounded = exact(REFERENCE.at(precision), x, w, b, r);
      near |= isNear(actual, rounded, sizes, tolerance); // both factors rounded
      boolean few = x.shape().dim(0) <= 4; // then weights alone: HalfWeightTest is more exact
      near |= few && isNear(actual, exact(REFERENCE, x, w, b, r), sizes, 0x1p-8);
    }
    assertThat(near)
        .as("%s · %sᵀ, bias %s, ReLU %s, %s", x.shape(), w.shape(), b != null, r, precision)
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aLinearMapIsThatOfTheReference(Precision precision) {
    var random = new Random(1);
    var kernels = fixed(precision);
    for (int[] size : WEIGHTS) {
      var w = random(random, size);
      var bias = random(random, size[0]);
      for (int rows : ROWS) {
        var x = random(random, rows, size[1]);
        for (int variant = 0; variant < 4; variant++) {
          check(kernels, precision, x, w, (variant & 1) == 0 ? null : bias, (variant & 2) != 0);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void weightsAndRowsThatLieInUnusualWaysAreTakenAsTheyLie(Precision precision) {
    var random = new Random(2);
    var kernels = fixed(precision);
    var square = random(random, 131, 131);
    var large = random(random, 300, 400);
    var weights =
        List.of(
            square, // one place in memory, two weights
            square.transpose(),
            large.slice(0, 7, 138).slice(1, 5, 136),
            large.slice(0, 7, 138).slice(1, 269, 400),
            random(random, 1, 131).expand(Shape.of(131, 131)),
            large.reshape(150, 400, 2).slice(2, 1, 2).squeeze(2).slice(0, 0, 131).slice(1, 3, 134));
    for (int rows : new int[] {1, 3, 67}) {
      for (var w : weights) {
        check(kernels, precision, random(random, rows, 131), w, null, false);
        check(kernels, precision, random(random, 131, rows).transpose(), w, null, false);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aWeightIsReadOnceAndNotSharedByOtherKernels(Precision precision) {
    var random = new Random(3);
    for (int rows : new int[] {1, 64}) {
      var live = new CpuKernelProvider().create().at(precision);
      var first = live.withFixedWeights();
      var w = random(random, 256, 784);
      var x = random(random, rows, 784);
      float[] before = linear(first, x, w);
      w.copyFrom(random(random, 256, 784));
      boolean copied = rows > 1 ? hasOneDnn() : precision == Precision.BF16;
      assertThat(Arrays.equals(linear(first, x, w), before)).isEqualTo(copied);
      assertThat(linear(live, x, w)).isNotEqualTo(before);
      var second = first.withFixedWeights();
      assertThat(linear(second, x, w)).isNotEqualTo(before);
      assertThat(linear(first.at(precision), x, w)).isEqualTo(linear(second, x, w));
      check(second, precision, x, w, null, false);
    }
  }

  private static boolean hasOneDnn() {
    return new CpuProducts(Precision.F32).name().equals("oneDNN")
        && System.getProperty("os.arch").equals("amd64");
  }

  @Test
  void otherTypesAreComputedAsBefore() {
    var random = new Random(4);
    var x = random(random, 64, 131).cast(DType.F64);
    var w = random(random, 97, 131).cast(DType.F64);
    var out = NDArray.permanent(DType.F64, Shape.of(64, 97));
    fixed(Precision.F32).linear(x, w, null, false, out);
    assertThat(out.toDoubles())
        .containsExactly(exact(REFERENCE, x, w, null, false).toDoubles(), within(1e-12));
  }

  @Test
  void aFormIsMadeOnceForEachPlaceWhateverTheNumberOfWeights() {
    var made = new AtomicInteger();
    var forms =
        new FixedWeights<NDArray>(w -> {
          made.incrementAndGet();
          return w.shape().dim(0) == 5 ? null : w;
        });
    var all = NDArray.permanent(DType.F32, Shape.of(1000, 7));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i + 5 <= 1000; i++) {
        for (int rows = 1; rows <= 5; rows++) {
          var weight = all.slice(0, i, i + rows);
          var form = forms.of(weight);
          if (rows == 5) {
            assertThat(form).isNull();
          } else {
            assertThat(form).isNotNull();
            assertThat(form.offset()).isEqualTo(7L * i);
            assertThat(form.shape().dim(0)).isEqualTo(rows);
          }
        }
      }
      assertThat(made).hasValue(5 * 996);
    }
  }

  /**
   * The place of a weight stays taken as long as its form is kept, so that no other weight can come
   * to lie there; the forms go with what keeps them.
   */
  @Test
  void manyModelsOneAfterTheOtherGetTheirOwnAnswers() {
    var random = new Random(5);
    var x = random(random, 2, 784);
    var kernels = fixed(Precision.BF16);
    for (int model = 0; model < 60; model++) {
      var kept = model % 2 == 0 ? kernels : fixed(Precision.BF16);
      var w = random(random, 256, 784);
      check(kept, Precision.BF16, x, w, null, false);
      check(kept, Precision.BF16, x.slice(0, 0, 1), w, null, false);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void threadsThatMeetAWeightAtOnceGetTheBitsOfOne(Precision precision) throws Exception {
    var random = new Random(6);
    var w = random(random, 257, 131);
    var inputs = new ArrayList<NDArray>();
    var expected = new ArrayList<float[]>();
    var alone = fixed(precision);
    for (int rows : new int[] {1, 2, 5, 64, 65}) {
      inputs.add(random(random, rows, 131));
      expected.add(linear(alone, inputs.getLast(), w));
    }
    for (int round = 0; round < 20; round++) {
      var together = fixed(precision);
      Callable<Boolean> task =
          () -> {
            for (int i = 0; i < inputs.size(); i++) {
              assertThat(linear(together, inputs.get(i), w)).isEqualTo(expected.get(i));
            }
            return true;
          };
      FourAtOnce.allGiveTrue(task);
    }
  }

  static final class Hot extends HotCalls {
    @Override
    protected List<Runnable> calls() {
      var random = new Random(7);
      var w = random(random, 256, 131);
      var bias = random(random, 256);
      var calls = new ArrayList<Runnable>();
      for (var precision : Precision.values()) {
        var kernels = fixed(precision);
        for (int rows : new int[] {1, 2, 64}) {
          var x = random(random, rows, 131);
          var out = NDArray.permanent(DType.F32, Shape.of(rows, 256));
          calls.add(() -> kernels.linear(x, w, bias, true, out));
        }
      }
      return calls;
    }
  }

  @Test
  void aHotCallAllocatesNothing() throws Exception {
    HotCalls.assertMakeNothing(Hot.class, 500, 300);
  }
}
