package org.jacobi.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jacobi.kernel.Precision;
import org.jacobi.nn.Penalty;
import org.jacobi.optim.AveragedMomentum;
import org.jacobi.optim.ClassicMomentum;
import org.jacobi.optim.NesterovSGD;
import org.jacobi.optim.Optimizer;
import org.jacobi.optim.Optimizers;
import org.jacobi.optim.SGD;
import org.jacobi.optim.Schedule;
import org.jacobi.train.Checkpoints;
import org.jacobi.train.Trainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings that say how the network is trained. */
final class TrainingOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "sgd, momentum, nesterov, classic-momentum, averaged-momentum, adagrad, adadelta,"
              + " rmsprop, centered-rmsprop, adam, amsgrad, adamw, adamax, nadam; by default what"
              + " suits the data.")
  private @Nullable String optimizer;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "The learning rate; by default what suits the data, or the optimizer's own.")
  private @Nullable Double rate;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      description =
          "Momentum, for optimizers that have one; 0.9 where sgd is the default, and 0"
              + " with --optimizer sgd.")
  private @Nullable Double momentum;

  @Option(
      names = "--schedule",
      paramLabel = "FORM",
      description =
          "How the learning rate changes: constant, step:EPOCHS:GAMMA,"
              + " multistep:EPOCH,EPOCH,...:GAMMA, exponential:GAMMA, cosine[:LEAST],"
              + " restarts:EPOCHS[:FACTOR[:LEAST]], onecycle:HIGHEST, plateau[:FACTOR[:PATIENCE]],"
              + " warmup:STEPS[+FORM].")
  private @Nullable String schedule;

  @Option(
      names = "--weight-decay",
      paramLabel = "L",
      description = "Decay of all parameters by the optimizer; 0 by default.")
  private @Nullable Double weightDecay;

  @Option(
      names = "--l2",
      paramLabel = "L",
      description = "Adds L/2 times the squared weights to the loss, biases not counted.")
  private @Nullable Double l2;

  @Option(
      names = "--l1",
      paramLabel = "L",
      description = "Adds L times the absolute weights to the loss, biases not counted.")
  private @Nullable Double l1;

  @Option(
      names = "--clip-norm",
      paramLabel = "MAX",
      description = "The largest length of the gradient; longer ones are scaled down.")
  private @Nullable Double clipNorm;

  @Option(
      names = "--batch-size",
      paramLabel = "ROWS",
      description = "Rows of a batch; by default what suits the data.")
  private @Nullable Integer batchSize;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often the training part is gone through; by default what suits the data.")
  private @Nullable Integer epochs;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How many batches in all, in place of --epochs.")
  private @Nullable Integer steps;

  @Option(
      names = "--early-stop",
      paramLabel = "N",
      description =
          "Stop when the validation loss has not improved for N epochs; takes a tenth of the"
              + " training part for validation unless --validation says otherwise.")
  private @Nullable Integer earlyStop;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What all random numbers follow from; ${DEFAULT-VALUE} by default.")
  private long seed = Trainer.SEED;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "How many threads compute; one for each processor by default. The result is the same for"
              + " any number.")
  private @Nullable Integer threads;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "f32, or bf16: large matrix products multiply numbers rounded to bfloat16, faster by"
              + " oneDNN on processors with AMX or AMD's AVX512_BF16; all else stays f32.")
  private String precision = "f32";

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "The most memory outside of the Java heap, such as 512m or 2g: a run that needs more is"
              + " refused before it starts.")
  private @Nullable String memory;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description =
          "How often the state is saved, from which jacobi resume goes on: 500 or 500steps, 2epochs,"
              + " 30s, 5min; never for no checkpoint at all. By default after each minute, and"
              + " at the end.")
  private @Nullable String checkpointEvery;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "How many of the last checkpoints stay, besides that of the best epoch;"
              + " ${DEFAULT-VALUE} by default.")
  private int keep = Checkpoints.KEEP;

  /** Refuses values outside of their ranges. */
  void check() {
    Choices.positive("--threads", threads);
    precision();
    memoryLimit();
    Choices.positive("--keep", keep);
    checkpoints(Path.of("."));
    Choices.positive("--lr", rate);
    Choices.belowOne("--momentum", momentum);
    Choices.notNegative("--weight-decay", weightDecay);
    Choices.notNegative("--l1", l1);
    Choices.notNegative("--l2", l2);
    Choices.positive("--clip-norm", clipNorm);
    Choices.positive("--batch-size", batchSize);
    Choices.positive("--epochs", epochs);
    Choices.positive("--steps", steps);
    Choices.positive("--early-stop", earlyStop);
    if (epochs != null && steps != null) {
      throw new UserError("--epochs and --steps both say how long; give one of them");
    }
    name("sgd");
    String form = schedule;
    if (form != null && !Schedule.parse(form).usesBase() && rate != null) {
      throw new UserError(
          "--schedule "
              + form
              + " sets the learning rate itself, so --lr has no effect; leave it out");
    }
  }

  private Precision precision() {
    return switch (precision.toLowerCase(Locale.ROOT)) {
      case "f32" -> Precision.F32;
      case "bf16" -> Precision.BF16;
      default -> throw Choices.unknown("--precision", precision, List.of("f32", "bf16"));
    };
  }

  /**
   * When checkpoints are written into a folder.
   *
   * @return null for never
   */
  @Nullable Checkpoints checkpoints(Path folder) {
    return Distance.parse(checkpointEvery, Checkpoints.in(folder).keep(keep));
  }

  private OptionalLong memoryLimit() {
    return memory == null ? OptionalLong.empty() : OptionalLong.of(MemorySize.parse(memory));
  }

  long seed() {
    return seed;
  }

  boolean stopsEarly() {
    return earlyStop != null;
  }

  private String name(String otherwise) {
    String given = optimizer;
    String name = (given != null ? given : otherwise).toLowerCase(Locale.ROOT);
    if (!Optimizers.names().contains(name)) {
      throw Choices.unknown("--optimizer", name, Optimizers.names());
    }
    return name;
  }

  /**
   * Rows of a batch.
   *
   * @throws UserError if the user wants more than there are
   */
  int batchSize(Defaults defaults, int trainRows) {
    Integer given = batchSize;
    if (given == null) {
      return Math.min(defaults.batchSize(), trainRows);
    }
    if (given > trainRows) {
      throw new UserError(
          "--batch-size "
              + given
              + " is more than the "
              + Words.count(trainRows, "row")
              + " of the training part; it can be "
              + trainRows
              + " at most");
    }
    return given;
  }

  /** A new optimizer. */
  Optimizer optimizer(Defaults defaults) {
    String name = name(defaults.optimizer());
    Optimizer made = withMomentum(name, Optimizers.named(name, rate(name, defaults)), defaults);
    if (weightDecay != null) {
      made.weightDecay(weightDecay);
    }
    if (clipNorm != null) {
      made.clipNorm(clipNorm);
    }
    if (schedule != null) {
      made.schedule(Schedule.parse(schedule));
    }
    return made;
  }

  /** As given, or what suits the data, or the optimizer's own. */
  private double rate(String name, Defaults defaults) {
    Double given = rate;
    if (given != null) {
      return given;
    }
    return name.equals(defaults.optimizer())
        ? defaults.rate()
        : Optimizers.defaultRate(name).orElse(Defaults.RATE);
  }

  private Optimizer withMomentum(String name, Optimizer made, Defaults defaults) {
    Double given = momentum;
    if (given == null) {
      return made instanceof SGD sgd && optimizer == null
          ? sgd.momentum(defaults.momentum())
          : made;
    }
    return switch (made) {
      case SGD sgd -> sgd.momentum(given);
      case NesterovSGD nesterov -> nesterov.momentum(given);
      case ClassicMomentum classic -> classic.momentum(given);
      case AveragedMomentum averaged -> averaged.momentum(given);
      default ->
          throw new UserError(
              "--momentum is for sgd, momentum, nesterov, classic-momentum and averaged-momentum,"
                  + " not for "
                  + name);
    };
  }

  /** Adds what this class knows to a trainer. */
  Trainer.Builder over(Trainer.Builder builder, Defaults defaults, int trainRows) {
    memoryLimit().ifPresent(builder::memory);
    if (threads != null) {
      builder.threads(threads);
    }
    builder.precision(precision());
    builder.seed(seed).batchSize(batchSize(defaults, trainRows)).optimizer(optimizer(defaults));
    if (steps != null) {
      builder.steps(steps);
    } else {
      builder.epochs(epochs != null ? epochs : defaults.epochs());
    }
    if (l1 != null || l2 != null) {
      builder.penalty(Penalty.elastic(l1 != null ? l1 : 0, l2 != null ? l2 : 0));
    }
    if (earlyStop != null) {
      builder.earlyStop(earlyStop);
    }
    return builder;
  }
}
