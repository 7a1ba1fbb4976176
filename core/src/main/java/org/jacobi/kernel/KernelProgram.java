package org.jacobi.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jacobi.array.NDArray;
import org.jacobi.array.ReadWatch;
import org.jacobi.array.StepScope;
import org.jacobi.array.Subnormals;
import org.jspecify.annotations.Nullable;

/**
 * A computation as the list of its kernel calls, to be run again on other numbers without making
 * anything: write the inputs, {@link #run}, read the result. All arrays of the computation belong
 * to the program, so one thread at a time may use it.
 *
 * <p>Only a computation whose calls do not depend on numbers can be recorded. One that reads
 * numbers into Java, copies them without a kernel, or adds up in place, is not.
 */
public final class KernelProgram {
  private static final MethodHandle ON = on();

  private final Kernels kernels;
  private final Call[] calls;

  /**
   * Calls {@link Call#on}. The compiler takes only constant handles into what it compiles, so each
   * call stays apart: a whole program in one piece is too much for it, and it then leaves vectors
   * on the heap.
   */
  private final MethodHandle on = ON;

  private final NDArray result;

  @FunctionalInterface
  private interface Call {
    void on(Kernels kernels);
  }

  private KernelProgram(Kernels kernels, Call[] calls, NDArray result) {
    this.kernels = kernels;
    this.calls = calls;
    this.result = result;
  }

  /**
   * Runs the computation once in the current scope's settings and records it; empty if it cannot be
   * recorded. The arrays that it reads must outlive every scope.
   */
  public static Optional<KernelProgram> record(Supplier<NDArray> computation) {
    var kernels = Kernels.current();
    var recorder = new Recorder(kernels);
    ReadWatch watch = source -> recorder.readOutside |= !recorder.inKernel;
    NDArray result =
        StepScope.outside()
            .with(Kernels.SETTING, recorder)
            .with(ReadWatch.SETTING, watch)
            .call(computation::get);
    return recorder.readOutside || recorder.inPlace
        ? Optional.empty()
        : Optional.of(new KernelProgram(kernels, recorder.calls.toArray(Call[]::new), result));
  }

  /** Computes the result from what stands in the inputs now. */
  public void run() {
    for (Call call : calls) {
      try {
        on.invokeExact(call, kernels);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("no kernel has a checked exception", e);
      }
    }
  }

  private static MethodHandle on() {
    try {
      return MethodHandles.lookup()
          .findVirtual(Call.class, "on", MethodType.methodType(void.class, Kernels.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same with subnormals flushed to 0 on this thread. */
  public void runFlushed() {
    long before = Subnormals.flush();
    try {
      run();
    } finally {
      Subnormals.restore(before);
    }
  }

  /** Where the result stands after {@link #run}. */
  public NDArray result() {
    return result;
  }

  /** Does what it is asked and writes it down. */
  private static final class Recorder implements Kernels {
    private final Kernels kernels;
    private final List<Call> calls = new ArrayList<>();
    private boolean inKernel;
    private boolean readOutside;
    private boolean inPlace;

    Recorder(Kernels kernels) {
      this.kernels = kernels;
    }

    private void add(Call call) {
      inKernel = true; // what a kernel reads, it reads again each time
      call.on(kernels);
      inKernel = false;
      calls.add(call);
    }

    private static boolean shareMemory(NDArray a, NDArray b) {
      return a.segment().address() == b.segment().address();
    }

    @Override
    public String name() {
      return kernels.name();
    }

    @Override
    public Kernels at(Precision precision) {
      throw new UnsupportedOperationException("the precision cannot change inside of a program");
    }

    @Override
    public void unary(UnaryFn function, double parameter, NDArray x, NDArray out) {
      add(k -> k.unary(function, parameter, x, out));
    }

    @Override
    public void binary(BinaryFn function, NDArray a, NDArray b, NDArray out) {
      // The next run would go on from the last result.
      inPlace |= shareMemory(a, out) || shareMemory(b, out);
      add(k -> k.binary(function, a, b, out));
    }

    @Override
    public void where(NDArray condition, NDArray a, NDArray b, NDArray out) {
      add(k -> k.where(condition, a, b, out));
    }

    @Override
    public void reduce(ReduceFn function, NDArray x, int[] axes, NDArray out) {
      add(k -> k.reduce(function, x, axes, out));
    }

    @Override
    public void argmax(NDArray x, int axis, NDArray out) {
      add(k -> k.argmax(x, axis, out));
    }

    @Override
    public void matmul(NDArray a, NDArray b, NDArray out) {
      add(k -> k.matmul(a, b, out));
    }

    @Override
    public void linear(
        NDArray x, NDArray weight, @Nullable NDArray bias, boolean relu, NDArray out) {
      add(k -> k.linear(x, weight, bias, relu, out));
    }

    @Override
    public void gather(NDArray x, int axis, NDArray index, NDArray out) {
      add(k -> k.gather(x, axis, index, out));
    }

    @Override
    public void scatterAdd(NDArray x, int axis, NDArray index, NDArray out) {
      add(k -> k.scatterAdd(x, axis, index, out));
    }

    @Override
    public void scaleRows(
        NDArray bytes, int[] numbers, int from, int to, float factor, float shift, NDArray out) {
      add(k -> k.scaleRows(bytes, numbers, from, to, factor, shift, out));
    }

    @Override
    public void roundRows(NDArray x, int[] numbers, int from, int to, NDArray out) {
      add(k -> k.roundRows(x, numbers, from, to, out));
    }

    @Override
    public void softmax(NDArray x, NDArray out) {
      add(k -> k.softmax(x, out));
    }

    @Override
    public void logSoftmax(NDArray x, NDArray out) {
      add(k -> k.logSoftmax(x, out));
    }

    @Override
    public void crossEntropy(
        NDArray logits, NDArray targets, NDArray losses, NDArray probabilities) {
      add(k -> k.crossEntropy(logits, targets, losses, probabilities));
    }

    @Override
    public void crossEntropyGradient(
        NDArray upstream, NDArray probabilities, NDArray targets, NDArray out) {
      add(k -> k.crossEntropyGradient(upstream, probabilities, targets, out));
    }

    @Override
    public void dropoutMask(long key, double p, NDArray out) {
      add(k -> k.dropoutMask(key, p, out));
    }

    @Override
    public void standardize(
        NDArray x,
        int[] axes,
        double epsilon,
        @Nullable NDArray scale,
        @Nullable NDArray shift,
        NDArray out,
        NDArray mean,
        NDArray variance) {
      add(k -> k.standardize(x, axes, epsilon, scale, shift, out, mean, variance));
    }

    @Override
    public void standardizeGradient(
        NDArray upstream,
        NDArray x,
        NDArray mean,
        NDArray variance,
        @Nullable NDArray scale,
        int[] axes,
        double epsilon,
        NDArray out,
        @Nullable NDArray scaleGradient,
        @Nullable NDArray shiftGradient) {
      add(k ->
          k.standardizeGradient(
              upstream,
              x,
              mean,
              variance,
              scale,
              axes,
              epsilon,
              out,
              scaleGradient,
              shiftGradient));
    }

    @Override
    public OptimizerKernels optimizers() {
      throw new UnsupportedOperationException("a step of an optimizer cannot be recorded");
    }
  }
}
