package org.jacobi.cli;

import org.jacobi.data.Dataset;
import org.jacobi.data.Task;

/** What a training prints before its first epoch. */
final class Header {
  private Header() {}

  /** The data. */
  static void print(Source source, Parts parts) {
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

  /** The network and how it is trained. */
  static void print(Experiment experiment) {
    var out = Terminal.out();
    var trainer = experiment.trainer();
    String layers = trainer.model().toString().replaceFirst("^Sequential\\((.*)\\)$", "$1");
    out.println("Network    " + layers);
    out.println("           " + Words.count(trainer.model().store().size(), "parameter"));
    var settings = trainer.toMap();
    out.println(
        "Training   "
            + trainer.optimizer()
            + ", "
            + settings.get("loss")
            + ", batches of "
            + settings.get("batch_size")
            + ", "
            + (settings.containsKey("steps")
                ? settings.get("steps") + " steps"
                : settings.get("epochs") + " epochs")
            + ", seed "
            + settings.get("seed"));
    out.println();
  }
}
