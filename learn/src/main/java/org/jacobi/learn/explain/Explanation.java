package org.jacobi.learn.explain;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.tensor.Formula;
import org.jspecify.annotations.Nullable;

/**
 * A graph with the numbers of one pass forward and one walk back.
 *
 * @param title what it shows, such as the expression
 * @param nodes inputs and operations, each after all that it is computed from; the last one is the
 *     result. A node's place in the list is its number. An intermediate result that is used more
 *     than once is one node
 * @param edges from each operand to the operation that uses it, in the order of the operations and
 *     then of their operands
 */
public record Explanation(String title, List<Node> nodes, List<Edge> edges) {
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
      double @Nullable [] gradient) {}

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

  /** Copies the lists. */
  public Explanation {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }
}
