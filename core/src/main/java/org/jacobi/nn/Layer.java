package org.jacobi.nn;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.kernel.KernelProvider;
import org.jspecify.annotations.Nullable;

/**
 * A part of a network: parameters, buffers, and other layers. It does not fix the signature of
 * {@code forward}; layers that map one tensor to one extend {@link UnaryLayer}.
 *
 * <p>An own layer keeps its children in fields, or registers them with {@link #child}:
 *
 * <pre>{@code
 * final class TwoLayers extends UnaryLayer {
 *   private final Linear first = new Linear(30, 16);
 *   private final Linear second = new Linear(16, 2);
 *
 *   @Override
 *   public Tensor forward(Tensor x) {
 *     return second.forward(first.forward(x).tanh());
 *   }
 * }
 * }</pre>
 *
 * <p>The path of a parameter is made of the names of fields (or registrations) and its own, such as
 * {@code first.weight}. Constructors only declare; {@link #init} gives the numbers.
 */
public abstract class Layer {
  private final Map<String, Param> params = new LinkedHashMap<>();
  private final Map<String, LayerBuffer> buffers = new LinkedHashMap<>();
  private final Map<String, Layer> registered = new LinkedHashMap<>();
  private String path = "";
  private @Nullable ParamStore store;

  /** For subclasses. */
  protected Layer() {}

  // ---- declaring, in constructors ----

  /**
   * Declares a parameter.
   *
   * @param fan how many numbers flow in and out, for its initial values
   * @throws IllegalArgumentException if the layer has a parameter of this name
   */
  protected final Param param(String name, Param.Role role, Shape shape, Fan fan, Init init) {
    var param = new Param(name, role, shape, fan, init);
    share(name, param);
    return param;
  }

  /** Declares that a parameter of another layer is used here too: tied weights, stored once. */
  protected final void share(String name, Param param) {
    if (params.putIfAbsent(name, param) != null) {
      throw new IllegalArgumentException(
          "[layer] " + getClass().getSimpleName() + " has a parameter " + name + " already");
    }
  }

  /** Declares numbers that are saved but not trained. */
  protected final LayerBuffer buffer(String name, Shape shape, double initial) {
    var buffer = new LayerBuffer(name, shape, initial);
    if (buffers.putIfAbsent(name, buffer) != null) {
      throw new IllegalArgumentException(
          "[layer] " + getClass().getSimpleName() + " has a buffer " + name + " already");
    }
    return buffer;
  }

  /** Registers a layer that is not held in a field of its own, such as an element of a list. */
  protected final <L extends Layer> L child(String name, L layer) {
    if (registered.putIfAbsent(name, layer) != null) {
      throw new IllegalArgumentException(
          "[layer] " + getClass().getSimpleName() + " has a child " + name + " already");
    }
    return layer;
  }

  // ---- what it consists of ----

  /** The layers that it is made of, by name: registered ones, then those in fields. */
  public final Map<String, Layer> children() {
    Map<String, Layer> found = new LinkedHashMap<>(registered);
    Deque<Class<?>> classes = new ArrayDeque<>();
    for (Class<?> c = getClass(); c != null && c != Layer.class; c = c.getSuperclass()) {
      classes.push(c);
    }
    for (Class<?> c : classes) {
      for (Field field : c.getDeclaredFields()) {
        if (Layer.class.isAssignableFrom(field.getType())
            && !Modifier.isStatic(field.getModifiers())
            && !field.isSynthetic()) {
          Layer layer = read(field);
          if (layer != null && !registered.containsValue(layer)) {
            addField(found, field.getName(), layer);
          }
        }
      }
    }
    return found;
  }

  private void addField(Map<String, Layer> found, String name, Layer layer) {
    Layer other = found.putIfAbsent(name, layer);
    if (other != null) {
      throw new IllegalStateException(
          "[layer] "
              + getClass().getSimpleName()
              + " has two children with the name "
              + name
              + "; give one of the fields another name");
    }
  }

  private @Nullable Layer read(Field field) {
    try {
      field.setAccessible(true);
      return (Layer) field.get(this);
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      throw new IllegalStateException(
          "[layer] the field "
              + getClass().getSimpleName()
              + "."
              + field.getName()
              + " cannot be read: open the package "
              + getClass().getPackageName()
              + " to the module org.jacobi, or register the layer with child(name, layer)",
          e);
    }
  }

  /** Calls back for this layer and all below it, with their paths; each layer once. */
  private void walk(
      String prefix, IdentityHashMap<Layer, String> seen, BiConsumer<String, Layer> visit) {
    if (seen.putIfAbsent(this, prefix) != null) {
      return;
    }
    visit.accept(prefix, this);
    children()
        .forEach((name, layer) ->
            layer.walk(prefix.isEmpty() ? name : prefix + "." + name, seen, visit));
  }

  /**
   * This layer and all below it, by path, in the order of declaration; this one's path is empty.
   */
  public final Map<String, Layer> layers() {
    Map<String, Layer> all = new LinkedHashMap<>();
    walk("", new IdentityHashMap<>(), all::put);
    return all;
  }

  /**
   * All parameters of this layer and those below it, in the order of declaration; tied ones once.
   */
  public final List<Param> params() {
    IdentityHashMap<Param, String> seen = new IdentityHashMap<>();
    List<Param> all = new ArrayList<>();
    walk(
        "",
        new IdentityHashMap<>(),
        (prefix, layer) ->
            layer.params.values().stream()
                .filter(param -> seen.putIfAbsent(param, prefix) == null)
                .forEach(all::add));
    return all;
  }

