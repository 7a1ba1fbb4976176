package org.jacobi.cpu.onednn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.jacobi.data.DataException;
import org.jacobi.data.UserCache;

/** Where the library is unpacked to: a folder that nobody but the user may write to. */
final class CacheFolder {
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;

  private static final List<String> UNIX_MARKS =
      List.of("ctime", "ino", "lastModifiedTime", "mode", "size", "uid");
  private static final List<String> OTHER_MARKS =
      List.of("creationTime", "lastModifiedTime", "size");

  private CacheFolder() {}

  /** The user's cache. */
  static Path root() throws UnusableException {
    try {
      return UserCache.root();
    } catch (DataException e) {
      throw new UnusableException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Makes the folder with what leads to it, for the user alone, or checks the one that is there.
   */
  static void prepare(Path folder) throws UnusableException {
    try {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        create(folder);
      }
      check(folder);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /** The reason, with what helps against it. */
  static UnusableException cannotWrite(Path folder, Exception cause) {
    var text = cause instanceof UncheckedIOException ? cause.getMessage() : cause.toString();
    var there = nearest(folder);
    String reason;
    if (!Files.isDirectory(there)) {
      reason = there + " is a file, not a folder; ";
    } else if (isFull(String.valueOf(text))) {
      reason = "the disk of " + there + " is full; free 100 MB there, or ";
    } else if (!Files.isWritable(there)) {
      reason = there + " is not writable for this user" + owner(there) + "; ";
    } else {
      reason = text + "; make the folder writable for this user, or ";
    }
    return new UnusableException(
        "oneDNN cannot be unpacked into " + folder + ": " + reason + UserCache.HOW_TO_CHOOSE,
        cause);
  }

  private static boolean isFull(String text) {
    return text.contains("No space left")
        || text.contains("not enough space")
        || text.contains("disk is full")
        || text.toLowerCase(Locale.ROOT).contains("disk quota");
  }

  /** The last part of a path that is there. */
  private static Path nearest(Path folder) {
    for (var at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return at;
      }
    }
    return folder;
  }

  private static String owner(Path folder) {
    try {
      return " (it belongs to " + Files.getOwner(folder).getName() + ")";
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static void create(Path folder) throws IOException {
    if (!hasPosixRights(folder)) {
      Files.createDirectories(folder);
      return;
    }
    var forUser =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Files.createDirectories(folder, forUser);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster, or there is a file of that name: check() tells.
      return;
    }
  }

  private static boolean hasPosixRights(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static void check(Path folder) throws IOException, UnusableException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(folder.toString());
    }
    if (!hasPosixRights(folder)) {
      return;
    }
    var attributes =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!belongsToUser(folder)) {
      throw new UnusableException(
          "the folder "
              + folder
              + ", from which oneDNN would be loaded, belongs to another user ("
              + attributes.owner().getName()
              + "); "
              + UserCache.HOW_TO_CHOOSE);
    }
    var rights = attributes.permissions();
    if (rights.contains(PosixFilePermission.GROUP_WRITE)
        || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new UnusableException(
          "the folder "
              + folder
              + ", from which oneDNN would be loaded, is writable by other users; remove it, or"
              + " take the rights away: chmod 700 "
              + folder);
    }
    checkParents(folder.toRealPath());
  }

  /**
   * Who may write to a folder above could put another one in the place of this one, between this
   * check and the loading; not in folders such as /tmp, where the sticky bit forbids it.
   */
  private static void checkParents(Path folder) throws IOException, UnusableException {
    for (var at = folder.getParent(); at != null; at = at.getParent()) {
      int mode = (int) Files.getAttribute(at, "unix:mode");
      if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
        throw new UnusableException(
            "the folder "
                + at
                + ", below which oneDNN would be loaded, is writable by everybody; take the right"
                + " away: chmod o-w "
                + at
                + ", or "
                + UserCache.HOW_TO_CHOOSE);
      }
    }
  }

  private static boolean belongsToUser(Path path) throws IOException {
    var owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return owner.equals(userId(path));
  }

  /** The number of the user this process runs as: that of what it owns or makes. */
  private static Object userId(Path folder) throws IOException {
    var self = Path.of("/proc/self");
    if (Files.exists(self)) {
      return Files.getAttribute(self, "unix:uid");
    }
    var probe = Files.createTempFile(folder, ".user-", ".tmp");
    try {
      return Files.getAttribute(probe, "unix:uid");
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** Size, times, owner and number of a file, by which a change shows without reading it. */
  static String marks(Path file) throws IOException {
    boolean posix = hasPosixRights(file);
    var names = posix ? UNIX_MARKS : OTHER_MARKS;
    var query = (posix ? "unix:" : "") + String.join(",", names);
    var values = Files.readAttributes(file, query, LinkOption.NOFOLLOW_LINKS);
    var text = new StringBuilder();
    for (var name : names) {
      text.append(' ').append(values.get(name));
    }
    return text.substring(1);
  }
}
