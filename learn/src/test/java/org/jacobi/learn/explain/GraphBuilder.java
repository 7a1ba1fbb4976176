package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.tensor.Formula;
import org.jspecify.annotations.Nullable;

/** Writes down an explanation node by node; the numbers are given, gradients of paths are added. */
final class GraphBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();

  int input(String name, double value) {
    return source(Kind.INPUT, name, Shape.SCALAR, value);
  }

  int constant(double value) {
    return source(Kind.CONSTANT, PageNumbers.text(value), Shape.SCALAR, value);
  }

  int source(Kind kind, String name, Shape shape, double... value) {
    nodes.add(new Node(kind, name, name, null, "", DType.F64, shape, value, null));
    return nodes.size() - 1;
  }

  /** An operation on single numbers: its local derivatives, one for each operand. */
  int op(String name, String symbol, Formula formula, double value, int[] from, double... local) {
    int made = op(name, symbol, formula, "", Shape.SCALAR, new double[] {value});
    for (int i = 0; i < from.length; i++) {
      edge(from[i], made, i, formula.derivatives().get(i), new double[] {local[i]}, null);
    }
    return made;
  }

  int op(String name, String symbol, Formula formula, String layer, Shape shape, double[] value) {
    nodes.add(
        new Node(Kind.OPERATION, name, symbol, formula, layer, DType.F64, shape, value, null));
    return nodes.size() - 1;
  }

  void edge(
      int from,
      int to,
      int operand,
      Formula.@Nullable Derivative derivative,
      double @Nullable [] local,
      double @Nullable [] contribution) {
    edges.add(new Edge(from, to, operand, derivative, local, contribution));
  }

  /** Walks back from the last node; contributions of single numbers are upstream times local. */
  Explanation build(String title) {
    double[][] gradients = new double[nodes.size()][];
    gradients[nodes.size() - 1] = new double[nodes.getLast().value().length];
    java.util.Arrays.fill(gradients[nodes.size() - 1], 1);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      for (int e = 0; e < edges.size(); e++) {
        Edge edge = edges.get(e);
        Node from = nodes.get(edge.from());
        if (edge.to() == i && gradients[i] != null && from.kind() != Kind.CONSTANT) {
          double[] part = edge.contribution();
          if (part == null) {
            part = new double[from.value().length];
            for (int k = 0; k < part.length; k++) {
              part[k] = gradients[i][k] * edge.local()[k];
            }
          }
          edges.set(
              e, new Edge(edge.from(), i, edge.operand(), edge.derivative(), edge.local(), part));
          double[] sum = gradients[edge.from()];
          gradients[edge.from()] = sum == null ? part.clone() : plus(sum, part);
        }
      }
    }
    List<Node> done = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      done.add(
          new Node(
              node.kind(),
              node.name(),
              node.symbol(),
              node.formula(),
              node.layer(),
              node.dtype(),
              node.shape(),
              node.value(),
              gradients[i]));
    }
    return new Explanation(title, done, edges);
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
