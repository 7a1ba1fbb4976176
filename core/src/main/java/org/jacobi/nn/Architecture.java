package org.jacobi.nn;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jacobi.array.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A model as data and back: the layers that ship with Jacobi describe themselves by their type and
 * their settings, so that a model file can rebuild them without code. A layer object that stands at
 * several places stays one. Not described: initial values, numbers, and what is frozen.
 *
 * <pre>{@code
 * Map<String, Object> map = Architecture.toMap(model);
 * // {type=Sequential, layers=[{type=Linear, inputs=784, outputs=10, bias=true}, {type=ReLU}]}
 * UnaryLayer again = Architecture.fromMap(map);
 * }</pre>
 *
 * <p>An own layer is described as {@code {type=custom, class=MyNet}}, which cannot be rebuilt.
 */
public final class Architecture {
  /** How deep {@link Sequential}s may lie in each other. */
  public static final int DEEPEST = 64;

  /** How many layers a description may have. */
  public static final int MOST_LAYERS = 10_000;

  private static final String TYPE = "type";
  private static final String CUSTOM = "custom";
  private static final String REPEAT = "repeat";
  private static final String SEQUENTIAL = "Sequential";

  /** How a type of layer becomes settings, and settings become a layer. */
  private record Description<L extends UnaryLayer>(
      Class<L> type, Function<L, Map<String, Object>> settings, Function<Settings, L> build) {
    Map<String, Object> of(UnaryLayer layer) {
      return settings.apply(type.cast(layer));
    }
  }

  private static final Map<String, Description<?>> DESCRIPTIONS =
      Map.ofEntries(
          described(
              Linear.class,
              l -> settings("inputs", l.inputs(), "outputs", l.outputs(), "bias", l.bias() != null),
              s -> new Linear(s.size("inputs"), s.size("outputs"), s.flag("bias"))),
          described(
              Embedding.class,
              l -> settings("count", l.count(), "size", l.size()),
              s -> new Embedding(s.size("count"), s.size("size"))),
          described(
              BatchNorm1d.class,
              l ->
                  settings(
                      "features", l.features(), "epsilon", l.epsilon(), "momentum", l.momentum()),
              s -> new BatchNorm1d(s.size("features"), s.number("epsilon"), s.number("momentum"))),
          described(
              LayerNorm.class,
              l -> settings("shape", axes(l.shape()), "epsilon", l.epsilon()),
              s -> new LayerNorm(s.number("epsilon"), s.shape("shape"))),
          described(
              Dropout.class,
              l -> settings("probability", l.probability()),
              s -> new Dropout(s.number("probability"))),
          described(
              LeakyReLU.class,
              l -> settings("slope", l.slope()),
              s -> new LeakyReLU(s.number("slope"))),
          described(ELU.class, l -> settings("alpha", l.alpha()), s -> new ELU(s.number("alpha"))),
          described(Flatten.class, l -> settings(), s -> new Flatten()),
          described(ReLU.class, l -> settings(), s -> new ReLU()),
          described(Sigmoid.class, l -> settings(), s -> new Sigmoid()),
          described(Tanh.class, l -> settings(), s -> new Tanh()),
          described(Softplus.class, l -> settings(), s -> new Softplus()),
          described(GELU.class, l -> settings(), s -> new GELU()),
          described(TanhGELU.class, l -> settings(), s -> new TanhGELU()),
          described(SiLU.class, l -> settings(), s -> new SiLU()),
          described(Softmax.class, l -> settings(), s -> new Softmax()),
          described(LogSoftmax.class, l -> settings(), s -> new LogSoftmax()));

  private Architecture() {}

  private static <L extends UnaryLayer> Map.Entry<String, Description<?>> described(
      Class<L> type, Function<L, Map<String, Object>> settings, Function<Settings, L> build) {
    return entry(type.getSimpleName(), new Description<>(type, settings, build));
  }

