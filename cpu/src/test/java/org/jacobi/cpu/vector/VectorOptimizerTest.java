package org.jacobi.cpu.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jacobi.array.NDArray;
import org.jacobi.kernel.Kernels;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the optimizer passes promise beyond their numbers. */
final class VectorOptimizerTest {
  private static final int[] CUTS = {0, 1, 8, 9, 250, 503, 504, 1008, 1009};

  private final Kernels fast = new VectorKernels();

  @TestFactory
  Stream<DynamicTest> aPassInPiecesGivesTheBitsOfOnePass() {
    return KernelCatalog.calls().stream()
        .filter(call -> call.name().startsWith("optimizer") && call.name().contains(" 1009 "))
        .map(call ->
            DynamicTest.dynamicTest(
                call.name(),
                () -> {
                  NDArray[] whole = call.outputs(fast);
                  NDArray[] pieces =
                      Arrays.stream(call.initial()).map(NDArray::keep).toArray(NDArray[]::new);
                  for (int i = 0; i + 1 < CUTS.length; i++) {
                    call.body().run(fast, slices(call.in(), i), slices(pieces, i));
                  }
                  for (int i = 0; i < whole.length; i++) {
                    assertThat(pieces[i].toFloats()).isEqualTo(whole[i].toFloats());
                    assertThat(pieces[i].toFloats()).isNotEqualTo(call.initial()[i].toFloats());
                  }
                }));
  }

  private static NDArray[] slices(NDArray[] arrays, int i) {
    return Arrays.stream(arrays).map(x -> x.slice(0, CUTS[i], CUTS[i + 1])).toArray(NDArray[]::new);
  }

  @TestFactory
  Stream<DynamicTest> aPassTouchesNothingBesideItsRange() {
    return KernelCatalog.calls().stream()
        .filter(call -> call.name().startsWith("optimizer") && call.name().contains(" 33 "))
        .map(call ->
            DynamicTest.dynamicTest(
                call.name(),
                () -> {
                  NDArray[] out =
                      Arrays.stream(call.initial()).map(NDArray::keep).toArray(NDArray[]::new);
                  call.body().run(fast, part(call.in()), part(out));
                  for (int i = 0; i < out.length; i++) {
                    for (int at : List.of(0, 1, 2, 22, 23, 32)) {
                      assertThat(out[i].get(at)).isEqualTo(call.initial()[i].get(at));
                    }
                  }
                }));
  }

  private static NDArray[] part(NDArray[] arrays) {
    return Arrays.stream(arrays).map(x -> x.slice(0, 3, 22)).toArray(NDArray[]::new);
  }
}
