package org.jacobi.learn.explain;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Formula;
import org.jspecify.annotations.Nullable;

/**
 * A graph with the numbers of one pass forward and one walk back. The lists are copies; the arrays
 * of nodes and edges are handed out as they are, uncopied: do not change them.
 *
 * @param title what it shows, such as the expression
 * @param nodes inputs and operations, each after all that it is computed from; the last one is the
 *     result. A node's place in the list is its number. An intermediate result that is used more
 *     than once is one node
 * @param edges from each operand to the operation that uses it, in the order of the operations and
 *     then of their operands
 * @param steps what follows from the formulas by hand, line by line; mostly empty
 * @param seconds second derivatives; empty unless they were asked for
 */
public record Explanation(
    String title, List<Node> nodes, List<Edge> edges, List<Step> steps, List<Second> seconds) {
  /** The most nodes that a form shows one by one. */
  public static final int MOST_NODES = 120;

  /** What a node is. */
  public enum Kind {
    /** A value that a gradient is asked for. */
    INPUT,
    /** A parameter of a layer. */
    PARAMETER,
    /** A number that stays as it is; no gradient is computed for it. */
    CONSTANT,
    /** The result of an operation. */
    OPERATION
  }

  /**
   * A value of the graph.
   *
   * @param name of an input, a constant or a parameter, such as {@code x} or {@code 0.weight}; of
   *     an operation its name, such as {@code mul}
   * @param symbol what a textbook writes into the circle, such as ×; for others the name
   * @param formula what the operation computes, and its derivatives; null for others
   * @param layer path of the layer that applied the operation; empty outside of layers
   * @param value the numbers, row after row
   * @param gradient the gradient of the result for this value, of the same shape, complete: the sum
   *     over all edges that leave it; null where none arrives
   * @param label what it is called in the formulas of others: the name of an input, v1, v2 … or a
   *     name that was given
   */
  public record Node(
      Kind kind,
      String name,
      String symbol,
      @Nullable Formula formula,
      String layer,
      DType dtype,
      Shape shape,
      double[] value,
      double @Nullable [] gradient,
      String label) {
    /** A node that is called by its name. */
    public Node(
        Kind kind,
        String name,
        String symbol,
        @Nullable Formula formula,
        String layer,
        DType dtype,
        Shape shape,
        double[] value,
        double @Nullable [] gradient) {
      this(kind, name, symbol, formula, layer, dtype, shape, value, gradient, name);
    }

    /** True for the result of an operation. */
    public boolean isOperation() {
      return kind == Kind.OPERATION;
    }
  }

  /**
   * The use of a value by an operation.
   *
   * @param from number of the node that is used
   * @param to number of the operation
   * @param operand which operand of the operation it is, from 0
   * @param derivative the local derivative in words; null where there is none
   * @param local the local derivative in numbers, one for each element of the operand; null where
   *     it is a matrix or does not exist
   * @param contribution what flows back along this edge: upstream times local derivative; null
   *     where nothing flows
   */
  public record Edge(
      int from,
      int to,
      int operand,
      Formula.@Nullable Derivative derivative,
      double @Nullable [] local,
      double @Nullable [] contribution) {}

  /**
   * A line of a derivation.
   *
   * @param text in Unicode, such as {@code ∂L/∂W2 = A1ᵀ · (A2 − Y)}
   * @param latex in LaTeX, with {@code &} before the sign of equality
   */
  public record Step(String text, String latex) {}

  /**
   * A second derivative of the result.
   *
   * @param first number of the input that is differentiated for first
   * @param second number of the other input
   */
  public record Second(int first, int second, double value) {}

  /** Copies the lists. */
  public Explanation {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    steps = List.copyOf(steps);
    seconds = List.copyOf(seconds);
  }

  /** Without steps and second derivatives. */
  public Explanation(String title, List<Node> nodes, List<Edge> edges) {
    this(title, nodes, edges, List.of(), List.of());
  }

  /** The same with the lines of a derivation. */
  public Explanation withSteps(List<Step> derivation) {
    return new Explanation(title, nodes, edges, derivation, seconds);
  }

  /** The node that all is computed for. */
  public Node result() {
    return nodes.getLast();
  }

  /** The edges to the operands of an operation. */
  public List<Edge> operands(int node) {
    return edges.stream().filter(edge -> edge.to() == node).toList();
  }

  /** The edges to the operations that use a node. */
  public List<Edge> uses(int node) {
    return edges.stream().filter(edge -> edge.from() == node).toList();
  }
}
