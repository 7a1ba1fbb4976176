package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static final float[][] X = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}, {13, 14, 15}};

  private static Dataset images() {
    byte[] bytes = new byte[5 * 2 * 3];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 8 + 20);
    }
    var labels = NDArray.of(new int[] {0, 2, 1, 2, 2}, 5);
    return Dataset.classification(
        "dots", NDArray.of(bytes, 5, 2, 3), labels, List.of("red", "green", "blue"));
  }

  @Test
  void plainArraysBecomeClasses() {
    var data = Dataset.of(X, new int[] {1, 0, 2, 1, 1}, "a", "b", "c");
    assertThat(data.rows()).isEqualTo(5);
    assertThat(data.task()).isEqualTo(Task.CLASSIFICATION);
    assertThat(data.classNames()).containsExactly("a", "b", "c");
    assertThat(data.outputs()).isEqualTo(3);
    assertThat(data.featureShape()).isEqualTo(Shape.of(3));
    assertThat(data.classCounts()).containsExactly(1, 3, 1);
    assertThat(data.labels()).containsExactly(1, 0, 2, 1, 1);
    assertThatThrownBy(() -> data.scaled(PixelScaling.NONE)).hasMessageContaining("is f32");
    assertThat(data).hasToString("data: 5 rows (3), 3 classes");
  }

  @Test
  void classesWithoutNamesAreNumbered() {
    assertThat(Dataset.of(X, new int[] {0, 3, 0, 0, 0}).classNames())
        .containsExactly("0", "1", "2", "3");
  }

  @Test
  void aBatchIsFilledPieceByPiece() {
    int[] rows = {4, 0, 3, 3, 1};
    var numbers = Dataset.regression(X, new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}});
    for (var data : List.of(numbers, images())) {
      var batch = data.newBatch(6, DType.F32);
      batch.features().fill(-1);
      data.gather(rows, 3, 5, batch);
      data.gather(rows, 0, 3, batch);
      var expected = data.batch(rows);
      assertThat(batch.part(0, 5).features().toFloats()).isEqualTo(expected.features().toFloats());
      assertThat(batch.part(0, 5).targets().toDoubles()).isEqualTo(expected.targets().toDoubles());
      assertThat(batch.part(5, 6).features().toFloats()).containsOnly(-1);
      assertThatThrownBy(() -> data.gather(new int[] {0, 5}, 1, 2, batch))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("there is no row 5");
      assertThatThrownBy(() -> data.gather(new int[7], 0, 7, batch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[slice] 0 to 7");
    }
  }

  @Test
  void aBatchInBf16HoldsTheRoundedNumbers() {
    int[] rows = {4, 0, 3, 3, 1};
    var numbers = Dataset.regression(X, new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}});
    for (var data : List.of(numbers, images())) {
      var batch = data.newBatch(5, DType.BF16);
      data.gather(rows, 2, 5, batch);
      data.gather(rows, 0, 2, batch);
      var expected = data.batch(rows).features().cast(DType.BF16);
      assertThat(batch.features().dtype()).isEqualTo(DType.BF16);
      assertThat(batch.features().toFloats()).isEqualTo(expected.toFloats());
    }
    assertThatThrownBy(() -> numbers.newBatch(5, DType.F64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[dataset] the features of a batch are f32 or bf16, not f64");
  }

  @Test
  void plainArraysBecomeTargets() {
    var one = Dataset.regression(X, new float[] {1, 2, 3, 4, 5});
    assertThat(one.targets().shape()).isEqualTo(Shape.of(5, 1));
    assertThat(one.classNames()).isEmpty();
    assertThat(one).hasToString("data: 5 rows (3), 1 target");
    var two = Dataset.regression(X, new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}});
    assertThat(two.outputs()).isEqualTo(2);
    assertThat(two.batch(new int[] {3}).targets().toFloats()).containsExactly(7, 8);
    assertThatThrownBy(two::labels)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("[dataset] a regression has no classes: data: 5 rows (3), 2 targets");
  }

  @Test
  void aBatchHoldsTheRowsInTheGivenOrder() {
    var batch = Dataset.of(X, new int[] {1, 0, 2, 1, 1}).batch(new int[] {4, 0, 4});
    assertThat(batch.rows()).isEqualTo(3);
    assertThat(batch.features().shape()).isEqualTo(Shape.of(3, 3));
    assertThat(batch.features().toFloats()).containsExactly(13, 14, 15, 1, 2, 3, 13, 14, 15);
    assertThat(batch.targets().dtype()).isEqualTo(DType.I32);
    assertThat(batch.targets().toInts()).containsExactly(1, 1, 1);
  }

  @Test
  void aPartOfTheRowNumbersCanBeGathered() {
    var batch = Dataset.regression(X, new float[] {1, 2, 3, 4, 5}).batch(new int[] {4, 0, 2}, 1, 3);
    assertThat(batch.features().toFloats()).containsExactly(1, 2, 3, 7, 8, 9);
    assertThat(batch.targets().toFloats()).containsExactly(1, 3);
  }

  @Test
  void bytesAreScaledWhenGathered() {
    var data = images();
    assertThat(data.features().dtype()).isEqualTo(DType.U8);
    var batch = data.batch(new int[] {4, 1});
    assertThat(batch.features().shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(batch.features().dtype()).isEqualTo(DType.F32);
    float[] found = batch.features().toFloats();
    for (int i = 0; i < 6; i++) {
      assertThat(found[i]).isEqualTo((20 + 8 * (24 + i)) * (1 / 255f));
      assertThat(found[6 + i]).isEqualTo((20 + 8 * (6 + i)) * (1 / 255f));
    }
    assertThat(batch.targets().toInts()).containsExactly(2, 2);
    assertThat(PixelScaling.UNIT.factor() * 255).isEqualTo(1f);
  }

  @Test
  void aWindowOntoALargerArrayIsGatheredFromItsPlace() {
    var labels = NDArray.of(new int[] {9, 0, 1, 9}, 4).slice(0, 1, 3);
    var pixels = NDArray.of(new byte[] {9, 9, 51, 102, (byte) 204, (byte) 255, 9, 9}, 4, 2);
    var data =
        Dataset.classification("window", pixels.slice(0, 1, 3), labels, List.of("no", "yes"));
    assertThat(data.labels()).containsExactly(0, 1);
    var batch = data.batch(new int[] {1, 0});
    float s = PixelScaling.UNIT.factor();
    assertThat(batch.features().toFloats()).containsExactly(204 * s, 1, 51 * s, 102 * s);
    assertThat(batch.targets().toInts()).containsExactly(1, 0);
  }

  @Test
  void turnedFeaturesAreCopiedOutOfTheScope() {
    var turned = NDArray.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2).transpose();
    var data =
        StepScope.over(new Slab())
            .call(() ->
                Dataset.regression("t", turned, NDArray.permanent(DType.F32, Shape.of(2, 1))));
    assertThat(data.batch(new int[] {1}).features().toFloats()).containsExactly(2, 4, 6);
  }

  @Test
  void aBatchBelongsToTheCurrentScope() {
    var data = images();
    var batch = StepScope.over(new Slab()).call(() -> data.batch(new int[] {0}));
    assertThat(batch.features().isLive()).isFalse();
    assertThat(batch.targets().isLive()).isFalse();
  }

  @Test
  void aSubsetIsADataSetOfItsOwn() {
    var subset = StepScope.over(new Slab()).call(() -> images().subset(new int[] {3, 0}));
    assertThat(subset.rows()).isEqualTo(2);
    assertThat(subset.features().dtype()).isEqualTo(DType.U8);
    assertThat(subset.labels()).containsExactly(2, 0);
    assertThat(subset.classCounts()).containsExactly(1, 0, 1);
    assertThat(subset.batch(new int[] {0}).features().toFloats())
        .isEqualTo(images().batch(new int[] {3}).features().toFloats());
    assertThatThrownBy(() -> images().subset(new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[dataset] a subset needs at least one row of dots: 5 rows (2 × 3), 3 classes");
  }

  @Test
  void rowsThatAreNotThereAreRefused() {
    assertThatThrownBy(() -> images().batch(new int[] {0, 5}))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[dataset] there is no row 5 in dots: 5 rows (2 × 3), 3 classes");
    assertThatThrownBy(() -> images().batch(new int[] {0, 1}, 1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[dataset] 1 to 3 is no range of 2 row numbers");
  }

  @Test
  void wrongContentIsRefused() {
    assertThatThrownBy(() -> Dataset.of(X, new int[] {0, 1, 2, 0, 0}, "a", "b"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data: the label in row 2 (from 0) is 2, but there are 2 classes, numbered from 0");
    assertThatThrownBy(() -> Dataset.of(X, new int[] {0, -1, 0, 0, 0}))
        .hasMessage(
            "data: the label in row 1 (from 0) is -1, but there are 1 classes, numbered from 0");
    assertThatThrownBy(() -> Dataset.of(X, new int[] {0, 1}))
        .isInstanceOf(DataException.class)
        .hasMessage("data: there are 5 rows of features but 2 labels");
    assertThatThrownBy(() -> Dataset.of(X, new int[5], "a", "a"))
        .hasMessage("data: two classes have the same name \"a\"");
    assertThatThrownBy(() -> Dataset.of(new float[0][], new int[0]))
        .hasMessage("data: there are no features in (0 × 0); give at least one row");
    float[][] holes = {{1, 2, 3}, {1, Float.NaN, 3}};
    assertThatThrownBy(() -> Dataset.of(holes, new int[2]))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data: the feature in row 1, column 1 (both from 0) is NaN; replace it by a number");
    assertThatThrownBy(
            () -> Dataset.regression(X, new float[] {1, 2, 3, 4, Float.NEGATIVE_INFINITY}))
        .hasMessage(
            "data: the target in row 4, column 0 (both from 0) is -Infinity; replace it by a"
                + " number");
  }

  @Test
  void wrongShapesAndTypesAreRefused() {
    assertThatThrownBy(() -> Dataset.of(new float[][] {{1, 2}, {1}}, new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[dataset] all rows of the features must be equally long: row 0 has 2 numbers, row 1"
                + " has 1");
    var flat = NDArray.of(new float[] {1, 2, 3}, 3);
    var labels = NDArray.of(new int[] {0, 0, 0}, 3);
    assertThatThrownBy(() -> Dataset.classification("d", flat, labels, List.of("a")))
        .hasMessage("[dataset] features need two axes or more, rows first, not f32 (3)");
    assertThatThrownBy(() -> Dataset.classification("d", labels, labels, List.of("a")))
        .hasMessage("[dataset] features must be f32 or u8, not i32 (3)");
    var column = NDArray.of(new float[] {1, 2, 3}, 3, 1);
    assertThatThrownBy(() -> Dataset.classification("d", column, column, List.of("a")))
        .hasMessage("[dataset] labels must be i32 with one axis, not f32 (3 × 1)");
    assertThatThrownBy(() -> Dataset.regression("d", column, flat))
        .hasMessage("[dataset] targets of a regression must be f32 (rows × outputs), not f32 (3)");
    var nothing = NDArray.of(new float[0], 3, 0);
    assertThatThrownBy(() -> Dataset.regression("d", column, nothing))
        .hasMessage(
            "[dataset] there must be something to predict, but the targets are f32 (3 × 0)");
  }
}
