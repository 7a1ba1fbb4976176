package org.jacobi.train;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.kernel.KernelProgram;
import org.jacobi.kernel.Kernels;
import org.jacobi.nn.Mode;
import org.jacobi.nn.ParamStore;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.LayerTrace;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a model for rows of features, from any number of threads at once. The forward pass is
 * recorded once for each number of rows and then run again without making anything; a model that
 * cannot be recorded computes with tensors each time. Many rows are cut into pieces of a fixed
 * length, on which idle workers help.
 */
final class Inference {
  /** Rows of a piece. */
  static final int PIECE = 64;

  private static final int PLACES = 32;

  private static final float[] NOTHING = {};

  /** Stands for any thread but the caller's; never started. */
  private static final Thread OTHER = Thread.ofPlatform().unstarted(() -> {});

  private final Function<Tensor, Tensor> answer;
  private final ParamStore store;
  private final Shape row;
  private final int rowSize;
  private final Kernels kernels;
  private final int width;
  private final AtomicReferenceArray<@Nullable Recording> recordings =
      new AtomicReferenceArray<>(PLACES);
  private final ConcurrentLinkedQueue<Slab> slabs = new ConcurrentLinkedQueue<>();
  private final Workers workers = Workers.perProcessor();
  private final ReentrantLock askingWorkers = new ReentrantLock();
  private final AtomicReferenceArray<@Nullable Request> spare = new AtomicReferenceArray<>(PLACES);
  private volatile boolean recordable = true;

  /** A forward pass for some rows. */
  private record Recording(int rows, NDArray input, KernelProgram program) {}

  /**
   * For a model in F32.
   *
   * @param answer what is computed from (rows × features): (rows × numbers)
   * @param store the parameters that it reads
   * @param row shape of one row
   */
  Inference(Function<Tensor, Tensor> answer, ParamStore store, Shape row, Kernels kernels) {
    this.answer = answer;
    this.store = store;
    this.row = row;
    this.rowSize = Math.toIntExact(row.size());
    this.kernels = kernels;
    this.width = Math.toIntExact(plain(NDArray.permanent(DType.F32, row.insert(0, 1))).length);
  }

  /** Whether it reads these parameters: a model that is initialised again gets others. */
  boolean isOver(ParamStore other) {
    return store.equals(other);
  }

  /** How many numbers the answer for a row has. */
  int width() {
    return width;
  }

  /** What one call asks for; used again, so that a call makes nothing on the heap. */
  private final class Request implements Workers.Part {
    private float @Nullable [] flat;
    private float @Nullable [] @Nullable [] nested;
    private @Nullable NDArray array;
    private float[] answers = NOTHING;
    private int count;

    private void set(
        float @Nullable [] flat,
        float @Nullable [] @Nullable [] nested,
        @Nullable NDArray array,
        int count,
        float[] answers) {
      this.flat = flat;
      this.nested = nested;
      this.array = array;
      this.count = count;
      this.answers = answers;
    }

    private void copyRows(int from, int rows, MemorySegment to) {
      if (flat != null) {
        MemorySegment.copy(flat, from * rowSize, to, JAVA_FLOAT, 0, rows * rowSize);
      } else if (array != null) {
        long at = 4 * (array.offset() + (long) from * rowSize);
        MemorySegment.copy(array.segment(), at, to, 0, 4L * rows * rowSize);
      }
      for (int i = 0; nested != null && i < rows; i++) {
        MemorySegment.copy(nested[from + i], 0, to, JAVA_FLOAT, 4L * i * rowSize, rowSize);
      }
    }

