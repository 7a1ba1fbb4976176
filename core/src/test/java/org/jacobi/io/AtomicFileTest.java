package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseAFile() {
    file = folder.resolve("model.bin");
  }

  private void assertOnlyOldFileIsThere() throws IOException {
    assertThat(file).hasContent("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void writesANewFileAndReplacesAnOldOne() throws Exception {
    AtomicFile.write(file, "old, and longer");
    assertThat(file).hasContent("old, and longer");
    AtomicFile.write(file, out -> out.write(new byte[] {1, 2, 3}));
    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    AtomicFile.write(file, "ü");
    assertThat(file).hasBinaryContent(new byte[] {(byte) 0xC3, (byte) 0xBC});
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theOldFileIsSeenUntilTheNewOneIsWhole() throws Exception {
    AtomicFile.write(file, "old");
    AtomicFile.write(
        file,
        out -> {
          out.write(new byte[1 << 20]);
          out.flush();
          assertThat(file).hasContent("old");
        });
    assertThat(file).hasSize(1 << 20);
  }

  @Test
  void aFailingWriterLeavesTheOldFileAndNoTemporary() throws Exception {
    AtomicFile.write(file, "old");
    var fault = new IllegalStateException("lost");
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(new byte[1 << 20]);
                  throw fault;
                }))
        .isSameAs(fault);
    assertOnlyOldFileIsThere();
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  throw new OutOfMemoryError("none left");
                }))
        .isInstanceOf(OutOfMemoryError.class);
    assertOnlyOldFileIsThere();
  }

  @Test
  void aFailingWriterOfANewFileLeavesNothing() throws Exception {
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  throw new IOException("unplugged");
                }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(file + ": writing failed (unplugged).");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aFullDiskIsSaidInPlainWords() throws Exception {
    AtomicFile.write(file, "old");
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            file
                + ": the disk is full. Free some space or choose another folder. What was in it"
                + " before is unchanged.");
    assertOnlyOldFileIsThere();
  }

  @Test
  void aReallyFullDeviceFailsToo() {
    var full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full));
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  try (var device = Files.newOutputStream(full)) {
                    device.write(1);
                  }
                }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the disk is full");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void saysWhatIsWrongWithTheFolder() throws Exception {
    var missing = folder.resolve("none").resolve("model.bin");
    assertThatThrownBy(() -> AtomicFile.write(missing, "x"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            missing
                + ": the folder "
                + folder.resolve("none")
                + " does not exist. Create it first.");
    AtomicFile.write(file, "old");
    var under = file.resolve("model.bin");
    assertThatThrownBy(() -> AtomicFile.write(under, "x"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(under + ": " + file + " is a file, not a folder. Choose another place.");
    assertThatThrownBy(() -> AtomicFile.write(folder, "x"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(folder + ": this is a folder. Give a file name in it.");
    assertOnlyOldFileIsThere();
  }

  @Test
  void saysThatAFolderMayNotBeWrittenTo() throws Exception {
    AtomicFile.write(file, "old");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      Assumptions.assumeFalse(Files.isWritable(folder), "this user may write everywhere");
      assertThatThrownBy(() -> AtomicFile.write(file, "new"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("no permission to write into the folder " + folder);
      assertOnlyOldFileIsThere();
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aThreadThatIsBeingStoppedCanStillSave() {
    Thread.currentThread().interrupt();
    AtomicFile.write(file, "saved");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("saved");
  }

  @Test
  void keepsTheRightsOfTheFileItReplaces() throws Exception {
    AtomicFile.write(file, "old");
    var secret = PosixFilePermissions.fromString("rw-------");
    Files.setPosixFilePermissions(file, secret);
    AtomicFile.write(file, "new");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(secret);
    assertThat(file).hasContent("new");
  }

  @Test
  void followsASymbolicLink() throws Exception {
    var real = Files.createDirectory(folder.resolve("deep")).resolve("real.bin");
    AtomicFile.write(real, "old");
    Files.createSymbolicLink(file, real);
    AtomicFile.write(file, "new");
    assertThat(file).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  void acceptsAFileNameWithoutAFolder() {
    assertThat(AtomicFile.folderOf(Path.of("model.bin"))).isEqualTo(Path.of("").toAbsolutePath());
  }

  @Test
  void whatAKilledProcessHasLeftIsTidiedUp(@TempDir Path place) throws IOException {
    Path dead = Files.writeString(place.resolve(".jacobi-999999999-0.tmp"), "half");
    long own = ProcessHandle.current().pid();
    Path alive = Files.writeString(place.resolve(".jacobi-" + own + "-0.tmp"), "half");
    Path other = Files.writeString(place.resolve("mine.tmp"), "whole");
    AtomicFile.tidy(place);
    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
    assertThat(other).exists();
    AtomicFile.tidy(place.resolve("nothing"));
  }
}
