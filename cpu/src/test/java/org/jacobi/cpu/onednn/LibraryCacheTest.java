package org.jacobi.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacking, with small files in place of the library. */
class LibraryCacheTest {
  private static final byte[] MAIN = "the library".getBytes(StandardCharsets.UTF_8);
  private static final byte[] HELPER = "what it needs".getBytes(StandardCharsets.UTF_8);
  private static final String HOW_TO_CHOOSE =
      "name another folder by the environment variable JACOBI_CACHE or by -Djacobi.cache=FOLDER";

  @TempDir private Path root;

  private final List<String> unpacked = new ArrayList<>();
  private Path folder;
  private Path library;

  @BeforeEach
  void setUp() {
    folder = root.resolve("native", "dnnl-" + LibraryFile.VERSION + "-test-cpu");
    library = folder.resolve("main.so");
  }

  private static LibraryFile file(String name, byte[] content) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new LibraryFile("test-cpu", name, content.length, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void unpack(Path at) throws UnusableException {
    LibraryCache.Source source =
        file -> {
          unpacked.add(file.name());
          return new ByteArrayInputStream(file.name().equals("main.so") ? MAIN : HELPER);
        };
    var cache = new LibraryCache(at, "test-cpu", source);
    cache.find(file("main.so", MAIN));
    cache.find(file("helper.so", HELPER));
  }

  private static void requirePosix() {
    assumeTrue(
        Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix"),
        "no POSIX rights on this system");
  }

  @Test
  void theFirstStartUnpacksAndLaterOnesDoNot() throws Exception {
    unpack(root);
    assertThat(library).hasBinaryContent(MAIN);
    assertThat(folder.resolve("helper.so")).hasBinaryContent(HELPER);
    assertThat(unpacked).containsExactly("main.so", "helper.so");
    unpack(root);
    assertThat(unpacked).hasSize(2);
  }

  @Test
  void onlyTheUserMayOpenTheFolder() throws Exception {
    requirePosix();
    unpack(root);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aTamperedFileIsReplaced() throws Exception {
    unpack(root);
    Files.writeString(library, "not library"); // of the same length
    unpack(root);
    assertThat(library).hasBinaryContent(MAIN);
    assertThat(unpacked).containsExactly("main.so", "helper.so", "main.so");
  }

  @Test
  void aTamperedFileIsFoundEvenIfItsTimeWasPutBack() throws Exception {
    requirePosix(); // Windows has no time of the last change of status
    unpack(root);
    var time = Files.getLastModifiedTime(library);
    Files.writeString(library, "not library");
    Files.setLastModifiedTime(library, time);
    unpack(root);
    assertThat(library).hasBinaryContent(MAIN);
  }

  @Test
  void aTruncatedFileIsReplaced() throws Exception {
    unpack(root);
    Files.write(library, new byte[] {1});
    unpack(root);
    assertThat(library).hasBinaryContent(MAIN);
  }

  @Test
  void aFolderOrLinkInPlaceOfTheFileIsReplaced() throws Exception {
    requirePosix();
    unpack(root);
    Files.delete(library);
    Files.createDirectory(library);
    unpack(root);
    assertThat(library).hasBinaryContent(MAIN);
    var elsewhere = Files.writeString(root.resolve("elsewhere"), "other");
    Files.delete(library);
    Files.createSymbolicLink(library, elsewhere);
    unpack(root);
    assertThat(Files.isSymbolicLink(library)).isFalse();
    assertThat(library).hasBinaryContent(MAIN);
    assertThat(elsewhere).hasContent("other");
  }

  @Test
  void aFileThatOnlyLooksNewIsReadButNotUnpacked() throws Exception {
    unpack(root);
    Files.setLastModifiedTime(library, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
    unpack(root);
    assertThat(unpacked).hasSize(2);
    var note = folder.resolve("main.so.verified");
    assertThat(note).content().startsWith(file("main.so", MAIN).sha256());
    var noted = Files.getLastModifiedTime(note);
    unpack(root);
    assertThat(Files.getLastModifiedTime(note)).isEqualTo(noted);
  }

  @Test
  void whatKilledProcessesLeftIsRemovedAfterADay() throws Exception {
    unpack(root);
    var old = Files.writeString(folder.resolve(".jacobi-1-0.tmp"), "x");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    var fresh = Files.writeString(folder.resolve(".jacobi-2-0.tmp"), "x");
    Files.delete(library);
    unpack(root);
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void aFolderThatOthersMayWriteToIsRefused() throws Exception {
    requirePosix();
    unpack(root);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> unpack(root))
        .isInstanceOf(UnusableException.class)
        .hasMessage(
            "the folder "
                + folder
                + ", from which oneDNN would be loaded, is writable by other users; remove it, or"
                + " take the rights away: chmod 700 "
                + folder);
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws Exception {
    requirePosix();
    unpack(root);
    try {
      Files.setAttribute(folder, "unix:uid", 54321);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "only root can give a folder away");
    }
    assertThatThrownBy(() -> unpack(root))
        .isInstanceOf(UnusableException.class)
        .hasMessage(
            "the folder "
                + folder
                + ", from which oneDNN would be loaded, belongs to another user (54321); "
                + HOW_TO_CHOOSE);
  }

  @Test
  void aFolderBelowOneThatEverybodyMayWriteToIsRefusedUnlessItIsSticky() throws Exception {
    requirePosix();
    var open = Files.createDirectory(root.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> unpack(open))
        .isInstanceOf(UnusableException.class)
        .hasMessage(
            "the folder "
                + open
                + ", below which oneDNN would be loaded, is writable by everybody; take the right"
                + " away: chmod o-w "
                + open
                + ", or "
                + HOW_TO_CHOOSE);
    assertThat(unpacked).isEmpty();
    Files.setAttribute(open, "unix:mode", 01777);
    unpack(open);
    assertThat(unpacked).hasSize(2);
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws Exception {
    var file = Files.writeString(root.resolve("file"), "");
    assertThatThrownBy(() -> unpack(file))
        .isInstanceOf(UnusableException.class)
        .hasMessage(
            "oneDNN cannot be unpacked into "
                + file.resolve(root.relativize(folder))
                + ": "
                + file
                + " is a file, not a folder; "
                + HOW_TO_CHOOSE);
  }

  @Test
  void aFullDiskIsToldFromOtherFailures() {
    assertThat(CacheFolder.cannotWrite(folder, new IOException("No space left on device")))
        .hasMessage(
            "oneDNN cannot be unpacked into "
                + folder
                + ": the disk of "
                + root
                + " is full; free 100 MB there, or "
                + HOW_TO_CHOOSE);
    assertThat(CacheFolder.cannotWrite(folder, new IOException("broken")))
        .hasMessage(
            "oneDNN cannot be unpacked into "
                + folder
                + ": java.io.IOException: broken; make the folder writable for this user, or "
                + HOW_TO_CHOOSE);
  }

  @Test
  void aFolderThatMayNotBeWrittenToIsNamedWithItsOwner() throws Exception {
    requirePosix();
    var locked = Files.createDirectory(root.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
    assumeTrue(!Files.isWritable(locked), "root may write everywhere");
    assertThatThrownBy(() -> unpack(locked))
        .isInstanceOf(UnusableException.class)
        .hasMessageStartingWith("oneDNN cannot be unpacked into " + locked.resolve("native"))
        .hasMessageEndingWith(
            ": "
                + locked
                + " is not writable for this user (it belongs to "
                + Files.getOwner(locked).getName()
                + "); "
                + HOW_TO_CHOOSE);
    assertThat(unpacked).isEmpty();
  }

  @Test
  void aMissingJarIsNamed() {
    var cache = new LibraryCache(root, "test-cpu", file -> null);
    assertThatThrownBy(() -> cache.find(file("main.so", MAIN)))
        .isInstanceOf(UnusableException.class)
        .hasMessage(
            "the jar of oneDNN for this platform is not on the class path or the module path: add"
                + " dnnl-3.11-1.5.13-test-cpu.jar (Maven: org.bytedeco:dnnl:3.11-1.5.13:test-cpu)");
  }

  @Test
  void aJarWithOtherContentIsRefusedAndNothingIsLeft() throws Exception {
    for (var content : List.of("short", "not library", "longer than the library")) {
      var bytes = content.getBytes(StandardCharsets.UTF_8);
      var cache = new LibraryCache(root, "test-cpu", file -> new ByteArrayInputStream(bytes));
      assertThatThrownBy(() -> cache.find(file("main.so", MAIN)))
          .isInstanceOf(UnusableException.class)
          .hasMessage(
              "main.so in the jar of oneDNN is not the published one of version 3.11-1.5.13 (its"
                  + " SHA-256 differs); put dnnl-3.11-1.5.13-test-cpu.jar from Maven Central in its"
                  + " place");
      try (var list = Files.list(folder)) {
        assertThat(list).isEmpty();
      }
    }
  }
}
