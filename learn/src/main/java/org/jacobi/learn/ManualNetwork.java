package org.jacobi.learn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.data.DataLoader;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Mode;
import org.jacobi.nn.Param;
import org.jacobi.nn.Randomness;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Optimizer;
import org.jspecify.annotations.Nullable;

/**
 * Layers by hand one after the other, the last one a loss. A pass goes through them forward, and
 * back in reverse order, each time handing on what the layer before has given.
 *
 * <pre>{@code
 * var network = new ManualNetwork(
 *     new AffineLayer(784, 50), new SigmoidLayer(), new AffineLayer(50, 10),
 *     new SoftmaxWithLossLayer());
 * network.init(1);
 * network.optimizer(new SGD(0.1));
 * double loss = network.step(x, labels);
 * }</pre>
 *
 * <p>Order of the calls: settings, {@link #init}, {@link #optimizer}, then steps. Everything else
 * at any time after {@link #init}. For one thread at a time.
 *
 * <p>Where a layer draws random numbers, they depend on the seed and on the number of steps taken:
 * between two steps, {@link #loss}, {@link #gradient}, {@link #numericalGradient} and a comparison
 * all see the same ones. These take the {@link Mode} that is current, {@link Mode#TRAIN} if none
 * was chosen; {@link #predict} and {@link #accuracy} evaluate.
 */
public final class ManualNetwork {
  /** The step of {@link #numericalGradient} in F64. */
  public static final double STEP_F64 = 1e-5;

  /** The step of {@link #numericalGradient} in F32, where the loss has 7 digits only. */
  public static final double STEP_F32 = 1e-2;

  private static final int ROWS_AT_ONCE = 1000;

  private final List<ManualLayer> layers;
  private final ManualLoss loss;
  private final DeclaredParams declared;
  private final Slab slab = new Slab();
  private @Nullable Optimizer optimizer;
  private DType dtype = DType.F32;
  private long seed;
  private long steps;

  /** What went through the network: flow[i] is the input of layer i, and the gradient for it. */
  record Walk(NDArray loss, List<NDArray> flow, List<NDArray> gradients) {}

