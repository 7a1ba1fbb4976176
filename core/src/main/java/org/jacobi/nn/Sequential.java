package org.jacobi.nn;

import java.util.List;
import org.jacobi.array.DType;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.tensor.LayerTrace;
import org.jacobi.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Layers one after the other; their names are their numbers from 0. */
public final class Sequential extends UnaryLayer {
  private final List<UnaryLayer> steps;

  /** A chain of layers. */
  public Sequential(UnaryLayer... layers) {
    this.steps = List.of(layers);
    for (int i = 0; i < layers.length; i++) {
      child(Integer.toString(i), layers[i]);
    }
  }

  /** The layers in order. */
  public List<UnaryLayer> steps() {
    return steps;
  }

  @Override
  public Tensor forward(Tensor x) {
    var trace = LayerTrace.SETTING.get();
    if (trace.remembers()) {
      return forward(x, trace);
    }
    var own = new LayerTrace(); // a loop of the user's, whose errors name layers too
    return StepScope.current().with(LayerTrace.SETTING, own).call(() -> forward(x, own));
  }

  private Tensor forward(Tensor x, LayerTrace trace) {
    Tensor flow = x;
    for (int i = 0; i < steps.size(); i++) {
      UnaryLayer step = steps.get(i);
      String before = trace.enter(step.path());
      if (step instanceof Linear linear
          && i + 1 < steps.size()
          && steps.get(i + 1) instanceof ReLU) {
        flow = linear.forwardRelu(flow);
        i++;
      } else {
        flow = step.forward(flow);
      }
      trace.enter(before);
    }
    return flow;
  }

  @Override
  public DType inputType(int rows) {
    return steps.isEmpty() ? DType.F32 : steps.getFirst().inputType(rows);
  }

  @Override
  public Sequential weightInit(Init init) {
    super.weightInit(init);
    return this;
  }

  @Override
  public @Nullable Shape outputShape(Shape input) {
    @Nullable Shape flow = input;
    for (UnaryLayer step : steps) {
      flow = flow == null ? null : step.outputShape(flow);
    }
    return flow;
  }

  /** Such as {@code Sequential(Linear(784 → 256, bias), ReLU)}. */
  @Override
  public String toString() {
    return "Sequential" + steps.toString().replace('[', '(').replace(']', ')');
  }
}
