package org.jacobi.data;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;

/** Where the files of a {@link KnownData} set come from. */
public interface DataStore {
  /** How long a server may stay silent before the next address is tried. */
  Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * The place of one file on this machine; it may have to be fetched first.
   *
   * @throws DataException if it is not there and cannot be had; the message says what to put where
   */
  Path find(KnownData set, RemoteFile file);

  /**
   * Files that the user holds: in this folder itself or, for several sets, in a folder of the set's
   * name inside it. What is packed with gzip may lie there unpacked as well. Nothing is fetched,
   * and checksums are not looked at: these may be the user's own variants.
   */
  static DataStore in(Path folder) {
    return new FolderStore(folder);
  }

  /**
   * The user's cache, {@link #userCache}; what is not in it is downloaded and checked. Java's
   * settings for proxies hold, such as {@code -Dhttps.proxyHost}.
   */
  static DataStore cache(DownloadListener listener) {
    // The folder and the client are made when they are needed: some sets have no files.
    return (set, file) ->
        cache(userCache(), CacheStore.client(), PATIENCE, listener).find(set, file);
  }

  /**
   * A cache of one's own.
   *
   * @param folder holds a folder for each data set
   * @param client fetches what is missing
   * @param patience how long a server may stay silent
   * @param listener hears of downloads
   */
  static DataStore cache(
      Path folder, HttpClient client, Duration patience, DownloadListener listener) {
    return new CacheStore(folder, client, patience, listener);
  }

  /**
   * Where downloads are kept: the folder {@code data} in {@link UserCache#root}.
   *
   * @throws DataException if the user has no home folder, and none was named
   */
  static Path userCache() {
    return UserCache.root().resolve("data");
  }
}
