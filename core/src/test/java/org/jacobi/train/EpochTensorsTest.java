package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jacobi.array.NDArray;
import org.jacobi.data.DataException;
import org.jacobi.data.Task;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.junit.jupiter.api.Test;

class EpochTensorsTest {
  private static EpochRecord epoch(int number) {
    Scores some = new Scores(Task.REGRESSION, 0.1 * number, 1e-300);
    Scores odd = new Scores(Task.REGRESSION, Double.NaN, Double.POSITIVE_INFINITY);
    return new EpochRecord(
        number,
        3_000_000_000L * number,
        -0.0,
        number == 2 ? odd : some,
        number == 3 ? null : some,
        number == 3 ? odd : null,
        1.5,
        0.25,
        1e9,
        "%02x".formatted(number % 256).repeat(32));
  }

  private static List<EpochRecord> through(List<EpochRecord> epochs) {
    byte[] bytes = SafeTensors.toBytes(new TensorFile(EpochTensors.of(epochs)));
    return EpochTensors.read(SafeTensors.read(bytes, "t"), Task.REGRESSION, "t");
  }

  @Test
  void givesBackEachEpoch() {
    var epochs = IntStream.rangeClosed(1, 3).mapToObj(EpochTensorsTest::epoch).toList();
    assertThat(through(epochs)).isEqualTo(epochs);
    assertThat(through(List.of())).isEmpty();
  }

  /** A header of JSON was full after some 20,000 epochs. */
  @Test
  void aHundredThousandEpochsFit() {
    var epochs = IntStream.rangeClosed(1, 100_000).mapToObj(EpochTensorsTest::epoch).toList();
    assertThat(through(epochs).getLast()).isEqualTo(epochs.getLast());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var sound = EpochTensors.of(List.of(epoch(1), epoch(3)));
    refused(
        sound, "history/figures", NDArray.of(new double[4], 1, 4), "t: history/figures must be");
    refused(sound, "history/counts", NDArray.of(new long[] {1, 1, 0, 2}, 2, 2), "row 1 of");
    refused(sound, "history/counts", NDArray.of(new long[] {1, -1, 2, 2}, 2, 2), "row 0 of");
    refused(sound, "history/measured", NDArray.of(new byte[6], 2, 3), "row 0 of");
    var without = new LinkedHashMap<>(sound);
    without.remove("history/scores");
    assertThatThrownBy(() -> EpochTensors.read(new TensorFile(without), Task.REGRESSION, "t"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no tensor \"history/scores\"");
  }

  private static void refused(
      Map<String, NDArray> sound, String name, NDArray tensor, String words) {
    var changed = new LinkedHashMap<>(sound);
    changed.put(name, tensor);
    assertThatThrownBy(() -> EpochTensors.read(new TensorFile(changed), Task.REGRESSION, "t"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(words);
  }
}
