package org.jacobi.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading, in processes of their own where settings of the virtual machine matter. */
class NativeLibraryTest {
  private static final String HOW_TO_CHOOSE =
      "name another folder by the environment variable JACOBI_CACHE or by -Djacobi.cache=FOLDER";

  @TempDir private Path root;

  /** Run by the tests: prints whether oneDNN can be used. */
  static final class Program {
    public static void main(String[] arguments) {
      System.out.print(MatrixProducts.unusableReason().orElse("usable"));
    }
  }

  private static Process start(Path cache, String... options) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Djacobi.cache=" + cache));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeAll(List.of("JACOBI_CACHE", "XDG_CACHE_HOME", "HOME"));
    return builder.start();
  }

  private static String output(Process process) throws Exception {
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  private static void requirePlatform() {
    assumeTrue(Platform.current() != null, "no oneDNN for this platform");
  }

  private Path folder() {
    return root.resolve("native", "dnnl-" + LibraryFile.VERSION + "-" + Platform.current());
  }

  @Test
  void twoProcessesMayUnpackAtOnce() throws Exception {
    requirePlatform();
    var first = start(root, "--enable-native-access=ALL-UNNAMED");
    var second = start(root, "--enable-native-access=ALL-UNNAMED");
    assertThat(output(first)).isEqualTo("usable");
    assertThat(output(second)).isEqualTo("usable");
    for (var file : LibraryFile.of(Platform.current())) {
      assertThat(folder().resolve(file.name())).hasSize(file.bytes());
    }
    try (var stream = Files.newDirectoryStream(folder(), "*.tmp")) {
      assertThat(stream).isEmpty();
    }
    assertReplacesDamage();
  }

  private void assertReplacesDamage() throws Exception {
    var file = LibraryFile.of(Platform.current()).getLast();
    var path = folder().resolve(file.name());
    Files.write(path, new byte[(int) file.bytes()]);
    assertThat(output(start(root, "--enable-native-access=ALL-UNNAMED"))).isEqualTo("usable");
    assertThat(path).hasSize(file.bytes());
    assertThat(Files.readAllBytes(path)).contains((byte) 1);
  }

  @Test
  void withoutNativeAccessTheReasonSaysHowToGiveIt() throws Exception {
    assertThat(output(start(root, "--illegal-native-access=deny")))
        .isEqualTo(
            "Java does not let the class path call native code; start it with"
                + " --enable-native-access=ALL-UNNAMED");
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void withoutAHomeFolderTheReasonSaysSo() throws Exception {
    assumeTrue(String.valueOf(Platform.current()).startsWith("linux"), "another rule elsewhere");
    var nobody = "-Duser.home=" + root.resolve("nobody");
    assertThat(output(start(root, "--enable-native-access=ALL-UNNAMED", "-Djacobi.cache=", nobody)))
        .isEqualTo("the user has no home folder for Jacobi's cache; " + HOW_TO_CHOOSE);
  }

  @Test
  void anUnknownPlatformIsNamed() {
    assertThat(NativeLibrary.find(null, file -> null).unusableReason())
        .isEqualTo(
            "there is no oneDNN for this platform ("
                + System.getProperty("os.name")
                + ", "
                + System.getProperty("os.arch")
                + "), only for Linux and macOS on x86-64 and AArch64 and for Windows on x86-64");
  }

  @Test
  void platformsHaveTheNamesOfTheJars() {
    assertThat(Platform.of("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(Platform.of("Linux", "aarch64")).isEqualTo("linux-arm64");
    assertThat(Platform.of("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
    assertThat(Platform.of("Mac OS X", "x86_64")).isEqualTo("macosx-x86_64");
    assertThat(Platform.of("Windows 11", "amd64")).isEqualTo("windows-x86_64");
    assertThat(Platform.of("Windows 11", "aarch64")).isNull();
    assertThat(Platform.of("FreeBSD", "amd64")).isNull();
    assertThat(Platform.of("Linux", "riscv64")).isNull();
  }

  @Test
  void whatTheLoaderSaysBecomesAReason() {
    var file = Path.of("/home/ada/.cache/jacobi/native/x/libdnnl.so.3");
    assertThat(
            LoadFailure.reason(
                file, "/lib/libc.so.6: version `GLIBC_2.34' not found (required by " + file + ")"))
        .isEqualTo(
            "this system's glibc is too old for oneDNN, which needs 2.34 (GLIBC_2.34 is missing);"
                + " use a newer distribution, such as Debian 12 or Ubuntu 22.04");
    assertThat(
            LoadFailure.reason(
                file, "/lib/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by x)"))
        .isEqualTo(
            "this system's libstdc++ is too old for oneDNN (GLIBCXX_3.4.29 is missing); use a newer"
                + " distribution, such as Debian 12 or Ubuntu 22.04");
    assertThat(
            LoadFailure.reason(
                file, "libstdc++.so.6: cannot open shared object file: No such file or directory"))
        .isEqualTo(
            "oneDNN needs the system library libstdc++.so.6, which is not installed; install it"
                + " (Debian and Ubuntu: the packages libstdc++6 and libgcc-s1)");
    assertThat(
            LoadFailure.reason(
                file, file + ": failed to map segment from shared object: Operation not permitted"))
        .isEqualTo(
            "the folder /home/ada/.cache/jacobi/native/x lies on a disk from which nothing may be"
                + " executed (mounted noexec); "
                + HOW_TO_CHOOSE);
    assertThat(LoadFailure.reason(file, null))
        .isEqualTo(
            "the library "
                + file
                + " cannot be loaded; remove its folder so that it is unpacked anew, or "
                + HOW_TO_CHOOSE);
  }

  @Test
  void theSystemIsAskedWhyAFileCannotBeLoaded() throws Exception {
    requirePlatform();
    var file = Files.writeString(root.resolve("libnothing.so"), "this is no library, but a text");
    assertThat(LoadFailure.reason(file, LoadFailure.message(file)))
        .startsWith("the library " + file + " cannot be loaded (" + file + ": ")
        .endsWith("; remove its folder so that it is unpacked anew, or " + HOW_TO_CHOOSE);
  }

  @Test
  void whereNothingMayBeExecutedNothingIsLeft() throws Exception {
    requirePlatform();
    var mount = Path.of(System.getenv().getOrDefault("JACOBI_NOEXEC", "/dev/shm"));
    assumeTrue(isNoexec(mount), mount + " may execute; JACOBI_NOEXEC names a disk that may not");
    var cache = Files.createTempDirectory(mount, "jacobi-test");
    try {
      assertThat(output(start(cache, "--enable-native-access=ALL-UNNAMED")))
          .endsWith(
              "lies on a disk from which nothing may be executed (mounted noexec); "
                  + HOW_TO_CHOOSE);
      try (var all = Files.walk(cache)) {
        assertThat(all.filter(Files::isRegularFile)).isEmpty();
      }
    } finally {
      try (var all = Files.walk(cache)) {
        for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static boolean isNoexec(Path mount) throws IOException {
    var mounts = Path.of("/proc/mounts");
    return Files.isWritable(mount)
        && Files.exists(mounts)
        && Files.readAllLines(mounts).stream()
            .map(line -> line.split(" "))
            .anyMatch(words -> words[1].equals(mount.toString()) && words[3].contains("noexec"));
  }

  @Test
  void everyListedFileBelongsToAPlatformAndHasADigest() {
    assertThat(LibraryFile.all()).hasSize(9);
    for (var file : LibraryFile.all()) {
      assertThat(file.sha256()).matches("[0-9a-f]{64}");
      assertThat(file.resource()).startsWith("org/bytedeco/dnnl/" + file.platform() + "/");
    }
  }
}
