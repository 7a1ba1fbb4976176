package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jacobi.learn.explain.Explanation.Edge;
import org.jacobi.learn.explain.Explanation.Node;
import org.jacobi.tensor.Formula;

/** An explanation as lines of {@code align*}, for a document that uses amsmath. */
final class LatexForm {
  private static final Pattern SIMPLE =
      Pattern.compile("[\\d.]+|[A-Za-z](_\\{\\d+})?|\\\\(mathrm\\{[\\w.]+}|[a-z]+)");

  /** Another way to write a derivative, as {@code = y} behind that of the exponential function. */
  private static final Pattern FURTHER = Pattern.compile(" = [^\\]]*$");

  private static final String EQUALS = " &= ";
  private static final Set<String> GREEK =
      Set.of(
          "alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "lambda", "mu", "nu", "pi",
          "rho", "sigma", "tau", "phi", "psi", "omega");

  private final Explanation explanation;
  private final Locale locale;
  private final StringBuilder out = new StringBuilder();
  private final String result;

  private LatexForm(Explanation explanation, Locale locale) {
    this.explanation = explanation;
    this.locale = locale;
    this.result = name(explanation.result().label());
  }

  static String of(Explanation explanation, Locale locale) {
    var form = new LatexForm(explanation, locale);
    form.write();
    return form.out.toString();
  }

  private void write() {
    comment(explanation.title());
    comment(Words.text(locale, "latex.packages"));
    block("latex.forward", forward());
    block("latex.backward", backward());
    if (!explanation.steps().isEmpty()) {
      block("latex.steps", explanation.steps().stream().map(Explanation.Step::latex).toList());
    }
    List<String> seconds = seconds();
    if (!seconds.isEmpty()) {
      block("latex.seconds", seconds);
    }
  }

  private void comment(String text) {
    if (!text.isEmpty()) {
      out.append("% ").append(text.replaceAll("\\R", " ")).append('\n');
    }
  }

  private void block(String key, List<String> lines) {
    comment(Words.text(locale, key));
    out.append("\\begin{align*}\n  ");
    out.append(String.join(" \\\\\n  ", lines));
    out.append("\n\\end{align*}\n");
  }

  private Node node(int i) {
    return explanation.nodes().get(i);
  }

  private List<String> forward() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < explanation.nodes().size(); i++) {
      Node node = node(i);
      Formula formula = node.formula();
      String value = Figures.latex(node.value(), node.shape());
      if (formula != null) {
        String right = formula.latex().substring(formula.latex().indexOf('=') + 1).strip();
        lines.add(name(node.label()) + EQUALS + fill(right, i) + " = " + value);
      } else if (!name(node.label()).equals(value)) {
        lines.add(name(node.label()) + EQUALS + value);
      }
    }
    return lines;
  }

  private List<String> backward() {
    List<String> lines = new ArrayList<>();
    int last = explanation.nodes().size() - 1;
    lines.add(gradient(last) + EQUALS + "1");
    for (int i = last - 1; i >= 0; i--) {
      double[] gradient = node(i).gradient();
      List<Edge> uses =
          explanation.uses(i).stream().filter(edge -> edge.contribution() != null).toList();
      if (gradient == null || uses.isEmpty()) {
        continue;
      }
      String terms = uses.stream().map(this::term).collect(Collectors.joining(" + "));
      String value = Figures.latex(gradient, node(i).shape());
      lines.add(gradient(i) + EQUALS + terms + " = " + value);
    }
    return lines;
  }

  /** Upstream times the local derivative, or the rule for the upstream gradient. */
  private String term(Edge edge) {
    Formula.Derivative derivative = edge.derivative();
    String upstream = gradient(edge.to());
    if (derivative == null) {
      return upstream;
    }
    String local = fill(derivative.latex(), edge.to());
    if (Wording.isRule(edge)) {
      return local;
    }
    local = FURTHER.matcher(local).replaceFirst("");
    boolean simple = SIMPLE.matcher(local).matches();
    double[] numbers = edge.local();
    boolean each = numbers != null && numbers.length > 1;
    String sign = each ? " \\odot " : numbers != null || simple ? " \\cdot " : " \\, ";
    boolean stretched = node(edge.from()).value().length < node(edge.to()).value().length;
    return (stretched ? "\\sum " : "")
        + upstream
        + sign
        + (simple ? local : "\\left(" + local + "\\right)");
  }

  private List<String> seconds() {
    List<String> lines = new ArrayList<>();
    for (var second : explanation.seconds()) {
      String first = name(node(second.first()).label());
      String other = name(node(second.second()).label());
      String below =
          first.equals(other)
              ? "\\partial " + first + "^2"
              : "\\partial " + other + "\\,\\partial " + first;
      String left = "\\frac{\\partial^2 " + result + "}{" + below + "}";
      lines.add(left + EQUALS + Figures.latexNumber(second.value()));
    }
    return lines;
  }

  private String gradient(int i) {
    return "\\frac{\\partial " + result + "}{\\partial " + name(node(i).label()) + "}";
  }

  /** A name in LaTeX: one letter, a letter with an index, a Greek letter, or an upright word. */
  static String name(String label) {
    if (label.matches("−?[\\d.]+(e-?\\d+)?|−?∞")) {
      return label
          .replace('−', '-')
          .replace("∞", "\\infty")
          .replaceAll("e(-?\\d+)", " \\\\cdot 10^{$1}");
    }
    if (label.matches("[A-Za-z]")) {
      return label;
    }
    if (label.matches("[A-Za-z]_?\\d+")) {
      return label.charAt(0) + "_{" + label.replaceAll("\\D", "") + "}";
    }
    if (GREEK.contains(label)) {
      return "\\" + label;
    }
    return "\\mathrm{" + escaped(label) + "}";
  }

  private static String escaped(String label) {
    return label
        .replaceAll("[\\\\^~]", " ")
        .replaceAll("([_#$%&{}])", "\\\\$1")
        .replace("−", "-")
        .replace(" ", "\\ ");
  }

  private String fill(String template, int i) {
    Formula formula = node(i).formula();
    if (formula == null) {
      return template;
    }
    Map<String, String> names = new HashMap<>(Letters.others(explanation, i));
    List<Edge> operands = explanation.operands(i);
    if (operands.size() <= formula.operands().size()) {
      for (int k = 0; k < operands.size(); k++) {
        names.put(formula.operands().get(k), name(node(operands.get(k).from()).label()));
      }
      names.put("y", name(node(i).label()));
      names.putIfAbsent("u", gradient(i));
    }
    boolean numbers = operands.stream().anyMatch(e -> node(e.from()).value().length == 1);
    return LatexFilling.fill(numbers ? template.replace("\\odot", "\\cdot") : template, names);
  }
}