  /** The parameters of this layer itself. */
  final List<Param> ownParams() {
    return List.copyOf(params.values());
  }

  /** All buffers of this layer and those below it, in the order of declaration. */
  public final List<LayerBuffer> buffers() {
    List<LayerBuffer> all = new ArrayList<>();
    walk("", new IdentityHashMap<>(), (prefix, layer) -> all.addAll(layer.buffers.values()));
    return all;
  }

  /**
   * The parameter with this path.
   *
   * @throws IllegalArgumentException if there is none
   */
  public final Param param(String itsPath) {
    Map<String, Param> all = byPath();
    Param found = all.get(itsPath);
    if (found == null) {
      throw new IllegalArgumentException(
          "[layer] there is no parameter " + itsPath + "; there are " + all.keySet());
    }
    return found;
  }

  /** The parameters by their paths, which need not be bound yet. */
  private Map<String, Param> byPath() {
    Map<String, Param> all = new LinkedHashMap<>();
    IdentityHashMap<Param, String> seen = new IdentityHashMap<>();
    walk(
        "",
        new IdentityHashMap<>(),
        (prefix, layer) ->
            layer.params.forEach((name, param) -> {
              if (seen.putIfAbsent(param, prefix) == null) {
                String below = prefix.isEmpty() ? name : prefix + "." + name;
                all.put(param.isBound() ? param.path() : below, param);
              }
            }));
    return all;
  }

  /** Its path within the model; empty for the model itself. Known once the model is initialised. */
  public final String path() {
    return path;
  }

  // ---- numbers ----

  /** Gives all parameters their first values, in F32, as a function of the seed and their paths. */
  public final void init(long seed) {
    init(seed, DType.F32);
  }

  /** Gives all parameters their first values in F32 or F64. */
  public final void init(long seed, DType dtype) {
    KernelProvider.prepare();
    allocate(dtype).draw(seed);
  }

  /**
   * Chooses how the weights of this layer and of all below it get their first values; biases and
   * scales keep theirs. To be called before {@link #init}; gives back the layer itself.
   *
   * @throws IllegalStateException if they have their numbers already
   */
  public Layer weightInit(Init init) {
    List<Param> weights =
        params().stream().filter(param -> param.role() == Param.Role.WEIGHT).toList();
    for (Param weight : weights) {
      if (weight.isBound()) {
        throw new IllegalStateException(
            "[weightInit] "
                + weight.path()
                + " has its numbers already: choose initial values before init(seed)");
      }
    }
    weights.forEach(weight -> weight.init(init));
    return this;
  }

  /** Makes the slabs without drawing numbers: for a model that is read from a file. */
  public final ParamStore allocate(DType dtype) {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException("[init] parameters are f32 or f64, not " + dtype);
    }
    List<Param> all = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    IdentityHashMap<Param, String> seen = new IdentityHashMap<>();
    walk(
        "",
        new IdentityHashMap<>(),
        (prefix, layer) -> {
          layer.path = prefix;
          String before = prefix.isEmpty() ? "" : prefix + ".";
          layer.params.forEach((name, param) -> {
            if (seen.putIfAbsent(param, prefix) == null) {
              all.add(param);
              paths.add(before + name);
            }
          });
          layer.buffers.forEach((name, buffer) -> buffer.bind(before + name, dtype));
        });
    var made = new ParamStore(all, paths, dtype);
    store = made;
    return made;
  }

  /**
   * The shapes of all parameters and buffers by the path that they have, or will have once the
   * model is initialised.
   */
  public final Map<String, Shape> shapes() {
    Map<String, Shape> all = new LinkedHashMap<>();
    IdentityHashMap<Param, String> seen = new IdentityHashMap<>();
    walk(
        "",
        new IdentityHashMap<>(),
        (prefix, layer) -> {
          String before = prefix.isEmpty() ? "" : prefix + ".";
          layer.params.forEach((name, param) -> {
            if (seen.putIfAbsent(param, prefix) == null) {
              all.put(before + name, param.shape());
            }
          });
          layer.buffers.forEach((name, buffer) -> all.put(before + name, buffer.shape()));
        });
    return all;
  }

  /** The paths of {@link #shapes}, in the order of declaration. */
  public final List<String> paths() {
    return List.copyOf(shapes().keySet());
  }

  /** True once {@link #init} or {@link #allocate} was called on this layer. */
  public final boolean isInitialised() {
    return store != null;
  }

  /**
   * The slabs of this model.
   *
   * @throws IllegalStateException if this layer was not initialised as a model
   */
  public final ParamStore store() {
    ParamStore made = store;
    if (made == null) {
      throw new IllegalStateException(
          "[layer] this model has no numbers yet: call init(seed) on it first");
    }
    return made;
  }

  /**
   * Freezes all parameters whose path is, or starts with, the given one; {@code 0} freezes {@code
   * 0.weight} and {@code 0.bias}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public final void freeze(String prefix) {
    Map<String, Param> all = byPath();
    List<Param> chosen = new ArrayList<>();
    all.forEach((path, param) -> {
      if (path.equals(prefix) || path.startsWith(prefix + ".")) {
        chosen.add(param);
      }
    });
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "[freeze] no parameter is, or lies below, " + prefix + "; there are " + all.keySet());
    }
    chosen.forEach(param -> param.freeze(true));
  }

  /** A table of this layer and all below it with their numbers of parameters. */
  public final String summary() {
    return Summary.of(this, null);
  }

  /** Its class; layers that have settings print them too. */
  @Override
  public String toString() {
    return getClass().getSimpleName();
  }
}
