package org.jacobi.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The control word of this thread's floating-point unit: whether subnormal numbers count as zero.
 * With them a processor takes a slow path, up to a hundred times slower. Read and written through
 * {@code fegetenv} and {@code fesetenv} of the C library, which keep it in a structure.
 *
 * <p>The word belongs to a thread of the operating system. A virtual thread may change its carrier
 * at any blocking call, so on virtual threads nothing is changed.
 */
public final class ControlWord {
  /** What {@link #flushSubnormals} gives back where it changed nothing. */
  public static final long UNCHANGED = -1;

  private static final long STRUCTURE_BYTES = 64; // the largest fenv_t has 32
  private static final float SUBNORMAL = 1e-39f;

  private static final @Nullable Access ACCESS = find();

  private ControlWord() {}

  /** Whether {@link #flushSubnormals} has an effect on platform threads here. */
  public static boolean available() {
    return ACCESS != null;
  }

  /**
   * From now on this thread takes subnormal inputs for zero and gives zero for subnormal results.
   *
   * @return the word to give to {@link #restore}
   */
  public static long flushSubnormals() {
    var access = ACCESS;
    if (access == null || Thread.currentThread().isVirtual()) {
      return UNCHANGED;
    }
    var structure = access.read();
    int word = structure.get(JAVA_INT, access.at);
    structure.set(JAVA_INT, access.at, word | access.bits);
    access.write(structure);
    return Integer.toUnsignedLong(word);
  }

  /** Puts back the word that {@link #flushSubnormals} gave on this thread. */
  public static void restore(long word) {
    var access = ACCESS;
    if (access == null || word == UNCHANGED) {
      return;
    }
    var structure = access.read();
    structure.set(JAVA_INT, access.at, (int) word);
    access.write(structure);
  }

  /** Whether this thread takes subnormal numbers for zero now. */
  static boolean flushes() {
    var access = ACCESS;
    return access != null && (access.read().get(JAVA_INT, access.at) & access.bits) == access.bits;
  }

  private static @Nullable Access find() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    var processor = System.getProperty("os.arch", "");
    boolean intel = processor.equals("amd64") || processor.equals("x86_64");
    boolean arm = processor.equals("aarch64");
    boolean linux = system.startsWith("linux");
    boolean mac = system.startsWith("mac");
    if (!(linux || mac) || !(intel || arm)) {
      return null;
    }
    // MXCSR: flush to zero (bit 15) and denormals are zero (bit 6); FPCR: flush to zero (bit 24).
    int bits = intel ? 0x8040 : 1 << 24;
    int at = linux ? (intel ? 28 : 0) : intel ? 4 : 8;
    try {
      var access = new Access(at, bits);
      return access.works() ? access : null;
    } catch (RuntimeException | LinkageError e) {
      return null; // native calls are not allowed, or the C library has another structure
    }
  }

  /** The two functions, and where in their structure the word is. */
  private static final class Access {
    private static final MethodHandle GET = function("fegetenv");
    private static final MethodHandle SET = function("fesetenv");

    private final ThreadLocal<MemorySegment> structures =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STRUCTURE_BYTES, 16));

    final int at;
    final int bits;

    Access(int at, int bits) {
      this.at = at;
      this.bits = bits;
    }

    @SuppressWarnings("restricted") // there is no other way to the control word
    private static MethodHandle function(String name) {
      var linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().find(name).orElseThrow(),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG)); // the pointer, as a number
    }

    /** Tries it with a subnormal number: the place of the word is not the same everywhere. */
    boolean works() {
      if (Thread.currentThread().isVirtual()) {
        return worksOnPlatformThread();
      }
      return tryOut();
    }

    private boolean worksOnPlatformThread() {
      boolean[] works = new boolean[1];
      var thread = Thread.ofPlatform().start(() -> works[0] = tryOut());
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      return works[0];
    }

    private boolean tryOut() {
      var numbers = new float[] {SUBNORMAL, 1};
      boolean before = numbers[0] * numbers[1] == 0;
      var structure = read();
      int word = structure.get(JAVA_INT, at);
      structure.set(JAVA_INT, at, word | bits);
      write(structure);
      boolean inside = Float.floatToRawIntBits(numbers[0] * numbers[1]) == 0;
      structure.set(JAVA_INT, at, word);
      write(structure);
      boolean after = numbers[0] * numbers[1] == 0;
      return !before && inside && !after;
    }

    MemorySegment read() {
      var structure = structures.get();
      try {
        long _ = (long) GET.invokeExact(structure.address());
        return structure;
      } catch (Throwable e) {
        throw new IllegalStateException("fegetenv failed", e);
      }
    }

    void write(MemorySegment structure) {
      try {
        long _ = (long) SET.invokeExact(structure.address());
      } catch (Throwable e) {
        throw new IllegalStateException("fesetenv failed", e);
      }
    }
  }
}
