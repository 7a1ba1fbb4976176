package org.jacobi.data;

import java.util.List;
import org.jacobi.array.Near;

/**
 * What is known of a public data set, and where its files are. {@link #all()} are the sets that
 * ship with Jacobi. {@link Digits}, {@link Mnist} and {@link FashionMnist} load the images, {@link
 * KnownTables} the tables.
 *
 * @param name what it is called on the command line; also the name of its folder
 * @param description one line for people
 * @param form what its files are
 * @param task what is to be predicted
 * @param trainRows rows to train on; all rows if the set has no test part of its own
 * @param testRows rows of its own test part, or 0
 * @param features numbers or columns in one row, without the target
 * @param classNames the classes in order of their numbers; empty for a regression
 * @param columns the names of a table's columns, the target among them; empty for images
 * @param target the column to be predicted; empty for images
 * @param source who made it, where it is described
 * @param licence under which terms it is published
 * @param files in the order train, test; for images each time images, labels
 */
public record KnownData(
    String name,
    String description,
    Form form,
    Task task,
    int trainRows,
    int testRows,
    int features,
    List<String> classNames,
    List<String> columns,
    String target,
    String source,
    String licence,
    List<RemoteFile> files) {

  /** What the files of a set are. */
  public enum Form {
    /** There are none: the images are drawn by a program. */
    DRAWN,
    /** IDX files of images and labels, for training and for testing. */
    IMAGES,
    /** A table whose first line tells numbers of rows and features, and the classes. */
    TABLE_WITH_COUNTS,
    /** A table whose first line names the columns. */
    TABLE_WITH_NAMES,
    /** A table for training and one for testing, which start with their first rows. */
    TABLE_WITHOUT_HEADER;

    /** True if the files are tables. */
    public boolean isTable() {
      return this != DRAWN && this != IMAGES;
    }
  }

  /** Copies the lists. */
  public KnownData {
    classNames = List.copyOf(classNames);
    columns = List.copyOf(columns);
    files = List.copyOf(files);
  }

  /** The sets that ship with Jacobi; the first one needs no files. */
  public static List<KnownData> all() {
    return KnownCatalog.ALL;
  }

  /**
   * The set of this name.
   *
   * @throws DataException if there is none; the message tells similar names and all of them
   */
  public static KnownData named(String name) {
    for (var set : all()) {
      if (set.name.equals(name)) {
        return set;
      }
    }
    var names = all().stream().map(KnownData::name).toList();
    throw new DataException(
        "there is no known data set "
            + DataException.quote(name)
            + "; there are "
            + String.join(", ", names)
            + Near.hint(name, names));
  }

  /** Number of classes; 0 for a regression. */
  public int classes() {
    return classNames.size();
  }

  /** Bytes that have to be downloaded in all. */
  public long downloadSize() {
    return files.stream().mapToLong(RemoteFile::size).sum();
  }
}
