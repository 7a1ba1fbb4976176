package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.learn.explain.Explanation.Second;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.Autograd.Walk;
import org.jacobi.tensor.Formula;
import org.jacobi.tensor.GradientSink;
import org.jacobi.tensor.Graph;
import org.jacobi.tensor.LayerTrace;
import org.jacobi.tensor.Op;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Explains how a number was computed and how its gradients arise. The walk back is one of its own:
 * the graph stays, and {@link Tensor#grad} is not touched.
 *
 * <pre>{@code
 * Tensor x = Tensor.scalar(1.5).requireGrad();
 * Explanation explanation = Explain.of(x.square().add(2).sin());
 * IO.println(ExplainForm.TEXT.of(explanation, Locale.ENGLISH));
 * }</pre>
 */
public final class Explain {
  private final Tensor root;
  private final GraphNames names;
  private final List<Tensor> order;
  private final Map<Tensor, Integer> numbers = new HashMap<>();
  private final Map<Op, Tensor> outputs = new HashMap<>();
  private final Map<Tensor, NDArray> gradients = new HashMap<>();
  private final Map<Op, @Nullable Tensor[]> passed = new HashMap<>();

  private Explain(Tensor root, GraphNames names) {
    this.root = root;
    this.names = names;
    this.order = inReadingOrder();
    for (Tensor tensor : order) {
      numbers.put(tensor, numbers.size());
      if (tensor.op() != null) {
        outputs.put(tensor.op(), tensor);
      }
    }
  }

  /**
   * Explains a number, with names x1, x2 … for what was given and v1, v2 … for what was computed.
   *
   * @throws IllegalArgumentException if it is not one number, or nothing that it was computed from
   *     asks for a gradient
   * @throws IllegalStateException if its graph was released by a walk back
   */
  public static Explanation of(Tensor result) {
    return of(result, new GraphNames(""));
  }

  /** Explains a number with names of one's own. */
  public static Explanation of(Tensor result, GraphNames names) {
    requireNumber(result);
    return new Explain(result, names).explain(List.of());
  }

  /**
   * Explains a number with its second derivatives for some inputs, each of which is one number.
   *
   * @throws IllegalArgumentException also if an input is not one number
   * @throws UnsupportedOperationException if an operation has no second derivative; names it
   */
  public static Explanation ofSecondOrder(Tensor result, GraphNames names, Tensor... inputs) {
    requireNumber(result);
    for (Tensor input : inputs) {
      if (input.size() != 1) {
        throw new IllegalArgumentException(Words.error("explain", "order", input.shape()));
      }
    }
    var explain = new Explain(result, names);
    return explain.explain(explain.seconds(inputs));
  }

  private static void requireNumber(Tensor result) {
    if (result.size() != 1) {
      throw new IllegalArgumentException(Words.error("explain", "number", result.shape()));
    }
    if (!result.requiresGrad()) {
      throw new IllegalArgumentException(Words.error("explain", "constant"));
    }
  }

  /** What was named first, then other leaves, then the operations. */
  private List<Tensor> inReadingOrder() {
    List<Tensor> all = Graph.tensors(root);
    Set<Tensor> there = new HashSet<>(all); // a tensor equals itself alone
    Set<Tensor> sorted = new LinkedHashSet<>();
    names.order().stream().filter(t -> t.op() == null && there.contains(t)).forEach(sorted::add);
    all.stream().filter(t -> t.op() == null).forEach(sorted::add);
    sorted.addAll(all);
    return List.copyOf(sorted);
  }

  private Explanation explain(List<Second> seconds) {
    walkBack();
    String[] labels = labels();
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      nodes.add(node(order.get(i), labels[i]));
    }
    for (Tensor tensor : order) {
      edges(tensor, edges);
    }
    var explanation = new Explanation(names.title(), nodes, edges, List.of(), seconds);
    return nodes.stream()
        .filter(node -> node.name().equals("softmaxCrossEntropy") && node.isOperation())
        .findFirst()
        .map(node -> explanation.withSteps(SoftmaxSteps.ofRow(explanation, nodes.indexOf(node))))
        .orElse(explanation);
  }

  private void walkBack() {
    var watching =
        new LayerTrace() {
          @Override
          public void walkedBack(Op op, Tensor upstream, @Nullable Tensor[] back) {
            Tensor output = outputs.get(op);
            if (output != null) { // else an operation of the walk itself
              gradients.put(output, upstream.value());
              passed.put(op, back);
            }
          }
        };
    GradientSink sink =
        (leaf, gradient) ->
            gradients.merge(
                leaf, gradient.value(), (a, b) -> new Tensor(a).add(new Tensor(b)).value());
    var one = new Tensor(NDArray.allocate(root.dtype(), root.shape()).fill(1));
    StepScope.current()
        .with(LayerTrace.SETTING, watching)
        .with(GradientSink.SETTING, sink)
        .run(() -> root.backward(one, Walk.RETAIN));
  }

  private List<Second> seconds(Tensor... inputs) {
    List<Tensor> firsts = Autograd.gradients(root, Walk.RECORD, inputs);
    List<Second> seconds = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      Tensor first = firsts.get(i).sum();
      List<Tensor> row =
          first.requiresGrad() ? Autograd.gradients(first, Walk.RETAIN, inputs) : List.of();
      for (int j = 0; j < inputs.length; j++) {
        double value = row.isEmpty() ? 0 : row.get(j).item();
        seconds.add(new Second(number(inputs[i]), number(inputs[j]), value));
      }
    }
    return seconds;
  }

  private int number(Tensor tensor) {
    Integer number = numbers.get(tensor);
    if (number == null) {
      throw new IllegalArgumentException(Words.error("explain", "unused"));
    }
    return number;
  }

  // ---- nodes ----

  private String[] labels() {
    String[] labels = new String[order.size()];
    String letter = freeLetter();
    int inputs = 0;
    int operations = 0;
    for (int i = 0; i < labels.length; i++) {
      Tensor tensor = order.get(i);
      String given = names.of(tensor);
      if (tensor.op() != null) {
        operations++;
        labels[i] = given != null ? given : tensor == root ? "y" : letter + operations;
      } else if (given != null) {
        labels[i] = given;
      } else if (!tensor.requiresGrad() && tensor.size() == 1) {
        labels[i] = Figures.number(tensor.item());
      } else {
        labels[i] = (tensor.requiresGrad() ? "x" : "c") + ++inputs;
      }
    }
    return labels;
  }

  /** v, unless an input is called v1 or the like. */
  private String freeLetter() {
    for (String letter : List.of("v", "w", "t", "s", "r", "q")) {
      if (order.stream().noneMatch(t -> String.valueOf(names.of(t)).matches(letter + "\\d+"))) {
        return letter;
      }
    }
    return "node";
  }

  private Node node(Tensor tensor, String label) {
    Op op = tensor.op();
    Kind kind =
        op != null
            ? Kind.OPERATION
            : names.isParameter(tensor)
                ? Kind.PARAMETER
                : tensor.requiresGrad() ? Kind.INPUT : Kind.CONSTANT;
    NDArray gradient = gradients.get(tensor);
    return new Node(
        kind,
        op == null ? label : op.name(),
        op == null ? label : Symbols.of(op),
        op == null ? null : op.formula(),
        tensor.layer(),
        tensor.dtype(),
        tensor.shape(),
        tensor.toDoubles(),
        gradient == null ? null : gradient.toDoubles(),
        label);
  }

  // ---- edges ----

  private void edges(Tensor tensor, List<Edge> edges) {
    Op op = tensor.op();
    if (op == null) {
      return;
    }
    List<Tensor> operands = op.operands();
    @Nullable Tensor[] back = passed.get(op);
    double[] @Nullable [] locals = Locals.of(tensor);
    for (int i = 0; i < operands.size(); i++) {
      Tensor operand = operands.get(i);
      Tensor contribution = back == null || !operand.requiresGrad() ? null : back[i];
      edges.add(
          new Edge(
              number(operand),
              number(tensor),
              i,
              derivative(op.formula(), i),
              operand.requiresGrad() ? locals[i] : null,
              contribution == null ? null : contribution.toDoubles()));
    }
  }

  private static Formula.@Nullable Derivative derivative(Formula formula, int operand) {
    var all = formula.derivatives();
    if (all.isEmpty() || operand >= all.size() && formula.operands().size() > 1) {
      return null;
    }
    return all.get(Math.min(operand, all.size() - 1));
  }

  /** Local derivatives in numbers. */
  private static final class Locals {
    private static final double TOLERANCE_F64 = 1e-9;
    private static final double TOLERANCE_F32 = 1e-4;
    private static final double GOLDEN = 0.6180339887498949;

    private Locals() {}

    /**
     * For each operand one derivative for each of its elements, where there is such a thing: the
     * output is one number, or each element of it depends on that element of the operand alone.
     */
    static double[] @Nullable [] of(Tensor output) {
      List<Tensor> operands = Graph.operands(output);
      double[] @Nullable [] locals = new double[operands.size()][];
      int size = Math.toIntExact(output.size());
      double[] ones = new double[size];
      Arrays.fill(ones, 1);
      double[] uneven = new double[size];
      Arrays.setAll(uneven, i -> 0.5 + (i + 1) * GOLDEN % 1);
      @Nullable Tensor[] plain = Graph.passedBack(output, like(output, ones));
      @Nullable Tensor[] weighted = Graph.passedBack(output, like(output, uneven));
      for (int i = 0; i < locals.length; i++) {
        Tensor first = plain[i];
        Tensor second = weighted[i];
        if (first == null || second == null) {
          continue;
        }
        double[] local = first.toDoubles();
        if (size == 1 || local.length == size && each(local, uneven, second)) {
          locals[i] = local;
        }
      }
      return locals;
    }

    private static Tensor like(Tensor output, double[] numbers) {
      return new Tensor(NDArray.allocate(output.dtype(), output.shape()).copyFrom(numbers));
    }

    /** Whether the Jacobian is diagonal: then uneven weights come back as weights. */
    private static boolean each(double[] local, double[] weights, Tensor second) {
      double tolerance = second.dtype() == DType.F64 ? TOLERANCE_F64 : TOLERANCE_F32;
      double[] found = second.toDoubles();
      for (int i = 0; i < local.length; i++) {
        double expected = local[i] * weights[i];
        boolean same =
            Double.isFinite(expected)
                ? Math.abs(found[i] - expected) <= tolerance * Math.max(1e-3, Math.abs(expected))
                : !Double.isFinite(found[i]);
        if (!same) {
          return false;
        }
      }
      return true;
    }
  }
}
