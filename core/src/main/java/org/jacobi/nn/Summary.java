package org.jacobi.nn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jspecify.annotations.Nullable;

/** A model as a table for people: its layers, their outputs and their numbers of parameters. */
final class Summary {
  private static final String GAP = "  ";
  private static final double KIBI = 1024;

  private final Layer model;
  private final List<Row> rows = new ArrayList<>();
  private final IdentityHashMap<Layer, String> seenLayers = new IdentityHashMap<>();
  private final IdentityHashMap<Layer, Long> ownCounts = new IdentityHashMap<>();

  private record Row(String layer, String output, String parameters) {}

  /** Where a layer stands: its path, the last name of it, and how many layers are around it. */
  private record Place(String path, String name, int depth) {
    Place below(String child) {
      return new Place(path.isEmpty() ? child : path + "." + child, child, depth + 1);
    }
  }

  private Summary(Layer model) {
    this.model = model;
    IdentityHashMap<Param, Layer> counted = new IdentityHashMap<>();
    for (Layer layer : model.layers().values()) {
      var own = layer.ownParams().stream().filter(p -> counted.putIfAbsent(p, layer) == null);
      ownCounts.put(layer, count(own.toList()));
    }
  }

  /**
   * The table.
   *
   * @param input shape of one row of the input, or null to leave the outputs out
   */
  static String of(Layer model, @Nullable Shape input) {
    var summary = new Summary(model);
    Shape output =
        model instanceof UnaryLayer unary && input != null ? unary.outputShape(input) : null;
    summary.rows.add(new Row("Layer", input == null ? "" : "Output", "Parameters"));
    summary.visit(new Place("", "", 0), model, input, output);
    return summary.text();
  }

  /** Adds a layer and those below it. */
  private void visit(Place place, Layer layer, @Nullable Shape input, @Nullable Shape output) {
    String label = GAP.repeat(place.depth) + (place.depth == 0 ? "" : place.name + GAP);
    String shape = output == null ? "" : ofRows(output);
    String earlier = seenLayers.putIfAbsent(layer, place.path);
    if (earlier != null) {
      rows.add(new Row(label + "the same as " + earlier, shape, "0"));
      return;
    }
    Map<String, Layer> children = layer.children();
    String printed = children.isEmpty() ? layer.toString() : layer.getClass().getSimpleName();
    rows.add(new Row(label + printed + frozen(layer), shape, grouped(countBelow(layer))));
    Shape flow = layer instanceof Sequential ? input : null;
    for (var child : children.entrySet()) {
      Layer below = child.getValue();
      Shape next =
          below instanceof UnaryLayer unary && flow != null ? unary.outputShape(flow) : null;
      visit(place.below(child.getKey()), below, flow, next);
      flow = next;
    }
  }

  private static String frozen(Layer layer) {
    List<Param> own = layer.ownParams();
    long frozen = own.stream().filter(Param::isFrozen).count();
    return frozen == 0 ? "" : frozen == own.size() ? ", frozen" : ", partly frozen";
  }

  /**
   * Numbers in the parameters of a layer and those below it; a tied one counts where it is first.
   */
  private long countBelow(Layer layer) {
    return layer.layers().values().stream()
        .mapToLong(below -> ownCounts.getOrDefault(below, 0L))
        .sum();
  }

  private static String ofRows(Shape shape) {
    return shape.rank() == 0 ? "(n)" : "(n × " + shape.toString().substring(1);
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private String text() {
    int first = rows.stream().mapToInt(row -> row.layer.length()).max().orElse(0);
    int second = rows.stream().mapToInt(row -> row.output.length()).max().orElse(0);
    int third = rows.stream().mapToInt(row -> row.parameters.length()).max().orElse(0);
    var text = new StringBuilder();
    String line = "";
    for (Row row : rows) {
      String output = second == 0 ? "" : left(row.output, second) + GAP;
      String whole = left(row.layer, first) + GAP + output + right(row.parameters, third);
      text.append(whole).append('\n');
      if (line.isEmpty()) {
        line = "─".repeat(whole.length()) + "\n";
        text.append(line);
      }
    }
    return text.append(line).append(totals()).toString();
  }

  private static String left(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String right(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }

  private String totals() {
    List<Param> all = model.params();
    long frozen = count(all.stream().filter(Param::isFrozen).toList());
    long total = count(all);
    DType dtype =
        all.isEmpty() || !all.getFirst().isBound() ? DType.F32 : all.getFirst().value().dtype();
    long buffers = model.buffers().stream().mapToLong(buffer -> buffer.shape().size()).sum();
    return grouped(total)
        + " parameters: "
        + grouped(total - frozen)
        + " trained, "
        + grouped(frozen)
        + " frozen\n"
        + (buffers == 0 ? "" : grouped(buffers) + " running numbers\n")
        + bytes((total + buffers) * dtype.bytes())
        + " in "
        + dtype
        + "\n";
  }

  private static long count(List<Param> params) {
    return params.stream().mapToLong(param -> param.shape().size()).sum();
  }

  private static String bytes(long bytes) {
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < KIBI) {
      return bytes + " bytes";
    }
    double scaled = bytes / KIBI;
    int unit = 0;
    while (scaled >= KIBI && unit < units.length - 1) {
      scaled /= KIBI;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", scaled, units[unit]);
  }
}
