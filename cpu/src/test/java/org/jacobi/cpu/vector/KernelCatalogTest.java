package org.jacobi.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jacobi.Tolerance.assertClose;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.cpu.vector.KernelCatalog.Call;
import org.jacobi.kernel.Kernels;
import org.jacobi.kernel.ReferenceKernels;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every call of {@link KernelCatalog}. */
final class KernelCatalogTest {
  private final Kernels fast = new VectorKernels();
  private final Kernels plain = new ReferenceKernels();

  private static Stream<DynamicTest> each(Consumer<Call> test) {
    // One test for the first word of the names: a thousand of them would hide the others.
    Map<String, List<Call>> groups =
        KernelCatalog.calls().stream().collect(Collectors.groupingBy(call -> group(call.name())));
    return groups.entrySet().stream()
        .map(
            group -> DynamicTest.dynamicTest(group.getKey(), () -> group.getValue().forEach(test)));
  }

  private static String group(String name) {
    String[] words = name.split(" ");
    return words.length > 1 ? words[0] + " " + words[1] : name;
  }

  @Test
  void everyCallHasANameOfItsOwn() {
    assertThat(KernelCatalog.calls()).extracting(Call::name).doesNotHaveDuplicates();
  }

  @TestFactory
  Stream<DynamicTest> givesWhatThePlainKernelsGiveAndWritesAllOfIt() {
    return each(call -> isThatOfThePlainKernels(call, fast));
  }

  /** With oneDNN where it is there. */
  @TestFactory
  Stream<DynamicTest> theChosenKernelsDoTheSame() {
    var byOneDnn = List.of("standardize", "matmul", "linear");
    return each(call -> {
      if (byOneDnn.stream().anyMatch(call.name()::startsWith)) {
        isThatOfThePlainKernels(call, Kernels.current());
      }
    });
  }

  private void isThatOfThePlainKernels(Call call, Kernels kernels) {
    NDArray[] actual = call.outputs(kernels);
    NDArray[] expected = call.outputs(plain);
    for (int i = 0; i < actual.length; i++) {
      assertClose(
          call.name() + ", output " + i,
          actual[i].toDoubles(),
          expected[i].toDoubles(),
          actual[i].dtype() == DType.F64 ? DType.F64 : DType.F32,
          call.terms(),
          call.scale());
    }
  }

  @TestFactory
  Stream<DynamicTest> leavesItsInputsAsTheyWere() {
    return each(call -> {
      long[][] before = bits(call);
      call.outputs(fast);
      assertThat(bits(call)).as(call.name()).isDeepEqualTo(before);
    });
  }

  private static long[][] bits(Call call) {
    return Arrays.stream(call.in())
        .map(x -> Arrays.stream(x.toDoubles()).mapToLong(Double::doubleToLongBits).toArray())
        .toArray(long[][]::new);
  }

  @Test
  void everyCallGivesTheSameBitsInterpretedAndHot() throws Exception {
    Map<String, Long> interpreted = Bits.of("-Xint");
    Map<String, Long> hot = new HashMap<>();
    for (Call call : KernelCatalog.calls()) {
      for (int i = 0; i < 300; i++) {
        call.outputs(fast);
      }
    }
    for (Call call : KernelCatalog.calls()) {
      for (int i = 0; i < 1500; i++) {
        call.outputs(fast);
      }
      hot.put(call.name(), call.hash(fast));
    }
    assertThat(hot).hasSizeGreaterThan(1000).isEqualTo(interpreted);
  }
}
