package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jacobi.train.ModelFile;

/** Finds the model file that RUN|MODEL means. */
final class ModelPlace {
  private static final String MODEL = "model.safetensors";

  private ModelPlace() {}

  /**
   * The file itself, or that in the folder of a run.
   *
   * @throws UserError if there is none
   */
  static Path of(String text) {
    Path place = SourceFinder.path(text);
    if (Files.isRegularFile(place)) {
      return place;
    }
    if (Files.exists(place) && !Files.isDirectory(place)) {
      throw new UserError(
          text + " is neither a file nor a folder; name the folder of a run, or a model file");
    }
    if (!Files.isDirectory(place)) {
      throw new UserError(text + ": there is no such run or model" + SourceFinder.nearFile(place));
    }
    Path file = place.resolve(MODEL);
    if (Files.isRegularFile(file)) {
      return file;
    }
    throw new UserError(
        Files.isRegularFile(place.resolve("run.json"))
            ? text + " holds no model: a cross-validation leaves none; train without --folds"
            : text + " holds no " + MODEL + "; name the folder of a run, or a model file");
  }

  /** The model there. */
  static ModelFile.Loaded<org.jacobi.nn.UnaryLayer> load(String text) {
    return ModelFile.load(of(text));
  }
}