  /**
   * A chain of layers.
   *
   * @throws IllegalArgumentException if the last one is no loss, another one is, or one stands
   *     there twice
   */
  public ManualNetwork(ManualLayer... chain) {
    if (chain.length < 2 || !(chain[chain.length - 1] instanceof ManualLoss last)) {
      throw new IllegalArgumentException(Words.error("network", "last"));
    }
    Set<ManualLayer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < chain.length; i++) {
      if (!seen.add(chain[i])) {
        throw new IllegalArgumentException(Words.error("network", "twice", i, chain[i].name()));
      }
      if (i < chain.length - 1 && chain[i] instanceof ManualLoss) {
        throw new IllegalArgumentException(Words.error("network", "last"));
      }
    }
    this.layers = List.of(chain).subList(0, chain.length - 1);
    this.loss = last;
    this.declared = new DeclaredParams(layers);
  }

  // ---- what it consists of ----

  /** The layers in order, without the loss. */
  public List<ManualLayer> layers() {
    return layers;
  }

  /** The last layer. */
  public ManualLoss loss() {
    return loss;
  }

  /** The type that it computes in. */
  public DType dtype() {
    return dtype;
  }

  /**
   * Chooses how all weights get their first values; before {@link #init}.
   *
   * @throws IllegalStateException if they have their numbers already
   */
  public ManualNetwork weightInit(Init init) {
    declared.weightInit(init);
    return this;
  }

  /** Gives all parameters their first values, in F32, as a function of the seed. */
  public void init(long itsSeed) {
    init(itsSeed, DType.F32);
  }

  /** Gives all parameters their first values in F32 or F64. */
  public void init(long itsSeed, DType type) {
    declared.bind(itsSeed, type);
    seed = itsSeed;
    dtype = type;
    steps = 0;
    optimizer = null;
  }

  /**
   * The numbers of all parameters by name, such as {@code 0.weight}: number of the layer, name of
   * the parameter. The arrays themselves, to read and to write.
   */
  public Map<String, NDArray> params() {
    Map<String, NDArray> all = new LinkedHashMap<>();
    named().forEach((name, param) -> all.put(name, param.value()));
    return all;
  }

  private Map<String, ManualParam> named() {
    Map<String, ManualParam> all = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      for (ManualParam param : layers.get(i).params()) {
        all.put(i + "." + param.name(), param);
      }
    }
    return all;
  }

  // ---- passes ----

  /** Forward through all layers, then back through them in reverse order. */
  Walk walk(NDArray x, NDArray target) {
    List<NDArray> flow = flow(x);
    NDArray value = loss.forward(flow.getLast(), target);
    NDArray one = NDArray.allocate(dtype, value.shape()).fill(1); // ∂L/∂L
    NDArray upstream = loss.backward(one)[0];
    List<NDArray> gradients = new ArrayList<>(List.of(upstream));
    for (int i = layers.size() - 1; i >= 0; i--) {
      upstream = layers.get(i).backward(upstream)[0];
      if (!upstream.shape().equals(flow.get(i).shape())) {
        throw new IllegalStateException(
            Words.error(
                "network", "back", i, layers.get(i).name(), flow.get(i).shape(), upstream.shape()));
      }
      gradients.addFirst(upstream);
    }
    return new Walk(value, flow, gradients);
  }

  /** The input, then the output of each layer. */
  private List<NDArray> flow(NDArray x) {
    List<NDArray> flow = new ArrayList<>(List.of(x.cast(dtype)));
    for (ManualLayer layer : layers) {
      flow.add(layer.forward(flow.getLast()));
    }
    return flow;
  }

  /** The loss of a batch. */
  public double loss(NDArray x, NDArray target) {
    return scope().call(() -> loss.forward(flow(x).getLast(), target).item());
  }

  /** A scope over the network's own memory, with the random numbers of the next step. */
  StepScope scope() {
    return StepScope.over(slab).with(Randomness.SETTING, Randomness.of(seed, 0, steps, 0));
  }

  /** The output of the last layer before the loss, in {@link Mode#EVALUATE}. */
  public NDArray predict(NDArray x) {
    return scope().with(Mode.SETTING, Mode.EVALUATE).call(() -> flow(x).getLast().keep());
  }

  /**
   * The part of the rows whose largest output stands at the class of the target, in 0…1.
   *
   * @param target class numbers (rows), or rows whose largest number is the class
   */
  public double accuracy(NDArray x, NDArray target) {
    int rows = x.shape().dim(0);
    int right = 0;
    for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
      int to = Math.min(rows, from + ROWS_AT_ONCE);
      int[] answers = Matrices.largestOfRows(predict(x.slice(0, from, to)));
      int[] classes = Targets.classes(target.slice(0, from, to));
      for (int i = 0; i < answers.length; i++) {
        right += answers[i] == classes[i] ? 1 : 0;
      }
    }
    return right / (double) rows;
  }

  /** The gradient of the loss for each parameter by name, from one walk back. */
  public Map<String, NDArray> gradient(NDArray x, NDArray target) {
    scope().run(() -> walk(x, target));
    Map<String, NDArray> all = new LinkedHashMap<>();
    named().forEach((name, param) -> all.put(name, param.gradient().keep()));
    return all;
  }

  /**
   * The same from differences, without any walk back: (L(w + h) − L(w − h)) / 2h for each number w
   * of each parameter, with h = {@value #STEP_F64} in F64. Two passes forward for each number:
   * slow, and only to check. In F32 (h = {@value #STEP_F32}) rounding leaves two or three digits.
   */
  public Map<String, NDArray> numericalGradient(NDArray x, NDArray target) {
    double h = dtype == DType.F64 ? STEP_F64 : STEP_F32;
    Map<String, NDArray> all = new LinkedHashMap<>();
    named()
        .forEach((name, param) -> {
          NDArray value = param.value();
          NDArray flat = value.reshape(-1); // a window: what is written there, the layer sees
          double[] numbers = value.toDoubles();
          double[] slopes = new double[numbers.length];
          for (int i = 0; i < numbers.length; i++) {
            flat.set(numbers[i] + h, i);
            double above = loss(x, target);
            flat.set(numbers[i] - h, i);
            double below = loss(x, target);
            flat.set(numbers[i], i);
            slopes[i] = (above - below) / (2 * h);
          }
          all.put(name, NDArray.permanent(dtype, value.shape()).copyFrom(slopes));
        });
    return all;
  }

  // ---- training ----

  /**
   * Lets an optimizer change the parameters.
   *
   * @throws IllegalStateException if the network was not initialised, or the optimizer works over
   *     another model
   */
  public ManualNetwork optimizer(Optimizer chosen) {
    optimizer = chosen.over(declared);
    return this;
  }

  /**
   * One step: forward, back, and an update of all parameters by the optimizer.
   *
   * @return the loss before the update
   * @throws IllegalStateException if there is no optimizer
   */
  public double step(NDArray x, NDArray target) {
    Optimizer chosen = optimizer;
    if (chosen == null) {
      throw new IllegalStateException(Words.error("network", "optimizer"));
    }
    return scope()
        .call(() -> {
          double value = walk(x, target).loss().item();
          chosen.step(declared.store().gradients());
          steps++;
          return value;
        });
  }

  /**
   * One pass over the data, a step for each batch.
   *
   * @param epoch from 0; it decides on the order of the rows where the loader shuffles
   * @return the mean of the losses, weighted by rows
   */
  public double epoch(DataLoader loader, int epoch) {
    double sum = 0;
    for (var batch : loader.batches(epoch)) {
      sum += step(batch.features(), batch.targets()) * batch.rows();
    }
    return sum / loader.dataset().rows();
  }

  // ---- the other side ----

  /**
   * The same network of layers of {@code org.jacobi.nn}, with copies of the same numbers; its loss
   * is {@link ManualLoss#automaticLoss}.
   *
   * @throws IllegalStateException if a layer has no counterpart there
   */
  public Sequential automatic() {
    List<UnaryLayer> chain = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      UnaryLayer same = layers.get(i).automatic();
      if (same == null) {
        throw new IllegalStateException(
            Words.error("network", "automatic", i, layers.get(i).name()));
      }
      chain.add(same);
    }
    var model = new Sequential(chain.toArray(UnaryLayer[]::new));
    model.init(seed, dtype);
    for (int i = 0; i < layers.size(); i++) {
      List<Param> theirs = chain.get(i).params();
      for (int k = 0; k < theirs.size(); k++) {
        NDArray value = layers.get(i).params().get(k).value();
        turned(chain.get(i), k, theirs.get(k).value()).copyFrom(value);
      }
    }
    return model;
  }

  /** An array of a parameter in the axes of the layer by hand: Linear has its weight transposed. */
  static NDArray turned(UnaryLayer layer, int param, NDArray array) {
    return layer instanceof Linear && param == 0 ? array.transpose() : array;
  }

  // ---- text ----

  /** One line for each layer, such as {@code Layer 0: matmul}, in the language of the locale. */
  public String describe(Locale locale) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      lines.add(Words.text(locale, "layer", i, layers.get(i).name()));
    }
    lines.add(Words.text(locale, "layer", layers.size(), loss.name()));
    return String.join("\n", lines);
  }

  /** {@link #describe} in the language of this machine. */
  @Override
  public String toString() {
    return describe(Locale.getDefault());
  }
}
