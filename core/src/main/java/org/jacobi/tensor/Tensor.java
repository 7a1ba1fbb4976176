package org.jacobi.tensor;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StaleArrayException;
import org.jacobi.kernel.BinaryFn;
import org.jacobi.kernel.Kernels;
import org.jacobi.tensor.Autograd.Walk;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers that remembers how it was computed, so that {@link #backward} can give the
 * gradient of a scalar with respect to every tensor it was computed from.
 *
 * <pre>{@code
 * Tensor apple = Tensor.scalar(100).requireGrad();
 * Tensor count = Tensor.scalar(2);
 * Tensor tax = Tensor.scalar(1.1);
 * apple.mul(count).mul(tax).backward();
 * apple.grad().item();  // 2.2
 * }</pre>
 *
 * <p>Tensors are immutable: every operation gives a new one. The type follows the Java type that it
 * was made from (float: F32, double: F64, int: I32, long: I64); {@link #zeros} and the like give
 * F32 unless told otherwise. Shapes broadcast as in NumPy. Negative axes count from the end.
 */
public final class Tensor {
  static final Tensor UNSET = new Tensor(NDArray.permanent(DType.F32, Shape.SCALAR));

  private final NDArray value;
  private final @Nullable Op op;
  private final String madeBy;
  private final String layer;
  private final @Nullable String line;
  private boolean requiresGrad;
  private @Nullable Tensor grad;
  private @Nullable NDArray gradStorage;
  private boolean ownsGrad;

  /** A tensor without history over an array; nothing is copied. */
  public Tensor(NDArray value) {
    this(value, null, "", "");
  }

  Tensor(NDArray value, @Nullable Op op, String madeBy, String layer) {
    this.value = value;
    this.op = op;
    this.madeBy = madeBy;
    this.layer = layer;
    this.line = CallLine.find();
    this.requiresGrad = op != null;
  }

  // ---- making ----

  /** A single number of type F64. */
  public static Tensor scalar(double number) {
    return new Tensor(NDArray.of(new double[] {number}));
  }

  /** A vector of type F32. */
  public static Tensor of(float... numbers) {
    return new Tensor(NDArray.of(numbers, numbers.length));
  }

  /** A vector of type F64. */
  public static Tensor of(double... numbers) {
    return new Tensor(NDArray.of(numbers, numbers.length));
  }

  /** F32 numbers in row-major order. */
  public static Tensor of(float[] numbers, int... dims) {
    return new Tensor(NDArray.of(numbers, dims));
  }

  /** F64 numbers in row-major order. */
  public static Tensor of(double[] numbers, int... dims) {
    return new Tensor(NDArray.of(numbers, dims));
  }

  /** A vector of type I32. */
  public static Tensor of(int[] numbers) {
    return of(numbers, numbers.length);
  }

  /** A vector of type I64. */
  public static Tensor of(long[] numbers) {
    return of(numbers, numbers.length);
  }

  /** I32 numbers in row-major order. */
  public static Tensor of(int[] numbers, int... dims) {
    return new Tensor(NDArray.of(numbers, dims));
  }

  /** I64 numbers in row-major order. */
  public static Tensor of(long[] numbers, int... dims) {
    return new Tensor(NDArray.of(numbers, dims));
  }

  /** An F32 matrix from its rows. */
  public static Tensor of(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    float[] numbers = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      requireLength(i, rows[i].length, columns);
      System.arraycopy(rows[i], 0, numbers, i * columns, columns);
    }
    return of(numbers, rows.length, columns);
  }

  /** An F64 matrix from its rows. */
  public static Tensor of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] numbers = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      requireLength(i, rows[i].length, columns);
      System.arraycopy(rows[i], 0, numbers, i * columns, columns);
    }
    return of(numbers, rows.length, columns);
  }

  private static void requireLength(int row, int length, int columns) {
    if (length != columns) {
      throw new IllegalArgumentException(
          "[tensor] all rows must have one length: row 0 has "
              + columns
              + " numbers, row "
              + row
              + " has "
              + length);
    }
  }

  /** Zeros of type F32. */
  public static Tensor zeros(int... dims) {
    return full(0, DType.F32, dims);
  }

  /** Ones of type F32. */
  public static Tensor ones(int... dims) {
    return full(1, DType.F32, dims);
  }

  /** One number everywhere, of type F32. */
  public static Tensor full(double number, int... dims) {
    return full(number, DType.F32, dims);
  }

  /** One number everywhere. */
  public static Tensor full(double number, DType dtype, int... dims) {
    return new Tensor(NDArray.allocate(dtype, Shape.of(dims)).fill(number));
  }

  /** 0, 1, … n − 1, of type F32. */
  public static Tensor arange(int n) {
    return arange(0, n, 1);
  }

  /** from, from + step, … below {@code to} (above it if the step is negative), of type F32. */
  public static Tensor arange(double from, double to, double step) {
    if (step == 0 || !Double.isFinite((to - from) / step)) {
      throw new IllegalArgumentException(
          "[arange] cannot go from " + from + " to " + to + " in steps of " + step);
    }
    int count = (int) Math.max(0, Math.ceil((to - from) / step));
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> from + i * step);
    return new Tensor(NDArray.allocate(DType.F32, Shape.of(count)).copyFrom(numbers));
  }

  /** The identity matrix, of type F32. */
  public static Tensor eye(int n) {
    var array = NDArray.zeros(DType.F32, Shape.of(n, n));
    for (int i = 0; i < n; i++) {
      array.set(1, i, i);
    }
    return new Tensor(array);
  }

  /** Uniform numbers in [0, 1), of type F32, the same for the same seed and shape. */
  public static Tensor uniform(long seed, int... dims) {
    var out = NDArray.allocate(DType.F32, Shape.of(dims));
    return new Tensor(Rng.of(seed, "uniform").fillUniform(out, 0, 1));
  }

  /** Standard normal numbers, of type F32, the same for the same seed and shape. */
  public static Tensor normal(long seed, int... dims) {
    var out = NDArray.allocate(DType.F32, Shape.of(dims));
    return new Tensor(Rng.of(seed, "normal").fillNormal(out, 0, 1));
  }

  /** A scalar of this tensor's type. */
  Tensor constant(double number) {
    if (!dtype().isFloating() && number != Math.rint(number)) {
      throw new IllegalArgumentException(
          "[constant] "
              + number
              + " is no whole number, but the tensor is "
              + value.describe()
              + ". Did you mean cast(DType.F32)?");
    }
    return new Tensor(NDArray.allocate(dtype(), Shape.SCALAR).fill(number));
  }

  // ---- what it is ----

  /**
   * The numbers.
   *
   * @throws StaleArrayException if the step scope in which it was computed has ended
   */
  public NDArray value() {
    if (!value.isLive()) {
      throw new StaleArrayException(
          "[tensor] this "
              + value.describe()
              + (madeBy.isEmpty() ? "" : ", made by " + madeBy)
              + (layer.isEmpty() ? "" : " in layer " + layer)
              + (line == null ? "" : " at " + line)
              + (madeBy.isEmpty() ? "" : ",")
              + " belongs to a step that has ended. Read it inside the step, or call keep() on it"
              + " there");
    }
    return value;
  }

  /** The lengths of the axes. */
  public Shape shape() {
    return value.shape();
  }

  /** The type of the numbers. */
  public DType dtype() {
    return value.dtype();
  }

  /** How many numbers. */
  public long size() {
    return value.size();
  }

  /**
   * The number of a tensor of one element.
   *
   * @throws IllegalArgumentException if it has more or none
   */
  public double item() {
    return value().item();
  }

  /** The numbers in row-major order. */
  public float[] toFloats() {
    return value().toFloats();
  }

  /** The numbers in row-major order. */
  public double[] toDoubles() {
    return value().toDoubles();
  }

  /** The operation that made it, or null for a leaf or where nothing was recorded. */
  public @Nullable Op op() {
    return op;
  }

  /** Path of the layer in which it was computed, as {@link LayerTrace} knew it; empty for none. */
  public String layer() {
    return layer;
  }

  // ---- gradients ----

  /** True if the walk back goes through or ends here. */
  public boolean requiresGrad() {
    return requiresGrad;
  }

  /**
   * Asks for a gradient with respect to this tensor; gives back the tensor itself.
   *
   * @throws IllegalStateException if it was computed from others, or holds no floating-point
   *     numbers
   */
  public Tensor requireGrad() {
    if (!dtype().isFloating()) {
      throw new IllegalStateException(
          "[requireGrad] only f32 and f64 have gradients, not " + value.describe());
    }
    if (op != null) {
      throw new IllegalStateException(
          "[requireGrad] this tensor was computed by "
              + madeBy
              + ", and only leaves keep a gradient: use Autograd.gradients(loss, tensor), or"
              + " detach() it first");
    }
    requiresGrad = true;
    return this;
  }

  /** A leaf whose gradient is written to the given array, which a model owns. */
  public static Tensor leaf(NDArray value, NDArray gradStorage) {
    var tensor = new Tensor(value).requireGrad();
    tensor.gradStorage = gradStorage;
    return tensor;
  }

  /** True after a walk back has come here. */
  public boolean hasGrad() {
    return grad != null;
  }

  /**
   * The gradient that the walks back since the last {@link #zeroGrad} have added up.
   *
   * @throws IllegalStateException if there is none
   */
  public Tensor grad() {
    Tensor result = grad;
    if (result == null) {
      throw new IllegalStateException(
          requiresGrad
              ? op == null
                  ? "[grad] there is no gradient yet: call backward() on the loss first"
                  : "[grad] only leaves keep their gradient. For a computed tensor use"
                      + " Autograd.gradients(loss, tensor)"
              : "[grad] this tensor does not ask for a gradient: call requireGrad() on it before"
                  + " the loss is computed");
    }
    return result;
  }

  /** Forgets the gradient. */
  public void zeroGrad() {
    grad = null;
  }

  /** Adds to the gradient; the first contribution is written, not added. */
  void accumulate(Tensor gradient) {
    if (Autograd.isRecording()) {
      grad = grad == null ? gradient : grad.add(gradient);
      ownsGrad = false;
      if (gradStorage != null) {
        gradStorage.copyFrom(grad.value());
      }
      return;
    }
    if (grad == null) {
      grad = new Tensor(stored(gradient.value()));
    } else {
      // A recorded gradient belongs to its graph and may be shared: it must not be written to.
      var sum = ownsGrad ? grad.value() : stored(grad.value());
      Kernels.current().binary(BinaryFn.ADD, sum, gradient.value(), sum);
      grad = ownsGrad ? grad : new Tensor(sum);
    }
    ownsGrad = true;
  }

  private NDArray stored(NDArray gradient) {
    return gradStorage == null ? gradient.keep() : gradStorage.copyFrom(gradient);
  }

  /**
   * Walks back from this scalar and adds its gradient to {@link #grad} of every leaf that asked for
   * one. The graph is dropped on the way.
   *
   * @throws IllegalStateException if this is no scalar, was computed from nothing that asks for a
   *     gradient, or its graph was walked before
   */
  public void backward() {
    backward(Walk.RELEASE);
  }

  /** Walks back as {@link #backward()} does, and keeps or records the graph. */
  public void backward(Walk walk) {
    if (size() != 1) {
      throw new IllegalStateException(
          "[backward] starts at one number, but this tensor is "
              + shape()
              + ". Did you mean loss.sum() or loss.mean()?");
    }
    backward(new Tensor(NDArray.allocate(dtype(), shape()).fill(1)), walk);
  }

  /** Walks back from a tensor of any shape with a given upstream gradient of that shape. */
  public void backward(Tensor upstream, Walk walk) {
    if (!requiresGrad) {
      throw new IllegalStateException(
          "[backward] nothing that this tensor was computed from asks for a gradient: call"
              + " requireGrad() on the leaves, and do not record inside noGrad");
    }
    if (!upstream.shape().equals(shape())) {
      throw new IllegalArgumentException(
          "[backward] the upstream gradient must have the tensor's shape "
              + shape()
              + ", not "
              + upstream.shape());
    }
    Messages.requireSameType("backward", value(), upstream.value());
    new BackwardWalk(walk, null).run(this, upstream);
  }

  /** The same numbers without history. */
  public Tensor detach() {
    return new Tensor(value());
  }

  /** A copy without history that outlives every step scope. */
  public Tensor keep() {
    return new Tensor(value().keep());
  }

  // ---- arithmetic ----

  /** this + other. */
  public Tensor add(Tensor other) {
    return new Add().apply(this, other);
  }

  /** this + number. */
  public Tensor add(double number) {
    return add(constant(number));
  }

  /** this − other. */
  public Tensor sub(Tensor other) {
    return new Sub().apply(this, other);
  }

  /** this − number. */
  public Tensor sub(double number) {
    return sub(constant(number));
  }

  /** this · other, element by element. */
  public Tensor mul(Tensor other) {
    return new Mul().apply(this, other);
  }

  /** this · number. */
  public Tensor mul(double number) {
    return mul(constant(number));
  }

  /** this / other, element by element. */
  public Tensor div(Tensor other) {
    return new Div().apply(this, other);
  }

  /** this / number. */
  public Tensor div(double number) {
    return div(constant(number));
  }

  /** −this. */
  public Tensor neg() {
    return new Neg().apply(this);
  }

  /** thisᵖ for a constant p. */
  public Tensor pow(double p) {
    return new Pow(p).apply(this);
  }

  /** this to the power of other, element by element. */
  public Tensor pow(Tensor other) {
    return new PowTensor().apply(this, other);
  }

  /** this². */
  public Tensor square() {
    return pow(2);
  }

  /** eˣ. */
  public Tensor exp() {
    return new Exp().apply(this);
  }

  /** The natural logarithm: −∞ at 0, NaN below. */
  public Tensor log() {
    return new Log().apply(this);
  }

  /** The square root. */
  public Tensor sqrt() {
    return new Sqrt().apply(this);
  }

  /** The absolute value; its derivative at 0 is 0. */
  public Tensor abs() {
    return new Abs().apply(this);
  }

  /** −1, 0 or 1. */
  public Tensor sign() {
    return new Sign().apply(this);
  }

  /** The sine. */
  public Tensor sin() {
    return new Sin().apply(this);
  }

  /** The cosine. */
  public Tensor cos() {
    return new Cos().apply(this);
  }

  /** The error function. */
  public Tensor erf() {
    return new Erf().apply(this);
  }

  /** The larger of both, element by element; a tie shares the gradient. */
  public Tensor maximum(Tensor other) {
    return new Maximum().apply(this, other);
  }

  /** The larger of each element and a number. */
  public Tensor maximum(double number) {
    return maximum(constant(number));
  }

  /** The smaller of both, element by element; a tie shares the gradient. */
  public Tensor minimum(Tensor other) {
    return new Minimum().apply(this, other);
  }

  /** The smaller of each element and a number. */
  public Tensor minimum(double number) {
    return minimum(constant(number));
  }

  /**
   * min(max(x, low), high). The derivative is 1 for low ≤ x ≤ high and 0 outside.
   *
   * @throws IllegalArgumentException if low &gt; high
   */
  public Tensor clamp(double low, double high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "[clamp] the lower bound " + low + " is above the upper bound " + high);
    }
    return new Clamp(low, high).apply(this);
  }

  // ---- comparing and choosing ----

  /** a where the condition is true, else b, with broadcasting. */
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    return new Where().apply(condition, a, b);
  }

  /** This where the condition is true, else 0. */
  public Tensor where(Tensor condition) {
    return where(condition, this, constant(0));
  }

  /** this &gt; other, as BOOL without history. */
  public Tensor gt(Tensor other) {
    return compare(BinaryFn.GREATER, other);
  }

  /** this &gt; number. */
  public Tensor gt(double number) {
    return gt(constant(number));
  }

  /** this ≥ other, as BOOL without history. */
  public Tensor ge(Tensor other) {
    return compare(BinaryFn.GREATER_EQUAL, other);
  }

  /** this ≥ number. */
  public Tensor ge(double number) {
    return ge(constant(number));
  }

  /** this &lt; other, as BOOL without history. */
  public Tensor lt(Tensor other) {
    return other.gt(this);
  }

  /** this &lt; number. */
  public Tensor lt(double number) {
    return lt(constant(number));
  }

  /** this ≤ other, as BOOL without history. */
  public Tensor le(Tensor other) {
    return other.ge(this);
  }

  /** this ≤ number. */
  public Tensor le(double number) {
    return le(constant(number));
  }

  /** this = other, as BOOL without history. */
  public Tensor eq(Tensor other) {
    return compare(BinaryFn.EQUAL, other);
  }

  /** this = number. */
  public Tensor eq(double number) {
    return eq(constant(number));
  }

  private Tensor compare(BinaryFn function, Tensor other) {
    return new Compare(function).of(this, other);
  }

  // ---- matrices ----

  /**
   * The matrix product: (… × m × k) · (… × k × n) → (… × m × n). A vector counts as a row on the
   * left and as a column on the right, and its axis is not in the result. The right factor may be
   * BF16 beside a left one in F32.
   *
   * @throws IllegalArgumentException if the inner lengths differ
   */
  public Tensor matmul(Tensor other) {
    if (shape().rank() == 0 || other.shape().rank() == 0) {
      throw new IllegalArgumentException(
          "[matmul] needs vectors or matrices, not "
              + shape()
              + " and "
              + other.shape()
              + ". Did you mean mul?");
    }
    Messages.requireInner(shape(), other.shape());
    boolean row = shape().rank() == 1;
    boolean column = other.shape().rank() == 1;
    Tensor left = row ? unsqueeze(0) : this;
    Tensor right = column ? other.unsqueeze(1) : other;
    Tensor product = new MatMul().apply(left, right);
    Tensor narrow = column ? product.squeeze(-1) : product;
    return row ? narrow.squeeze(column ? -1 : -2) : narrow;
  }

  /**
   * x · wᵀ + b over the last axis of this tensor: (… × in) → (… × out). Beside a weight in F32 this
   * tensor may be BF16: it is a factor of matrix products alone, also in the gradient.
   *
   * @param weight (out × in)
   * @param bias (out), or null for none
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Tensor linear(Tensor weight, @Nullable Tensor bias) {
    return linear(new LinearMap(), weight, bias);
  }

  /** max(x · wᵀ + b, 0): {@link #linear}, then {@link #relu}, in one pass over the numbers. */
  public Tensor linearRelu(Tensor weight, @Nullable Tensor bias) {
    return linear(new LinearRelu(), weight, bias);
  }

  private Tensor linear(Op map, Tensor weight, @Nullable Tensor bias) {
    if (shape().rank() == 0
        || weight.shape().rank() != 2
        || shape().dim(-1) != weight.shape().dim(1)) {
      throw new IllegalArgumentException(
          "["
              + map.name()
              + "] the last axis of the input "
              + shape()
              + " must equal the last axis of the weight "
              + weight.shape()
              + " (outputs × inputs)");
    }
    if (bias != null && !bias.shape().equals(Shape.of(weight.shape().dim(0)))) {
      throw new IllegalArgumentException(
          "["
              + map.name()
              + "] the bias "
              + bias.shape()
              + " must have one number for each output of the weight "
              + weight.shape());
    }
    // Beside a factor in BF16 it is the weight that says in which type is computed.
    var computed = Messages.isHalf(value(), weight.value()) ? weight.value() : value();
    Messages.requireSameType(map.name(), computed, weight.value());
    Messages.requireFloating(map.name(), computed);
    if (bias != null) {
      Messages.requireSameType(map.name(), computed, bias.value());
    }
    int inputs = shape().dim(-1);
    Tensor rows = shape().rank() == 2 ? this : reshape(rowsOf(shape()), inputs);
    Tensor out = bias == null ? map.apply(rows, weight) : map.apply(rows, weight, bias);
    return shape().rank() == 2
        ? out
        : out.reshape(shape().with(-1, weight.shape().dim(0)).toArray());
  }

  private static int rowsOf(Shape shape) {
    return Math.toIntExact(shape.remove(-1).size());
  }

  // ---- reductions ----

  /** The sum over these axes, which vanish; over all if none is given. */
  public Tensor sum(int... axes) {
    int[] which = axes(axes);
    return new Sum(which).apply(this).without(which);
  }

  /** The sum over these axes, which keep length 1. */
  public Tensor sumKeep(int... axes) {
    return new Sum(axes(axes)).apply(this);
  }

  /** The mean over these axes, which vanish; over all if none is given. */
  public Tensor mean(int... axes) {
    int[] which = axes(axes);
    return sum(which).div(count(which));
  }

  /** The variance over these axes: the mean of the squared deviations (divided by n). */
  public Tensor var(int... axes) {
    int[] which = axes(axes);
    Tensor mean = new Sum(which).apply(this).div(count(which));
    return sub(mean).square().mean(which);
  }

  /** The variance of a sample: the squared deviations divided by n − 1, as PyTorch's default. */
  public Tensor sampleVar(int... axes) {
    double n = count(axes(axes));
    return var(axes).mul(n / (n - 1));
  }

  /** The largest over these axes, which vanish; equal ones share the gradient; −∞ for none. */
  public Tensor max(int... axes) {
    int[] which = axes(axes);
    return new Max(which).apply(this).without(which);
  }

  /** The smallest over these axes, which vanish; equal ones share the gradient; ∞ for none. */
  public Tensor min(int... axes) {
    int[] which = axes(axes);
    return new Min(which).apply(this).without(which);
  }

  /** Position of the first largest element along an axis, as I64 without history. */
  public Tensor argmax(int axis) {
    int at = shape().axis(axis);
    if (shape().dim(at) == 0) {
      throw new IllegalArgumentException("[argmax] axis " + axis + " of " + shape() + " is empty");
    }
    var out = NDArray.allocate(DType.I64, shape().with(at, 1));
    Kernels.current().argmax(value(), at, out);
    return new Tensor(out.squeeze(at));
  }

  /** The axes from 0, sorted, checked; all of them for none. */
  private int[] axes(int[] axes) {
    if (axes.length == 0) {
      return IntStream.range(0, shape().rank()).toArray();
    }
    int[] resolved = Arrays.stream(axes).map(shape()::axis).sorted().distinct().toArray();
    if (resolved.length != axes.length) {
      throw new IllegalArgumentException(
          "[reduce] each axis may be named once, not " + Arrays.toString(axes));
    }
    return resolved;
  }

  private double count(int[] axes) {
    return (double) Arrays.stream(axes).mapToLong(a -> shape().dim(a)).reduce(1, (a, b) -> a * b);
  }

  private Tensor without(int[] axes) {
    Shape kept = shape();
    for (int i = axes.length - 1; i >= 0; i--) {
      kept = kept.remove(axes[i]);
    }
    return reshape(kept.toArray());
  }

  /** Summed over the axes along which {@code target} would have to be stretched to this shape. */
  Tensor sumTo(Shape target) {
    if (shape().equals(target)) {
      return this;
    }
    int extra = shape().rank() - target.rank();
    int[] stretched =
        IntStream.range(0, shape().rank())
            .filter(i -> i < extra || target.dim(i - extra) != shape().dim(i))
            .toArray();
    return new Sum(stretched).apply(this).reshape(target.toArray());
  }

  // ---- shapes ----

  /** The same numbers under another shape; one length may be −1. */
  public Tensor reshape(int... dims) {
    return new Reshape(dims).apply(this);
  }

  /** All axes from {@code from} on as one. */
  public Tensor flatten(int from) {
    int at = shape().axis(from);
    int[] dims = Arrays.copyOf(shape().toArray(), at + 1);
    dims[at] = 1;
    for (int i = at; i < shape().rank(); i++) {
      dims[at] *= shape().dim(i);
    }
    return reshape(dims);
  }

  /** One axis of all numbers. */
  public Tensor flatten() {
    return reshape(Math.toIntExact(size()));
  }

  /** The last two axes exchanged. */
  public Tensor transpose() {
    return transpose(-2, -1);
  }

  /** Two axes exchanged. */
  public Tensor transpose(int first, int second) {
    if (shape().rank() < 2) {
      throw new IllegalArgumentException("[transpose] needs two axes or more, not " + shape());
    }
    int[] axes = IntStream.range(0, shape().rank()).toArray();
    int a = shape().axis(first);
    int b = shape().axis(second);
    axes[a] = b;
    axes[b] = a;
    return permute(axes);
  }

  /** The axes in another order: axis i of the result is axis {@code axes[i]} of this. */
  public Tensor permute(int... axes) {
    return new Permute(axes).apply(this);
  }

  /** The elements {@code from ≤ i < to} along an axis. */
  public Tensor slice(int axis, int from, int to) {
    return new Slice(shape().axis(axis), from, to).apply(this);
  }

  /** Stretched to a larger shape by repeating axes of length 1. */
  public Tensor expand(Shape target) {
    return new Expand(target).apply(this);
  }

  /** Without an axis of length 1. */
  public Tensor squeeze(int axis) {
    return reshape(value().squeeze(axis).shape().toArray());
  }

  /** With a new axis of length 1 before {@code position}. */
  public Tensor unsqueeze(int position) {
    return reshape(shape().insert(position, 1).toArray());
  }

  /** The tensors one after the other along an axis. */
  public static Tensor concat(int axis, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("[concat] needs one tensor or more");
    }
    return new Concat(tensors[0].shape().axis(axis)).apply(tensors);
  }

  /** The tensors, all of one shape, along a new axis at {@code position}. */
  public static Tensor stack(int position, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("[stack] needs one tensor or more");
    }
    Shape shape = tensors[0].shape();
    for (Tensor tensor : tensors) {
      if (!tensor.shape().equals(shape)) {
        throw new IllegalArgumentException(
            "[stack] the tensors must have one shape: " + shape + " and " + tensor.shape());
      }
    }
    int at = position < 0 ? position + shape.rank() + 1 : position;
    return concat(at, Arrays.stream(tensors).map(t -> t.unsqueeze(at)).toArray(Tensor[]::new));
  }

  /**
   * y[…, i, …] = x[…, index[…, i, …], …] along an axis; the index (I32 or I64) has this tensor's
   * shape but for that axis.
   *
   * @throws IndexOutOfBoundsException if an index lies outside of the axis
   */
  public Tensor gather(int axis, Tensor index) {
    return new Gather(shape().axis(axis)).apply(this, index);
  }

  /**
   * The parts at the positions of a vector of indices along an axis, in its order.
   *
   * @throws IndexOutOfBoundsException if an index lies outside of the axis
   */
  public Tensor indexSelect(int axis, Tensor index) {
    if (index.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "[indexSelect] the index must be a vector, not " + index.shape());
    }
    int at = shape().axis(axis);
    int[] line = new int[shape().rank()];
    Arrays.fill(line, 1);
    line[at] = index.shape().dim(0);
    var wide = index.value().reshape(line).expand(shape().with(at, line[at]));
    return gather(at, new Tensor(wide));
  }

  /** The same numbers in another type; integers and BOOL have no history. */
  public Tensor cast(DType target) {
    if (target == dtype()) {
      return this;
    }
    return target.isFloating() && dtype().isFloating()
        ? new Cast(target).apply(this)
        : new Tensor(value().cast(target));
  }

  // ---- activations ----

  /** max(x, 0). */
  public Tensor relu() {
    return new Relu().apply(this);
  }

  /** x where x &gt; 0, else slope · x. */
  public Tensor leakyRelu(double slope) {
    return new LeakyRelu(slope).apply(this);
  }

  /** x where x &gt; 0, else alpha · (eˣ − 1). */
  public Tensor elu(double alpha) {
    return new Elu(alpha).apply(this);
  }

  /** 1 / (1 + e⁻ˣ). */
  public Tensor sigmoid() {
    return new Sigmoid().apply(this);
  }

  /** The hyperbolic tangent. */
  public Tensor tanh() {
    return new Tanh().apply(this);
  }

  /** log(1 + eˣ). */
  public Tensor softplus() {
    return new Softplus().apply(this);
  }

  /** x·Φ(x). */
  public Tensor gelu() {
    return new Gelu().apply(this);
  }

  /** The approximation of {@link #gelu} by ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
  public Tensor geluTanh() {
    return new GeluTanh().apply(this);
  }

  /** x · sigmoid(x). */
  public Tensor silu() {
    return new Silu().apply(this);
  }

  /** exp(x) / Σ exp(x) along an axis. */
  public Tensor softmax(int axis) {
    return alongLast(axis, x -> new Softmax().apply(x));
  }

  /** x − log Σ exp(x) along an axis. */
  public Tensor logSoftmax(int axis) {
    return alongLast(axis, x -> new LogSoftmax().apply(x));
  }

  private Tensor alongLast(int axis, UnaryOperator<Tensor> function) {
    int last = shape().rank() - 1;
    int at = shape().axis(axis);
    return at == last
        ? function.apply(this)
        : function.apply(transpose(at, last)).transpose(at, last);
  }

  /**
   * −Σ targets · log softmax(this) along the last axis: (… × classes) → (…). Fused and without a
   * second derivative.
   *
   * @param targets constants of this tensor's shape: one-hot rows, soft ones, or weighted ones
   */
  public Tensor softmaxCrossEntropy(Tensor targets) {
    if (!targets.shape().equals(shape()) || shape().rank() == 0) {
      throw new IllegalArgumentException(
          "[softmaxCrossEntropy] logits and targets must have one shape: "
              + shape()
              + " and "
              + targets.shape());
    }
    Messages.requireSameType("softmaxCrossEntropy", value(), targets.value());
    Messages.requireFloating("softmaxCrossEntropy", value());
    return new SoftmaxCrossEntropy().apply(this, targets.detach());
  }

  /**
   * yes · softplus(−x) + no · softplus(x), element by element: −yes · log p − no · log(1 − p) of
   * the probability p = sigmoid x, without overflow.
   *
   * @param yes constants of this tensor's shape: how much each answer is yes
   * @param no constants of this tensor's shape: how much it is no
   */
  public Tensor binaryCrossEntropy(Tensor yes, Tensor no) {
    if (!yes.shape().equals(shape()) || !no.shape().equals(shape())) {
      throw new IllegalArgumentException(
          "[binaryCrossEntropy] logits and answers must have one shape: "
              + shape()
              + ", "
              + yes.shape()
              + " and "
              + no.shape());
    }
    Messages.requireSameType("binaryCrossEntropy", value(), yes.value());
    Messages.requireSameType("binaryCrossEntropy", value(), no.value());
    return new BinaryCrossEntropy().apply(this, yes.detach(), no.detach());
  }

  /** Elements set to 0 with probability p, the others scaled by 1 / (1 − p). */
  public Tensor dropout(double p, Rng rng) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("[dropout] p must lie in [0, 1), but is " + p);
    }
    return new DropoutOp(rng.key(), p).apply(this);
  }

  /**
   * (x − mean) / √(variance + ε) over some axes. Fused and without a second derivative.
   *
   * @param epsilon ε, which keeps the division from 0
   * @throws IllegalArgumentException if ε is negative or not finite
   */
  public Standardized standardize(double epsilon, int... axes) {
    var op = new Standardize(epsilon, axes(axes));
    Tensor output = op.apply(this);
    return new Standardized(output, op.mean(), op.variance());
  }

  /**
   * γ · (x − mean) / √(variance + ε) + β over some axes. Fused and without a second derivative.
   *
   * @param epsilon ε, which keeps the division from 0
   * @param scale γ, of a shape that can be stretched over this one
   * @param shift β, of the shape of the scale
   * @throws IllegalArgumentException if the shapes or types do not go together, or ε is negative or
   *     not finite
   */
  public Standardized standardize(double epsilon, Tensor scale, Tensor shift, int... axes) {
    var op = new Standardize(epsilon, axes(axes));
    Tensor output = op.apply(this, scale, shift);
    return new Standardized(output, op.mean(), op.variance());
  }

  /**
   * What {@link #standardize(double, int...)} and {@link #standardize(double, Tensor, Tensor,
   * int...)} give.
   *
   * @param output the standardized numbers, perhaps scaled and shifted
   * @param mean the mean of each group; the reduced axes have length 1
   * @param variance the variance of each group, divided by n
   */
  public record Standardized(Tensor output, NDArray mean, NDArray variance) {}

  /** The numbers, long axes shortened, with type and shape. */
  @Override
  public String toString() {
    return value.toString();
  }
}
