package org.jacobi.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process out of the folder of a run, by a lock on the file {@code .lock} in it. The
 * system takes the lock back when the process ends, however it ends.
 */
final class RunLock implements AutoCloseable {
  private static final int LONGEST = 1 << 20;

  /** Of this process: on some systems closing a second channel of a file would end its lock. */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final @Nullable FileChannel channel;

  private RunLock(Path file, @Nullable FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a folder, where its file system can.
   *
   * @throws UserError if it is locked already
   */
  static RunLock of(Path folder) {
    Path file = folder.toAbsolutePath().normalize().resolve(".lock");
    synchronized (HELD) {
      if (!HELD.add(file)) {
        throw refused(folder);
      }
      try {
        return new RunLock(file, locked(folder, file));
      } catch (UserError e) {
        HELD.remove(file);
        throw e;
      }
    }
  }

  private static UserError refused(Path folder) {
    return new UserError(
        "another process is training in "
            + folder
            + "; wait until it ends, or choose another folder");
  }

  /** Null where the file system has no locks. */
  private static @Nullable FileChannel locked(Path folder, Path file) {
    while (true) {
      FileChannel channel = null;
      try {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
          close(channel);
          throw refused(folder);
        }
      } catch (AccessDeniedException e) {
        throw refused(folder); // it belongs to somebody else
      } catch (IOException e) {
        remove(file, channel);
        return null;
      }
      if (isStillThere(file, channel)) {
        return channel;
      }
      close(channel);
    }
  }

  /**
   * False if who held the lock has deleted the file after it was opened here. The file gets a
   * length by which it is known again; to read it would take a second channel, whose closing ends
   * the lock.
   */
  private static boolean isStillThere(Path file, FileChannel channel) {
    int length = ThreadLocalRandom.current().nextInt(1, LONGEST);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.allocate(1), length - 1);
    } catch (IOException e) {
      return true; // a full disk: nobody could make another file either
    }
    try {
      return Files.size(file) == length;
    } catch (IOException e) {
      return false;
    }
  }

  private static void remove(Path file, @Nullable FileChannel channel) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // it stays, and the next one locks it
    }
    close(channel);
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // what was written to it is of no use any more
    }
  }

  @Override
  public void close() {
    synchronized (HELD) {
      if (!HELD.remove(file)) {
        return;
      }
    }
    if (channel != null) {
      remove(file, channel); // while it is locked: the next one makes a file of its own
    }
  }
}
