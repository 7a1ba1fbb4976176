package org.jacobi.learn.doctor.blind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jacobi.array.NDArray;
import org.jacobi.data.Dataset;
import org.jacobi.learn.ManualBatches;
import org.jacobi.tensor.Rng;

/** Sources of batches, right ones and others. */
public final class BlindBatches {
  private BlindBatches() {}

  private static int rows(NDArray a) {
    return a.shape().dim(0);
  }

  /** Some rows of an array of any type, in that order. */
  private static NDArray gather(NDArray from, int... order) {
    NDArray out = NDArray.allocate(from.dtype(), from.shape().with(0, order.length));
    for (int i = 0; i < order.length; i++) {
      out.slice(0, i, i + 1).copyFrom(from.slice(0, order[i], order[i] + 1));
    }
    return out;
  }

  /** In order, as windows, the last one smaller; right. */
  public static final class InOrder extends ManualBatches {
    /** Made by the test. */
    public InOrder() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < rows(features); from += size) {
        int to = Math.min(from + size, rows(features));
        all.add(new Dataset.Batch(features.slice(0, from, to), targets.slice(0, from, to)));
      }
      return all;
    }
  }

  /** A shuffled list of row numbers, another order each epoch; right. */
  public static final class ListShuffled extends ManualBatches {
    /** Made by the test. */
    public ListShuffled() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < rows(features); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(1000L + epoch));
      List<Dataset.Batch> batches = new ArrayList<>();
      while (!order.isEmpty()) {
        List<Integer> head = order.subList(0, Math.min(size, order.size()));
        int[] rows = head.stream().mapToInt(Integer::intValue).toArray();
        head.clear();
        batches.add(new Dataset.Batch(gather(features, rows), gather(targets, rows)));
      }
      return batches;
    }
  }

  /** A permutation of the library, whole arrays turned about and cut; right. */
  public static final class Permuted extends ManualBatches {
    /** Made by the test. */
    public Permuted() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      int[] order = Rng.of(5, "shuffle", epoch).permutation(rows(features));
      var whole = new Dataset.Batch(gather(features, order), gather(targets, order));
      int count = (order.length + size - 1) / size;
      return IntStream.range(0, count)
          .mapToObj(i -> whole.part(i * size, Math.min((i + 1) * size, order.length)))
          .toList();
    }
  }

  /** From the last row to the first; right. */
  public static final class Backwards extends ManualBatches {
    /** Made by the test. */
    public Backwards() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      List<Dataset.Batch> all = new ArrayList<>();
      int left = rows(features);
      while (left > 0) {
        int[] pick = new int[Math.min(size, left)];
        for (int i = 0; i < pick.length; i++) {
          pick[i] = --left;
        }
        all.add(new Dataset.Batch(gather(features, pick), gather(targets, pick)));
      }
      return all;
    }
  }

  /** Rows in order; planted: the numbers within the rows are shuffled, not the rows. */
  public static final class Shuffled1 extends ManualBatches {
    /** Made by the test. */
    public Shuffled1() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      int[] order = Rng.of(epoch, "order").permutation(features.shape().dim(1));
      NDArray mixed = features.copy();
      for (int r = 0; r < rows(features); r++) {
        for (int j = 0; j < order.length; j++) {
          mixed.set(features.get(r, order[j]), r, j);
        }
      }
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < rows(mixed); from += size) {
        int to = Math.min(from + size, rows(mixed));
        all.add(new Dataset.Batch(mixed.slice(0, from, to), targets.slice(0, from, to)));
      }
      return all;
    }
  }

  /** Shuffled through the transposed array; planted: its axis 0 holds the columns. */
  public static final class Shuffled2 extends ManualBatches {
    /** Made by the test. */
    public Shuffled2() {}

    private static void shuffle(double[][] lines, Random random) {
      for (int i = lines.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        double[] line = lines[i];
        lines[i] = lines[j];
        lines[j] = line;
      }
    }

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      double[][] lines = BlindRows.rowsOf(features.transpose());
      shuffle(lines, new Random(epoch + 99L));
      NDArray x = BlindRows.array(lines, features).transpose();
      return IntStream.rangeClosed(0, (rows(x) - 1) / size)
          .mapToObj(
              i -> new Dataset.Batch(x, targets).part(i * size, Math.min(rows(x), (i + 1) * size)))
          .toList();
    }
  }

  /** In order; planted: a last batch that is not full is dropped. */
  public static final class Short1 extends ManualBatches {
    /** Made by the test. */
    public Short1() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      List<Dataset.Batch> all = new ArrayList<>();
      for (int k = 0; k < rows(features) / size; k++) {
        all.add(new Dataset.Batch(features, targets).part(k * size, (k + 1) * size));
      }
      return all;
    }
  }

  /** Shuffled; planted: the row at the end of each batch is missing. */
  public static final class Short2 extends ManualBatches {
    /** Made by the test. */
    public Short2() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      int[] order = Rng.of(3, "rows", epoch).permutation(rows(features));
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < order.length; from += size) {
        int last =
            Math.min(from + size, order.length) - 1; // its number, but copyOfRange excludes it
        if (last > from) {
          int[] pick = Arrays.copyOfRange(order, from, last);
          all.add(new Dataset.Batch(gather(features, pick), gather(targets, pick)));
        }
      }
      return all;
    }
  }

  /** Shuffled; planted: the last batch is filled up with rows that were there already. */
  public static final class Full1 extends ManualBatches {
    /** Made by the test. */
    public Full1() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      int n = rows(features);
      int[] order = Rng.of(8, "fill", epoch).permutation(n);
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < n; from += size) {
        int[] pick = new int[size];
        for (int i = 0; i < size; i++) {
          pick[i] = order[(from + i) % n];
        }
        all.add(new Dataset.Batch(gather(features, pick), gather(targets, pick)));
      }
      return all;
    }
  }

  /** In order; planted: each batch begins with the last row of the one before. */
  public static final class Overlap1 extends ManualBatches {
    /** Made by the test. */
    public Overlap1() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < rows(features); from += size) {
        int start = Math.max(0, from - 1);
        int end = Math.min(rows(features), from + size);
        all.add(new Dataset.Batch(features.slice(0, start, end), targets.slice(0, start, end)));
      }
      return all;
    }
  }

  /** Shuffled; planted: the targets stay in their first order. */
  public static final class Apart1 extends ManualBatches {
    /** Made by the test. */
    public Apart1() {}

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, rows(features)).boxed().toList());
      Collections.shuffle(order, new Random(epoch * 7L + 1));
      NDArray x = gather(features, order.stream().mapToInt(i -> i).toArray());
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < rows(x); from += size) {
        int to = Math.min(from + size, rows(x));
        all.add(new Dataset.Batch(x.slice(0, from, to), targets.slice(0, from, to)));
      }
      return all;
    }
  }

  /** Both shuffled; planted: by one generator, one after the other, so in two orders. */
  public static final class Apart2 extends ManualBatches {
    /** Made by the test. */
    public Apart2() {}

    private static NDArray shuffled(NDArray a, Random random) {
      int[] order = IntStream.range(0, rows(a)).toArray();
      for (int i = order.length; i > 1; i--) {
        int j = random.nextInt(i);
        int kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
      }
      return gather(a, order);
    }

    @Override
    public List<Dataset.Batch> epoch(NDArray features, NDArray targets, int size, int epoch) {
      Random random = new Random(17L + epoch);
      var whole = new Dataset.Batch(shuffled(features, random), shuffled(targets, random));
      List<Dataset.Batch> all = new ArrayList<>();
      for (int from = 0; from < whole.rows(); from += size) {
        all.add(whole.part(from, Math.min(from + size, whole.rows())));
      }
      return all;
    }
  }
}
