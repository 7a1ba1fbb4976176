package org.jacobi.learn.explain;

import org.jacobi.array.NDArray;
import org.jacobi.array.StepScope;
import org.jacobi.nn.Loss;
import org.jacobi.nn.Mode;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Graph;
import org.jacobi.tensor.LayerTrace;
import org.jacobi.tensor.Tensor;

/**
 * Explains a network for some rows, in evaluation mode. The inputs are called x, targets t, the
 * loss L, and parameters by their paths.
 */
public final class ExplainedModel {
  private final UnaryLayer model;
  private final String title;

  /** A model that has its numbers, and what the explanation is called. */
  public ExplainedModel(UnaryLayer model, String title) {
    this.model = model;
    this.title = title;
  }

  /**
   * Explains the loss.
   *
   * @param features (rows × features)
   * @param target in the form that the loss takes
   */
  public Explanation loss(NDArray features, Loss loss, Tensor target) {
    Tensor x = input(features);
    return watched(() -> {
      Tensor result = loss.of(model.forward(x), target);
      return Explain.of(result, names(x, result).name(target, "t").name(result, "L"));
    });
  }

  /**
   * Explains one output.
   *
   * @param features one row, (1 × features)
   * @param output which one, from 0
   */
  public Explanation output(NDArray features, int output) {
    Tensor x = input(features);
    return watched(() -> {
      Tensor result = model.forward(x).slice(1, output, output + 1);
      return Explain.of(result, names(x, result));
    });
  }

  private Tensor input(NDArray features) {
    return new Tensor(features.cast(model.store().values().dtype())).requireGrad();
  }

  private static Explanation watched(ScopedValue.CallableOp<Explanation, RuntimeException> body) {
    return StepScope.current()
        .with(Mode.SETTING, Mode.EVALUATE)
        .with(LayerTrace.SETTING, new LayerTrace())
        .call(body);
  }

  private GraphNames names(Tensor x, Tensor result) {
    var names = new GraphNames(title).model(model).name(x, "x");
    int targets = 0;
    for (Tensor tensor : Graph.tensors(result)) {
      if (!tensor.layer().isEmpty()) {
        continue;
      }
      for (Tensor operand : Graph.operands(tensor)) { // of the loss, which may have made them
        boolean constant = operand.op() == null && !operand.requiresGrad() && operand.size() > 1;
        if (constant && names.of(operand) == null) {
          names.name(operand, targets == 0 ? "t" : "t" + targets);
          targets++;
        }
      }
    }
    return names;
  }
}
