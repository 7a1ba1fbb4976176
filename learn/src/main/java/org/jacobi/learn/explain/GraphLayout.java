package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jacobi.learn.explain.GraphOrder.Item;

/**
 * Places for a graph that is drawn from left to right. Nodes and the labels of links take turns in
 * columns: a node stands right of all that it is computed from, a label just left of the node that
 * its link leads to, and a link that passes a column gets a place there as if it were a node. So
 * nothing can lie on anything else, and curves are only between the columns.
 *
 * <p>After the method of layers by Sugiyama, Tagawa and Toda (1981): longest paths, barycenters,
 * then heights by least squares with distances kept.
 */
final class GraphLayout {
  /** The room that something needs, measured from where its links pass. */
  record Box(double width, double above, double below) {}

  /** A link from one node to another, further right, with a label on it. */
  record Link(int from, int to, Box label) {}

  /** A place; x grows to the right and y downwards. */
  record Point(double x, double y) {}

  /**
   * The way of a link. It enters and leaves each column level: a curve leads from each point with
   * an even number to the next, a straight line from each with an odd number to the next.
   *
   * @param points from the right end of the column of its first node to the left end of the column
   *     of its last one
   * @param label the middle of its label
   */
  record Route(List<Point> points, Point label) {}

  private static final double MARGIN = 12;
  private static final double APART = 16;
  private static final double PASSING = 7;
  private static final double LEAST_GAP = 26;
  private static final double MOST_GAP = 84;
  private static final double PORTS = 24;
  private static final int ROUNDS = 8;

  private final Point[] nodes;
  private final List<Route> routes = new ArrayList<>();
  private double width;
  private double height;

  /**
   * Places all.
   *
   * @param boxes the nodes, each after all that lead to it
   * @param late nodes without operands that stand close to where they are used; others of them
   *     stand on the left
   */
  GraphLayout(List<Box> boxes, List<Link> links, Set<Integer> late) {
    int[] layers = layers(boxes.size(), links, late);
    var order = new GraphOrder(boxes, links, layers, PASSING);
    List<List<Item>> columns = order.columns();
    heights(columns);
    double[][] spans = spans(columns);
    nodes = new Point[boxes.size()];
    for (int i = 0; i < nodes.length; i++) {
      Item item = order.node(i);
      nodes[i] = new Point(middle(spans[item.column()]), item.y);
    }
    for (int i = 0; i < links.size(); i++) {
      routes.add(route(order, i, links.get(i), links, spans));
    }
  }

  double width() {
    return width;
  }

  double height() {
    return height;
  }

  /** The middle of a node, where links pass. */
  Point node(int i) {
    return nodes[i];
  }

  Route route(int link) {
    return routes.get(link);
  }

  private static int[] layers(int count, List<Link> links, Set<Integer> late) {
    int[] layers = new int[count];
    List<Link> sorted = links.stream().sorted(Comparator.comparingInt(Link::to)).toList();
    for (Link link : sorted) {
      layers[link.to] = Math.max(layers[link.to], layers[link.from] + 1);
    }
    int[] first = new int[count];
    for (Link link : links) {
      int before = layers[link.to] - 1;
      first[link.from] = first[link.from] == 0 ? before : Math.min(first[link.from], before);
    }
    late.forEach(i -> layers[i] = Math.max(layers[i], first[i]));
    return layers;
  }

  // ---- heights ----

  private void heights(List<List<Item>> columns) {
    for (int round = 0; round < ROUNDS; round++) {
      for (int c = columns.size() - 1; c >= 0; c--) {
        settle(columns.get(c), false);
      }
      for (List<Item> column : columns) {
        settle(column, true);
      }
    }
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (List<Item> column : columns) {
      for (Item item : column) {
        top = Math.min(top, item.y - item.box().above);
        bottom = Math.max(bottom, item.y + item.box().below);
      }
    }
    for (List<Item> column : columns) {
      for (Item item : column) {
        item.y += MARGIN - top;
      }
    }
    height = bottom - top + 2 * MARGIN;
  }

  /**
   * Moves the items of a column as near to their neighbours as their distances allow: least squares
   * under an order, by joining neighbours that collide to blocks with a common mean.
   */
  private static void settle(List<Item> column, boolean fromLeft) {
    int n = column.size();
    double[] offset = new double[n];
    double[] mean = new double[n];
    double[] weight = new double[n];
    int[] size = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      Item item = column.get(i);
      if (i > 0) {
        offset[i] = offset[i - 1] + column.get(i - 1).box().below + APART + item.box().above;
      }
      mean[blocks] = item.wanted(fromLeft) - offset[i];
      weight[blocks] = item.weight(fromLeft);
      size[blocks++] = 1;
      while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
        blocks--;
        double sum = weight[blocks - 1] + weight[blocks];
        mean[blocks - 1] =
            (mean[blocks - 1] * weight[blocks - 1] + mean[blocks] * weight[blocks]) / sum;
        weight[blocks - 1] = sum;
        size[blocks - 1] += size[blocks];
      }
    }
    int i = 0;
    for (int b = 0; b < blocks; b++) {
      for (int k = 0; k < size[b]; k++, i++) {
        column.get(i).y = mean[b] + offset[i];
      }
    }
  }

  // ---- columns ----

  /** Left and right end of each column. Where links climb, the gap before it is wider. */
  private double[][] spans(List<List<Item>> columns) {
    double[][] spans = new double[columns.size()][];
    double x = MARGIN;
    for (int c = 0; c < spans.length; c++) {
      double most = 0;
      double climb = 0;
      for (Item item : columns.get(c)) {
        most = Math.max(most, item.box().width);
        for (Item before : item.before()) {
          climb = Math.max(climb, Math.abs(before.y - item.y));
        }
      }
      x += c == 0 ? 0 : Math.clamp(climb * 0.42, LEAST_GAP, MOST_GAP);
      spans[c] = new double[] {x, x + most};
      x += most;
    }
    width = x + MARGIN;
    return spans;
  }

  private static double middle(double[] span) {
    return (span[0] + span[1]) / 2;
  }

  private Route route(GraphOrder order, int index, Link link, List<Link> links, double[][] spans) {
    List<Item> way = order.way(index);
    List<Point> points = new ArrayList<>();
    Item start = order.node(link.from);
    Item end = order.node(link.to);
    points.add(new Point(spans[start.column()][1], start.y));
    for (Item item : way) {
      points.add(new Point(spans[item.column()][0], item.y));
      points.add(new Point(spans[item.column()][1], item.y));
    }
    points.add(new Point(spans[end.column()][0], end.y + port(order, index, links)));
    Item label = way.getLast();
    return new Route(List.copyOf(points), new Point(middle(spans[label.column()]), label.y));
  }

  /** Links that lead to the same node arrive side by side, in the order of their heights. */
  private static double port(GraphOrder order, int index, List<Link> links) {
    int above = 0;
    int all = 0;
    double y = order.way(index).getLast().y;
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).to == links.get(index).to) {
        all++;
        above += order.way(i).getLast().y < y ? 1 : 0;
      }
    }
    double step = Math.min(16, PORTS / Math.max(1, all - 1));
    return (above - (all - 1) / 2.0) * step;
  }
}
