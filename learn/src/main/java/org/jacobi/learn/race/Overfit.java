package org.jacobi.learn.race;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jacobi.data.Dataset;
import org.jacobi.data.PixelScaling;
import org.jacobi.data.TrainTest;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Fan;
import org.jacobi.nn.Gain;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Penalty;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Rng;
import org.jacobi.train.EpochRecord;
import org.jacobi.train.Trainer;

/**
 * A network that is too large for its few images, and what helps: weight decay λ (an L2 penalty),
 * dropout, and both.
 *
 * <pre>{@code
 * OverfitStudy study = new Overfit("drawn digits", Digits.load(1)).run();
 * IO.print(study.table(Locale.ENGLISH));
 * }</pre>
 */
public final class Overfit {
  /** Images to train on. */
  public static final int IMAGES = 300;

  /** Images to test on. */
  public static final int TEST_IMAGES = 1000;

  /** Hidden layers of the network. */
  public static final int HIDDEN_LAYERS = 2;

  /** Units of a hidden layer. */
  public static final int UNITS = 100;

  /** How often all images are gone through. */
  public static final int EPOCHS = 150;

  /** λ of the L2 penalty ½ λ Σ w². */
  public static final double LAMBDA = 0.01;

  /** The probability of a unit to be dropped. */
  public static final double DROPOUT = 0.3;

  /** Images of a batch. */
  public static final int BATCH = 50;

  /** The learning rate of plain gradient descent. */
  public static final double RATE = 0.1;

  private final String name;
  private final TrainTest data;
  private int epochs = EPOCHS;
  private double lambda = LAMBDA;
  private double dropout = DROPOUT;
  private long seed = Race.SEED;

  /**
   * An experiment on grey images.
   *
   * @param name what people call the data
   * @param data grey images as bytes; a part of them is drawn by the seed
   */
  public Overfit(String name, TrainTest data) {
    this.name = name;
    this.data = data;
  }

  /**
   * How often all images are gone through.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Overfit epochs(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(Words.error("overfit", "epochs", count));
    }
    this.epochs = count;
    return this;
  }

  /**
   * λ of the penalty ½ λ Σ w² of the variants that have one.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Overfit lambda(double number) {
    if (!(number > 0 && Double.isFinite(number))) {
      throw new IllegalArgumentException(Words.error("overfit", "lambda", Figures.exact(number)));
    }
    this.lambda = number;
    return this;
  }

  /**
   * The probability of a unit to be dropped in the variants with dropout.
   *
   * @throws IllegalArgumentException if it does not lie between 0 and 1
   */
  public Overfit dropout(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          Words.error("overfit", "dropout", Figures.exact(probability)));
    }
    this.dropout = probability;
    return this;
  }

  /** What the choice of images, the weights, the order and the dropped units follow from. */
  public Overfit seed(long number) {
    this.seed = number;
    return this;
  }

  /** Trains all four. */
  public OverfitStudy run() {
    return run(variant -> {});
  }

  /** The same, telling the variant that begins. */
  public OverfitStudy run(Consumer<OverfitStudy.Variant> begins) {
    Dataset train = part(data.train(), IMAGES, "train");
    Dataset test = part(data.test(), TEST_IMAGES, "test");
    List<OverfitStudy.Curve> curves = new ArrayList<>();
    for (OverfitStudy.Variant variant : OverfitStudy.Variant.values()) {
      begins.accept(variant);
      curves.add(train(variant, train, test));
    }
    return new OverfitStudy(
        name, train.rows(), test.rows(), network(false).toString(), lambda, dropout, seed, curves);
  }

  private Dataset part(Dataset all, int most, String which) {
    int[] order = Rng.of(seed, "overfit " + which).permutation(all.rows());
    int[] chosen = Arrays.copyOf(order, Math.min(most, order.length));
    return all.subset(chosen).scaled(PixelScaling.UNIT);
  }

  private Sequential network(boolean drops) {
    int inputs = Math.toIntExact(data.train().featureShape().size());
    Init init = Init.kaimingNormal(Fan.Mode.IN, Gain.RELU);
    List<UnaryLayer> layers = new ArrayList<>();
    for (int i = 0; i < HIDDEN_LAYERS; i++) {
      layers.add(new Linear(i == 0 ? inputs : UNITS, UNITS).weightInit(init));
      layers.add(new ReLU());
      if (drops) {
        layers.add(new Dropout(dropout));
      }
    }
    layers.add(new Linear(UNITS, data.train().classNames().size()).weightInit(init));
    return new Sequential(layers.toArray(UnaryLayer[]::new));
  }

  private OverfitStudy.Curve train(OverfitStudy.Variant variant, Dataset train, Dataset test) {
    var builder =
        Trainer.builder(network(variant.drops()))
            .loss(new CrossEntropyLoss())
            .optimizer(new SGD(RATE))
            .batchSize(BATCH)
            .epochs(epochs)
            .seed(seed);
    if (variant.decays()) {
      builder.penalty(Penalty.l2(lambda));
    }
    List<EpochRecord> records = builder.build().fit(train, test).epochs();
    return new OverfitStudy.Curve(
        variant,
        records.stream().mapToDouble(record -> record.train().metric()).toArray(),
        records.stream().mapToDouble(Overfit::onTest).toArray());
  }

  private static double onTest(EpochRecord record) {
    var scores = record.test();
    return scores == null ? Double.NaN : scores.metric();
  }
}
