package org.jacobi.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
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
    List<UnaryLayer> steps = automatic.steps();
    Loss loss = manual.loss().automaticLoss();
    if (loss == null) {
      throw new IllegalArgumentException(Words.error("compare", "loss"));
    }
    requireAlike(manual, automatic);
    return manual
        .scope()
        .call(() -> {
          NDArray x = batch.features().cast(manual.dtype());
          var walk = manual.walk(x, batch.targets());
          List<Tensor> flow = new ArrayList<>(List.of(new Tensor(x.copy()).requireGrad()));
          List<Tensor> wanted = new ArrayList<>();
          for (UnaryLayer step : steps) {
            flow.add(step.forward(flow.getLast()));
            step.params().forEach(param -> wanted.add(param.tensor()));
          }
          wanted.addAll(flow);
          NDArray target = manual.loss().automaticTarget(batch.targets(), flow.getLast().value());
          Tensor value = loss.of(flow.getLast(), new Tensor(target));
          double theirLoss = value.item();
          var gradients = Autograd.gradients(value, wanted.toArray(Tensor[]::new)).iterator();

          List<Comparison.Row> ofParams = new ArrayList<>();
          for (int i = 0; i < steps.size(); i++) {
            for (int k = 0; k < steps.get(i).params().size(); k++) {
              ManualParam param = manual.layers().get(i).params().get(k);
              NDArray theirs = ManualNetwork.turned(steps.get(i), k, gradients.next().value());
              ofParams.add(
                  Comparison.row(name(manual, i), "∂L/∂" + param.name(), param.gradient(), theirs));
            }
          }
          var lossRow =
              Comparison.row(
                  steps.size() + " " + manual.loss().name(),
                  "L",
                  walk.loss(),
                  NDArray.allocate(manual.dtype(), walk.loss().shape()).fill(theirLoss));
          List<Comparison.Row> rows = new ArrayList<>();
          for (int i = 0; i < steps.size(); i++) {
            String layer = name(manual, i);
            NDArray output = flow.get(i + 1).value();
            rows.add(Comparison.row(layer, "y", walk.flow().get(i + 1), output));
            rows.add(
                Comparison.row(layer, "∂L/∂x", walk.gradients().get(i), gradients.next().value()));
            ofParams.stream().filter(row -> row.layer().equals(layer)).forEach(rows::add);
          }
          rows.add(lossRow);
          rows.add(
              Comparison.row(
                  lossRow.layer(), "∂L/∂x", walk.gradients().getLast(), gradients.next().value()));
          return new Comparison(rows, Comparison.tolerance(manual.dtype()));
        });
  }

  private static String name(ManualNetwork manual, int layer) {
    return layer + " " + manual.layers().get(layer).name();
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
   * gradient for each input that the layer gives one for, and those of the parameters.
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
          for (int i = 0; i < ours.length; i++) {
            String quantity = ours.length == 1 ? "∂L/∂x" : "∂L/∂x" + (i + 1);
            rows.add(Comparison.row(manual.name(), quantity, ours[i], gradients.get(i).value()));
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
}
