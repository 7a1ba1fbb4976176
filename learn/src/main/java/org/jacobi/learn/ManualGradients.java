package org.jacobi.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jacobi.array.NDArray;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.Dataset;
import org.jacobi.nn.Loss;
import org.jacobi.nn.Param;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Autograd;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;

/** Holds gradients by hand against those of automatic differentiation. */
public final class ManualGradients {
  private ManualGradients() {}

  /**
   * A network by hand beside one of {@code org.jacobi.nn}, for one batch: the loss, the output of
   * each layer, the gradient for its input, and the gradients of its parameters.
   *
   * <pre>{@code
   * IO.println(ManualGradients.compare(network, network.automatic(), batch));
   * }</pre>
   *
   * @param automatic the same layers with the same numbers, see {@link ManualNetwork#automatic}
   * @throws IllegalArgumentException if it has another number of layers or parameters, or is of
   *     another type, or the loss by hand has no counterpart
   */
  public static Comparison compare(
      ManualNetwork manual, Sequential automatic, Dataset.Batch batch) {
    Loss loss = manual.loss().automaticLoss();
    if (loss == null) {
      throw new IllegalArgumentException(Words.error("compare", "loss"));
    }
    requireAlike(manual, automatic);
    return manual
        .scope()
        .call(() -> {
          NDArray x = batch.features().cast(manual.dtype());
          ManualNetwork.Walk ours = manual.walk(x, batch.targets());
          Walk theirs = walk(manual, automatic.steps(), loss, x, batch.targets());
          int last = automatic.steps().size();
          List<Comparison.Row> rows = new ArrayList<>();
          for (int i = 0; i < last; i++) {
            String layer = i + " " + manual.layers().get(i).name();
            rows.add(Comparison.row(layer, "y", ours.flow().get(i + 1), theirs.flow.get(i + 1)));
            rows.add(
                Comparison.row(layer, "∂L/∂x", ours.gradients().get(i), theirs.gradients.get(i)));
            List<ManualParam> params = manual.layers().get(i).params();
            for (int k = 0; k < params.size(); k++) {
              NDArray gradient = theirs.ofParams.get(i).get(k);
              rows.add(
                  Comparison.row(
                      layer, "∂L/∂" + params.get(k).name(), params.get(k).gradient(), gradient));
            }
          }
          String layer = last + " " + manual.loss().name();
          rows.add(Comparison.row(layer, "L", ours.loss(), theirs.loss));
          rows.add(
              Comparison.row(
                  layer, "∂L/∂x", ours.gradients().get(last), theirs.gradients.get(last)));
          return new Comparison(rows, Comparison.tolerance(manual.dtype()));
        });
  }

  /** The automatic side: flow[i] is the input of layer i, and gradients[i] the gradient for it. */
  private record Walk(
      NDArray loss, List<NDArray> flow, List<NDArray> gradients, List<List<NDArray>> ofParams) {}

  private static Walk walk(
      ManualNetwork manual, List<UnaryLayer> steps, Loss loss, NDArray x, NDArray targets) {
    List<Tensor> flow = new ArrayList<>(List.of(new Tensor(x.copy()).requireGrad()));
    for (UnaryLayer step : steps) {
      flow.add(step.forward(flow.getLast()));
    }
    NDArray target = manual.loss().automaticTarget(targets, flow.getLast().value());
    Tensor value = loss.of(flow.getLast(), new Tensor(target));

    List<Tensor> wanted = new ArrayList<>(flow);
    steps.forEach(step -> step.params().forEach(param -> wanted.add(param.tensor())));
    List<NDArray> outputs = flow.stream().map(Tensor::value).toList();
    List<Tensor> all = Autograd.gradients(value, wanted.toArray(Tensor[]::new));
    var gradients = all.stream().map(Tensor::value).iterator();
    List<NDArray> ofFlow = new ArrayList<>();
    flow.forEach(tensor -> ofFlow.add(gradients.next()));
    List<List<NDArray>> ofParams = new ArrayList<>();
    for (UnaryLayer step : steps) {
      List<NDArray> ofStep = new ArrayList<>();
      for (int k = 0; k < step.params().size(); k++) {
        ofStep.add(ManualNetwork.turned(step, k, gradients.next()));
      }
      ofParams.add(ofStep);
    }
    return new Walk(value.value(), outputs, ofFlow, ofParams);
  }

