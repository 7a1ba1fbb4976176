package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.kernel.KernelProgram;
import org.jacobi.nn.LayerCatalog.Entry;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Which layers a {@link KernelProgram} can hold: all but those that look at their input. */
class LayerRecordingTest {
  @SuppressWarnings("unused") // the source of the parameterized tests
  private static final List<Entry> ENTRIES = LayerCatalog.ALL;

  private static NDArray answer(UnaryLayer layer, NDArray input) {
    return StepScope.current()
        .with(Mode.SETTING, Mode.EVALUATE)
        .call(() -> Autograd.noGrad(() -> layer.forward(new Tensor(input)).value()));
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void aRecordedLayerGivesItsOwnBitsOnOtherInputsAndParameters(Entry entry) {
    UnaryLayer layer = entry.make().get();
    layer.init(7);
    boolean whole = !entry.input().dtype().isFloating();
    NDArray input = (whole ? entry.input() : entry.input().cast(DType.F32)).value().keep();
    Optional<KernelProgram> program = KernelProgram.record(() -> answer(layer, input));
    assertThat(program.isPresent()).isEqualTo(!(layer instanceof Embedding));
    if (program.isEmpty()) {
      return;
    }
    int seed = 40;
    for (int round = 0; round < 3; round++) {
      input.copyFrom(Golden.wave((int) input.size(), seed++));
      for (Param param : layer.params()) {
        param.value().copyFrom(Golden.wave((int) param.shape().size(), seed++));
      }
      for (LayerBuffer buffer : layer.buffers()) {
        buffer.value().fill(0.25 * seed++);
      }
      program.get().run();
      assertThat(program.get().result().toFloats()).isEqualTo(answer(layer, input).toFloats());
    }
  }
}
