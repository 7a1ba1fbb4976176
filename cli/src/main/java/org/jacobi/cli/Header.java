package org.jacobi.cli;

import java.util.Map;
import org.jacobi.data.Dataset;
import org.jacobi.data.Task;
import org.jacobi.train.MemoryPlan;
import org.jacobi.train.TrainingListener;
import org.jacobi.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/** What a training prints before its first epoch. */
final class Header implements TrainingListener {
  private @Nullable Experiment experiment;

  /** What is about to start. */
  void announce(Experiment next) {
    experiment = next;
  }

  /** Once: of the folds of a cross-validation only before the first. */
  @Override
  public void started(TrainingPlan plan) {
    Experiment next = experiment;
    if (next != null) {
      print(next);
      Terminal.out()
          .println(
              "Memory     "
                  + MemoryPlan.text(plan.memory().total())
                  + " outside of the Java heap, "
                  + Words.count(plan.threads(), "thread")
                  + "\n");
    }
    experiment = null;
  }

  /** What is trained, on what and how. */
  static void print(Experiment experiment) {
    data(experiment.source(), experiment.parts());
    training(experiment);
  }

  private static void data(Source source, Parts parts) {
    var out = Terminal.out();
    Dataset train = parts.train();
    Dataset validation = parts.validation();
    var text = new StringBuilder();
    text.append(source.name())
        .append(": ")
        .append(Words.count(train.rows()))
        .append(" rows to train on, ");
    if (validation != null) {
      text.append(Words.count(validation.rows())).append(" for validation, ");
    }
    text.append(Words.count(parts.test().rows())).append(" to test on");
    out.println("Data       " + text);
    var preprocessor = parts.preprocessor();
    if (preprocessor != null) {
      out.println("           " + preprocessor);
      preprocessor.notes().forEach(note -> out.println("           " + note));
    } else {
      var image = train.imageShape();
      out.println(
          "           "
              + (image == null
                  ? train.featureShape()
                  : image.dim(0) + " × " + image.dim(1) + " pixels")
              + (train.task() == Task.CLASSIFICATION
                  ? ", " + Words.count(train.outputs(), "class")
                  : ""));
    }
  }

  private static void training(Experiment experiment) {
    var out = Terminal.out();
    var trainer = experiment.trainer();
    out.println("Network    " + Words.layers(trainer.model()));
    var store = trainer.model().store();
    long frozen = store.size() - store.trainable();
    out.println(
        "           "
            + Words.count(store.size(), "parameter")
            + (frozen > 0 ? ", " + Words.count(frozen) + " of them frozen" : ""));
    var settings = trainer.toMap();
    out.println(
        "Training   "
            + trainer.optimizer()
            + ", "
            + settings.get("loss")
            + ", batches of "
            + settings.get("batch_size")
            + ", "
            + length(settings)
            + ("f32".equals(settings.get("precision")) ? "" : ", " + settings.get("precision"))
            + ", seed "
            + settings.get("seed"));
  }

  private static String length(Map<String, Object> settings) {
    String unit = settings.containsKey("steps") ? "step" : "epoch";
    return settings.get(unit + "s") instanceof Number count
        ? Words.count(count.longValue(), unit)
        : "";
  }
}
