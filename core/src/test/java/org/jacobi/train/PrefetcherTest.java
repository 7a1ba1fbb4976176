package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jacobi.array.NDArray;
import org.jacobi.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PrefetcherTest {
  private static final Dataset NUMBERS = Samples.classes(29, 5, 3, 1);

  private static Dataset bytes() {
    byte[] pixels = new byte[29 * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    var labels = NDArray.of(IntStream.range(0, 29).map(i -> i % 2).toArray());
    return Dataset.classification("bytes", NDArray.of(pixels, 29, 6), labels, List.of("a", "b"));
  }

  /** Batches of different lengths, more of them than are gathered ahead. */
  private static List<int[]> rows() {
    var all = new ArrayList<int[]>();
    for (int i = 0; i < 100; i++) {
      int first = i;
      all.add(IntStream.range(0, 1 + i % 7).map(k -> (first * 11 + k * 5) % 29).toArray());
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesTheBatchesInOrderEachAsTheDataSetGathersIt(boolean ahead) {
    for (var data : List.of(NUMBERS, bytes())) {
      try (var batches = new Prefetcher(data, rows().iterator(), 7, ahead)) {
        for (int[] rows : rows()) {
          var expected = data.batch(rows);
          var batch = batches.next();
          assertThat(batch.features().shape()).isEqualTo(expected.features().shape());
          assertThat(batch.features().toFloats()).isEqualTo(expected.features().toFloats());
          assertThat(batch.targets().toInts()).isEqualTo(expected.targets().toInts());
        }
        assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
        assertThat(batches.waitedNanos()).isPositive();
      }
    }
  }

  @Test
  void aFailureWhileGatheringArrivesAtWhoAsks() {
    var rows = List.of(new int[] {1}, new int[] {29}).iterator();
    try (var batches = new Prefetcher(NUMBERS, rows, 1, true)) {
      assertThat(batches.next().rows()).isEqualTo(1);
      assertThatThrownBy(batches::next)
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("there is no row 29");
    }
  }

  @Test
  void closingEndsTheThread() throws Exception {
    var endless = Stream.generate(() -> new int[] {1, 2}).iterator();
    var batches = new Prefetcher(NUMBERS, endless, 2, true);
    batches.next();
    assertThat(running()).isNotEmpty();
    batches.close();
    for (Thread thread : running()) {
      thread.join(20_000);
    }
    assertThat(running()).isEmpty();
  }

  private static List<Thread> running() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("jacobi-data"))
        .toList();
  }
}
