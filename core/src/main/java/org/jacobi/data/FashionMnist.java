package org.jacobi.data;

import java.nio.file.Path;

/**
 * Fashion-MNIST, pieces of clothing: 60,000 images to train on and 10,000 to test on, U8 (rows ×
 * 784), images of 28 × 28, 0 is background; ten classes from "T-shirt/top" to "Ankle boot".
 *
 * <pre>{@code
 * var clothes = FashionMnist.load(Path.of("data/fashion-mnist"));
 * trainer.fit(clothes.train(), clothes.test());
 * }</pre>
 *
 * <p>Source: H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a Novel Image Dataset for Benchmarking
 * Machine Learning Algorithms, 2017.
 */
public final class FashionMnist {
  private FashionMnist() {}

  /**
   * Reads the four files from a folder that holds them, or that holds a folder {@code
   * fashion-mnist} with them.
   *
   * @throws DataException if a file is missing or damaged
   */
  public static TrainTest load(Path folder) {
    return load(DataStore.in(folder));
  }

  /**
   * Reads the four files from where the store has them.
   *
   * @throws DataException if a file is damaged or cannot be had
   */
  public static TrainTest load(DataStore store) {
    return ImageFiles.load(KnownCatalog.FASHION_MNIST, store);
  }
}
