package org.jacobi.learn.race;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jacobi.learn.text.TextTable;

/**
 * Curves of training and test accuracy of one network on few images, with and without what is to
 * keep it from learning them by heart.
 *
 * @param data what people call the data
 * @param trainImages how many it was trained on
 * @param testImages how many it was tested on
 * @param network its layers
 * @param lambda λ of the penalty
 * @param dropout the probability of a unit to be dropped
 * @param seed that it followed from
 * @param curves one for each variant
 */
public record OverfitStudy(
    String data,
    int trainImages,
    int testImages,
    String network,
    double lambda,
    double dropout,
    long seed,
    List<Curve> curves) {
  /** Copies the list. */
  public OverfitStudy {
    curves = List.copyOf(curves);
  }

  /** What is done against overfitting. */
  public enum Variant {
    /** Nothing. */
    PLAIN,
    /** The penalty ½ λ Σ w². */
    DECAY,
    /** Dropped units. */
    DROPOUT,
    /** The penalty and dropped units. */
    BOTH;

    boolean decays() {
      return this == DECAY || this == BOTH;
    }

    boolean drops() {
      return this == DROPOUT || this == BOTH;
    }

    /** The name, such as {@code dropout}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How one variant has learned.
   *
   * @param train the share of training images that is right, after each epoch, without dropping
   * @param test the share of test images that is right, after each epoch
   */
  public record Curve(Variant variant, double[] train, double[] test) {
    /** Training accuracy at the end. */
    public double finalTrain() {
      return train[train.length - 1];
    }

    /** Test accuracy at the end. */
    public double finalTest() {
      return test[test.length - 1];
    }

    /** What is learned by heart: training less test accuracy at the end. */
    public double gap() {
      return finalTrain() - finalTest();
    }
  }

  /** How many epochs there were. */
  public int epochs() {
    return curves.getFirst().train.length;
  }

  /**
   * The curve of a variant.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public Curve of(Variant variant) {
    return curves.stream()
        .filter(curve -> curve.variant == variant)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(Words.error("overfit", "variant", variant)));
  }

  /** The figures after the last epoch. */
  public String table(Locale locale) {
    List<String[]> lines = new ArrayList<>();
    lines.add(Words.text(locale, "overfit.columns").split("\\|", -1));
    for (Curve curve : curves) {
      lines.add(
          new String[] {
            OverfitPage.name(this, curve.variant, locale),
            Figures.percent(curve.finalTrain()),
            Figures.percent(curve.finalTest()),
            Figures.percent(curve.gap())
          });
    }
    return OverfitPage.lead(this, locale) + "\n" + TextTable.of(lines).indent(2);
  }

  /** One HTML page with the curves. */
  public String html(Locale locale) {
    return OverfitPage.of(this, locale);
  }

  /** For JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("data", data);
    map.put("train_images", (long) trainImages);
    map.put("test_images", (long) testImages);
    map.put("network", network);
    map.put("lambda", lambda);
    map.put("dropout", dropout);
    map.put("seed", seed);
    List<Object> all = new ArrayList<>();
    for (Curve curve : curves) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("variant", curve.variant.toString());
      one.put("train_accuracy", Arrays.stream(curve.train).boxed().toList());
      one.put("test_accuracy", Arrays.stream(curve.test).boxed().toList());
      all.add(one);
    }
    map.put("variants", all);
    return map;
  }
}
