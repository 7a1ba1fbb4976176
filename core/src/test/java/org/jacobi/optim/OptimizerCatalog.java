package org.jacobi.optim;

import java.util.List;
import java.util.function.Supplier;
import org.jacobi.nn.Param;

/**
 * Every optimizer, with its defaults and with each of its options; the names are those of the
 * golden numbers. The first word is the optimizer, the last the option that is changed from {@code
 * base}.
 */
final class OptimizerCatalog {
  private OptimizerCatalog() {}

  /**
   * One optimizer with some settings.
   *
   * @param name as in the golden file
   * @param make makes it anew
   * @param base the same without the option of the last word
   */
  record Entry(String name, Supplier<Optimizer> make, Supplier<Optimizer> base) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Entry of(String name, Supplier<Optimizer> make, Supplier<Optimizer> base) {
    return new Entry(name, make, base);
  }

  static List<Entry> entries() {
    return List.of(
            descent(), adaptive(), rms(), adam(), amsGrad(), adamW(), adaMax(), nadam(), shared())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static List<Entry> descent() {
    Supplier<Optimizer> sgd = () -> new SGD(0.1);
    Supplier<Optimizer> slow = () -> new SGD(0.02);
    Supplier<Optimizer> momentum = () -> new SGD(0.02).momentum(0.9);
    Supplier<Optimizer> nesterov = () -> new NesterovSGD(0.02);
    Supplier<Optimizer> classic = () -> new ClassicMomentum(0.02);
    Supplier<Optimizer> averaged = () -> new AveragedMomentum(0.1);
    return List.of(
        of("sgd", sgd, slow),
        of("sgd weightDecay", () -> new SGD(0.1).weightDecay(0.2), sgd),
        of("sgd momentum", momentum, slow),
        of("sgd dampening", () -> new SGD(0.02).momentum(0.9, 0.3), momentum),
        of(
            "sgd momentum weightDecay",
            () -> new SGD(0.02).momentum(0.9).weightDecay(0.2),
            momentum),
        of("nesterov", nesterov, momentum),
        of("nesterov momentum", () -> new NesterovSGD(0.02).momentum(0.6), nesterov),
        of("nesterov weightDecay", () -> new NesterovSGD(0.02).weightDecay(0.2), nesterov),
        of("classic", classic, nesterov),
        of("classic momentum", () -> new ClassicMomentum(0.02).momentum(0.6), classic),
        of("averaged", averaged, momentum),
        of("averaged momentum", () -> new AveragedMomentum(0.1).momentum(0.6), averaged));
  }

  private static List<Entry> adaptive() {
    Supplier<Optimizer> grad = () -> new AdaGrad(0.3);
    Supplier<Optimizer> delta = AdaDelta::new;
    return List.of(
        of("adagrad", AdaGrad::new, grad),
        of("adagrad rate", grad, AdaGrad::new),
        of("adagrad rateDecay", () -> new AdaGrad(0.3).rateDecay(0.1), grad),
        of("adagrad initialSum", () -> new AdaGrad(0.3).initialSum(0.5), grad),
        of("adagrad epsilon", () -> new AdaGrad(0.3).epsilon(0.1), grad),
        of("adagrad weightDecay", () -> new AdaGrad(0.3).weightDecay(0.2), grad),
        of("adadelta", delta, grad),
        of("adadelta rate", () -> new AdaDelta(3), delta),
        of("adadelta rho", () -> new AdaDelta().rho(0.7), delta),
        of("adadelta epsilon", () -> new AdaDelta().epsilon(1e-3), delta),
        of(
            "adadelta weightDecay",
            () -> new AdaDelta().epsilon(1e-3).weightDecay(0.2),
            () -> new AdaDelta().epsilon(1e-3)));
  }

  private static List<Entry> rms() {
    Supplier<Optimizer> rms = RMSprop::new;
    Supplier<Optimizer> centered = CenteredRMSprop::new;
    return List.of(
        of("rmsprop", rms, centered),
        of("rmsprop rate", () -> new RMSprop(0.003), rms),
        of("rmsprop alpha", () -> new RMSprop().alpha(0.8), rms),
        of("rmsprop epsilon", () -> new RMSprop().epsilon(0.1), rms),
        of("rmsprop momentum", () -> new RMSprop().momentum(0.6), rms),
        of("rmsprop weightDecay", () -> new RMSprop().weightDecay(0.2), rms),
        of("centered", centered, rms),
        of("centered rate", () -> new CenteredRMSprop(0.003), centered),
        of("centered alpha", () -> new CenteredRMSprop().alpha(0.8), centered),
        of("centered epsilon", () -> new CenteredRMSprop().epsilon(0.1), centered),
        of("centered momentum", () -> new CenteredRMSprop().momentum(0.6), centered),
        of("centered weightDecay", () -> new CenteredRMSprop().weightDecay(0.2), centered));
  }

  private static List<Entry> adam() {
    Supplier<Optimizer> fast = () -> new Adam(0.05);
    return List.of(
        of("adam", Adam::new, fast),
        of("adam rate", fast, Adam::new),
        of("adam betas", () -> new Adam(0.05).betas(0.7, 0.5), fast),
        of("adam epsilon", () -> new Adam(0.05).epsilon(0.1), fast),
        of("adam weightDecay", () -> new Adam(0.05).weightDecay(0.2), fast));
  }

  private static List<Entry> amsGrad() {
    Supplier<Optimizer> fast = () -> new AMSGrad(0.05);
    return List.of(
        of("amsgrad", AMSGrad::new, fast),
        of("amsgrad rate", fast, AMSGrad::new),
        of("amsgrad betas", () -> new AMSGrad(0.05).betas(0.7, 0.5), fast),
        of("amsgrad epsilon", () -> new AMSGrad(0.05).epsilon(0.1), fast),
        of("amsgrad weightDecay", () -> new AMSGrad(0.05).weightDecay(0.2), fast));
  }

  private static List<Entry> adamW() {
    Supplier<Optimizer> fast = () -> new AdamW(0.05);
    return List.of(
        of("adamw", AdamW::new, fast),
        of("adamw rate", fast, AdamW::new),
        of("adamw betas", () -> new AdamW(0.05).betas(0.7, 0.5), fast),
        of("adamw epsilon", () -> new AdamW(0.05).epsilon(0.1), fast),
        of("adamw weightDecay", () -> new AdamW(0.05).weightDecay(0.2), fast));
  }

  private static List<Entry> adaMax() {
    Supplier<Optimizer> fast = () -> new AdaMax(0.05);
    return List.of(
        of("adamax", AdaMax::new, fast),
        of("adamax rate", fast, AdaMax::new),
        of("adamax betas", () -> new AdaMax(0.05).betas(0.7, 0.5), fast),
        of("adamax epsilon", () -> new AdaMax(0.05).epsilon(0.1), fast),
        of("adamax weightDecay", () -> new AdaMax(0.05).weightDecay(0.2), fast));
  }

  private static List<Entry> nadam() {
    Supplier<Optimizer> fast = () -> new NAdam(0.05);
    return List.of(
        of("nadam", NAdam::new, fast),
        of("nadam rate", fast, NAdam::new),
        of("nadam betas", () -> new NAdam(0.05).betas(0.7, 0.5), fast),
        of("nadam epsilon", () -> new NAdam(0.05).epsilon(0.1), fast),
        of("nadam weightDecay", () -> new NAdam(0.05).weightDecay(0.2), fast),
        of("nadam momentumDecay", () -> new NAdam(0.05).momentumDecay(0.5), fast));
  }

  /** What the base class does: clipping, schedule, groups. */
  private static List<Entry> shared() {
    Supplier<Optimizer> sgd = () -> new SGD(0.1).momentum(0.9);
    return List.of(
        of("clipValue", () -> new SGD(0.1).momentum(0.9).clipValue(0.9), sgd),
        of("clipNorm", () -> new SGD(0.1).momentum(0.9).clipNorm(2), sgd),
        of(
            "clipValue clipNorm",
            () -> new SGD(0.1).momentum(0.9).clipNorm(2).clipValue(0.9),
            () -> new SGD(0.1).momentum(0.9).clipNorm(2)),
        of("schedule", OptimizerCatalog::everyStepAnEpoch, sgd),
        of(
            "groups",
            () ->
                new Adam(0.05)
                    .weightDecay(0.2)
                    .group(
                        param -> param.role() == Param.Role.BIAS,
                        new GroupSettings().rate(0.2).weightDecay(0)),
            () -> new Adam(0.05).weightDecay(0.2)));
  }

  private static Optimizer everyStepAnEpoch() {
    var optimizer = new SGD(0.1).momentum(0.9).schedule(Schedule.exponential(0.8));
    optimizer.plan(1, 0);
    return optimizer;
  }
}
