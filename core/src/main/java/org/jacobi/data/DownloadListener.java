package org.jacobi.data;

import java.nio.file.Path;

/**
 * Hears of downloads, to draw a progress bar for instance. For each address that answers: one
 * {@code started}, then any number of {@code progress}; at last one {@code finished} for the file
 * if it came whole. All calls come from the thread that asked for the data.
 */
public interface DownloadListener {
  /** Hears nothing. */
  DownloadListener SILENT = new DownloadListener() {};

  /**
   * A server has answered and bytes will follow.
   *
   * @param file what is fetched
   * @param url from where
   * @param done bytes that are already here from an earlier attempt
   */
  default void started(RemoteFile file, String url, long done) {}

  /**
   * Some bytes more have come.
   *
   * @param file what is fetched
   * @param done bytes that are here; {@code file.size()} is the whole
   */
  default void progress(RemoteFile file, long done) {}

  /**
   * The file is whole and its checksum is right.
   *
   * @param file what was fetched
   * @param path where it lies now
   */
  default void finished(RemoteFile file, Path path) {}
}
