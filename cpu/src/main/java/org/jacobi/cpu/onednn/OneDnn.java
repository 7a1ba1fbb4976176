package org.jacobi.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;

/**
 * The functions of oneDNN's C API (version 3) that are used here.
 *
 * <p>Each further combination of argument types costs 5 ms of the start, so there are three only
 * (layer normalisation adds two when it is first used, and so does batch normalisation): pointers
 * and whole numbers are all passed as {@code long}, and a function with few of them gets zeros
 * behind them. In the C calling conventions of the supported platforms the caller puts the first
 * eight (Windows: four) into registers and clears up the rest, and the function looks at its own
 * alone.
 *
 * <p>Plain calls (no {@code Linker.Option.critical}): they cost about 10 ns, and the garbage
 * collector need not wait for a product that takes a millisecond.
 */
@SuppressWarnings("restricted") // foreign functions are what this package is for
final class OneDnn {
  // Values of dnnl_common_types.h and dnnl_types.h.
  static final int SUCCESS = 0;
  static final int INVALID_ARGUMENTS = 2;
  static final int UNIMPLEMENTED = 3;
  static final int CPU = 1;
  static final int BF16 = 2;
  static final int F32 = 3;
  static final int FPMATH_BF16 = 1;
  static final int SCRATCHPAD_USER = 1;
  static final int QUERY_IMPLEMENTATION = 8;
  static final int QUERY_WEIGHTS = 131;
  static final int QUERY_SCRATCHPAD = 136;
  private static final int TAG_ANY = 1;
  static final int ARG_SRC = 1;
  static final int ARG_DST = 17;
  static final int ARG_WEIGHTS = 33;
  static final int ARG_BIAS = 41;
  static final int ARG_MEAN = 49;
  static final int ARG_VARIANCE = 50;
  static final int ARG_SCALE = 51;
  static final int ARG_SHIFT = 52;
  static final int ARG_SCRATCHPAD = 80;
  static final int ARG_DIFF_SRC = 129;
  static final int ARG_DIFF_DST = 145;
  static final int ARG_DIFF_SCALE = 255;
  static final int ARG_DIFF_SHIFT = 256;
  static final int ARG_SLOPE = 32768 | ARG_WEIGHTS; // of the first post-operation

  /** oneDNN's own cache of compiled kernels, in primitives; its default of 1024 holds more. */
  private static final int KERNELS_KEPT = 512;

  private static final Functions FUNCTIONS = new Functions(NativeLibrary.loaded());

  private static final MethodHandle SET_THREADS = FUNCTIONS.of("omp_set_num_threads");
  private static final MethodHandle EXECUTE = FUNCTIONS.of("dnnl_primitive_execute");
  private static final MethodHandle WAIT = FUNCTIONS.of("dnnl_stream_wait");
  private static final MethodHandle SET_DATA = FUNCTIONS.of("dnnl_memory_set_data_handle");
  private static final MethodHandle SGEMM = FUNCTIONS.sgemm();

