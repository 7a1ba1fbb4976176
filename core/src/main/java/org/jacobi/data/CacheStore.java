package org.jacobi.data;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Files that were downloaded, each in a folder of its set's name; see {@link DataStore#cache}. A
 * file is checked each time it is asked for, and fetched again if it was damaged since.
 */
final class CacheStore implements DataStore {
  private final Path folder;
  private final HttpClient client;
  private final Duration patience;
  private final DownloadListener listener;

  CacheStore(Path folder, HttpClient client, Duration patience, DownloadListener listener) {
    this.folder = folder;
    this.client = client;
    this.patience = patience;
    this.listener = listener;
  }

  /** The first call makes it: it has a thread of its own, and most runs download nothing. */
  static HttpClient client() {
    return Shared.CLIENT;
  }

  private static final class Shared {
    static final HttpClient CLIENT =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .build();
  }

  @Override
  public Path find(KnownData set, RemoteFile file) {
    var target = folder.resolve(set.name()).resolve(file.name());
    if (!isWhole(target, file)) {
      new Download(file, target, client, patience, listener).run();
    }
    return target;
  }

  private static boolean isWhole(Path target, RemoteFile file) {
    try {
      return Files.isRegularFile(target)
          && Files.size(target) == file.size()
          && Sha256.of(target).equals(file.sha256());
    } catch (IOException e) {
      throw new DataException(target + ": cannot be read (" + e + "). Delete the file", e);
    }
  }
}
