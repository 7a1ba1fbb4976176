package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jacobi.array.NDArray;
import org.jacobi.data.CsvTable;
import org.jacobi.data.KnownData;
import org.jacobi.data.Task;
import org.jacobi.learn.explain.ExplainTexts;
import org.jacobi.learn.explain.ExplainedModel;
import org.jacobi.learn.explain.Explanation;
import org.jacobi.nn.Mode;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.tensor.Tensor;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelFile;
import org.jacobi.train.ModelInfo;
import org.jacobi.train.TargetShape;
import org.jspecify.annotations.Nullable;

/** A trained network on one row: its loss where the target is known, else its answer. */
final class ExplainedRow {
  private final String name;
  private final ModelFile.Loaded<UnaryLayer> loaded;
  private final @Nullable Path folder;
  private final Locale locale;

  ExplainedRow(String name, @Nullable Path folder, Locale locale) {
    this.name = name;
    this.loaded = ModelPlace.load(name);
    this.folder = folder;
    this.locale = locale;
  }

  private ModelInfo info() {
    return loaded.info();
  }

  /**
   * Explains a row, from 1.
   *
   * @param data a data set, a table, an image, or null for the test rows of its own data
   */
  Explanation explain(@Nullable String data, int row) {
    Explanation answer = data == null ? null : withoutTarget(data, row);
    return answer != null ? answer : loss(new Measured.Finder(info(), folder).find(data), row);
  }

  /** For an image, or a table without the column of the target; else null. */
  private @Nullable Explanation withoutTarget(String data, int row) {
    if (KnownData.all().stream().anyMatch(set -> set.name().equals(data))) {
      return null;
    }
    Path file = SourceFinder.path(data);
    if (info().input() instanceof InputFormat.Image image) {
      requireRow(row, 1, data);
      var pixels = Pixels.read(file, false);
      return answer(scaled(pixels.resized(image.height(), image.width()), image), data);
    }
    if (!(info().input() instanceof InputFormat.Table format) || !Files.isRegularFile(file)) {
      return null;
    }
    var table = CsvTable.read(file, format.preprocessor().csvOptions());
    if (table.columns().contains(format.preprocessor().target())) {
      return null;
    }
    requireRow(row, table.rows(), data);
    var features = format.preprocessor().transformRows(table, new int[] {row - 1});
    return answer(features, ExplainTexts.of(locale, "title.line", row, data));
  }

  private void requireRow(int row, int rows, String data) {
    if (row < 1 || row > rows) {
      throw new UserError(ExplainTexts.of(locale, "error.row", row, data, Words.count(rows)));
    }
  }

  private static NDArray scaled(byte[] pixels, InputFormat.Image image) {
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      scaled[i] = image.scaling().of(pixels[i] & 0xFF);
    }
    return NDArray.of(scaled, image.features().insert(0, 1).toArray());
  }

  // ---- with a target ----

  private Explanation loss(Measured measured, int row) {
    var rows = measured.rows();
    requireRow(row, rows.rows(), measured.name());
    var batch = rows.batch(new int[] {row - 1});
    var dtype = loaded.model().store().values().dtype();
    int outputs = outputs(batch.features());
    Tensor target =
        TargetShape.of(measured.loss(), rows, outputs).of(batch.targets(), rows.outputs(), dtype);
    String truth =
        info().task() == Task.CLASSIFICATION
            ? info().classNames().get(batch.targets().toInts()[0])
            : numbers(unscaled(batch.targets().toDoubles()));
    String title =
        ExplainTexts.of(locale, "title.row", name, row, measured.name(), part(measured.part()))
            + ExplainTexts.of(locale, "title.truth", truth, said(batch.features(), false));
    return new ExplainedModel(loaded.model(), title)
        .loss(batch.features(), measured.loss(), target);
  }

  private String part(String part) {
    List<String> keys = List.of("part.test", "part.aside", "part.all");
    return keys.stream()
        .filter(key -> ExplainTexts.of(Locale.ENGLISH, key).equals(part))
        .map(key -> ExplainTexts.of(locale, key))
        .findFirst()
        .orElse(part);
  }

  // ---- without ----

  private Explanation answer(NDArray features, String row) {
    boolean classes = info().task() == Task.CLASSIFICATION;
    int output = classes && outputs(features) > 1 ? best(features) : 0;
    String title =
        classes
            ? ExplainTexts.of(locale, "title.output", name, said(features, true), row)
            : ExplainTexts.of(locale, "title.number", name, row);
    return new ExplainedModel(loaded.model(), title).output(features, output);
  }

  private int outputs(NDArray features) {
    var x = new Tensor(cast(features));
    return Mode.EVALUATE.call(() -> loaded.model().forward(x)).shape().dim(-1);
  }

  private NDArray cast(NDArray features) {
    return features.cast(loaded.model().store().values().dtype());
  }

  private int best(NDArray features) {
    double[] scores = loaded.predictor().predict(features)[0];
    return IntStream.range(0, scores.length)
        .reduce(0, (best, i) -> scores[i] > scores[best] ? i : best);
  }

  /** The model's answer: a class with its probability, or numbers. */
  private String said(NDArray features, boolean plain) {
    double[] scores = loaded.predictor().predict(features)[0];
    if (info().task() != Task.CLASSIFICATION) {
      return numbers(scores);
    }
    int best = best(features);
    String share = plain ? "" : ", " + Words.percent(scores[best]);
    return info().classNames().get(best) + share;
  }

  private double[] unscaled(double[] targets) {
    return info().input() instanceof InputFormat.Table format
        ? Arrays.stream(targets).map(format.preprocessor()::unscaleTarget).toArray()
        : targets;
  }

  private static String numbers(double[] numbers) {
    return String.join(", ", Arrays.stream(numbers).mapToObj(Words::number).toList());
  }
}
