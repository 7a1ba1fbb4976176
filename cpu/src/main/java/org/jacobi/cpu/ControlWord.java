package org.jacobi.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * The control word of this thread's floating-point unit: whether subnormal numbers count as zero.
 * With them a processor takes a slow path, up to a hundred times slower. Read and written through
 * functions of the C library that keep it in a structure: {@code fegetmode} and {@code fesetmode}
 * where there are these (glibc), else {@code fegetenv} and {@code fesetenv}, which take four times
 * as long.
 *
 * <p>The word belongs to a thread of the operating system. A virtual thread may change its carrier
 * at any blocking call, so on virtual threads nothing is changed.
 */
public final class ControlWord {
  /** What {@link #flushSubnormals} gives back where it changed nothing. */
  public static final long UNCHANGED = -1;

  private static final boolean AVAILABLE = Probe.works();

  private ControlWord() {}

  /** Whether {@link #flushSubnormals} has an effect on platform threads here. */
  public static boolean available() {
    return AVAILABLE;
  }

  /**
   * From now on this thread takes subnormal inputs for zero and gives zero for subnormal results.
   *
   * @return the word to give to {@link #restore}
   */
  public static long flushSubnormals() {
    return AVAILABLE && !Thread.currentThread().isVirtual() ? Access.flush() : UNCHANGED;
  }

  /** Puts back the word that {@link #flushSubnormals} gave on this thread. */
  public static void restore(long word) {
    if (word != UNCHANGED) {
      Access.write((int) word);
    }
  }

  /** Whether this thread takes subnormal numbers for zero now. */
  static boolean flushes() {
    return AVAILABLE && (Access.read() & Access.FLUSH) == Access.FLUSH;
  }

  /** The functions, and where in their structure the word is. */
  private static final class Access {
    private static final long STRUCTURE_BYTES = 64; // the largest one has 32
    private static final float SUBNORMAL = 1e-39f;

    private static final boolean INTEL = !System.getProperty("os.arch", "").equals("aarch64");
    private static final boolean MODES =
        Linker.nativeLinker().defaultLookup().find("fegetmode").isPresent();
    private static final MethodHandle GET = function(MODES ? "fegetmode" : "fegetenv");
    private static final MethodHandle SET = function(MODES ? "fesetmode" : "fesetenv");

    // MXCSR: flush to zero (bit 15) and denormals are zero (bit 6); FPCR: flush to zero (bit 24).
    static final int FLUSH = INTEL ? 0x8040 : 1 << 24;
    private static final int PLACE = place();

    private static final ThreadLocal<MemorySegment> STRUCTURES =
        ThreadLocal.withInitial(() -> {
          var structure = Arena.ofAuto().allocate(STRUCTURE_BYTES, 16);
          get(structure); // so that no write can happen before it was filled
          return structure;
        });

    private static int place() {
      boolean mac = System.getProperty("os.name", "").startsWith("Mac");
      if (MODES || mac) {
        return INTEL ? 4 : mac ? 8 : 0;
      }
      return INTEL ? 28 : 0;
    }

    /** Without a change of the thread's state, which would cost more than the function itself. */
    @SuppressWarnings("restricted") // there is no other way to the control word
    private static MethodHandle function(String name) {
      var linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().find(name).orElseThrow(),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG), // the pointer, as a number
          Linker.Option.critical(false));
    }

    static int read() {
      var structure = STRUCTURES.get();
      get(structure);
      return structure.get(JAVA_INT, PLACE);
    }

    static long flush() {
      var structure = STRUCTURES.get();
      get(structure);
      int word = structure.get(JAVA_INT, PLACE);
      structure.set(JAVA_INT, PLACE, word | FLUSH);
      set(structure);
      return Integer.toUnsignedLong(word);
    }

    static void write(int word) {
      var structure = STRUCTURES.get();
      structure.set(JAVA_INT, PLACE, word);
      set(structure);
    }

    /** Whether it has an effect: the structure is not the same everywhere. */
    static boolean hasEffect() {
      var numbers = new float[] {SUBNORMAL, 1};
      boolean before = numbers[0] * numbers[1] == 0;
      int word = (int) flush();
      boolean inside = Float.floatToRawIntBits(numbers[0] * numbers[1]) == 0;
      write(word);
      boolean after = numbers[0] * numbers[1] == 0;
      return !before && inside && !after;
    }

    private static void get(MemorySegment structure) {
      try {
        long _ = (long) GET.invokeExact(structure.address());
      } catch (Throwable e) {
        throw new IllegalStateException("the control word cannot be read", e);
      }
    }

    private static void set(MemorySegment structure) {
      try {
        long _ = (long) SET.invokeExact(structure.address());
      } catch (Throwable e) {
        throw new IllegalStateException("the control word cannot be written", e);
      }
    }
  }

  /**
   * A class of its own: while this class waits for the thread, that thread could not run a method
   * of it.
   */
  private static final class Probe {
    private Probe() {}

    static boolean works() {
      var name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      if (!name.startsWith("linux") && !name.startsWith("mac")) {
        return false;
      }
      try {
        // Not here, which may be a virtual thread.
        boolean[] works = new boolean[1];
        var thread = Thread.ofPlatform().daemon().start(() -> works[0] = hasEffect());
        thread.join();
        return works[0];
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private static boolean hasEffect() {
      try {
        return Access.hasEffect();
      } catch (RuntimeException | LinkageError e) {
        return false; // native calls are not allowed, or there are no such functions
      }
    }
  }
}