  private static final MethodHandle MEMORY_DESC =
      FUNCTIONS.wide("dnnl_memory_desc_create_with_strides");
  private static final MethodHandle MEMORY_DESC_OF_TAG =
      FUNCTIONS.wide("dnnl_memory_desc_create_with_tag");
  private static final MethodHandle MEMORY_DESC_DESTROY = FUNCTIONS.of("dnnl_memory_desc_destroy");
  private static final MethodHandle MEMORY_DESC_SIZE = FUNCTIONS.of("dnnl_memory_desc_get_size");
  private static final MethodHandle MEMORY = FUNCTIONS.of("dnnl_memory_create");
  private static final MethodHandle MEMORY_DESTROY = FUNCTIONS.of("dnnl_memory_destroy");
  private static final MethodHandle MATMUL = FUNCTIONS.wide("dnnl_matmul_primitive_desc_create");
  private static final MethodHandle REORDER = FUNCTIONS.wide("dnnl_reorder_primitive_desc_create");
  private static final MethodHandle PRIMITIVE = FUNCTIONS.of("dnnl_primitive_create");
  private static final MethodHandle PRIMITIVE_DESTROY = FUNCTIONS.of("dnnl_primitive_destroy");
  private static final MethodHandle DESC_DESTROY = FUNCTIONS.of("dnnl_primitive_desc_destroy");
  private static final MethodHandle QUERY_MD = FUNCTIONS.of("dnnl_primitive_desc_query_md");
  private static final MethodHandle QUERY = FUNCTIONS.of("dnnl_primitive_desc_query");
  private static final MethodHandle ATTR = FUNCTIONS.of("dnnl_primitive_attr_create");
  private static final MethodHandle ATTR_DESTROY = FUNCTIONS.of("dnnl_primitive_attr_destroy");
  private static final MethodHandle ATTR_FPMATH =
      FUNCTIONS.of("dnnl_primitive_attr_set_fpmath_mode");
  private static final MethodHandle ATTR_SCRATCHPAD =
      FUNCTIONS.of("dnnl_primitive_attr_set_scratchpad_mode");
  private static final MethodHandle ATTR_POST_OPS =
      FUNCTIONS.of("dnnl_primitive_attr_set_post_ops");
  private static final MethodHandle POST_OPS = FUNCTIONS.of("dnnl_post_ops_create");
  private static final MethodHandle POST_OPS_DESTROY = FUNCTIONS.of("dnnl_post_ops_destroy");
  private static final MethodHandle APPEND_PRELU = FUNCTIONS.of("dnnl_post_ops_append_prelu");
  private static final MethodHandle STREAM = FUNCTIONS.of("dnnl_stream_create");
  private static final MethodHandle STREAM_DESTROY = FUNCTIONS.of("dnnl_stream_destroy");

  /** The engine that stands for this machine's processor, shared by all threads. */
  static final long ENGINE = createEngine();

  private OneDnn() {}

  /** Empty if oneDNN can be used here, else why not and what to do. Loads it; never throws. */
  static Optional<String> unusableReason() {
    var reason = NativeLibrary.loaded().unusableReason();
    if (reason != null) {
      return Optional.of(reason);
    }
    try {
      return ENGINE == 0
          ? Optional.of("oneDNN has no engine for this processor")
          : Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      return Optional.of("oneDNN was loaded but cannot be used (" + cause + ")");
    }
  }

  /** Finds functions and makes handles of them. */
  private record Functions(SymbolLookup symbols, Linker linker) {
    Functions(NativeLibrary library) {
      this(Objects.requireNonNull(library.symbols()), Linker.nativeLinker());
    }

    /** A function of up to four whole numbers and pointers, with such a result or none. */
    MethodHandle of(String name) {
      return handle(name, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    }

    /** A function of up to seven whole numbers and pointers, with such a result. */
    MethodHandle wide(String name) {
      var seven = new MemoryLayout[7];
      Arrays.fill(seven, JAVA_LONG);
      return handle(name, seven);
    }

    MethodHandle sgemm() {
      return handle(
          "dnnl_sgemm",
          JAVA_BYTE, // transposed a
          JAVA_BYTE, // transposed b
          JAVA_LONG, // m
          JAVA_LONG, // n
          JAVA_LONG, // k
          JAVA_FLOAT, // alpha
          JAVA_LONG, // a
          JAVA_LONG, // lda
          JAVA_LONG, // b
          JAVA_LONG, // ldb
          JAVA_FLOAT, // beta
          JAVA_LONG, // c
          JAVA_LONG); // ldc
    }

    private MethodHandle handle(String name, MemoryLayout... arguments) {
      var address =
          symbols
              .find(name)
              .orElseThrow(() -> new NoSuchElementException("it has no function " + name));
      return linker.downcallHandle(address, FunctionDescriptor.of(JAVA_LONG, arguments));
    }
  }

  /** A function with other types of arguments, for what not every network needs. */
  static MethodHandle function(String name, MemoryLayout... arguments) {
    return FUNCTIONS.handle(name, arguments);
  }

