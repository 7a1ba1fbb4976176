package org.jacobi.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ShapeTest {

  @Test
  void countsAxesAndElements() {
    assertThat(Shape.of(2, 3, 5).rank()).isEqualTo(3);
    assertThat(Shape.of(2, 3, 5).size()).isEqualTo(30);
    assertThat(Shape.SCALAR.rank()).isZero();
    assertThat(Shape.SCALAR.size()).isEqualTo(1);
    assertThat(Shape.of()).isSameAs(Shape.SCALAR);
    assertThat(Shape.of(3, 0, 2).size()).isZero();
    assertThat(Shape.of(70_000, 70_000).size()).isEqualTo(4_900_000_000L);
  }

  @Test
  void countsNegativeAxesFromTheEnd() {
    var shape = Shape.of(2, 3, 5);
    assertThat(shape.dim(0)).isEqualTo(2);
    assertThat(shape.dim(-1)).isEqualTo(5);
    assertThat(shape.dim(-3)).isEqualTo(2);
    assertThat(shape.axis(-2)).isEqualTo(1);
    assertThatThrownBy(() -> shape.dim(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[shape] there is no axis 3 in (2 × 3 × 5), which has 3 axes");
    assertThatThrownBy(() -> shape.axis(-4))
        .hasMessage("[shape] there is no axis -4 in (2 × 3 × 5), which has 3 axes");
    assertThatThrownBy(() -> Shape.SCALAR.dim(0))
        .hasMessage("[shape] there is no axis 0 in (), which has 0 axes");
  }

  @Test
  void refusesNegativeLengthsAndMoreNumbersThanCanBeCounted() {
    assertThatThrownBy(() -> Shape.of(2, -3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[shape] an axis cannot have a negative length, but (2 × -3) has -3");
    int big = Integer.MAX_VALUE;
    assertThat(Shape.of(big, big, 2).size()).isEqualTo(2L * big * big);
    assertThatThrownBy(() -> Shape.of(big, big, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[shape] (2147483647 × 2147483647 × 3) holds more numbers than can be counted");
  }

  @Test
  void isImmutable() {
    int[] dims = {2, 3};
    var shape = Shape.of(dims);
    dims[0] = 7;
    shape.toArray()[1] = 7;
    assertThat(shape).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void changesInsertsAndRemovesAxes() {
    var shape = Shape.of(2, 3);
    assertThat(shape.with(-1, 7)).isEqualTo(Shape.of(2, 7));
    assertThat(shape.insert(0, 5)).isEqualTo(Shape.of(5, 2, 3));
    assertThat(shape.insert(1, 5)).isEqualTo(Shape.of(2, 5, 3));
    assertThat(shape.insert(2, 5)).isEqualTo(Shape.of(2, 3, 5));
    assertThat(shape.insert(-1, 5)).isEqualTo(Shape.of(2, 3, 5));
    assertThat(shape.remove(0)).isEqualTo(Shape.of(3));
    assertThat(Shape.of(3).remove(-1)).isSameAs(Shape.SCALAR);
    assertThatThrownBy(() -> shape.insert(3, 1))
        .hasMessage("[shape] a new axis of (2 × 3) goes to 0…2, not to 3");
  }

  private static Shape broadcast(Shape a, Shape b) {
    assertThat(Shape.broadcast(b, a)).isEqualTo(Shape.broadcast(a, b));
    return Shape.broadcast(a, b);
  }

  @Test
  void broadcastsFromTheLastAxisOn() {
    assertThat(broadcast(Shape.of(2, 3), Shape.of(3))).isEqualTo(Shape.of(2, 3));
    assertThat(broadcast(Shape.of(2, 1), Shape.of(1, 3))).isEqualTo(Shape.of(2, 3));
    assertThat(broadcast(Shape.SCALAR, Shape.of(2, 3))).isEqualTo(Shape.of(2, 3));
    assertThat(broadcast(Shape.of(5, 1, 3), Shape.of(2, 1))).isEqualTo(Shape.of(5, 2, 3));
    assertThat(broadcast(Shape.of(0, 3), Shape.of(1, 1))).isEqualTo(Shape.of(0, 3));
    assertThat(broadcast(Shape.of(2, 3), Shape.of(2))).isNull();
    assertThat(broadcast(Shape.of(0), Shape.of(3))).isNull();
  }

  @Test
  void stretchesToALargerShapeOnly() {
    assertThat(Shape.of(1, 3).broadcastsTo(Shape.of(2, 3))).isTrue();
    assertThat(Shape.of(3).broadcastsTo(Shape.of(2, 3))).isTrue();
    assertThat(Shape.of(1).broadcastsTo(Shape.of(0))).isTrue();
    assertThat(Shape.of(2, 3).broadcastsTo(Shape.of(3))).isFalse();
    assertThat(Shape.of(2, 3).broadcastsTo(Shape.of(1, 3))).isFalse();
  }

  @Test
  void isEqualByItsLengthsAndPrintsThem() {
    assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
    assertThat(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(6));
    assertThat(Shape.of(128, 784)).hasToString("(128 × 784)");
    assertThat(Shape.of(5)).hasToString("(5)");
    assertThat(Shape.SCALAR).hasToString("()");
  }
}
