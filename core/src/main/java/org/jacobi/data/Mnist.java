package org.jacobi.data;

import java.nio.file.Path;

/**
 * The MNIST database of handwritten digits: 60,000 images to train on and 10,000 to test on, U8
 * (rows × 784), images of 28 × 28, 0 is background and 255 ink; classes "0" to "9".
 *
 * <pre>{@code
 * var digits = Mnist.load(Path.of("data/mnist"));
 * trainer.fit(digits.train(), digits.test());
 * }</pre>
 *
 * <p>Source: Y. LeCun, C. Cortes, C. J. C. Burges, 1998.
 */
public final class Mnist {
  private Mnist() {}

  /**
   * Reads the four files from a folder that holds them, or that holds a folder {@code mnist} with
   * them.
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
    return ImageFiles.load(KnownCatalog.MNIST, store);
  }
}
