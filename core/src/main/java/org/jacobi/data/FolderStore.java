package org.jacobi.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;

/** Files in a folder of the user's; see {@link DataStore#in}. */
final class FolderStore implements DataStore {
  private final Path folder;

  FolderStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public Path find(KnownData set, RemoteFile file) {
    if (!Files.isDirectory(folder)) {
      throw DataException.in(
          folder.toString(),
          (Files.exists(folder) ? "this is not a folder" : "there is no such folder")
              + "; give the folder that holds the files of "
              + set.name());
    }
    var places = new LinkedHashSet<Path>();
    for (Path place : new Path[] {folder, folder.resolve(set.name())}) {
      places.add(place.resolve(file.name()));
      places.add(place.resolve(file.unpackedName()));
    }
    for (Path place : places) {
      if (Files.isRegularFile(place)) {
        return place;
      }
    }
    throw DataException.in(
        folder.toString(),
        "there is no "
            + file.name()
            + " of "
            + set.name()
            + " in this folder, nor in a folder "
            + set.name()
            + " inside it. Fetch it from "
            + file.urls().getFirst()
            + ", or name no folder to have it downloaded");
  }
}
