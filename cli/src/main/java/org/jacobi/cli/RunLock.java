package org.jacobi.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process out of the folder of a run. The system takes the lock back when the
 * process ends, however it ends.
 */
final class RunLock implements AutoCloseable {
  private final Path file;
  private final @Nullable FileChannel channel;

  private RunLock(Path file, @Nullable FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a folder, where its file system can.
   *
   * @throws UserError if another process has locked it
   */
  static RunLock of(Path folder) {
    Path file = folder.resolve(".lock");
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return new RunLock(file, channel);
      }
      close(channel);
    } catch (OverlappingFileLockException e) {
      close(channel);
    } catch (IOException e) {
      close(channel);
      return new RunLock(file, null); // a file system without locks
    }
    throw new UserError(
        "another process is training in "
            + folder
            + "; wait until it ends, or choose another folder");
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // nothing was written to it
    }
  }

  @Override
  public void close() {
    if (channel == null || !channel.isOpen()) {
      return;
    }
    try {
      Files.deleteIfExists(file); // while it is locked: the next one makes a file of its own
    } catch (IOException e) {
      // an empty file stays, which the next one locks
    }
    close(channel);
  }
}
