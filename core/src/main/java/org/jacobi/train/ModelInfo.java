package org.jacobi.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.array.Shape;
import org.jacobi.data.Dataset;
import org.jacobi.data.Preprocessor;
import org.jacobi.data.Task;
import org.jacobi.nn.Loss;
import org.jacobi.nn.OutputKind;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model besides its layers and numbers: enough to use it in a new process.
 *
 * @param task what it predicts
 * @param output what its outputs mean
 * @param classNames a name for each class; empty for a regression
 * @param input what a row of its input is
 * @param run the record of the run that made it, empty if there is none
 */
public record ModelInfo(
    Task task,
    OutputKind output,
    List<String> classNames,
    InputFormat input,
    Map<String, Object> run) {
  /** Copies the list and the map. */
  public ModelInfo {
    classNames = List.copyOf(classNames);
    run = Collections.unmodifiableMap(new LinkedHashMap<>(run));
  }

  /** What a training run knows. */
  static ModelInfo of(Dataset data, Loss loss, @Nullable Preprocessor preprocessor) {
    return new ModelInfo(
        data.task(), loss.outputKind(), data.classNames(), input(data, preprocessor), Map.of());
  }

  private static InputFormat input(Dataset data, @Nullable Preprocessor preprocessor) {
    if (preprocessor != null) {
      return new InputFormat.Table(preprocessor);
    }
    Shape image = data.imageShape();
    return image == null
        ? new InputFormat.Numbers(data.featureShape())
        : new InputFormat.Image(image.dim(0), image.dim(1), data.featureShape(), data.scaling());
  }

  /** The same with the record of the run. */
  public ModelInfo withRun(Map<String, Object> record) {
    return new ModelInfo(task, output, classNames, input, record);
  }
}
