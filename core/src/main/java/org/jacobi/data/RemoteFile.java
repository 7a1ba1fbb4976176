package org.jacobi.data;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * One file of a known data set: what it is called in a folder, and how to get and to check it.
 *
 * @param name its name in the data set's folder
 * @param size its length in bytes
 * @param sha256 its SHA-256, 64 hexadecimal digits
 * @param urls where it can be fetched from, tried in this order
 */
public record RemoteFile(String name, long size, String sha256, List<URI> urls) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the name is not a plain file name, the size negative, the
   *     checksum not 64 hexadecimal digits, or no address is given
   */
  public RemoteFile {
    sha256 = sha256.toLowerCase(Locale.ROOT);
    urls = List.copyOf(urls);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "[data] a plain file name is needed, without folders, not '" + name + "'");
    }
    if (size < 0 || !sha256.matches("[0-9a-f]{64}") || urls.isEmpty()) {
      throw new IllegalArgumentException(
          "[data] "
              + name
              + " needs a length of 0 or more, a SHA-256 of 64 hexadecimal digits and an address,"
              + " not "
              + size
              + ", '"
              + sha256
              + "' and "
              + urls);
    }
  }

  /** The name without {@code .gz}: what the file is called once it is unpacked. */
  public String unpackedName() {
    return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
  }
}
