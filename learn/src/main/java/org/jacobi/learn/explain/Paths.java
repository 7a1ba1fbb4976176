package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jacobi.learn.explain.Explanation.Edge;

/** The ways on which a gradient comes from the result to a node, each a list of edges. */
final class Paths {
  private final Explanation explanation;
  private final int most;
  private final List<List<Edge>> found = new ArrayList<>();
  private final double[] counts;

  private Paths(Explanation explanation, int most) {
    this.explanation = explanation;
    this.most = most;
    this.counts = counts(explanation);
  }

  /** Up to {@code most} paths to a node. */
  static List<List<Edge>> to(int node, Explanation explanation, int most) {
    var paths = new Paths(explanation, most);
    paths.climb(node, List.of());
    return paths.found;
  }

  /** For each node how many paths lead to it; may be more than a long holds. */
  static double[] counts(Explanation explanation) {
    double[] counts = new double[explanation.nodes().size()];
    counts[counts.length - 1] = 1;
    List<Edge> edges = new ArrayList<>(explanation.edges());
    for (Edge edge : edges.reversed()) { // users before what they use
      if (edge.contribution() != null) {
        counts[edge.from()] += counts[edge.to()];
      }
    }
    return counts;
  }

  private void climb(int node, List<Edge> below) {
    if (found.size() >= most || counts[node] == 0) {
      return;
    }
    if (node == explanation.nodes().size() - 1) {
      found.add(below);
      return;
    }
    for (Edge edge : explanation.uses(node)) {
      if (edge.contribution() != null) {
        List<Edge> path = new ArrayList<>();
        path.add(edge);
        path.addAll(below);
        climb(edge.to(), path);
      }
    }
  }

  /** The numbers that flow on a path: the product of its local derivatives; null without them. */
  static double[] product(List<Edge> path) {
    double[] product = null;
    for (Edge edge : path) {
      double[] local = edge.local();
      if (local == null) {
        return new double[0];
      }
      double[] old = product;
      if (old == null || old.length == 1) {
        double factor = old == null ? 1 : old[0];
        product = Arrays.stream(local).map(v -> factor * v).toArray();
      } else {
        product = new double[local.length];
        for (int i = 0; i < local.length; i++) {
          product[i] = old[i] * local[i];
        }
      }
    }
    return product == null ? new double[] {1} : product;
  }
}
