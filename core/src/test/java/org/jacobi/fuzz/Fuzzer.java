package org.jacobi.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Gives a reader changed files until a number of inputs or a time is reached, and fails at the
 * first that is answered by another exception than those documented, takes longer than {@link
 * #MOST_SECONDS}, or takes more memory than {@link #mostBytes}.
 *
 * <p>Inputs that are answered in a new way (another message, numbers and names left out) are
 * changed further. {@code -Dfuzz.inputs} and {@code -Dfuzz.seconds} say how long it goes on, {@code
 * -Dfuzz.seed} where it begins; an input that fails is written to {@code target/fuzz}.
 */
public final class Fuzzer {
  /** How long a reader may take for one input of at most 64 KiB. */
  public static final int MOST_SECONDS = 10;

  private static final int MOST_KEPT = 400;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final BufferPoolMXBean DIRECT =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .findFirst()
          .orElseThrow();

  private final Target target;
  private final long seed;
  private final SplittableRandom random;
  private final Mutator mutator;
  private final Set<String> answers = new HashSet<>();

  private volatile byte[] current = {};
  private volatile long started = Long.MAX_VALUE;
  private volatile Throwable fault;

  private long inputs;
  private long accepted;
  private long refused;
  private long mostBytes;
  private long mostNanos;

  private Fuzzer(Target target, long seed) {
    this.target = target;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.mutator = new Mutator(random, target.words);
  }

  /**
   * What a run has seen.
   *
   * @param inputs how many were read
   * @param accepted how many of them were taken for sound
   * @param refused how many were answered by a documented exception
   * @param answers how many different answers there were
   * @param mostBytes what one of them took of memory at most, on the heap and outside of it
   * @param mostMillis how long one of them took at most
   */
  public record Counts(
      long inputs, long accepted, long refused, int answers, long mostBytes, double mostMillis) {
    private static final int ENOUGH = 20_000;

    /**
     * Fails unless files were both accepted and refused, in many ways: a run in which all are
     * refused for their first byte shows nothing. Few inputs, on a busy machine, are not judged.
     */
    public void requireVaried(int leastAnswers) {
      boolean varied = accepted > inputs / 1000 && refused > inputs / 10 && answers >= leastAnswers;
      if (inputs >= ENOUGH && !varied) {
        throw new AssertionError("the inputs were not varied enough: " + this);
      }
    }
  }

  /** What one input may take: 64 MiB, and some times its own size. */
  public static long mostBytes(long size) {
    return (64L << 20) + 32 * size;
  }

  /** What a piece of code takes of memory, on the heap (garbage too) and outside of it. */
  public static long bytesOf(Runnable code) {
    long direct = DIRECT.getMemoryUsed();
    long heap = THREADS.getCurrentThreadAllocatedBytes();
    code.run();
    return THREADS.getCurrentThreadAllocatedBytes() - heap + DIRECT.getMemoryUsed() - direct;
  }

  /** What a piece of code takes of the heap, garbage too. */
  public static long heapBytesOf(Runnable code) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    code.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** Runs as long as the system properties say, and prints one line of counts. */
  public static Counts run(Target target) throws InterruptedException {
    long inputs = Long.getLong("fuzz.inputs", Long.MAX_VALUE);
    long seconds = inputs == Long.MAX_VALUE ? Long.getLong("fuzz.seconds", 20) : 1_000_000;
    return run(target, inputs, seconds, Long.getLong("fuzz.seed", 20_251), MOST_SECONDS);
  }

  static Counts run(Target target, long inputs, long seconds, long seed, int patience)
      throws InterruptedException {
    var fuzzer = new Fuzzer(target, seed);
    long before = System.nanoTime();
    long end = before + seconds * 1_000_000_000L;
    var worker =
        Thread.ofPlatform().daemon().name("fuzz").unstarted(() -> fuzzer.work(inputs, end));
    worker.start();
    while (worker.isAlive()) {
      worker.join(100);
      if (System.nanoTime() - fuzzer.started > patience * 1_000_000_000L) {
        throw fuzzer.failure("took more than " + patience + " seconds", null);
      }
    }
    if (fuzzer.fault != null) {
      throw fuzzer.failure(String.valueOf(fuzzer.fault.getMessage()), fuzzer.fault);
    }
    var counts = fuzzer.counts();
    System.out.printf(
        Locale.ROOT,
        "fuzz %-12s %,10d inputs in %4d s: %,d accepted, %,d refused, %d answers; at most %.1f MiB"
            + " and %.0f ms for one%n",
        target.name,
        counts.inputs,
        (System.nanoTime() - before) / 1_000_000_000L,
        counts.accepted,
        counts.refused,
        counts.answers,
        counts.mostBytes / 1048576.0,
        counts.mostMillis);
    return counts;
  }

  private Counts counts() {
    return new Counts(inputs, accepted, refused, answers.size(), mostBytes, mostNanos / 1e6);
  }

  private AssertionError failure(String why, Throwable cause) {
    try {
      Path file =
          Files.createDirectories(Path.of("target", "fuzz")).resolve(target.name + ".input");
      Files.write(file, current);
      return new AssertionError(
          target.name + ", seed " + seed + ", input " + inputs + " (" + file + "): " + why, cause);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void work(long most, long end) {
    try {
      for (var kind : target.kinds) {
        for (byte[] sample : kind.samples()) {
          soundOne(kind.seal().apply(sample));
        }
      }
      while (inputs < most && System.nanoTime() < end) {
        one(target.kinds.get(random.nextInt(target.kinds.size())));
      }
    } catch (Throwable e) { // also errors of memory and stack: they are what is looked for
      fault = e;
    }
  }

  /** The samples themselves must be accepted, or the rest would show little. */
  private void soundOne(byte[] sample) throws IOException {
    current = sample;
    target.reader.read(sample);
  }

  private void one(Target.Kind kind) throws IOException {
    byte[] changed = mutator.mutate(base(kind), base(kind));
    byte[] input = kind.seal().apply(changed);
    current = input;
    String answer = answer(input);
    if (kind.kept().size() < MOST_KEPT && answers.add(answer)) {
      kind.kept().add(changed);
    }
  }

  /** A sound one more often than not: most of what is changed twice is refused early. */
  private byte[] base(Target.Kind kind) {
    var from = kind.kept().isEmpty() || random.nextInt(3) > 0 ? kind.samples() : kind.kept();
    return from.get(random.nextInt(from.size()));
  }

  private String answer(byte[] input) throws IOException {
    String answer = "accepted";
    long direct = DIRECT.getMemoryUsed();
    long heap = THREADS.getCurrentThreadAllocatedBytes();
    started = System.nanoTime();
    long before = started;
    try {
      target.reader.read(input);
      accepted++;
    } catch (RuntimeException e) {
      if (target.allowed.stream().noneMatch(type -> type.isInstance(e))) {
        throw e;
      }
      refused++;
      answer = e.getClass().getSimpleName() + checked(e);
    }
    mostNanos = Math.max(mostNanos, System.nanoTime() - before);
    started = Long.MAX_VALUE;
    inputs++;
    long took =
        THREADS.getCurrentThreadAllocatedBytes()
            - heap
            + Math.max(0, DIRECT.getMemoryUsed() - direct);
    mostBytes = Math.max(mostBytes, took);
    if (took > mostBytes(input.length)) {
      throw new AssertionError(took + " bytes of memory for an input of " + input.length);
    }
    return answer;
  }

  /** The message without what differs from input to input; it must be one line for people. */
  private static String checked(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    if (message.length() > 20_000 || message.chars().anyMatch(c -> c < ' ' || c == 127)) {
      throw new AssertionError("a message must be one line for people: " + message, e);
    }
    return message.replaceAll("\"[^\"]*\"", "\"\"").replaceAll("[0-9]+", "0");
  }
}
