package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.nn.Layer;
import org.jacobi.nn.Param;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the tensors of a graph are called, and what a graph is called as a whole.
 *
 * <pre>{@code
 * var names = new GraphNames("a small network").name(x, "X").name(hidden, "A1").model(model);
 * Explanation explanation = Explain.of(loss, names);
 * }</pre>
 */
public final class GraphNames {
  private final String title;
  // A tensor equals itself alone.
  private final Map<Tensor, String> names = new HashMap<>();
  private final List<Tensor> order = new ArrayList<>();
  private final Map<Tensor, String> parameters = new HashMap<>();

  /** A title, and no names yet. */
  public GraphNames(String title) {
    this.title = title;
  }

  /** Names an input, a constant or the result of an operation. */
  public GraphNames name(Tensor tensor, String name) {
    if (names.put(tensor, name) == null) {
      order.add(tensor);
    }
    return this;
  }

  /** Names all parameters of a model by their paths. */
  public GraphNames model(Layer model) {
    for (Param param : model.params()) {
      parameters.put(param.tensor(), param.path());
    }
    return this;
  }

  String title() {
    return title;
  }

  /** The tensors that have a name, in the order in which they got it. */
  List<Tensor> order() {
    return order;
  }

  @Nullable String of(Tensor tensor) {
    String name = names.get(tensor);
    if (name == null && tensor.op() == null && !tensor.requiresGrad()) {
      // A loss detaches its targets: another tensor over the same array.
      return order.stream()
          .filter(t -> t.value() == tensor.value())
          .map(names::get)
          .findFirst()
          .orElse(parameters.get(tensor));
    }
    return name != null ? name : parameters.get(tensor);
  }

  boolean isParameter(Tensor tensor) {
    return parameters.containsKey(tensor);
  }
}
