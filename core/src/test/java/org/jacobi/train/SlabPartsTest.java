package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Param;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.UnaryLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlabPartsTest {
  static Stream<Sequential> models() {
    return Stream.of(
        new Sequential(new Linear(3, 2)),
        new Sequential(new Linear(784, 256), new ReLU(), new Linear(256, 10)),
        new Sequential(new Linear(6, 5000), new ReLU(), new Linear(5000, 3)),
        new Sequential(
            Stream.generate(() -> new Linear(50, 50)).limit(40).toArray(UnaryLayer[]::new)),
        new Sequential(new Linear(512, 128), new Linear(128, 96)),
        new Sequential(new Linear(2000, 1500), new Linear(1500, 7, false)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void eachPositionBelongsToOnePart(Sequential model) {
    model.init(1);
    var parts = new SlabParts(model.store());
    int length = model.store().length();
    int[] seen = new int[length];
    List<Integer> loads = new ArrayList<>();
    for (int part = 0; part < parts.count(); part++) {
      int before = loads.size();
      loads.add(0);
      parts.forEach(
          part,
          (from, to) -> {
            assertThat(to - from).isBetween(1, SlabParts.PIECE);
            loads.set(before, loads.get(before) + to - from);
            for (int i = from; i < to; i++) {
              seen[i]++;
            }
          });
    }
    assertThat(seen).containsOnly(1);
    // No part has much more than its share.
    assertThat(loads).allMatch(load -> load <= 2 * (length / parts.count() + SlabParts.PIECE));
    assertThat(parts.count())
        .isBetween(1, 64)
        .isCloseTo(Math.clamp(length >> 14, 1, 64), within(1));
    assertThat(parts.count() == 1 || parts.count() % 2 == 0).isTrue();
  }

  static Stream<Sequential> halvedModels() {
    return models().filter(model -> model.params().stream().anyMatch(SlabPartsTest::isHalved));
  }

  private static boolean isHalved(Param param) {
    var shape = param.shape();
    return shape.rank() == 2 && shape.size() >= SlabParts.PIECE && shape.dim(0) % 32 == 0;
  }

  @ParameterizedTest
  @MethodSource("halvedModels")
  void theFirstHalfOfTheRowsOfALargeWeightIsInTheFirstHalfOfTheParts(Sequential model) {
    model.init(1);
    var store = model.store();
    var parts = new SlabParts(store);
    for (int i = 0; i < store.params().size(); i++) {
      if (!isHalved(store.params().get(i))) {
        continue;
      }
      var shape = store.params().get(i).shape();
      int first = store.offset(i);
      int middle = first + Cut.at(shape.dim(0), 1, 2) * shape.dim(1);
      int end = first + (int) shape.size();
      for (int part = 0; part < parts.count(); part++) {
        int lower = part < parts.count() / 2 ? first : middle;
        int upper = part < parts.count() / 2 ? middle : end;
        parts.forEach(
            part,
            (from, to) -> {
              if (to > first && from < end) {
                assertThat(from).isGreaterThanOrEqualTo(lower);
                assertThat(to).isLessThanOrEqualTo(upper);
              }
            });
      }
    }
  }
}