  private static void requireAlike(ManualNetwork manual, Sequential automatic) {
    List<UnaryLayer> steps = automatic.steps();
    if (steps.size() != manual.layers().size()) {
      throw new IllegalArgumentException(
          Words.error("compare", "layers", manual.layers().size(), steps.size()));
    }
    for (int i = 0; i < steps.size(); i++) {
      List<Param> theirs = steps.get(i).params();
      List<ManualParam> ours = manual.layers().get(i).params();
      boolean alike = ours.size() == theirs.size();
      for (int k = 0; alike && k < ours.size(); k++) {
        NDArray value = ManualNetwork.turned(steps.get(i), k, theirs.get(k).value());
        alike = value.shape().equals(ours.get(k).shape()) && value.dtype() == manual.dtype();
      }
      if (!alike) {
        throw new IllegalArgumentException(
            Words.error("compare", "params", i, ours, theirs, manual.dtype()));
      }
    }
  }

  /**
   * One layer by hand beside a formula, for a fixed random upstream gradient: the output, the
   * gradient for each floating input that the layer gives one for, and those of the parameters.
   *
   * <pre>{@code
   * ManualGradients.compare(new MultiplyLayer(), in -> in[0].mul(in[1]), price, count);
   * }</pre>
   *
   * @param formula the same function of tensors: the inputs, then the parameters
   */
  public static Comparison compare(
      ManualLayer manual, Function<Tensor[], Tensor> formula, NDArray... inputs) {
    return StepScope.over(new Slab())
        .call(() -> {
          NDArray y = manual.forward(inputs);
          NDArray upstream = NDArray.allocate(y.dtype(), y.shape());
          Rng.of(0, "upstream").fillUniform(upstream, 0.5, 1.5);
          NDArray[] ours = manual.backward(upstream);

          List<Tensor> given = new ArrayList<>();
          Arrays.stream(inputs).map(NDArray::copy).map(Tensor::new).forEach(given::add);
          manual.params().forEach(param -> given.add(new Tensor(param.value().copy())));
          given.stream().filter(t -> t.dtype().isFloating()).forEach(Tensor::requireGrad);
          Tensor theirs = formula.apply(given.toArray(Tensor[]::new));
          NDArray output = theirs.value();
          Tensor sum = theirs.mul(new Tensor(upstream)).sum();
          Tensor[] wanted = given.stream().filter(Tensor::requiresGrad).toArray(Tensor[]::new);
          List<Tensor> gradients = Autograd.gradients(sum, wanted);

          List<Comparison.Row> rows = new ArrayList<>();
          rows.add(Comparison.row(manual.name(), "y", y, output));
          List<Integer> floating = floating(inputs);
          for (int i = 0; i < ours.length; i++) {
            int place = floating.indexOf(i);
            if (place < 0) {
              continue; // whole numbers have no gradient
            }
            String quantity = ours.length == 1 ? "∂L/∂x" : "∂L/∂x" + (i + 1);
            NDArray theirGradient = gradients.get(place).value();
            rows.add(Comparison.row(manual.name(), quantity, ours[i], theirGradient));
          }
          int first = gradients.size() - manual.params().size();
          for (int k = 0; k < manual.params().size(); k++) {
            ManualParam param = manual.params().get(k);
            NDArray theirGradient = gradients.get(first + k).value();
            rows.add(
                Comparison.row(
                    manual.name(), "∂L/∂" + param.name(), param.gradient(), theirGradient));
          }
          return new Comparison(rows, Comparison.tolerance(y.dtype()));
        });
  }

  /** The numbers of the inputs that have a gradient. */
  private static List<Integer> floating(NDArray... inputs) {
    return IntStream.range(0, inputs.length)
        .filter(i -> inputs[i].dtype().isFloating())
        .boxed()
        .toList();
  }
}