  private static long createEngine() {
    try (var arena = Arena.ofConfined()) {
      var out = arena.allocate(JAVA_LONG);
      check("dnnl_engine_create", (int) call(FUNCTIONS.of("dnnl_engine_create"), out, CPU, 0));
      var capacity = FUNCTIONS.of("dnnl_set_primitive_cache_capacity");
      check(
          "dnnl_set_primitive_cache_capacity",
          (int) (long) capacity.invokeExact((long) KERNELS_KEPT, 0L, 0L, 0L));
      return out.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static long call(MethodHandle handle, MemorySegment out, long a, long b)
      throws Throwable {
    return (long) handle.invokeExact(out.address(), a, b, 0L);
  }

  /** What a foreign call threw: nothing that a caller could mend. */
  static RuntimeException failure(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }

  /** Turns a status other than success into an exception. */
  static void check(String function, int status) {
    if (status != SUCCESS) {
      throw new OneDnnException(function, status);
    }
  }

  // ---- used in every call ----

  /**
   * Lets OpenMP use this one thread. A setting of each thread of the operating system: a virtual
   * thread may run on another one next time, so it is made before each call, which costs 5 ns.
   */
  static void useOneThread() {
    try {
      long _ = (long) SET_THREADS.invokeExact(1L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void setData(long memory, long address) {
    try {
      int status = (int) (long) SET_DATA.invokeExact(memory, address, 0L, 0L);
      check("dnnl_memory_set_data_handle", status);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Executes a primitive and waits until it is done. */
  static void execute(long primitive, long stream, int count, long arguments) {
    try {
      int status = (int) (long) EXECUTE.invokeExact(primitive, stream, (long) count, arguments);
      check("dnnl_primitive_execute", status);
      check("dnnl_stream_wait", (int) (long) WAIT.invokeExact(stream, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** c ← a · b + beta · c, row-major; a transposed matrix is stored as its transpose. */
  static void sgemm(
      boolean transposedA,
      boolean transposedB,
      long m,
      long n,
      long k,
      long a,
      long lda,
      long b,
      long ldb,
      float beta,
      long c,
      long ldc) {
    try {
      byte ta = (byte) (transposedA ? 'T' : 'N');
      byte tb = (byte) (transposedB ? 'T' : 'N');
      int status =
          (int) (long) SGEMM.invokeExact(ta, tb, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
      check("dnnl_sgemm", status);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  // ---- used to make and to end things ----

  static long createStream(MemorySegment out) {
    try {
      check("dnnl_stream_create", (int) call(STREAM, out, ENGINE, 1));
      return out.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void destroyStream(long stream) {
    destroy(STREAM_DESTROY, stream);
  }

  /** The description of a matrix: a negative leading dimension is that of its transpose. */
  static long createMatrixDesc(Arena arena, int type, int rows, int columns, long leading) {
    var out = arena.allocate(JAVA_LONG);
    var dims = arena.allocateFrom(JAVA_LONG, rows, columns);
    var steps =
        leading > 0
            ? arena.allocateFrom(JAVA_LONG, leading, 1)
            : arena.allocateFrom(JAVA_LONG, 1, -leading);
    try {
      int status =
          (int)
              (long)
                  MEMORY_DESC.invokeExact(
                      out.address(), 2L, dims.address(), (long) type, steps.address(), 0L, 0L);
      check("dnnl_memory_desc_create_with_strides", status);
      return out.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** The description of neighbouring F32 numbers. */
  static long createVectorDesc(Arena arena, int length) {
    var out = arena.allocate(JAVA_LONG);
    var dims = arena.allocateFrom(JAVA_LONG, length);
    var steps = arena.allocateFrom(JAVA_LONG, 1);
    try {
      int status =
          (int)
              (long)
                  MEMORY_DESC.invokeExact(
                      out.address(), 1L, dims.address(), (long) F32, steps.address(), 0L, 0L);
      check("dnnl_memory_desc_create_with_strides", status);
      return out.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** The description of a matrix whose layout oneDNN may choose. */
  static long createOpenDesc(Arena arena, int type, int rows, int columns) {
    var out = arena.allocate(JAVA_LONG);
    var dims = arena.allocateFrom(JAVA_LONG, rows, columns);
    try {
      int status =
          (int)
              (long)
                  MEMORY_DESC_OF_TAG.invokeExact(
                      out.address(), 2L, dims.address(), (long) type, (long) TAG_ANY, 0L, 0L);
      check("dnnl_memory_desc_create_with_tag", status);
      return out.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void destroyMemoryDesc(long desc) {
    destroy(MEMORY_DESC_DESTROY, desc);
  }

  static long sizeOf(long memoryDesc) {
    try {
      return (long) MEMORY_DESC_SIZE.invokeExact(memoryDesc, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** A memory object without data. */
  static long createMemory(MemorySegment out, long memoryDesc) {
    try {
      int status = (int) (long) MEMORY.invokeExact(out.address(), memoryDesc, ENGINE, 0L);
      check("dnnl_memory_create", status);
      return out.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void destroyMemory(long memory) {
    destroy(MEMORY_DESTROY, memory);
  }

  /**
   * Attributes of a product. ReLU is made of PReLU with slope 0, because oneDNN's own ReLU turns
   * NaN into 0, which would hide where a training run breaks.
   */
  static long createAttributes(MemorySegment out, boolean bf16, boolean relu) {
    try {
      check("dnnl_primitive_attr_create", (int) (long) ATTR.invokeExact(out.address(), 0L, 0L, 0L));
      long attributes = out.get(JAVA_LONG, 0);
      set("dnnl_primitive_attr_set_scratchpad_mode", ATTR_SCRATCHPAD, attributes, SCRATCHPAD_USER);
      if (bf16) {
        set("dnnl_primitive_attr_set_fpmath_mode", ATTR_FPMATH, attributes, FPMATH_BF16);
      }
      if (relu) {
        check("dnnl_post_ops_create", (int) (long) POST_OPS.invokeExact(out.address(), 0L, 0L, 0L));
        long postOps = out.get(JAVA_LONG, 0);
        set("dnnl_post_ops_append_prelu", APPEND_PRELU, postOps, 0);
        set("dnnl_primitive_attr_set_post_ops", ATTR_POST_OPS, attributes, postOps);
        destroy(POST_OPS_DESTROY, postOps); // the attributes hold a copy
      }
      return attributes;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static void set(String function, MethodHandle handle, long object, long value)
      throws Throwable {
    check(function, (int) (long) handle.invokeExact(object, value, 0L, 0L));
  }

  static void destroyAttributes(long attributes) {
    destroy(ATTR_DESTROY, attributes);
  }

  static int createMatmulDesc(
      MemorySegment out, long src, long weights, long bias, long dst, long attributes) {
    try {
      return (int)
          (long) MATMUL.invokeExact(out.address(), ENGINE, src, weights, bias, dst, attributes);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Describes copying a matrix from one layout to another, with working memory of the caller's. */
  static long createReorderDesc(MemorySegment out, long from, long to) {
    try {
      long own = createAttributes(out, false, false);
      int status =
          (int) (long) REORDER.invokeExact(out.address(), from, ENGINE, to, ENGINE, own, 0L);
      destroyAttributes(own);
      check("dnnl_reorder_primitive_desc_create", status);
      return out.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void destroyPrimitiveDesc(long desc) {
    destroy(DESC_DESTROY, desc);
  }

  /** The description of one of a primitive's memories, owned by the primitive's description. */
  static long memoryDesc(long primitiveDesc, int query) {
    try {
      return (long) QUERY_MD.invokeExact(primitiveDesc, (long) query, 0L, 0L);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Name of the implementation that was chosen, such as {@code brg_matmul:avx512_core}. */
  static String implementation(MemorySegment out, long primitiveDesc) {
    try {
      int status =
          (int)
              (long)
                  QUERY.invokeExact(primitiveDesc, (long) QUERY_IMPLEMENTATION, 0L, out.address());
      check("dnnl_primitive_desc_query", status);
      return MemorySegment.ofAddress(out.get(JAVA_LONG, 0)).reinterpret(200).getString(0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static long createPrimitive(MemorySegment out, long desc) {
    try {
      check(
          "dnnl_primitive_create", (int) (long) PRIMITIVE.invokeExact(out.address(), desc, 0L, 0L));
      return out.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void destroyPrimitive(long primitive) {
    destroy(PRIMITIVE_DESTROY, primitive);
  }

  private static void destroy(MethodHandle handle, long object) {
    try {
      long _ = (long) handle.invokeExact(object, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw failure(e);
    }
  }
}
