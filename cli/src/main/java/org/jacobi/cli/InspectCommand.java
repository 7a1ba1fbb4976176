package org.jacobi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.io.Json;
import org.jacobi.nn.Architecture;
import org.jacobi.train.InputFormat;
import org.jacobi.train.ModelInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacobi inspect}. */
@Command(
    name = "inspect",
    description =
        "Shows what a model file holds: layers, parameters, preparation, how it was made.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi inspect runs/iris-1",
      "  jacobi inspect model.safetensors --json",
    })
final class InspectCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "A run folder or model file.")
  private String model = "";

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Path file = ModelPlace.of(model);
    var loaded = ModelPlace.load(model);
    ModelInfo info = loaded.info();
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("file", file.toString());
      map.put("architecture", Architecture.toMap(loaded.model()));
      map.put("parameters", loaded.model().store().size());
      map.put("task", lower(info.task()));
      map.put("output", lower(info.output()));
      map.put("classes", info.classNames());
      map.put("input", info.input().toMap());
      map.put("run", info.run());
      Terminal.out().println(Json.text(map));
      return 0;
    }
    var out = Terminal.out();
    out.println(file + ", " + Words.bytes(Files.size(file)));
    out.println();
    out.print(loaded.model().summary(features(info)));
    out.println();
    out.println("Parameters");
    loaded.model().params().forEach(param -> out.println("  " + param));
    loaded.model().buffers().forEach(buffer -> out.println("  " + buffer.path() + ", not trained"));
    out.println();
    out.println("Input");
    input(info.input());
    out.println();
    out.println("Output     " + lower(info.task()) + ", " + lower(info.output()));
    if (!info.classNames().isEmpty()) {
      out.println("Classes    " + String.join(", ", info.classNames()));
    }
    out.println();
    out.println("Run");
    out.println(Json.indented(info.run()).indent(2).stripTrailing());
    return 0;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Shape features(ModelInfo info) {
    return switch (info.input()) {
      case InputFormat.Table table -> Shape.of(table.preprocessor().featureNames().size());
      case InputFormat.Image image -> image.features();
      case InputFormat.Numbers numbers -> numbers.features();
    };
  }

  private static void input(InputFormat input) {
    var out = Terminal.out();
    switch (input) {
      case InputFormat.Table table -> {
        var preparation = table.preprocessor();
        out.println("  a table: " + preparation);
        out.println();
        ColumnTable.print(preparation.contract());
        out.println();
        out.println("  missing are empty fields" + texts(preparation.csvOptions().missingTexts()));
      }
      case InputFormat.Image image ->
          out.println(
              "  grey images of "
                  + image.height()
                  + " × "
                  + image.width()
                  + " pixels of a byte (u8, 0 the background), byte × "
                  + Words.format("%.6g", (double) image.scaling().factor())
                  + " + "
                  + Words.format("%.6g", (double) image.scaling().shift()));
      case InputFormat.Numbers numbers ->
          out.println("  rows of numbers of the shape " + numbers.features());
    }
  }

  private static String texts(Set<String> missing) {
    return missing.stream()
        .sorted()
        .map(text -> ", " + DataException.quote(text))
        .collect(Collectors.joining());
  }
}
