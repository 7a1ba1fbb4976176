package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jacobi.data.ContractReport;
import org.jacobi.data.CsvOptions;
import org.jacobi.data.CsvTable;
import org.jacobi.data.DataException;
import org.jacobi.data.Dataset;
import org.jacobi.data.KnownData;
import org.jacobi.data.PreprocessOptions;
import org.jacobi.data.Preprocessor;
import org.jacobi.nn.Loss;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelInfo;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a model is measured on.
 *
 * @param name of the data
 * @param part which rows these are
 * @param rows prepared as the model takes them
 * @param loss what the model was trained by
 */
record Measured(String name, String part, Dataset rows, Loss loss) {
  /** Finds them from the record that the model holds of its own training. */
  static final class Finder {
    private final ModelInfo info;
    private final @Nullable Path folder;
    private final Provenance origin;
    private @Nullable Consumer<ContractReport> listener;

    /**
     * A finder.
     *
     * @param folder of data sets, or null
     */
    Finder(ModelInfo info, @Nullable Path folder) {
      this.info = info;
      this.folder = folder;
      this.origin = new Provenance(info);
    }

    /**
     * What of a table is not like the training goes to {@code hearer} before anything is computed,
     * and what can be computed with is; without one, it is refused.
     */
    Finder checking(Consumer<ContractReport> hearer) {
      listener = hearer;
      return this;
    }

    Measured find(@Nullable String wanted) {
      Source source = wanted == null ? own() : source(wanted, folder);
      if (source.hasTest()) {
        return measured(source, "its test part", null);
      }
      if (origin.isOf(source)) {
        return measured(
            source, "the rows set aside for the test", origin.division().testRows(source));
      }
      if (wanted == null) {
        throw new DataException(
            source.files().getFirst()
                + ": the file has changed since the training, so the rows that were set aside for"
                + " the test are not known any more; name the data to take");
      }
      return measured(source, "all rows", source.all());
    }

    private Measured measured(Source source, String part, int @Nullable [] rows) {
      return new Measured(source.name(), part, source.forModel(info, rows, listener), loss());
    }

    /** The data it was trained on, from where it was then. */
    private Source own() {
      if (!origin.isKnown()) {
        throw new UserError("the model does not say what it was trained on; name the data to take");
      }
      var data = origin.data();
      var files = data.objects("files");
      String name = data.string("name");
      boolean known = KnownData.all().stream().anyMatch(set -> set.name().equals(name));
      if (files.isEmpty()) {
        return source(name, folder);
      }
      Path file = Path.of(files.getFirst().string("path"));
      if (known) {
        Path there = file.getParent();
        boolean still = there != null && Files.isRegularFile(file);
        return source(name, folder != null ? folder : still ? there : null);
      }
      if (!Files.isRegularFile(file)) {
        throw new UserError(
            file + ": the file that the model was trained on is gone; name the data to take");
      }
      return table(file);
    }

    private Source source(String name, @Nullable Path place) {
      KnownData set = SourceFinder.known(name);
      if (set == null) {
        return table(SourceFinder.path(name));
      }
      var source = new SourceFinder(place, new DownloadBar()).read(set, new TableOptions());
      return source instanceof Source.Table table ? table.preparedBy(preprocessor(name)) : source;
    }

    private Source table(Path file) {
      var prepared = preprocessor(file.toString());
      CsvOptions options = prepared.csvOptions();
      return new Source.Table(
          String.valueOf(file.getFileName()),
          CsvTable.read(file, options),
          null,
          List.of(file),
          PreprocessOptions.standard(),
          prepared);
    }

    private Preprocessor preprocessor(String name) {
      return switch (info.input()) {
        case InputFormat.Table format -> format.preprocessor();
        case InputFormat.Image _ ->
            throw new UserError("the model takes images, but " + name + " is a table");
        case InputFormat.Numbers numbers -> throw Source.onlyFromPrograms(numbers);
      };
    }

    private Loss loss() {
      String recorded = origin.run().string("loss", "");
      if (LossName.names().contains(recorded)) {
        return LossName.named(recorded).loss();
      }
      LossName fitting =
          switch (info.output()) {
            case VALUES -> LossName.MSE;
            case LOGITS -> LossName.CROSS_ENTROPY;
            case LOG_PROBABILITIES -> LossName.NLL;
            case BINARY_LOGITS -> LossName.BCE;
          };
      return fitting.loss();
    }
  }
}
