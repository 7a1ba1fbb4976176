package org.jacobi.learn.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jacobi.data.Digits;
import org.jacobi.data.TrainTest;
import org.jacobi.io.Json;
import org.jacobi.learn.race.OverfitStudy.Variant;
import org.junit.jupiter.api.Test;

class OverfitTest {
  private static final TrainTest DATA = Digits.load(1, 310, 60);
  private static final List<Variant> BEGUN = new ArrayList<>();
  private static final OverfitStudy STUDY = new Overfit("digits", DATA).epochs(4).run(BEGUN::add);

  @Test
  void allFourLearnFromThreeHundredImages() {
    assertThat(STUDY.trainImages()).isEqualTo(300);
    assertThat(STUDY.testImages()).isEqualTo(60);
    assertThat(STUDY.epochs()).isEqualTo(4);
    assertThat(BEGUN).containsExactly(Variant.values());
    for (Variant variant : Variant.values()) {
      var curve = STUDY.of(variant);
      assertThat(curve.train()).hasSize(4);
      assertThat(curve.test()).hasSize(4);
      assertThat(curve.finalTrain()).as(variant.toString()).isGreaterThan(0.3);
      assertThat(curve.gap()).isEqualTo(curve.finalTrain() - curve.finalTest());
    }
    assertThat(STUDY.of(Variant.PLAIN).finalTrain()).isGreaterThan(0.6);
  }

  @Test
  void dropoutMakesTheTrainingHarderAndLambdaChangesIt() {
    assertThat(STUDY.of(Variant.DROPOUT).finalTrain())
        .isLessThan(STUDY.of(Variant.PLAIN).finalTrain());
    var strong = new Overfit("digits", DATA).epochs(4).lambda(3).dropout(0.95).run();
    assertThat(strong.of(Variant.PLAIN).train()).isEqualTo(STUDY.of(Variant.PLAIN).train());
    // So strong a penalty leaves nothing but one answer for all.
    assertThat(strong.of(Variant.DECAY).finalTrain()).isLessThan(0.2);
    assertThat(strong.of(Variant.DROPOUT).finalTrain())
        .isLessThan(STUDY.of(Variant.DROPOUT).finalTrain());
  }

  @Test
  void theSameSeedGivesTheSameCurves() {
    var again = new Overfit("digits", DATA).epochs(4).run();
    assertThat(again.table(Locale.ENGLISH)).isEqualTo(STUDY.table(Locale.ENGLISH));
    var other = new Overfit("digits", DATA).epochs(4).seed(2).run();
    assertThat(other.table(Locale.ENGLISH)).isNotEqualTo(STUDY.table(Locale.ENGLISH));
  }

  @Test
  void tablePageAndJsonNameEveryVariant() {
    assertThat(STUDY.table(Locale.ENGLISH))
        .startsWith("300 images of drawn digits to train on, 60 others to test on, 4 epochs")
        .contains("weight decay, λ = 0.01")
        .contains("λ = 0.01 and dropout 0.3");
    assertThat(STUDY.table(Locale.CHINA)).contains("权值衰减，λ = 0.01");
    assertThat(STUDY.html(Locale.ENGLISH).split("<figure", -1)).hasSize(5);
    var json = Json.parseObject(Json.text(STUDY.toMap()), "overfit");
    assertThat(json.objects("variants")).hasSize(4);
    assertThat(json.objects("variants").get(3).string("variant")).isEqualTo("both");
    assertThat(json.objects("variants").get(3).list("test_accuracy")).hasSize(4);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    var experiment = new Overfit("digits", DATA);
    assertThatThrownBy(() -> experiment.epochs(0)).hasMessageStartingWith("[overfit] ");
    assertThatThrownBy(() -> experiment.lambda(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> experiment.lambda(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> experiment.dropout(1)).hasMessageContaining("1");
  }
}
