package org.jacobi.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.ReadWatch;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recorded computation gives what the computation itself gives. */
final class KernelProgramTest {
  private final NDArray x = normal(1, 5, 3);
  private final NDArray weight = normal(2, 7, 3);
  private final NDArray bias = normal(3, 7);

  private static NDArray normal(long seed, int... dims) {
    var shape = Shape.of(dims);
    return NDArray.permanent(DType.F32, shape).copyFrom(normals(seed, shape));
  }

  private static double[] normals(long seed, Shape shape) {
    var rng = Rng.of(seed, "program");
    double[] numbers = new double[(int) shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = rng.normal(i);
    }
    return numbers;
  }

  /** Ten kinds of calls, with views, broadcasting, and a choice by a comparison. */
  private Tensor network() {
    Tensor in = new Tensor(x);
    Tensor hidden = in.matmul(new Tensor(weight).transpose()).add(new Tensor(bias)).tanh();
    Tensor standard = hidden.standardize(1e-5, -1).output();
    Tensor chosen = Tensor.where(standard.gt(0), hidden.exp(), standard.mul(0.25));
    return chosen.slice(1, 1, 6).softmax(1).sum(0).add(chosen.argmax(0).cast(DType.F32).mean());
  }

  private static KernelProgram recorded(Supplier<NDArray> computation) {
    return KernelProgram.record(computation).orElseThrow();
  }

  private static boolean isRecorded(Supplier<NDArray> computation) {
    return KernelProgram.record(computation).isPresent();
  }

  private NDArray product() {
    var out = NDArray.allocate(DType.F32, Shape.of(5, 7));
    Kernels.current().linear(x, weight, bias, true, out);
    return out;
  }

  @Test
  void onOtherInputsItGivesTheBitsOfTheComputation() {
    KernelProgram program = recorded(this::mixture);
    for (int seed = 11; seed < 20; seed++) {
      x.copyFrom(normals(seed, x.shape()));
      bias.copyFrom(normals(seed + 100, bias.shape()));
      float[] before = program.result().toFloats();
      program.run();
      assertThat(program.result().toFloats()).isNotEqualTo(before).isEqualTo(mixture().toFloats());
      program.runFlushed();
      assertThat(program.result().toFloats()).isEqualTo(mixture().toFloats());
    }
  }

  /** Without the cast of {@link #network}, which copies without a kernel. */
  private NDArray mixture() {
    Tensor in = new Tensor(x);
    Tensor hidden = in.matmul(new Tensor(weight).transpose()).add(new Tensor(bias)).tanh();
    Tensor standard = hidden.standardize(1e-5, -1).output();
    Tensor chosen = Tensor.where(standard.gt(0), hidden.exp(), standard.mul(0.25));
    return chosen.slice(1, 1, 6).softmax(1).sum(0).value();
  }

  @Test
  void itsFirstResultIsThatOfTheRecordingAndItOutlivesTheScope() {
    float[] expected = mixture().toFloats();
    var slab = new Slab();
    KernelProgram program = StepScope.over(slab).call(() -> recorded(this::mixture));
    StepScope.over(slab).run(() -> NDArray.allocate(DType.F32, Shape.of(1000)).fill(7));
    assertThat(program.result().isLive()).isTrue();
    assertThat(program.result().toFloats()).isEqualTo(expected);
  }

  @Test
  void itRunsOnTheKernelsThatItWasRecordedOn() {
    var calls = new ArrayList<String>();
    Kernels counting = counting(calls);
    KernelProgram program =
        StepScope.current().with(Kernels.SETTING, counting).call(() -> recorded(this::product));
    assertThat(calls).containsExactly("linear");
    program.run();
    assertThat(calls).containsExactly("linear", "linear");
  }

  private static Kernels counting(List<String> calls) {
    var plain = new ReferenceKernels();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              return method.invoke(plain, arguments);
            });
  }

  @Test
  void aComputationThatReadsNumbersIsRefused() {
    assertThat(isRecorded(this::product)).isTrue();
    List<Consumer<NDArray>> reads =
        List.of(
            NDArray::toDoubles,
            NDArray::toFloats,
            NDArray::toLongs,
            NDArray::toInts,
            a -> a.get(4, 6),
            a -> a.slice(0, 0, 1).slice(1, 0, 1).item(),
            NDArray::copy,
            NDArray::keep,
            a -> a.cast(DType.F64),
            a -> a.transpose().contiguous(),
            a -> NDArray.permanent(DType.F32, a.shape()).copyFrom(a));
    for (int i = 0; i < reads.size(); i++) {
      var read = reads.get(i);
      assertThat(
              isRecorded(() -> {
                NDArray made = product();
                read.accept(made);
                return made;
              }))
          .as("read %d", i)
          .isFalse();
    }
    assertThat(isRecorded(() -> network().value())).isFalse(); // its cast copies
  }

  @Test
  void whatLooksAtShapesOnlyIsNoRead() {
    assertThat(
            isRecorded(() -> {
              NDArray made = product();
              assertThat(made.transpose().reshape(7, 5).shape().size()).isEqualTo(35);
              return made.slice(0, 1, 4).unsqueeze(1).squeeze(1);
            }))
        .isFalse(); // a transposed array has no window of another shape: it was copied
    assertThat(
            isRecorded(() -> {
              NDArray made = product();
              assertThat(made.reshape(35).describe()).isEqualTo("f32 (35)");
              return made.slice(0, 1, 4).unsqueeze(1).squeeze(1);
            }))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSumThatIsAddedUpInPlaceIsNotAddedUpAgainByTheNextRun(boolean first) {
    Supplier<NDArray> sum =
        () -> {
          var total = NDArray.zeros(DType.F32, x.shape());
          var kernels = Kernels.current();
          kernels.binary(BinaryFn.ADD, first ? total : x, first ? x : total, total);
          return total;
        };
    float[] expected = sum.get().toFloats();
    KernelProgram.record(sum)
        .ifPresent(program -> {
          program.run();
          assertThat(program.result().toFloats()).isEqualTo(expected);
        });
  }

  @Test
  void stepsOfOptimizersAndOtherPrecisionsAreRefusedInWords() {
    assertThatThrownBy(() ->
            KernelProgram.record(() -> {
              Kernels.current().optimizers();
              return x;
            }))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("a step of an optimizer cannot be recorded");
    assertThatThrownBy(() ->
            KernelProgram.record(() -> {
              Kernels.current().at(Precision.BF16);
              return x;
            }))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("the precision cannot change inside of a program");
  }

  @Test
  void theWatchHearsWhichArrayIsReadBeforeItIs() {
    var heard = new ArrayList<NDArray>();
    ReadWatch watch = heard::add;
    var one = NDArray.permanent(DType.F32, Shape.SCALAR);
    StepScope.current()
        .with(ReadWatch.SETTING, watch)
        .run(() -> {
          x.toDoubles();
          weight.toFloats();
          bias.toLongs();
          one.item();
          x.get(4, 2);
          NDArray.allocate(DType.F64, bias.shape()).copyFrom(bias);
        });
    assertThat(heard).containsExactly(x, weight, bias, one, x, bias, bias);
    heard.clear();
    x.toDoubles();
    assertThat(heard).isEmpty(); // outside of the scope nobody listens
  }
}