  /** Names and values in turn, in their order. */
  private static Map<String, Object> settings(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  private static List<Integer> axes(Shape shape) {
    List<Integer> axes = new ArrayList<>();
    for (int length : shape.toArray()) {
      axes.add(length);
    }
    return axes;
  }

  // ---- to a map ----

  /**
   * The model as maps, lists, strings, numbers and booleans. Own layers are only named; {@link
   * #isComplete} tells whether there are any.
   */
  public static Map<String, Object> toMap(UnaryLayer model) {
    return toMap("", model, new IdentityHashMap<>());
  }

  private static Map<String, Object> toMap(
      String path, UnaryLayer layer, IdentityHashMap<UnaryLayer, String> seen) {
    String earlier = seen.putIfAbsent(layer, path);
    if (earlier != null) {
      return settings(TYPE, REPEAT, "of", earlier);
    }
    if (layer instanceof Sequential sequential) {
      List<Object> layers = new ArrayList<>();
      for (UnaryLayer step : sequential.steps()) {
        layers.add(toMap(below(path, layers.size()), step, seen));
      }
      return settings(TYPE, SEQUENTIAL, "layers", layers);
    }
    String name = layer.getClass().getSimpleName();
    var description = descriptionOf(layer);
    if (description == null) {
      return settings(TYPE, CUSTOM, "class", name);
    }
    Map<String, Object> map = settings(TYPE, name);
    map.putAll(description.of(layer));
    return map;
  }

  /** Null for a layer that does not ship with Jacobi. */
  private static @Nullable Description<?> descriptionOf(UnaryLayer layer) {
    var description = DESCRIPTIONS.get(layer.getClass().getSimpleName());
    return description != null && description.type == layer.getClass() ? description : null;
  }

  private static String below(String path, int number) {
    return path.isEmpty() ? Integer.toString(number) : path + "." + number;
  }

  /** True if the model consists of layers that ship with Jacobi, so that it can be rebuilt. */
  public static boolean isComplete(UnaryLayer model) {
    return ownLayers(model).findAny().isEmpty();
  }

  /** The names of the classes of the layers that do not ship with Jacobi. */
  public static Stream<String> ownLayers(UnaryLayer model) {
    if (model instanceof Sequential sequential) {
      return sequential.steps().stream().flatMap(Architecture::ownLayers).distinct();
    }
    return descriptionOf(model) == null
        ? Stream.of(model.getClass().getSimpleName())
        : Stream.empty();
  }

  // ---- from a map ----

  /**
   * The model that a map describes. Only parameters are declared: nothing large is made before
   * {@link Layer#init} or {@link Layer#allocate}.
   *
   * @throws IllegalArgumentException if the map is no description, names an own layer or an unknown
   *     one, or asks for more layers or parameters than there may be
   */
  public static UnaryLayer fromMap(Map<String, ?> map) {
    UnaryLayer model = new Builder().build("", 0, map);
    long total = 0;
    for (Param param : model.params()) {
      total += Math.min(param.shape().size(), Integer.MAX_VALUE + 1L);
      if (total > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "[architecture] the model has more than " + Integer.MAX_VALUE + " parameters");
      }
    }
    return model;
  }

  /** Builds one model. */
  private static final class Builder {
    private final Map<String, UnaryLayer> built = new LinkedHashMap<>();
    private final IdentityHashMap<UnaryLayer, Integer> sizes = new IdentityHashMap<>();
    private int layers;

    UnaryLayer build(String path, int depth, @Nullable Object description) {
      if (depth > DEEPEST) {
        throw new IllegalArgumentException(
            "[architecture] layers may lie " + DEEPEST + " deep in each other, but lie deeper");
      }
      int before = layers;
      count(1);
      var settings = Settings.of(path, description);
      UnaryLayer layer = build(path, depth, settings.text(TYPE), settings);
      settings.requireNoOthers();
      built.put(path, layer);
      sizes.putIfAbsent(layer, layers - before);
      return layer;
    }

    /** Repeated layers count as often as they are run: a chain of repeats must not explode. */
    private void count(int more) {
      layers += more;
      if (layers > MOST_LAYERS) {
        throw new IllegalArgumentException(
            "[architecture] there may be " + MOST_LAYERS + " layers, but there are more");
      }
    }

    private UnaryLayer build(String path, int depth, String type, Settings settings) {
      if (type.equals(SEQUENTIAL)) {
        List<UnaryLayer> steps = new ArrayList<>();
        for (Object step : settings.list("layers")) {
          steps.add(build(below(path, steps.size()), depth + 1, step));
        }
        return new Sequential(steps.toArray(UnaryLayer[]::new));
      }
      if (type.equals(REPEAT)) {
        UnaryLayer earlier = built.get(settings.text("of"));
        if (earlier == null) {
          throw settings.wrong("of", "must be the path of an earlier layer");
        }
        count(sizes.getOrDefault(earlier, 1));
        return earlier;
      }
      if (type.equals(CUSTOM)) {
        String name = settings.shown("class");
        throw new IllegalArgumentException(
            "[architecture] "
                + settings.place()
                + " is a layer that does not ship with Jacobi, "
                + name
                + ": make the model in code, and load the numbers into it with load(path,"
                + " MyNet::new)");
      }
      var known = DESCRIPTIONS.get(type);
      if (known == null) {
        throw settings.wrong(TYPE, "is none of the layers that this version knows");
      }
      try {
        return known.build.apply(settings);
      } catch (Settings.WrongSetting e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "[architecture] " + settings.place() + ": " + e.getMessage(), e);
      }
    }
  }
}
