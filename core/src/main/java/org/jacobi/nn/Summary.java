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
    summary.visit("", 0, model, input, output);
    return summary.text();
  }

  /** Adds a layer and those below it. */
  private void visit(
      String path, int depth, Layer layer, @Nullable Shape input, @Nullable Shape output) {
    String name = path.substring(path.lastIndexOf('.') + 1);
    String label = GAP.repeat(depth) + (depth == 0 ? "" : name + GAP);
    String shape = output == null ? "" : ofRows(output);
    String earlier = seenLayers.putIfAbsent(layer, path);
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
      String itsPath = path.isEmpty() ? child.getKey() : path + "." + child.getKey();
      visit(itsPath, depth + 1, below, flow, next);
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
    String middle = second == 0 ? GAP : GAP + "%-" + second + "s" + GAP;
    String form = "%-" + first + "s" + (second == 0 ? "%s" : "") + middle + "%" + third + "s\n";
    String line = "─".repeat(first + third + GAP.length() + (second == 0 ? 0 : second + 2)) + "\n";
    var text = new StringBuilder();
    for (Row row : rows) {
      text.append(String.format(Locale.ROOT, form, row.layer, row.output, row.parameters));
      if (text.indexOf(line) < 0) {
        text.append(line);
      }
    }
    return text.append(line).append(totals()).toString();
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
