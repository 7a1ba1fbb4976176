package org.jacobi.learn.explain;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jacobi.array.Shape;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Node;

/** How each node is derived: its formula, its numbers, and each gradient that leaves it. */
final class PageCards {
  private static final int MOST = 6;

  private final PageModel model;
  private final PageMarkup out;

  PageCards(PageModel model, PageMarkup out) {
    this.model = model;
    this.out = out;
  }

  /** One for each node, in the order of the graph; they can be read without the drawing. */
  void write() {
    for (int i = 0; i < model.nodes(); i++) {
      out.open("article", "id", "node-" + i, "class", "derivation");
      heading(i);
      if (model.isOperation(i)) {
        forward(i);
        backward(i);
      } else {
        array("value", model.name(i), model.node(i), model.node(i).value());
      }
      gradient(i);
      out.close().newLine();
    }
  }

  private void heading(int i) {
    Node node = model.node(i);
    out.open("h3");
    if (model.isOperation(i)) {
      out.element("span", node.symbol(), "class", "sign").text(" ");
    }
    out.open("span", "class", "math").name(model.name(i)).close();
    out.close();
    String kind = model.text("kind." + node.kind().name().toLowerCase(Locale.ROOT));
    String name = model.isOperation(i) ? kind + " " + node.name() : kind;
    String layer = node.layer().isEmpty() ? "" : " · " + model.text("of.layer", node.layer());
    String type = node.dtype().toString().toLowerCase(Locale.ROOT);
    out.element("p", name + " · " + model.shape(i) + " · " + type + layer, "class", "what");
  }

  private void line(String style, String math) {
    out.open("p", "class", style).math(math).close();
  }

  private void forward(int i) {
    var formula = model.node(i).formula();
    if (formula != null) {
      line("formula", model.computes(i));
    }
    boolean numbers = model.into(i).stream().allMatch(e -> model.isNumber(model.edge(e).from()));
    if (numbers && !model.into(i).isEmpty()) {
      line("where", model.text("where") + " " + model.given(i));
    } else {
      for (int e : model.into(i)) {
        int from = model.edge(e).from();
        String letter = model.hasOwnNames() ? null : model.letter(e);
        String name = letter == null ? model.name(from) : letter + " = " + model.name(from);
        array("operand", name, model.node(from), model.node(from).value());
      }
    }
    if (numbers && model.isNumber(i)) {
      out.open("p", "class", "value result").math(model.computed(i)).close();
    } else {
      array("value", model.name(i), model.node(i), model.node(i).value());
    }
  }

  private void backward(int i) {
    double[] upstream = model.node(i).gradient();
    if (upstream == null) {
      return;
    }
    out.element("h4", model.text("upstream"));
    String start = model.hasOwnNames() ? "" : "u = ";
    array("gradient", start + model.gradient(i), model.node(i), upstream);
    for (int e : model.into(i)) {
      Edge edge = model.edge(e);
      String name = model.name(edge.from());
      if (edge.contribution() == null) {
        out.open("p", "class", "what").math(model.text("none.edge", name)).close();
        continue;
      }
      out.element("h4", model.text("local", name));
      back(e);
    }
  }

  private void back(int e) {
    Edge edge = model.edge(e);
    Node from = model.node(edge.from());
    boolean shared = model.arriving(edge.from()).size() > 1;
    String name = model.gradient(edge.from());
    String start = shared ? model.text("step.via", name, model.name(edge.to())) : name;
    if (edge.local() == null && model.hasOwnNames() && !Wording.isRule(edge)) {
      start += " = " + model.term(e);
    }
    double[] contribution = Objects.requireNonNull(edge.contribution());
    if (model.isNumber(edge.from())) {
      line("local", model.derivative(e));
      out.open("p", "class", "gradient result").math(start + " = " + model.product(e)).close();
      return;
    }
    String words = model.derivativeInWords(e);
    if (edge.local() == null) {
      line("local", words);
    } else {
      array("local", words, from, edge.local());
      start += " = " + model.term(e);
    }
    array("gradient", start, from, contribution);
  }

  private void gradient(int i) {
    double[] gradient = model.node(i).gradient();
    if (gradient == null) {
      out.element("p", model.text("none"), "class", "what");
      return;
    }
    List<Integer> arriving = model.arriving(i);
    if (i == model.last() && arriving.isEmpty()) {
      out.element("p", model.text("result"), "class", "what");
      return;
    }
    if (arriving.size() > 1) {
      out.element("h4", model.text("gradient"));
      out.element("p", model.text("sum", arriving.size()), "class", "what");
      if (model.isNumber(i)) {
        String sum = model.gradient(i) + " = " + model.sum(i);
        out.open("p", "class", "gradient result").math(sum).close();
        return;
      }
      for (int e : arriving) {
        double[] part = Objects.requireNonNull(model.edge(e).contribution());
        array("operand", model.text("through", model.name(model.edge(e).to())), i, part);
      }
      array("gradient", model.gradient(i), i, gradient);
    } else if (!model.isOperation(i)) {
      array("gradient", model.gradient(i), i, gradient);
    }
  }

  private void array(String style, String name, int i, double[] numbers) {
    array(style, name, model.node(i), numbers);
  }

  /** A name and its numbers: one, or those of an array between brackets. */
  private void array(String style, String name, Node node, double[] numbers) {
    PageArray array = PageArray.of(node.shape(), numbers, MOST);
    out.open("div", "class", "equation " + style);
    out.open("span", "class", "math").math(name + " =").close().text(" ");
    if (!array.brackets()) {
      out.element("b", array.rows().getFirst().getFirst());
    } else {
      out.open("table", "class", "array").open("tbody");
      for (List<String> row : array.rows()) {
        out.open("tr");
        row.forEach(number -> out.element("td", number));
        out.close();
      }
      out.close().close();
    }
    Shape shape = node.shape();
    if (!array.whole()) {
      out.text(" ").element("span", model.text("part", shape), "class", "what");
    }
    out.close();
  }
}
