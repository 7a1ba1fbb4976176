package org.jacobi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jacobi.array.Near;
import org.jacobi.data.CsvOptions;
import org.jacobi.data.CsvTable;
import org.jacobi.data.DataException;
import org.jacobi.data.DataStore;
import org.jacobi.data.Digits;
import org.jacobi.data.DownloadListener;
import org.jacobi.data.FashionMnist;
import org.jacobi.data.KnownData;
import org.jacobi.data.KnownTables;
import org.jacobi.data.Mnist;
import org.jacobi.data.PreprocessOptions;
import org.jacobi.data.Scaling;
import org.jacobi.data.TrainTest;
import org.jspecify.annotations.Nullable;

/** Finds what DATASET|FILE.csv means, and reads it. */
final class SourceFinder {
  private final @Nullable Path folder;
  private final DownloadListener downloads;

  /**
   * A finder.
   *
   * @param folder the user's folder of data sets, or null to take the cache and the network
   * @param downloads hears of downloads
   */
  SourceFinder(@Nullable Path folder, DownloadListener downloads) {
    this.folder = folder;
    this.downloads = downloads;
  }

  /**
   * The known data set of this name, or null if it is a file.
   *
   * @throws UserError if it is neither; says what there is
   */
  static @Nullable KnownData known(String name) {
    var names = KnownData.all().stream().map(KnownData::name).toList();
    if (names.contains(name)) {
      return KnownData.named(name);
    }
    Path file = path(name);
    if (Files.isRegularFile(file)) {
      return null;
    }
    if (Files.isDirectory(file)) {
      throw new UserError(
          name
              + " is a folder; name a CSV file, or a known data set ("
              + String.join(", ", names)
              + ") and its folder with --data");
    }
    if (name.contains("/") || name.contains(".") || Files.exists(file)) {
      throw new UserError(name + ": there is no such file" + nearFile(file));
    }
    throw new UserError(
        "there is no data set and no file "
            + DataException.quote(name)
            + "; known data sets are "
            + String.join(", ", names)
            + Near.hint(name, names));
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UserError(DataException.quote(text) + " is no name of a file");
    }
  }

  /** A hint at files of a similar name in the same folder. */
  static String nearFile(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return parent == null ? "" : "; there is no folder " + parent + " either";
    }
    try (var files = Files.list(parent)) {
      var names = files.map(f -> String.valueOf(f.getFileName())).toList();
      return Near.hint(String.valueOf(file.getFileName()), names);
    } catch (IOException e) {
      return "";
    }
  }

  private DataStore store() {
    return folder != null ? DataStore.in(folder) : DataStore.cache(downloads);
  }

  /** A known data set. */
  Source read(KnownData set, TableOptions options) {
    if (!set.form().isTable()) {
      options.requireNoTable(set.name());
      var scaling = options.scaling() != null ? options.scaling() : Scaling.STANDARD;
      return new Source.Images(set.name(), images(set), files(set), scaling, null);
    }
    options.requireOrdinaryFile(set.name());
    var tables = KnownTables.load(set, store());
    var standard = KnownTables.options(set);
    var target = options.target();
    if (target != null && !target.equals(set.target())) {
      standard = PreprocessOptions.standard();
    }
    return new Source.Table(
        set.name(), tables.train(), tables.test(), files(set), options.over(standard), null);
  }

  private TrainTest images(KnownData set) {
    return switch (set.name()) {
      case "digits" -> Digits.load(Defaults.DIGITS_SEED);
      case "mnist" -> Mnist.load(store());
      case "fashion-mnist" -> FashionMnist.load(store());
      default -> throw new AssertionError(set.name());
    };
  }

  private List<Path> files(KnownData set) {
    var store = store();
    return set.files().stream().map(file -> store.find(set, file)).toList();
  }

  /** A table of the user's own. */
  Source read(Path file, TableOptions options) {
    if (folder != null) {
      throw new UserError(
          "--data is the folder of a known data set, but "
              + file
              + " is a file of its own; leave"
              + " out one of the two");
    }
    return new Source.Table(
        nameOf(file),
        CsvTable.read(file, options.csv(CsvOptions.standard())),
        null,
        List.of(file),
        options.over(PreprocessOptions.standard()),
        null);
  }

  /** The file's name without its ending. */
  private static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
  }
}
