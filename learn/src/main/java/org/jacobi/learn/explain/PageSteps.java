package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The order in which the numbers of a graph come about, with a line of text for each step. */
final class PageSteps {
  /** A number that never appears. */
  static final int NEVER = -1;

  private static final int MOST_INPUTS = 8;

  /**
   * What happens at once.
   *
   * @param phase start, forward or backward
   * @param line the mathematics of it
   * @param detail where it comes from
   * @param nodes those that take part
   * @param edges those that take part; the one behind the result has the number after the last
   */
  record Step(String phase, String line, String detail, List<Integer> nodes, List<Integer> edges) {}

  private final PageModel model;
  private final List<Step> steps = new ArrayList<>();
  private final int[] value;
  private final int[] contribution;
  private final int[] sum;

  PageSteps(PageModel model) {
    this.model = model;
    value = new int[model.nodes()];
    sum = new int[model.nodes()];
    contribution = new int[model.edges() + 1];
    Arrays.fill(sum, NEVER);
    Arrays.fill(contribution, NEVER);
    add("start", model.text("step.start"), model.text("step.start.detail"), List.of(), List.of());
    inputs();
    for (int i = 0; i < model.nodes(); i++) {
      forward(i);
    }
    if (model.node(model.last()).gradient() != null) {
      seed();
      for (int i = model.last(); i >= 0; i--) {
        backward(i);
      }
    }
    end();
  }

  List<Step> steps() {
    return steps;
  }

  /** The step in which the value of a node is known. */
  int value(int node) {
    return value[node];
  }

  /** The step in which a gradient flows along an edge. */
  int contribution(int edge) {
    return contribution[edge];
  }

  /** The step in which the gradients of a node that is used more than once are added. */
  int sum(int node) {
    return sum[node];
  }

  private void end() {
    String result = model.name(model.last()) + " = " + model.value(model.last());
    String line =
        IntStream.range(0, model.last())
            .filter(i -> !model.isOperation(i) && model.node(i).gradient() != null)
            .limit(MOST_INPUTS)
            .mapToObj(i -> model.gradient(i) + " = " + model.back(i))
            .collect(Collectors.joining(model.text("comma")));
    String detail = model.text("step.end");
    add(
        "end",
        line.isEmpty() ? result : result + model.text("semicolon") + line,
        detail,
        List.of(),
        List.of());
  }

  private int add(
      String phase, String line, String detail, List<Integer> nodes, List<Integer> edges) {
    steps.add(new Step(phase, line, detail, nodes, edges));
    return steps.size() - 1;
  }

  private List<Integer> leaving(int node) {
    Stream<Integer> end = node == model.last() ? Stream.of(model.edges()) : Stream.empty();
    return Stream.concat(model.outOf(node).stream(), end).toList();
  }

  private void inputs() {
    List<Integer> inputs =
        IntStream.range(0, model.nodes()).filter(i -> !model.isOperation(i)).boxed().toList();
    if (inputs.isEmpty()) {
      return;
    }
    String line =
        inputs.stream()
            .limit(MOST_INPUTS)
            .map(i -> model.name(i) + " = " + model.value(i))
            .collect(Collectors.joining(model.text("comma")));
    String more = inputs.size() > MOST_INPUTS ? model.text("comma") + "…" : "";
    List<Integer> edges = inputs.stream().flatMap(i -> leaving(i).stream()).toList();
    int step = add("forward", line + more, model.text("step.inputs"), inputs, edges);
    inputs.forEach(i -> value[i] = step);
  }

  private void forward(int i) {
    if (!model.isOperation(i)) {
      return;
    }
    String detail = model.text("step.forward", model.computes(i), model.given(i));
    List<Integer> edges = new ArrayList<>(model.into(i));
    edges.addAll(leaving(i));
    value[i] = add("forward", model.computed(i), detail, List.of(i), edges);
  }

  private void seed() {
    int last = model.last();
    double[] gradient = model.node(last).gradient();
    if (gradient != null) {
      String line = model.gradient(last) + " = " + model.line(last, gradient);
      String detail = model.text("step.seed", model.name(last));
      contribution[model.edges()] =
          add("backward", line, detail, List.of(last), List.of(model.edges()));
    }
  }

  private void backward(int i) {
    List<Integer> arriving = model.arriving(i);
    if (arriving.size() > 1 && model.node(i).gradient() != null) {
      String line = model.gradient(i) + " = " + model.sum(i);
      String detail = model.text("step.sum", model.name(i), arriving.size());
      sum[i] = add("backward", line, detail, List.of(i), arriving);
    }
    double[] upstream = model.node(i).gradient();
    if (upstream == null) {
      return;
    }
    for (int e : model.into(i)) {
      var edge = model.edge(e);
      if (edge.contribution() != null) {
        int from = edge.from();
        String name = model.gradient(from);
        boolean shared = model.arriving(from).size() > 1;
        String start = shared ? model.text("step.via", name, model.name(i)) : name;
        String up = model.line(i, upstream);
        String key = edge.local() == null ? "step.matrix" : "step.backward";
        String upName = (model.hasOwnNames() ? "" : "u = ") + model.gradient(i);
        String detail = model.text(key, up, model.derivative(e), upName);
        contribution[e] =
            add("backward", start + " = " + model.product(e), detail, List.of(i), List.of(e));
      }
    }
  }
}
