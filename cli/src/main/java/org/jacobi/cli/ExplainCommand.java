package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jacobi.array.Near;
import org.jacobi.io.AtomicFile;
import org.jacobi.learn.explain.CourseExamples;
import org.jacobi.learn.explain.ExplainForm;
import org.jacobi.learn.explain.ExplainPage;
import org.jacobi.learn.explain.ExplainTexts;
import org.jacobi.learn.explain.Explanation;
import org.jacobi.learn.explain.Expression;
import org.jacobi.learn.explain.ExpressionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi explain}. */
@Command(
    name = "explain",
    description = {
      "Shows a graph forward and backward: each value with its formula, each gradient as the"
          + " product along its path.",
      "",
      "What is explained is an expression with the values of its names, an example of a course"
          + " (apples, oranges, sin, linear, softmax-loss, two-layer, one-hidden, two-hidden), or a"
          + " trained network on one row.",
      "",
      "An expression has numbers, names, + - * / ^, brackets, pi, e and functions such as sin, exp,"
          + " log, sqrt, sigmoid, tanh, relu, maximum(a, b). One that starts with - stands last,"
          + " behind --.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi explain \"(a * f(b)) ^ 2 + sin(x^2 + 2)\" --def f=sigmoid --at x=1.5,a=2,b=0.3",
      "  jacobi explain \"x * exp(-x / y)\" --at x=1,y=2 --order 2",
      "  jacobi explain \"sum(f(x))\" --def \"f(t)=t^2+1\" --at x=[1,2,3]",
      "  jacobi explain apples",
      "  jacobi explain softmax-loss --latex --lang zh",
      "  jacobi explain runs/iris-1 --row 3 --dot | dot -Tsvg > graph.svg",
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "EXPRESSION|EXAMPLE|RUN|MODEL",
      description = "What to explain.")
  private String what = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATASET|FILE",
      description = "Of a network: a data set, a table or an image; its own test rows by default.")
  private @Nullable String data;

  @Option(
      names = "--at",
      paramLabel = "NAME=NUMBER,...",
      description = "The values of the names in an expression: x=1.5,a=pi/2 or x=[1,2,3].")
  private List<String> at = new ArrayList<>();

  @Option(
      names = "--def",
      paramLabel = "NAME=FUNCTION",
      description = "A function for an expression: f=sigmoid, or f(x)=x^2+1; may be repeated.")
  private List<String> definitions = new ArrayList<>();

  @Option(
      names = "--order",
      paramLabel = "1|2",
      description = "2 adds the second derivatives of an expression; not for --dot, --mermaid.")
  private int order = 1;

  @Option(
      names = "--row",
      paramLabel = "N",
      description = "The row for a network, from 1; the first by default.")
  private @Nullable Integer row;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of data sets; see jacobi train --help.")
  private @Nullable Path folder;

  @Option(
      names = "--html",
      description = "A page to step through, in explain.html unless --out says otherwise.")
  private boolean html;

  @Option(names = "--latex", description = "The derivation line by line, for LaTeX.")
  private boolean latex;

  @Option(names = "--dot", description = "The graph for Graphviz.")
  private boolean dot;

  @Option(names = "--mermaid", description = "The graph for Mermaid.")
  private boolean mermaid;

  @Option(names = "--json", description = "One JSON object with all numbers.")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE", description = "Write to a file.")
  private @Nullable Path out;

  @Mixin private final LanguageOption language = new LanguageOption();

  @Override
  public Integer call() throws Exception {
    return language.in(this::run);
  }

  private int run(Locale locale) {
    if (out != null) {
      OutFile.require("--out " + out, out, locale);
    }
    try {
      write(text(explanation(locale), locale), locale);
      return ExitCode.OK;
    } catch (ExpressionException e) {
      Terminal.warn(e.getMessage() + hint(locale));
      Terminal.err().println(e.marked());
      return ExitCode.USAGE;
    }
  }

  // ---- what ----

  private Explanation explanation(Locale locale) {
    if (CourseExamples.names().contains(what)) {
      refuse(!at.isEmpty(), "--at", locale);
      refuse(!definitions.isEmpty(), "--def", locale);
      refuse(order != 1, "--order", locale);
      refuse(row != null, "--row", locale);
      refuse(folder != null, "--data", locale);
      refuse(data != null, String.valueOf(data), locale);
      return CourseExamples.of(what, locale);
    }
    boolean network = row != null || data != null || folder != null;
    boolean isExpression = !at.isEmpty() || !definitions.isEmpty();
    boolean maybe = !what.isBlank() && (network || at.isEmpty());
    boolean there = maybe && Files.exists(SourceFinder.path(what));
    if (there || network && !isExpression) {
      refuse(!at.isEmpty(), "--at", locale);
      refuse(!definitions.isEmpty(), "--def", locale);
      refuse(order != 1, "--order", locale);
      requireFile(there, locale);
      return new ExplainedRow(what, folder, locale).explain(data, row == null ? 1 : row);
    }
    if (network) {
      String option = row != null ? "--row" : folder != null ? "--data" : String.valueOf(data);
      throw new UserError(ExplainTexts.of(locale, "error.network", option, what));
    }
    if (order == 2 && (dot || mermaid)) {
      String form = dot ? "--dot" : "--mermaid";
      throw new UserError(ExplainTexts.of(locale, "error.idle.option", "--order 2", form));
    }
    var values = Expression.values(at);
    try {
      return explained(Expression.parse(what, definitions, values));
    } catch (ExpressionException e) {
      throw e; // has a place of its own
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage() + hint(locale));
    }
  }

  private void requireFile(boolean there, Locale locale) {
    Path file = SourceFinder.path(what);
    if (there && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new UserError(ExplainTexts.of(locale, "error.device", what));
    }
  }

  private Explanation explained(Expression expression) {
    if (order != 2) {
      return expression.explain(order);
    }
    try {
      return expression.explain(order);
    } catch (UnsupportedOperationException e) {
      throw new UserError(String.valueOf(e.getMessage())); // no second derivative
    }
  }

  private void refuse(boolean given, String option, Locale locale) {
    if (given) {
      throw new UserError(ExplainTexts.of(locale, "error.idle.option", option, what));
    }
  }

  /** What else a word may have been meant as. */
  private String hint(Locale locale) {
    String near = Near.hint(what, CourseExamples.names());
    boolean path = what.matches("[\\w./~-]*[/.][\\w./~-]*") && what.matches(".*[A-Za-z].*");
    return near + (path ? ExplainTexts.of(locale, "error.no.run") : "");
  }

  // ---- forms ----

  private String text(Explanation explanation, Locale locale) {
    List<ExplainForm> forms = new ArrayList<>();
    add(forms, latex, ExplainForm.LATEX);
    add(forms, dot, ExplainForm.DOT);
    add(forms, mermaid, ExplainForm.MERMAID);
    add(forms, json, ExplainForm.JSON);
    if (forms.size() + (html ? 1 : 0) > 1) {
      String all = "--html, --latex, --dot, --mermaid, --json";
      throw new UserError(ExplainTexts.of(locale, "error.forms", all));
    }
    if (html) {
      return page(explanation, locale);
    }
    ExplainForm form = forms.isEmpty() ? ExplainForm.TEXT : forms.getFirst();
    return form.of(explanation, locale);
  }

  private static String page(Explanation explanation, Locale locale) {
    ExplainForm.requireDrawable(explanation, locale);
    return ExplainPage.html(explanation, locale);
  }

  private static void add(List<ExplainForm> forms, boolean wanted, ExplainForm form) {
    if (wanted) {
      forms.add(form);
    }
  }

  private void write(String text, Locale locale) {
    Path file = out == null && html ? Path.of("explain.html") : out;
    if (file == null) {
      Terminal.out().print(text);
      return;
    }
    AtomicFile.write(file, text);
    Terminal.out().println(ExplainTexts.of(locale, "wrote", file));
  }
}
