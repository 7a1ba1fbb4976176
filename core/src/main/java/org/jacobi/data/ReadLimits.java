package org.jacobi.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a file may ask of memory. A few bytes can promise terabytes, so a reader compares first and
 * allocates then.
 */
public final class ReadLimits {
  /** So many times its own size may come of a packed file, besides what any file may give. */
  public static final int UNPACKED_TIMES = 20;

  /** So many bytes of numbers may come of any packed file, however small it is. */
  public static final long UNPACKED_NUMBERS = 16L << 20;

  /** So many bytes of text may come of any packed file; a table takes more room than its text. */
  public static final long UNPACKED_TEXT = 4L << 20;

  private ReadLimits() {}

  /**
   * How many bytes may come of a packed file.
   *
   * @param packed its size
   * @param least what may come of any file
   */
  public static long mostUnpacked(long packed, long least) {
    return least + UNPACKED_TIMES * packed;
  }

  /**
   * Refuses a packed file of which more comes than {@link #mostUnpacked}, as of a bomb.
   *
   * @param where what is being read, for the message
   * @throws DataException if {@code unpacked} bytes are more
   */
  public static void requireUnpacked(long unpacked, long packed, long least, String where) {
    if (unpacked > mostUnpacked(packed, least)) {
      throw new DataException(
          where
              + ": more than "
              + mostUnpacked(packed, least)
              + " bytes come of "
              + packed
              + " packed ones, which is the most that is unpacked here: "
              + UNPACKED_TIMES
              + " times the file and "
              + (least >> 20)
              + " MiB. If the file can be trusted, unpack it first");
    }
  }

  /**
   * Refuses what is more than the memory that Java may have.
   *
   * @param where what is being read, for the message
   * @throws DataException if {@code bytes} are more
   */
  public static void requireMemory(long bytes, String where) {
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most) {
      throw new DataException(
          where
              + ": this takes "
              + bytes
              + " bytes of memory, and Java may have "
              + most
              + ". Split the file, or start Java with a larger -Xmx");
    }
  }

  /**
   * Refuses what is there, but no file: a pipe or a device has no length to check against, and may
   * never end. What is not there is left to whoever opens it.
   *
   * @throws IOException if it is no regular file
   */
  public static void requireRegular(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(
          Files.isDirectory(file) ? "this is a folder, not a file" : "not a regular file");
    }
  }
}
