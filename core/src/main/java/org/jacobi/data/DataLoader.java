package org.jacobi.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jacobi.tensor.Rng;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a {@link Dataset} into batches. Which rows belong to a step is a function of (seed, epoch,
 * step) alone, so a run that continues in the middle of an epoch needs no stored state.
 *
 * <p>As made, batches follow the order of the rows and the last one may be short; {@link #shuffle}
 * and {@link #dropLast} give other loaders.
 *
 * <pre>{@code
 * var loader = new DataLoader(data, 128).shuffle(seed);
 * for (var batch : loader.batches(epoch)) { ... }
 * }</pre>
 */
public final class DataLoader {
  private final Dataset dataset;
  private final int batchSize;
  private final boolean shuffles;
  private final long seed;
  private final boolean dropsLast;

  /** The order of the latest epoch asked for: only kept so as not to draw it for each step. */
  private volatile @Nullable Order latest;

  /** The rows of one epoch in the order of their use; never written to once made. */
  private static final class Order {
    final int epoch;
    final int[] rows;

    Order(int epoch, int[] rows) {
      this.epoch = epoch;
      this.rows = rows;
    }
  }

  /**
   * Batches in the order of the rows.
   *
   * @throws IllegalArgumentException if the batch size is not positive
   */
  public DataLoader(Dataset dataset, int batchSize) {
    this(dataset, batchSize, false, 0, false);
  }

  private DataLoader(
      Dataset dataset, int batchSize, boolean shuffles, long seed, boolean dropsLast) {
    if (batchSize <= 0) {
      throw new IllegalArgumentException(
          "[data loader] the batch size must be positive, not " + batchSize);
    }
    if (dropsLast && dataset.rows() < batchSize) {
      throw new IllegalArgumentException(
          "[data loader] "
              + dataset
              + " has fewer rows than one batch of "
              + batchSize
              + ", and a short batch is to be dropped, so nothing is left. Use a batch size of at"
              + " most "
              + dataset.rows());
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.shuffles = shuffles;
    this.seed = seed;
    this.dropsLast = dropsLast;
  }

  /** This loader with the rows of each epoch in a random order drawn from (seed, epoch). */
  public DataLoader shuffle(long seed) {
    return new DataLoader(dataset, batchSize, true, seed, dropsLast);
  }

  /**
   * This loader without a last batch that is shorter than the others.
   *
   * @throws IllegalArgumentException if there are fewer rows than one batch
   */
  public DataLoader dropLast() {
    return new DataLoader(dataset, batchSize, shuffles, seed, true);
  }

  /** What is cut into batches. */
  public Dataset dataset() {
    return dataset;
  }

  /** Rows of a full batch. */
  public int batchSize() {
    return batchSize;
  }

  /** Number of batches in one epoch. */
  public int steps() {
    int full = dataset.rows() / batchSize;
    return full + (dropsLast || dataset.rows() % batchSize == 0 ? 0 : 1);
  }

  /**
   * The row numbers of one batch.
   *
   * @param epoch from 0
   * @param step from 0 within the epoch
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public int[] rowsOf(int epoch, int step) {
    if (epoch < 0 || step < 0 || step >= steps()) {
      throw new IndexOutOfBoundsException(
          "[data loader] there is no step "
              + step
              + " of epoch "
              + epoch
              + "; an epoch has "
              + steps()
              + " steps, and both are numbered from 0");
    }
    int from = step * batchSize;
    int to = Math.min(dataset.rows(), from + batchSize);
    return shuffles
        ? Arrays.copyOfRange(orderOf(epoch), from, to)
        : IntStream.range(from, to).toArray();
  }

  private int[] orderOf(int epoch) {
    var order = latest;
    if (order == null || order.epoch != epoch) {
      order = new Order(epoch, Rng.of(seed, "shuffle", epoch).permutation(dataset.rows()));
      latest = order;
    }
    return order.rows;
  }

  /**
   * The batches of one epoch, each gathered when it is asked for, in the scope that is current
   * then.
   */
  public Iterable<Dataset.Batch> batches(int epoch) {
    return () -> new Batches(epoch);
  }

  private final class Batches implements Iterator<Dataset.Batch> {
    private final int epoch;
    private int step;

    Batches(int epoch) {
      this.epoch = epoch;
    }

    @Override
    public boolean hasNext() {
      return step < steps();
    }

    @Override
    public Dataset.Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("[data loader] the epoch has " + steps() + " steps");
      }
      return dataset.batch(rowsOf(epoch, step++));
    }
  }
}
