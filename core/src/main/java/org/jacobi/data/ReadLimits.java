package org.jacobi.data;

/**
 * What a file may ask of memory. A few bytes can promise terabytes, so a reader compares first and
 * allocates then.
 */
public final class ReadLimits {
  /** So many bytes may come of any packed file, however small it is. */
  public static final long UNPACKED_AT_LEAST = 64L << 20;

  /** So many times its own size may come of a packed file, besides {@link #UNPACKED_AT_LEAST}. */
  public static final int UNPACKED_TIMES = 20;

  private ReadLimits() {}

  /** How many bytes may come of a packed file of {@code packed} bytes. */
  public static long mostUnpacked(long packed) {
    return UNPACKED_AT_LEAST + UNPACKED_TIMES * packed;
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
              + ". Split the file, or start Java with a larger -Xmx.");
    }
  }

  /**
   * Refuses a packed file of which more comes than {@link #mostUnpacked}, as of a bomb.
   *
   * @param where what is being read, for the message
   * @throws DataException if {@code unpacked} bytes are more
   */
  public static void requireUnpacked(long unpacked, long packed, String where) {
    if (unpacked > mostUnpacked(packed)) {
      throw new DataException(
          where
              + ": more than "
              + mostUnpacked(packed)
              + " bytes come of "
              + packed
              + " packed ones, which is the most that is unpacked here ("
              + UNPACKED_TIMES
              + " times the file and 64 MiB). If the file can be trusted, unpack it first.");
    }
  }
}
