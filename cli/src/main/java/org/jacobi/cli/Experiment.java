package org.jacobi.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.train.Checkpoints;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelFile;
import org.jacobi.train.Trainer;
import org.jacobi.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * One training, ready to start.
 *
 * @param source where the data is from
 * @param division how it was divided
 * @param parts its rows
 * @param rules what the end of the network is
 * @param trainer with the network, the loss and the optimizer
 */
record Experiment(
    Source source, Division division, Parts parts, OutputRules rules, Trainer trainer) {
  /** What the user has said besides the data. */
  record Settings(
      NetworkOptions network,
      TrainingOptions training,
      @Nullable Checkpoints checkpoints,
      List<TrainingListener> listeners) {}

  /** Checks everything and builds the network. */
  static Experiment of(Source source, Division division, Parts parts, Settings settings) {
    Dataset train = parts.train();
    var defaults = Defaults.of(source.name(), train.task(), train.rows());
    var rules = settings.network.output(train.task(), train.outputs());
    UnaryLayer model = model(train, rules, settings, defaults);
    if (settings.network.hasBatchNorm()
        && settings.training.batchSize(defaults, train.rows()) == 1) {
      throw new UserError("--batch-norm needs two rows in a batch or more, but --batch-size is 1");
    }
    var builder = Trainer.builder(model).loss(rules.loss().loss());
    settings.training.over(builder, defaults, train.rows());
    var preprocessor = parts.preprocessor();
    if (preprocessor != null) {
      builder.preprocessor(preprocessor);
    }
    Dataset validation = parts.validation();
    if (validation != null) {
      builder.validation(validation);
    }
    if (settings.checkpoints != null) {
      builder.checkpoints(settings.checkpoints);
    }
    settings.listeners.forEach(builder::listener);
    return new Experiment(source, division, parts, rules, builder.build());
  }

  private static UnaryLayer model(
      Dataset train, OutputRules rules, Settings settings, Defaults defaults) {
    Path place = settings.network.from();
    var from = place == null ? null : ModelFile.load(place);
    int features = Math.toIntExact(train.featureShape().size());
    UnaryLayer model;
    if (from != null && settings.network.takesLayers()) {
      requireSameKind(train, rules, from);
      model = from.model();
    } else {
      model = settings.network.network(defaults.hidden(), features, rules);
      model.init(settings.training.seed());
      if (from != null) {
        copy(from.model(), model);
      }
    }
    for (String path : settings.network.frozen()) {
      model.freeze(path);
    }
    if (model.params().stream().allMatch(param -> param.isFrozen())) {
      throw new UserError("--freeze leaves no parameter to train");
    }
    return model;
  }

  private static void requireSameKind(
      Dataset train, OutputRules rules, ModelFile.Loaded<UnaryLayer> from) {
    var info = from.info();
    if (info.task() != train.task() || info.output() != rules.loss().loss().outputKind()) {
      throw new UserError(
          "--from: that model was trained for "
              + (info.task() == Task.CLASSIFICATION ? "classes" : "numbers")
              + " with outputs that are "
              + info.output().name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + ", which --loss "
              + rules.loss()
              + " does not fit; say the --loss and --output that it was trained with");
    }
    if (info.input() instanceof InputFormat.Image image
        && !image.features().equals(train.featureShape())) {
      throw new UserError(
          "--from: that model takes images of " + image.height() + " × " + image.width());
    }
  }

  private static void copy(UnaryLayer from, UnaryLayer to) {
    var sources = from.params();
    var targets = to.params();
    boolean same = sources.size() == targets.size();
    for (int i = 0; same && i < sources.size(); i++) {
      same =
          sources.get(i).path().equals(targets.get(i).path())
              && sources.get(i).shape().equals(targets.get(i).shape());
    }
    if (!same) {
      throw new UserError(
          "--from: the parameters of that model, "
              + sources
              + ", are not those of the network that is asked for, "
              + targets
              + "; leave out --hidden to take its layers");
    }
    for (int i = 0; i < sources.size(); i++) {
      targets.get(i).value().copyFrom(sources.get(i).value());
    }
    for (int i = 0; i < Math.min(from.buffers().size(), to.buffers().size()); i++) {
      to.buffers().get(i).value().copyFrom(from.buffers().get(i).value());
    }
  }
}
