package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jacobi.data.DataException;
import org.jacobi.data.DataStore;
import org.jacobi.data.KnownData;
import org.jacobi.data.Task;
import org.jacobi.data.UserCache;
import org.jacobi.io.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jacobi datasets}. */
@Command(
    name = "datasets",
    description = "Lists the data sets that are known by name.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi datasets",
      "  jacobi train adult                   downloads it into the user's cache",
      "  jacobi train adult --data ~/data     takes the files in ~/data or ~/data/adult",
    })
final class DatasetsCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object a line and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    var out = Terminal.out();
    if (json) {
      KnownData.all().forEach(set -> out.println(Json.text(map(set))));
      return 0;
    }
    out.println(
        Words.format(
            "%-19s %8s %7s %9s  %-11s %9s  %s",
            "name", "training", "test", "features", "predicts", "download", "what it is"));
    for (KnownData set : KnownData.all()) {
      out.println(
          Words.format(
              "%-19s %8s %7s %9s  %-11s %9s  %s",
              set.name(),
              Words.count(set.trainRows()),
              set.testRows() == 0 ? "split" : Words.count(set.testRows()),
              Words.count(set.features()),
              set.task() == Task.CLASSIFICATION ? Words.count(set.classes(), "class") : "a number",
              set.files().isEmpty()
                  ? "none"
                  : isHere(set) ? "is here" : Words.bytes(set.downloadSize()),
              set.description()));
    }
    out.println();
    Path cache = cache();
    out.println(
        cache == null
            ? "There is no folder for downloads; " + UserCache.HOW_TO_CHOOSE
            : "Downloads are kept in " + cache);
    out.println("Sources and licences: jacobi datasets --json");
    return 0;
  }

  private static boolean isHere(KnownData set) {
    Path cache = cache();
    if (cache == null) {
      return false;
    }
    Path folder = cache.resolve(set.name());
    return set.files().stream().allMatch(file -> Files.isRegularFile(folder.resolve(file.name())));
  }

  /** Null without a home folder: the list is of use nevertheless. */
  private static @Nullable Path cache() {
    try {
      return DataStore.userCache();
    } catch (DataException e) {
      return null;
    }
  }

  private static Map<String, Object> map(KnownData set) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", set.name());
    map.put("description", set.description());
    map.put("train_rows", (long) set.trainRows());
    map.put("test_rows", (long) set.testRows());
    map.put("features", (long) set.features());
    map.put("classes", set.classNames());
    map.put("target", set.target());
    map.put("files", set.files().stream().map(file -> (Object) file.name()).toList());
    map.put("download_bytes", set.downloadSize());
    map.put("source", set.source());
    map.put("licence", set.licence());
    return map;
  }
}
