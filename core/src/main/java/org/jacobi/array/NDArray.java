package org.jacobi.array;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of one {@link DType} in a {@link Shape}, off the Java heap. An array is a window onto
 * memory: {@link #reshape}, {@link #permute}, {@link #slice} and {@link #expand} give other windows
 * onto the same numbers.
 *
 * <p>An array that was made in a {@link StepScope} throws {@link StaleArrayException} when it is
 * used after that scope has ended; {@link #keep} copies it out. Nobody closes an array.
 */
public final class NDArray {
  private final MemorySegment segment;
  private final DType dtype;
  private final Shape shape;
  private final long[] strides;
  private final long offset;
  private final StepScope.@Nullable Memory owner;
  private final boolean contiguous;

  private NDArray(
      MemorySegment segment,
      DType dtype,
      Shape shape,
      long[] strides,
      long offset,
      StepScope.@Nullable Memory owner) {
    this.segment = segment;
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.owner = owner;
    this.contiguous = isDense(shape, strides);
  }

  private static boolean isDense(Shape shape, long[] strides) {
    long step = 1;
    for (int i = shape.rank() - 1; i >= 0; i--) {
      if (shape.dim(i) != 1) {
        if (strides[i] != step) {
          return shape.size() == 0;
        }
        step *= shape.dim(i);
      }
    }
    return true;
  }

  // ---- making ----

  /** A new array in the current scope whose numbers are not defined until they are written. */
  public static NDArray allocate(DType dtype, Shape shape) {
    var scope = StepScope.current();
    var segment = scope.allocate(bytes(dtype, shape));
    return new NDArray(segment, dtype, shape, shape.denseStrides(), 0, scope.memory());
  }

  /** A new array of zeros that outlives every scope and is freed by the garbage collector. */
  public static NDArray permanent(DType dtype, Shape shape) {
    var segment = Arena.ofAuto().allocate(bytes(dtype, shape), Slab.ALIGNMENT);
    return new NDArray(segment, dtype, shape, shape.denseStrides(), 0, null);
  }

  private static long bytes(DType dtype, Shape shape) {
    return Math.multiplyExact(shape.size(), (long) dtype.bytes());
  }

  /** A new array of zeros in the current scope. */
  public static NDArray zeros(DType dtype, Shape shape) {
    return allocate(dtype, shape).fill(0);
  }

  /** An F32 array of these numbers, row-major. */
  public static NDArray of(float[] numbers, int... dims) {
    var shape = shapeFor(numbers.length, dims);
    var array = allocate(DType.F32, shape);
    MemorySegment.copy(numbers, 0, array.segment, JAVA_FLOAT, 0, numbers.length);
    return array;
  }

  /** An F64 array of these numbers, row-major; without lengths a vector, or a scalar of one. */
  public static NDArray of(double[] numbers, int... dims) {
    return allocate(DType.F64, shapeFor(numbers.length, dims)).copyFrom(numbers);
  }

  /** An I32 array of these numbers, row-major; without lengths a vector, or a scalar of one. */
  public static NDArray of(int[] numbers, int... dims) {
    var array = allocate(DType.I32, shapeFor(numbers.length, dims));
    return array.copyFrom(Arrays.stream(numbers).asLongStream().toArray());
  }

  /** An I64 array of these numbers, row-major; without lengths a vector, or a scalar of one. */
  public static NDArray of(long[] numbers, int... dims) {
    return allocate(DType.I64, shapeFor(numbers.length, dims)).copyFrom(numbers);
  }

  /** A U8 array of these bytes, row-major; a negative Java byte counts as 256 more. */
  public static NDArray of(byte[] numbers, int... dims) {
    var array = allocate(DType.U8, shapeFor(numbers.length, dims));
    MemorySegment.copy(numbers, 0, array.segment, JAVA_BYTE, 0, numbers.length);
    return array;
  }

  private static Shape shapeFor(int count, int[] dims) {
    var shape = dims.length == 0 && count != 1 ? Shape.of(count) : Shape.of(dims);
    if (shape.size() != count) {
      throw new IllegalArgumentException(
          "[array] the shape "
              + shape
              + " holds "
              + shape.size()
              + " numbers, but "
              + count
              + " were given");
    }
    return shape;
  }

  // ---- what it is ----

  /** The type of its numbers. */
  public DType dtype() {
    return dtype;
  }

  /** The lengths of its axes. */
  public Shape shape() {
    return shape;
  }

  /** Number of elements. */
  public long size() {
    return shape.size();
  }

  /** Distance between neighbours along an axis, in elements; 0 along a stretched axis. */
  public long stride(int axis) {
    return strides[axis];
  }

  /** Position of the first element in {@link #segment}, in elements. */
  public long offset() {
    return offset;
  }

  /** True if the elements lie without gaps in row-major order. */
  public boolean isContiguous() {
    return contiguous;
  }

  /** False once the scope it was made in has ended. */
  public boolean isLive() {
    return owner == null || owner.isOpen();
  }

  /**
   * The memory behind this array, for kernels; {@link #offset} and {@link #stride} say where in it.
   *
   * @throws StaleArrayException if the scope it was made in has ended
   */
  public MemorySegment segment() {
    requireLive();
    return segment;
  }

  private void requireLive() {
    if (!isLive()) {
      throw new StaleArrayException(
          "[array] this "
              + this.describe()
              + " was made in a step scope that has ended. Read it inside the scope, or take it out"
              + " with keep()");
    }
  }

  /** Type and shape, such as {@code f32 (128 × 784)}. */
  public String describe() {
    return dtype + " " + shape;
  }

  // ---- other windows onto the same numbers ----

  /**
   * The same numbers in row-major order under another shape. A window if this array is contiguous,
   * else a window onto a copy. One length may be −1: it follows from the others.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  public NDArray reshape(int... dims) {
    var target = inferred(dims);
    var source = contiguous ? this : copy();
    return new NDArray(
        source.segment, dtype, target, target.denseStrides(), source.offset, source.owner);
  }

  private Shape inferred(int[] dims) {
    int[] lengths = dims.clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] != -1) {
        known *= lengths[i];
      } else if (open >= 0) {
        throw new IllegalArgumentException(
            "[reshape] only one length may be −1, not " + Arrays.toString(dims));
      } else {
        open = i;
      }
    }
    if (open >= 0) {
      lengths[open] = known == 0 ? 0 : (int) (size() / known);
    }
    var target = Shape.of(lengths);
    if (target.size() != size()) {
      throw new IllegalArgumentException(
          "[reshape] the number of elements must stay the same: "
              + shape
              + " has "
              + size()
              + ", "
              + Arrays.toString(dims)
              + " has "
              + (open >= 0 ? "no whole number for −1" : target.size()));
    }
    return target;
  }

  /**
   * The axes in another order: axis i of the result is axis {@code axes[i]} of this array.
   *
   * @throws IllegalArgumentException if {@code axes} does not name each axis once
   */
  public NDArray permute(int... axes) {
    int rank = shape.rank();
    int[] dims = new int[rank];
    long[] turned = new long[rank];
    boolean[] seen = new boolean[rank];
    boolean right = axes.length == rank;
    for (int i = 0; right && i < rank; i++) {
      int from = shape.axis(axes[i]);
      right = !seen[from];
      seen[from] = true;
      dims[i] = shape.dim(from);
      turned[i] = strides[from];
    }
    if (!right) {
      throw new IllegalArgumentException(
          "[permute] each axis of "
              + shape
              + " must be named once, but the order is "
              + Arrays.toString(axes));
    }
    return new NDArray(segment, dtype, Shape.of(dims), turned, offset, owner);
  }

  /** The last two axes exchanged. */
  public NDArray transpose() {
    int rank = shape.rank();
    if (rank < 2) {
      throw new IllegalArgumentException("[transpose] needs two axes or more, not " + shape);
    }
    int[] axes = new int[rank];
    Arrays.setAll(axes, i -> i);
    axes[rank - 2] = rank - 1;
    axes[rank - 1] = rank - 2;
    return permute(axes);
  }

  /**
   * The elements {@code from ≤ i < to} along one axis.
   *
   * @throws IllegalArgumentException if the range does not lie within the axis
   */
  public NDArray slice(int axis, int from, int to) {
    int at = shape.axis(axis);
    if (from < 0 || to < from || to > shape.dim(at)) {
      throw new IllegalArgumentException(
          "[slice] "
              + from
              + " to "
              + to
              + " does not lie within axis "
              + axis
              + " of "
              + shape
              + ", which has "
              + shape.dim(at)
              + " elements");
    }
    Shape part = shape.with(at, to - from);
    long start = part.size() == 0 ? offset : offset + from * strides[at]; // stays in the segment
    return new NDArray(segment, dtype, part, strides.clone(), start, owner);
  }

  /**
   * Without one axis of length 1.
   *
   * @throws IllegalArgumentException if the axis has another length
   */
  public NDArray squeeze(int axis) {
    int at = shape.axis(axis);
    if (shape.dim(at) != 1) {
      throw new IllegalArgumentException(
          "[squeeze] axis " + axis + " of " + shape + " has length " + shape.dim(at) + ", not 1");
    }
    long[] kept = new long[strides.length - 1];
    System.arraycopy(strides, 0, kept, 0, at);
    System.arraycopy(strides, at + 1, kept, at, kept.length - at);
    return new NDArray(segment, dtype, shape.remove(at), kept, offset, owner);
  }

  /** With a new axis of length 1 before {@code position} (0 to rank; −1 is behind the last). */
  public NDArray unsqueeze(int position) {
    var wider = shape.insert(position, 1);
    int at = position < 0 ? position + shape.rank() + 1 : position;
    long[] more = new long[strides.length + 1];
    System.arraycopy(strides, 0, more, 0, at);
    System.arraycopy(strides, at, more, at + 1, strides.length - at);
    return new NDArray(segment, dtype, wider, more, offset, owner);
  }

  /**
   * Stretched to a larger shape by repeating axes of length 1; nothing is copied.
   *
   * @throws IllegalArgumentException if this shape does not broadcast to the target
   */
  public NDArray expand(Shape target) {
    if (target.equals(shape)) {
      return this;
    }
    if (!shape.broadcastsTo(target)) {
      throw new IllegalArgumentException(
          "[expand] "
              + shape
              + " does not stretch to "
              + target
              + ": from the last axis on, lengths must be equal or 1");
    }
    long[] stretched = new long[target.rank()];
    int extra = target.rank() - shape.rank();
    for (int i = 0; i < shape.rank(); i++) {
      stretched[i + extra] = shape.dim(i) == target.dim(i + extra) ? strides[i] : 0;
    }
    return new NDArray(segment, dtype, target, stretched, offset, owner);
  }

  // ---- copies ----

  /** This array if it is contiguous, else a dense copy in the current scope. */
  public NDArray contiguous() {
    return contiguous ? this : copy();
  }

  /** A dense copy in the current scope. */
  public NDArray copy() {
    return allocate(dtype, shape).copyFrom(this);
  }

  /** A dense copy that outlives every scope. */
  public NDArray keep() {
    return permanent(dtype, shape).copyFrom(this);
  }

  /** These numbers as another type, in the current scope; this array if it has the type already. */
  public NDArray cast(DType target) {
    return target == dtype ? this : allocate(target, shape).copyFrom(this);
  }

  /** Overwrites this array with the numbers of another of the same shape, converting the type. */
  public NDArray copyFrom(NDArray source) {
    if (!source.shape.equals(shape)) {
      throw new IllegalArgumentException(
          "[copy] the shapes must be equal: " + source.shape + " does not fit " + shape);
    }
    ReadWatch.SETTING.get().read(source);
    if (source.dtype == dtype && contiguous && source.contiguous) {
      long bytes = dtype.bytes();
      MemorySegment.copy(
          source.segment(), source.offset * bytes, segment(), offset * bytes, size() * bytes);
      return this;
    }
    return dtype.isInteger() && source.dtype.isInteger()
        ? copyFrom(source.toLongs())
        : copyFrom(source.toDoubles());
  }

  /** Overwrites this array with row-major numbers. */
  public NDArray copyFrom(double[] numbers) {
    requireCount(numbers.length);
    Strided.store(numbers, this);
    return this;
  }

  /** Overwrites this array with row-major whole numbers. */
  public NDArray copyFrom(long[] numbers) {
    requireCount(numbers.length);
    Strided.storeLongs(numbers, this);
    return this;
  }

  private void requireCount(int count) {
    if (count != size()) {
      throw new IllegalArgumentException(
          "[copy] " + count + " numbers do not fit " + shape + ", which holds " + size());
    }
  }

  /** Overwrites every element with one value. */
  public NDArray fill(double value) {
    var memory = segment();
    // Zero is zero bytes in every type. Minus zero is not.
    if (isContiguous() && Double.doubleToRawLongBits(value) == 0) {
      memory.asSlice(offset() * dtype.bytes(), size() * dtype.bytes()).fill((byte) 0);
      return this;
    }
    Strided.forEachRun(
        this,
        (start, stride, position, count) -> {
          for (int i = 0; i < count; i++) {
            Strided.set(memory, dtype, start + i * stride, value);
          }
        });
    return this;
  }

  // ---- reading and writing from Java ----

  /** All numbers in row-major order as doubles. */
  public double[] toDoubles() {
    ReadWatch.SETTING.get().read(this);
    double[] numbers = new double[Math.toIntExact(size())];
    Strided.load(this, numbers);
    return numbers;
  }

  /** All numbers in row-major order as floats. */
  public float[] toFloats() {
    ReadWatch.SETTING.get().read(this);
    float[] numbers = new float[Math.toIntExact(size())];
    if (dtype == DType.F32 && contiguous) {
      MemorySegment.copy(segment(), JAVA_FLOAT, offset * 4, numbers, 0, numbers.length);
      return numbers;
    }
    double[] wide = toDoubles();
    for (int i = 0; i < wide.length; i++) {
      numbers[i] = (float) wide[i];
    }
    return numbers;
  }

  /** All numbers in row-major order as longs; fractions are cut off. */
  public long[] toLongs() {
    ReadWatch.SETTING.get().read(this);
    long[] numbers = new long[Math.toIntExact(size())];
    Strided.loadLongs(this, numbers);
    return numbers;
  }

  /** All numbers in row-major order as ints; fractions are cut off. */
  public int[] toInts() {
    return Arrays.stream(toLongs()).mapToInt(Math::toIntExact).toArray();
  }

  /** One element. */
  public double get(int... index) {
    ReadWatch.SETTING.get().read(this);
    return Strided.get(segment(), dtype, position(index));
  }

  /** Overwrites one element. */
  public void set(double value, int... index) {
    Strided.set(segment(), dtype, position(index), value);
  }

  private long position(int[] index) {
    if (index.length != shape.rank()) {
      throw new IllegalArgumentException(
          "[index] " + shape + " needs " + shape.rank() + " indices, not " + index.length);
    }
    long position = offset;
    for (int i = 0; i < index.length; i++) {
      if (index[i] < 0 || index[i] >= shape.dim(i)) {
        throw new IndexOutOfBoundsException(
            "[index] " + Arrays.toString(index) + " does not lie within " + shape);
      }
      position += index[i] * strides[i];
    }
    return position;
  }

  /**
   * The number of an array of one element.
   *
   * @throws IllegalArgumentException if there are more or none
   */
  public double item() {
    if (size() != 1) {
      throw new IllegalArgumentException(
          "[item] needs an array of one number, but " + shape + " has " + size());
    }
    ReadWatch.SETTING.get().read(this);
    return Strided.get(segment(), dtype, offset);
  }

  /** The numbers in brackets, long axes shortened, with type and shape. */
  @Override
  public String toString() {
    return isLive() ? ArrayText.of(this) : describe() + " of a step scope that has ended";
  }
}
