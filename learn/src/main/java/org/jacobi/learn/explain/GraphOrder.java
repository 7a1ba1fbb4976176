package org.jacobi.learn.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jacobi.learn.explain.GraphLayout.Box;
import org.jacobi.learn.explain.GraphLayout.Link;

/**
 * What stands in each column of a graph, from top to bottom, with few crossings: first in the order
 * of a walk from the result, operand by operand, then sorted by the middle of the neighbours, back
 * and forth. The order with the fewest crossings is kept.
 */
final class GraphOrder {
  private static final int SWEEPS = 16;
  private static final double STRAIGHT = 6;

  /** A node, a label, or the place where a link passes a column. */
  static final class Item {
    private final int column;
    private final Box box;
    private final boolean node;
    private final List<Item> before = new ArrayList<>();
    private final List<Item> after = new ArrayList<>();
    private int place;

    /** The height of the line through it. */
    double y;

    private Item(int column, Box box, boolean node) {
      this.column = column;
      this.box = box;
      this.node = node;
    }

    int column() {
      return column;
    }

    Box box() {
      return box;
    }

    List<Item> before() {
      return before;
    }

    /** The weighted middle of the neighbours on one side; of the other if there are none. */
    double wanted(boolean fromLeft) {
      List<Item> side = side(fromLeft);
      double sum = 0;
      double weights = 0;
      for (Item item : side) {
        double weight = pull(item);
        sum += weight * item.y;
        weights += weight;
      }
      return weights == 0 ? y : sum / weights;
    }

    double weight(boolean fromLeft) {
      double sum = 0.1;
      for (Item item : side(fromLeft)) {
        sum += pull(item);
      }
      return sum;
    }

    private List<Item> side(boolean fromLeft) {
      List<Item> side = fromLeft ? before : after;
      List<Item> other = fromLeft ? after : before;
      return side.isEmpty() ? other : side;
    }

    /** Long links are to be straight rather than short ones. */
    private double pull(Item other) {
      return node || other.node ? 1 : STRAIGHT;
    }
  }

  private final Item[] nodes;
  private final List<List<Item>> ways = new ArrayList<>();
  private final List<List<Item>> columns = new ArrayList<>();

  GraphOrder(List<Box> boxes, List<Link> links, int[] layers, double passing) {
    nodes = new Item[boxes.size()];
    int last = 0;
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new Item(2 * layers[i], boxes.get(i), true);
      last = Math.max(last, 2 * layers[i]);
    }
    for (int c = 0; c <= last; c++) {
      columns.add(new ArrayList<>());
    }
    var free = new Box(0, passing, passing);
    for (Link link : links) {
      ways.add(way(nodes[link.from()], nodes[link.to()], link.label(), free));
    }
    walk(links);
    number(columns);
    improve();
  }

  /** From top to bottom, column after column. */
  List<List<Item>> columns() {
    return columns;
  }

  Item node(int i) {
    return nodes[i];
  }

  /** What a link passes between its nodes; the last one is its label. */
  List<Item> way(int link) {
    return ways.get(link);
  }

  private static List<Item> way(Item from, Item to, Box label, Box free) {
    List<Item> way = new ArrayList<>();
    Item before = from;
    for (int c = from.column + 1; c < to.column; c++) {
      var item = new Item(c, c == to.column - 1 ? label : free, false);
      join(before, item);
      way.add(item);
      before = item;
    }
    join(before, to);
    return way;
  }

  private static void join(Item left, Item right) {
    left.after.add(right);
    right.before.add(left);
  }

  /** Depth first from the result, so that a tree gets no crossing; without recursion. */
  private void walk(List<Link> links) {
    List<List<Integer>> into = new ArrayList<>();
    for (int i = 0; i < nodes.length; i++) {
      into.add(new ArrayList<>());
    }
    for (int i = 0; i < links.size(); i++) {
      into.get(links.get(i).to()).add(i);
    }
    boolean[] seen = new boolean[nodes.length];
    int[] next = new int[nodes.length];
    Deque<Integer> open = new ArrayDeque<>();
    for (int root = nodes.length - 1; root >= 0; root--) {
      if (!seen[root]) {
        seen[root] = true;
        open.push(root);
      }
      while (!open.isEmpty()) {
        int node = open.element();
        if (next[node] == into.get(node).size()) {
          columns.get(nodes[node].column).add(nodes[node]);
          open.pop();
          continue;
        }
        int link = into.get(node).get(next[node]++);
        ways.get(link).forEach(item -> columns.get(item.column).add(item));
        int from = links.get(link).from();
        if (!seen[from]) {
          seen[from] = true;
          open.push(from);
        }
      }
    }
  }

  private void improve() {
    List<List<Item>> best = copy();
    long fewest = crossings();
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      boolean fromLeft = sweep % 2 == 1;
      for (int k = 0; k < columns.size(); k++) {
        List<Item> column = columns.get(fromLeft ? k : columns.size() - 1 - k);
        column.sort(Comparator.comparingDouble(item -> item.wanted(fromLeft)));
        stack(column);
      }
      long crossings = crossings();
      if (crossings < fewest) {
        fewest = crossings;
        best = copy();
      }
    }
    columns.clear();
    columns.addAll(best);
    number(columns);
  }

  private List<List<Item>> copy() {
    List<List<Item>> copy = new ArrayList<>();
    columns.forEach(column -> copy.add(new ArrayList<>(column)));
    return copy;
  }

  private static void number(List<List<Item>> columns) {
    columns.forEach(GraphOrder::stack);
  }

  /** Heights for a start: one below the other, around 0. */
  private static void stack(List<Item> column) {
    double sum = 0;
    for (Item item : column) {
      sum += item.box.above() + item.box.below();
    }
    double y = -sum / 2;
    for (int i = 0; i < column.size(); i++) {
      Item item = column.get(i);
      item.place = i;
      item.y = y + item.box.above();
      y += item.box.above() + item.box.below();
    }
  }

  /** How many pairs of links cross between neighbouring columns. */
  long crossings() {
    long sum = 0;
    for (int c = 0; c + 1 < columns.size(); c++) {
      int[] tree = new int[columns.get(c + 1).size() + 1];
      int met = 0;
      for (Item item : columns.get(c)) {
        for (Item after : item.after) {
          sum += met - below(tree, after.place + 1);
        }
        for (Item after : item.after) {
          add(tree, after.place + 1);
          met++;
        }
      }
    }
    return sum;
  }

  /** How many were added up to this place: a Fenwick tree. */
  private static int below(int[] tree, int place) {
    int sum = 0;
    for (int i = place; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }

  private static void add(int[] tree, int place) {
    for (int i = place; i < tree.length; i += i & -i) {
      tree[i]++;
    }
  }
}
