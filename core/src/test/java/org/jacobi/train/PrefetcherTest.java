package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PrefetcherTest {
  private static final int LONGEST = 171;
  private static final Dataset NUMBERS = Samples.classes(29, 5, 3, 1);

  private static Dataset bytes() {
    byte[] pixels = new byte[29 * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    var labels = NDArray.of(IntStream.range(0, 29).map(i -> i % 2).toArray());
    return Dataset.classification("bytes", NDArray.of(pixels, 29, 6), labels, List.of("a", "b"));
  }

  /** Batches of different lengths, of one piece and of several. */
  private static List<int[]> rows() {
    var all = new ArrayList<int[]>();
    for (int i = 0; i < 100; i++) {
      int first = i;
      all.add(
          IntStream.range(0, 1 + i * 7 % LONGEST).map(k -> (first * 11 + k * 5) % 29).toArray());
    }
    return all;
  }

  private static void holdsAll(Dataset data, DType type, Prefetcher batches) {
    for (int[] rows : rows()) {
      var expected = data.batch(rows);
      var batch = batches.next();
      while (batches.doSome()) {
        // the next batch must not touch this one
      }
      assertThat(batch.features().shape()).isEqualTo(expected.features().shape());
      assertThat(batch.features().dtype()).isEqualTo(type);
      assertThat(batch.features().toFloats()).isEqualTo(expected.features().cast(type).toFloats());
      assertThat(batch.targets().toInts()).isEqualTo(expected.targets().toInts());
    }
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
    assertThat(batches.waitedNanos()).isPositive();
    assertThat(batches.doSome()).isFalse();
  }

  @Test
  void givesTheBatchesInOrderEachAsTheDataSetGathersIt() {
    for (var data : List.of(NUMBERS, bytes())) {
      for (var type : List.of(DType.F32, DType.BF16)) {
        for (int batches : new int[] {2, 3, 8}) {
          holdsAll(data, type, new Prefetcher(data, rows().iterator(), LONGEST, type, batches));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void givesTheSameWhileOthersHelp(int count) throws Exception {
    for (var data : List.of(NUMBERS, bytes())) {
      var batches = new Prefetcher(data, rows().iterator(), LONGEST, DType.F32, count);
      var helped = new AtomicInteger();
      var over = new AtomicBoolean();
      var helpers = new ArrayList<Thread>();
      for (int i = 0; i < 3; i++) {
        helpers.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (!over.get()) {
                    helped.addAndGet(batches.doSome() ? 1 : 0);
                  }
                }));
      }
      try {
        while (helped.get() == 0) {
          Thread.onSpinWait();
        }
        holdsAll(data, DType.F32, batches);
      } finally {
        over.set(true);
        for (var helper : helpers) {
          helper.join();
        }
      }
      assertThat(helped).hasPositiveValue();
    }
  }

  @Test
  void whatOthersHaveDoneIsNotDoneAgain() {
    int pieces = 1 + 3; // the choice of the rows, and 147 of them by 64
    var rows = List.of(IntStream.range(0, 147).map(i -> i % 29).toArray());
    var batches = new Prefetcher(NUMBERS, rows.iterator(), 147, DType.F32, 4);
    for (int i = 0; i < pieces; i++) {
      assertThat(batches.doSome()).isTrue();
    }
    assertThat(batches.doSome()).isFalse();
    assertThat(batches.next().features().toFloats())
        .isEqualTo(NUMBERS.batch(rows.getFirst()).features().toFloats());
  }

  @Test
  void asManyAsThereIsMemoryForAreGatheredAhead() {
    var drawn = new AtomicInteger();
    var rows = rows().stream().peek(batch -> drawn.incrementAndGet()).iterator();
    var batches = new Prefetcher(NUMBERS, rows, LONGEST, DType.F32, 5);
    for (int step = 0; step < 10; step++) {
      while (batches.doSome()) {
        // until nothing is left to do
      }
      assertThat(drawn).hasValue(step + 4);
      int before = drawn.get();
      batches.next();
      assertThat(drawn).hasValue(before); // it was ready
    }
  }

  @Test
  void smallBatchesAreMoreThanLargeOnes() {
    assertThat(Prefetcher.batches(1, Long.MAX_VALUE)).isEqualTo(8);
    assertThat(Prefetcher.batches(128 * 785 * 4, Long.MAX_VALUE)).isEqualTo(8);
    assertThat(Prefetcher.batches(1 << 20, Long.MAX_VALUE)).isEqualTo(4);
    assertThat(Prefetcher.batches(1L << 40, Long.MAX_VALUE)).isEqualTo(2);
  }

  @Test
  void onlyWhatIsSpareIsUsedForMoreBatchesThanTwo() {
    assertThat(Prefetcher.batches(1000, -1)).isEqualTo(2);
    assertThat(Prefetcher.batches(1000, 999)).isEqualTo(2);
    assertThat(Prefetcher.batches(1000, 1000)).isEqualTo(3);
    assertThat(Prefetcher.batches(1000, 5999)).isEqualTo(7);
    assertThat(Prefetcher.batches(1000, 1 << 20)).isEqualTo(8);
  }

  @Test
  void aFailureWhileGatheringArrivesAtWhoAsks() {
    var rows = List.of(new int[] {1}, new int[] {29}).iterator();
    var batches = new Prefetcher(NUMBERS, rows, 1, DType.F32, 4);
    assertThat(batches.next().rows()).isEqualTo(1);
    while (batches.doSome()) {
      // a worker meets the failure, and goes on
    }
    assertThatThrownBy(batches::next)
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("there is no row 29");
  }

  @Test
  void aFailureAheadComesWhenItsTurnComes() {
    var rows = new ArrayList<>(rows().subList(0, 2));
    rows.add(new int[] {3, 29});
    rows.addAll(rows().subList(3, 6));
    var batches = new Prefetcher(NUMBERS, rows.iterator(), LONGEST, DType.F32, 8);
    while (batches.doSome()) {
      // all of them, the third in vain
    }
    for (int[] good : rows.subList(0, 2)) {
      assertThat(batches.next().features().toFloats())
          .isEqualTo(NUMBERS.batch(good).features().toFloats());
    }
    for (int again = 0; again < 2; again++) {
      assertThatThrownBy(batches::next).hasMessageContaining("there is no row 29");
    }
  }

  @Test
  void aFailureWhileRowsAreChosenAheadComesWhenItsTurnComes() {
    var chosen = new AtomicInteger();
    Iterator<int[]> failing =
        Stream.generate(
                () -> {
                  if (chosen.incrementAndGet() == 3) {
                    throw new IllegalStateException("planted");
                  }
                  return new int[] {chosen.get()};
                })
            .iterator();
    var batches = new Prefetcher(NUMBERS, failing, 1, DType.F32, 4);
    while (batches.doSome()) {
      // a worker meets the failure
    }
    for (int row = 1; row <= 2; row++) {
      assertThat(batches.next().features().toFloats())
          .isEqualTo(NUMBERS.batch(new int[] {row}).features().toFloats());
    }
    assertThatThrownBy(batches::next).hasMessage("planted");
  }

  @Test
  void aFailureWhileRowsAreChosenArrivesAtWhoAsks() {
    Iterator<int[]> failing =
        Stream.<int[]>generate(
                () -> {
                  throw new IllegalStateException("planted");
                })
            .iterator();
    assertThatThrownBy(() -> new Prefetcher(NUMBERS, failing, 1, DType.F32, 2).next())
        .hasMessage("planted");
  }
}
