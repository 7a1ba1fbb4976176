package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jacobi.learn.explain.Explanation.Kind;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.learn.explain.GraphLayout.Box;
import org.jacobi.learn.explain.GraphLayout.Link;
import org.jacobi.learn.explain.GraphLayout.Point;
import org.jspecify.annotations.Nullable;

/** The drawing: nodes, edges, values above them and gradients below. */
final class PageGraph {
  private static final double RADIUS = 25;
  private static final double HEIGHT = 42;
  private static final double WIDEST_NAME = 170;
  private static final double LINE = 17;
  private static final double OVER = 8;
  private static final double UNDER = 11;
  private static final int MOST = 3;

  /** Inputs stand on the left, as in textbooks, as long as their edges stay short. */
  private static final int DEEP = 5;

  private final PageModel model;
  private final PageSteps steps;
  private final PageMarkup out;
  private final GraphLayout layout;

  PageGraph(PageModel model, PageSteps steps, PageMarkup out) {
    this.model = model;
    this.steps = steps;
    this.out = out;
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < model.nodes(); i++) {
      boxes.add(box(i));
    }
    boxes.add(new Box(PageText.width(result(), PageText.NAME) + 10, 14, 14));
    List<Link> links = new ArrayList<>();
    for (int e = 0; e <= model.edges(); e++) {
      int to = e == model.edges() ? model.nodes() : model.edge(e).to();
      links.add(new Link(from(e), to, label(e)));
    }
    layout = new GraphLayout(boxes, links, late());
  }

  private int from(int e) {
    return e == model.edges() ? model.last() : model.edge(e).from();
  }

  private String result() {
    return shortened(model.name(model.last()));
  }

  private static String shortened(String name) {
    return PageText.shortened(name, PageText.NAME, WIDEST_NAME);
  }

  double width() {
    return layout.width();
  }

  private Set<Integer> late() {
    int[] depth = new int[model.nodes()];
    int deepest = 0;
    for (int i = 0; i < depth.length; i++) {
      for (int e : model.into(i)) {
        depth[i] = Math.max(depth[i], depth[model.edge(e).from()] + 1);
      }
      deepest = Math.max(deepest, depth[i]);
    }
    Set<Integer> late = new HashSet<>();
    for (int i = 0; i < depth.length; i++) {
      Kind kind = model.node(i).kind();
      if (kind != Kind.OPERATION && (kind != Kind.INPUT || deepest > DEEP)) {
        late.add(i);
      }
    }
    return late;
  }

  // ---- sizes ----

  /** Half of the width of the shape itself. */
  private double half(int i) {
    Node node = model.node(i);
    double text = PageText.width(face(i), PageText.NAME) / 2;
    if (node.kind() == Kind.OPERATION) {
      return text + 6 <= RADIUS ? RADIUS : text + 15;
    }
    return Math.max(text + 13, 24);
  }

  private String face(int i) {
    return shortened(model.isOperation(i) ? model.node(i).symbol() : model.node(i).name());
  }

  /** The lines below a node: what its result is called, its layer, how often it is used. */
  private List<String> captions(int i) {
    List<String> lines = new ArrayList<>();
    String layer = model.node(i).layer();
    String name = model.isOperation(i) && i != model.last() ? model.name(i) : "";
    if (!name.isEmpty()) {
      lines.add(name);
    }
    if (!layer.isEmpty()) {
      String text = model.text("of.layer", layer);
      lines.add(PageText.shortened(text, PageText.SMALL, WIDEST_NAME));
    }
    if (model.outOf(i).size() > 1) {
      boolean several = model.arriving(i).size() > 1;
      lines.add(model.text(several ? "shared" : "shared.none", model.outOf(i).size()));
    }
    return lines;
  }

  private @Nullable String total(int i) {
    boolean several = model.arriving(i).size() > 1 && model.node(i).gradient() != null;
    return several ? "Σ = " + model.back(i) : null;
  }

  private Box box(int i) {
    double width = 2 * half(i);
    double below = model.isOperation(i) ? RADIUS : HEIGHT / 2;
    List<String> captions = captions(i);
    for (String line : captions) {
      width = Math.max(width, PageText.width(line, PageText.SMALL) + 8);
    }
    String total = total(i);
    if (total != null) {
      width = Math.max(width, PageText.width(total, PageText.SMALL) + 10);
    }
    double lines = captions.size() + (total == null ? 0 : 1);
    return new Box(width, model.isOperation(i) ? RADIUS : HEIGHT / 2, below + lines * LINE + 4);
  }

  private static PageArray array(Node node, double[] numbers) {
    return PageArray.of(node.shape(), numbers, MOST);
  }

  private double @Nullable [] back(int e) {
    return e == model.edges() ? model.node(model.last()).gradient() : model.edge(e).contribution();
  }

  private @Nullable String note(int e) {
    Node node = model.node(from(e));
    return array(node, node.value()).whole() ? null : node.shape().toString();
  }

  private Box label(int e) {
    Node node = model.node(from(e));
    PageText.Size value = PageText.size(array(node, node.value()));
    String note = note(e);
    double above = OVER + value.height() + (note == null ? 0 : LINE);
    double width = Math.max(value.width(), note == null ? 0 : PageText.width(note, PageText.SMALL));
    double below = 6;
    double[] back = back(e);
    if (back != null) {
      PageText.Size gradient = PageText.size(array(node, back));
      below = UNDER + gradient.height() + 3;
      width = Math.max(width, gradient.width());
    }
    return new Box(Math.max(width + 12, 44), above, below);
  }

  // ---- drawing ----

  void draw(String title) {
    String box = "0 0 " + PageText.number(layout.width()) + " " + PageText.number(layout.height());
    out.open("svg", "viewBox", box, "id", "graph", "role", "group", "aria-label", title);
    out.newLine();
    for (int e = 0; e <= model.edges(); e++) {
      edge(e);
    }
    for (int i = 0; i < model.nodes(); i++) {
      node(i);
    }
    Point end = layout.node(model.nodes());
    text(result(), end.x(), end.y() + 6, nameClass("name", model.name(model.last())));
    out.close().newLine();
  }

  private static String nameClass(String style, String name) {
    return PageMarkup.isVariable(name) ? style + " variable" : style;
  }

  private void text(String text, double x, double y, String style) {
    out.element("text", text, "x", PageText.number(x), "y", PageText.number(y), "class", style);
  }

  private void edge(int e) {
    int from = from(e);
    boolean end = e == model.edges();
    int step = steps.value(from);
    out.open("g", "class", "edge", "data-edge", Integer.toString(e));
    GraphLayout.Route route = layout.route(e);
    List<Point> points = route.points();
    double x0 = layout.node(from).x() + half(from);
    var path = new StringBuilder();
    path.append("M").append(pair(x0, layout.node(from).y())).append("H");
    path.append(PageText.number(points.getFirst().x()));
    for (int p = 0; p + 1 < points.size(); p++) {
      Point a = points.get(p);
      Point b = points.get(p + 1);
      double middle = (a.x() + b.x()) / 2;
      path.append(
          p % 2 == 1
              ? "H" + PageText.number(b.x())
              : "C" + pair(middle, a.y()) + pair(middle, b.y()) + pair(b.x(), b.y()));
    }
    double y = points.getLast().y();
    double tip = end ? points.getLast().x() : tip(model.edge(e).to(), y);
    path.append("H").append(PageText.number(tip - 6));
    out.empty("path", "class", "line", "d", path.toString());
    out.empty("path", "class", "head", "d", "M" + pair(tip, y) + "l-9.5 -4.6q2.6 4.6 0 9.2z");
    if (model.outOf(from).size() + (from == model.last() ? 1 : 0) > 1) {
      String cy = PageText.number(layout.node(from).y());
      out.empty("circle", "class", "fork", "cx", PageText.number(x0 + 1), "cy", cy, "r", "3.6");
    }
    label(e, route.label(), step);
    out.close().newLine();
  }

  /** Where an edge that arrives at this height meets the shape. */
  private double tip(int node, double y) {
    Point middle = layout.node(node);
    double dy = y - middle.y();
    double round = RADIUS - Math.sqrt(Math.max(0, RADIUS * RADIUS - dy * dy));
    return middle.x() - half(node) + round - 1;
  }

  private static String pair(double x, double y) {
    return PageText.number(x) + " " + PageText.number(y) + " ";
  }

  private void label(int e, Point at, int step) {
    Node node = model.node(from(e));
    PageArray value = array(node, node.value());
    double height = PageText.size(value).height();
    out.open("g", "class", "value", "data-at", Integer.toString(step));
    PageText.draw(out, value, at.x(), at.y() - OVER - height);
    String note = note(e);
    if (note != null) {
      text(note, at.x(), at.y() - OVER - height - 5, "note");
    }
    out.close();
    double[] back = back(e);
    if (back != null) {
      PageArray gradient = array(node, back);
      double half = Math.max(13, PageText.size(gradient).width() / 2);
      out.open("g", "class", "gradient", "data-at", Integer.toString(steps.contribution(e)));
      String line = "M" + pair(at.x() + half, at.y() + 6) + "H";
      out.empty("path", "class", "line", "d", line + PageText.number(at.x() - half + 4));
      String head = "M" + pair(at.x() - half, at.y() + 6) + "l6.5 -3.2v6.4z";
      out.empty("path", "class", "head", "d", head);
      PageText.draw(out, gradient, at.x(), at.y() + UNDER);
      out.close();
    }
  }

  private void node(int i) {
    Node node = model.node(i);
    Point at = layout.node(i);
    String key = node.gradient() == null ? "aria.node" : "aria.gradient";
    String label = model.text(key, described(i), model.value(i), model.back(i));
    String kind = node.kind().name().toLowerCase(Locale.ROOT);
    out.open(
        "a",
        "href",
        "#node-" + i,
        "class",
        "node " + kind,
        "data-node",
        Integer.toString(i),
        "data-at",
        Integer.toString(steps.value(i)),
        "aria-label",
        label);
    shape(i, at);
    text(face(i), at.x(), at.y() + 6, faceClass(node));
    double y = at.y() + (model.isOperation(i) ? RADIUS : HEIGHT / 2) + LINE - 1;
    for (String line : captions(i)) {
      boolean name = line.equals(model.name(i));
      text(line, at.x(), y, name ? nameClass("caption", line.substring(0, 1)) : "caption");
      y += LINE;
    }
    String total = total(i);
    if (total != null) {
      out.open("g", "class", "gradient", "data-at", Integer.toString(steps.sum(i)));
      text(total, at.x(), y, "caption");
      out.close();
    }
    out.close().newLine();
  }

  private String described(int i) {
    String name = model.name(i);
    return model.isOperation(i) ? name + ": " + model.node(i).name() : name;
  }

  private static String faceClass(Node node) {
    if (node.kind() != Kind.OPERATION) {
      return nameClass("name", node.name());
    }
    boolean sign = node.symbol().codePointCount(0, node.symbol().length()) == 1;
    return sign ? "symbol" : "name";
  }

  private void shape(int i, Point at) {
    double half = half(i);
    boolean operation = model.isOperation(i);
    double height = operation ? 2 * RADIUS : HEIGHT;
    String radius = operation ? PageText.number(RADIUS) : "9";
    for (String style : List.of("halo", "shape")) {
      double more = style.equals("halo") ? 5 : 0;
      out.empty(
          "rect",
          "class",
          style,
          "x",
          PageText.number(at.x() - half - more),
          "y",
          PageText.number(at.y() - height / 2 - more),
          "width",
          PageText.number(2 * (half + more)),
          "height",
          PageText.number(height + 2 * more),
          "rx",
          style.equals("halo") && operation ? PageText.number(RADIUS + more) : radius);
    }
  }
}