    @Override
    public void run(int piece, int worker) {
      int from = piece * PIECE;
      int rows = Math.min(PIECE, count - from);
      Recording recording = recordable ? borrow(rows) : null;
      if (recording == null) {
        var features = NDArray.permanent(DType.F32, row.insert(0, rows));
        copyRows(from, rows, features.segment());
        float[] plain = plain(features);
        System.arraycopy(plain, 0, answers, from * width, plain.length);
        return;
      }
      copyRows(from, rows, recording.input.segment());
      recording.program.runFlushed();
      var result = recording.program.result();
      MemorySegment.copy(
          result.segment(), JAVA_FLOAT, 4 * result.offset(), answers, from * width, rows * width);
      giveBack(recording);
    }
  }

  /** Answers for the first {@code count} rows, both row-major. */
  void run(float[] rows, int count, float[] answers) {
    answer(rows, null, null, count, answers);
  }

  /** The same for rows that are arrays of their own. */
  void run(float[][] rows, float[] answers) {
    answer(null, rows, null, rows.length, answers);
  }

  /** The same for the rows of an array of any type and strides. */
  void run(NDArray rows, float[] answers) {
    int count = rows.shape().dim(0);
    boolean direct = rows.dtype() == DType.F32 && rows.isContiguous();
    if (direct && (count <= PIECE || rows.segment().isAccessibleBy(OTHER))) {
      answer(null, null, rows, count, answers);
    } else {
      answer(rows.toFloats(), null, null, count, answers);
    }
  }

  private void answer(
      float @Nullable [] flat,
      float @Nullable [] @Nullable [] nested,
      @Nullable NDArray array,
      int count,
      float[] answers) {
    Request request = request();
    request.set(flat, nested, array, count, answers);
    int pieces = (count + PIECE - 1) / PIECE;
    if (pieces > 1 && askingWorkers.tryLock()) {
      try {
        workers.runOutsideOfScopes(pieces, request);
      } finally {
        askingWorkers.unlock();
      }
    } else {
      for (int i = 0; i < pieces; i++) {
        request.run(i, 0);
      }
    }
    request.set(null, null, null, 0, NOTHING);
    giveBack(request);
  }

  private Request request() {
    for (int i = 0; i < PLACES; i++) {
      Request found = spare.get(i);
      if (found != null && spare.compareAndSet(i, found, null)) {
        return found;
      }
    }
    return new Request();
  }

  private void giveBack(Request request) {
    for (int i = 0; i < PLACES; i++) {
      if (spare.get(i) == null && spare.compareAndSet(i, null, request)) {
        return;
      }
    }
  }

  // ---- recordings ----

  private @Nullable Recording borrow(int rows) {
    for (int i = 0; i < PLACES; i++) {
      Recording found = recordings.get(i);
      if (found != null && found.rows == rows && recordings.compareAndSet(i, found, null)) {
        return found;
      }
    }
    return record(rows);
  }

  private void giveBack(Recording recording) {
    for (int i = 0; i < PLACES; i++) {
      if (recordings.get(i) == null && recordings.compareAndSet(i, null, recording)) {
        return;
      }
    }
    recordings.set(recording.rows % PLACES, recording); // one of another length goes
  }

  private @Nullable Recording record(int rows) {
    var input = NDArray.permanent(DType.F32, row.insert(0, rows));
    var program =
        settings(StepScope.outside())
            .call(() -> KernelProgram.record(() -> Autograd.noGrad(() -> answer(input)).value()));
    if (program.isEmpty() || !program.get().result().isContiguous()) {
      recordable = false;
      return null;
    }
    return new Recording(rows, input, program.get());
  }

  private StepScope settings(StepScope scope) {
    return scope
        .with(Kernels.SETTING, kernels)
        .with(Mode.SETTING, Mode.EVALUATE)
        .with(LayerTrace.SETTING, new LayerTrace());
  }

  private Tensor answer(NDArray features) {
    return answer.apply(new Tensor(features));
  }

  private float[] plain(NDArray features) {
    Slab polled = slabs.poll();
    Slab slab = polled == null ? new Slab() : polled;
    try {
      return settings(StepScope.over(slab))
          .call(() -> Autograd.noGrad(() -> answer(features).toFloats()));
    } finally {
      slabs.add(slab);
    }
  }
}
