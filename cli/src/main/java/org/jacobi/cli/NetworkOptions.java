package org.jacobi.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jacobi.nn.Sequential;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings that say what the network is. */
final class NetworkOptions {
  @Option(
      names = "--hidden",
      paramLabel = "SIZES",
      description =
          "Hidden layers, such as 256,128 or 64:sigmoid,32:relu:0.2 (size, activation, dropout);"
              + " none gives a linear model.")
  private @Nullable String hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "After hidden layers that name none: relu (default), leaky-relu, elu, gelu, tanh-gelu,"
              + " silu, softplus, sigmoid, tanh.")
  private @Nullable String activation;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description =
          "softmax (default for classes), sigmoid (each class for itself; a single output for two"
              + " classes), linear (for numbers).")
  private @Nullable String output;

  @Option(names = "--no-bias", description = "Linear layers without a bias.")
  private boolean noBias;

  @Option(
      names = "--init",
      paramLabel = "NAME",
      description =
          "First weights: auto (default: kaiming-normal before relu and its relatives,"
              + " xavier-uniform before sigmoid, tanh and the output; biases 0), pytorch,"
              + " kaiming-normal, kaiming-uniform, xavier-normal, xavier-uniform, orthogonal,"
              + " normal:DEVIATION, uniform:BOUND, zeros.")
  private @Nullable String init;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "Dropout after each hidden layer that names none; 0 by default.")
  private @Nullable Double dropout;

  @Option(names = "--batch-norm", description = "Batch normalisation before each activation.")
  private boolean batchNorm;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description =
          "cross-entropy (default for softmax), nll, bce (default for sigmoid), mse (default for"
              + " numbers), half-squared, mae, huber. With mse and its relatives classes become 0"
              + " and 1.")
  private @Nullable String loss;

  @Option(
      names = "--from",
      paramLabel = "RUN|MODEL",
      description =
          "Start with the weights of a model, and with its preparation of the table. Its layers"
              + " are taken too unless --hidden is given, which must have the same shapes.")
  private @Nullable String from;

  @Option(
      names = "--freeze",
      paramLabel = "PATH",
      split = ",",
      description =
          "Leave these parameters as they are: 0 is the first layer, 0.weight its weight; jacobi"
              + " inspect lists them.")
  private List<String> freeze = new ArrayList<>();

  /** Refuses values outside of their ranges. */
  void check() {
    Choices.belowOne("--dropout", dropout);
    hidden("none");
    InitChoice.parse(init);
    OutputRules.kind(output);
    lossName();
    boolean layers = activation != null || noBias || init != null || dropout != null || batchNorm;
    if (from != null && hidden == null && layers) {
      throw new UserError(
          "--from takes the layers of that model as they are; with --activation, --no-bias,"
              + " --init, --dropout or --batch-norm say --hidden too");
    }
  }

  private @Nullable LossName lossName() {
    String given = loss;
    return given == null ? null : LossName.named(given);
  }

  private List<NetworkSpec.Hidden> hidden(String otherwise) {
    String given = hidden;
    var after = Activation.named(activation != null ? activation : Defaults.ACTIVATION);
    return NetworkSpec.parse(
        given != null ? given : otherwise, after, dropout != null ? dropout : 0);
  }

  /** The model to start from, or null. */
  @Nullable Path from() {
    String given = from;
    return given == null ? null : ModelPlace.of(given);
  }

  /** True if the layers are those of the model to start from. */
  boolean takesLayers() {
    return from != null && hidden == null;
  }

  boolean hasBatchNorm() {
    return batchNorm;
  }

  List<String> frozen() {
    return List.copyOf(freeze);
  }

  /** What the end of the network is. */
  OutputRules output(org.jacobi.data.Task task, int answers) {
    return OutputRules.of(task, answers, OutputRules.kind(output), lossName());
  }

  /** A new network, without numbers yet. */
  Sequential network(String hiddenByDefault, int features, OutputRules rules) {
    var spec = new NetworkSpec(hidden(hiddenByDefault), !noBias, batchNorm, InitChoice.parse(init));
    return spec.build(features, rules.outputs(), rules.tail());
  }
}
