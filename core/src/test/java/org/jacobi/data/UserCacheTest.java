package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCacheTest {
  @TempDir Path folder;

  /** The folder on a system of this name. */
  private static Path place(
      String system, Map<String, String> properties, Map<String, String> env) {
    var all = new HashMap<>(properties);
    all.put("os.name", system);
    return UserCache.root(all::get, env::get);
  }

  private Map<String, String> userHome() {
    return Map.of("user.home", folder.toString());
  }

  @Test
  void theCacheIsWhereTheSystemWantsIt() {
    var given = folder.resolve("given");
    var xdg = Map.of("XDG_CACHE_HOME", given.toString(), "LOCALAPPDATA", "unused");
    var home = folder.resolve(".cache").resolve("jacobi");
    assertThat(place("Linux", userHome(), Map.of())).isEqualTo(home);
    assertThat(place("Linux", userHome(), xdg)).isEqualTo(given.resolve("jacobi"));
    assertThat(place("Linux", userHome(), Map.of("XDG_CACHE_HOME", "relative"))).isEqualTo(home);
    assertThat(place("Mac OS X", userHome(), xdg))
        .isEqualTo(folder.resolve("Library").resolve("Caches").resolve("jacobi"));
    assertThat(place("Windows 11", userHome(), Map.of("LOCALAPPDATA", given.toString())))
        .isEqualTo(given.resolve("jacobi"));
    assertThat(place("Windows 11", userHome(), Map.of()))
        .isEqualTo(folder.resolve("AppData").resolve("Local").resolve("jacobi"));
  }

  @Test
  void thePropertyComesBeforeTheVariableAndBothBeforeTheSystem() {
    var chosen = folder.resolve("chosen").toString();
    var env = Map.of("JACOBI_CACHE", chosen, "XDG_CACHE_HOME", folder.toString());
    assertThat(place("Linux", userHome(), env)).isEqualTo(Path.of(chosen));
    assertThat(place("Linux", Map.of("jacobi.cache", folder.toString()), env)).isEqualTo(folder);
    assertThat(place("Linux", Map.of("jacobi.cache", ""), Map.of("JACOBI_CACHE", "near")))
        .isEqualTo(Path.of("near").toAbsolutePath());
  }

  @Test
  void theVariableHomeCountsWhereJavaKnowsNoHome() throws IOException {
    var env = Map.of("HOME", folder.toString());
    var here = folder.resolve(".cache").resolve("jacobi");
    assertThat(place("Linux", Map.of("user.home", "?"), env)).isEqualTo(here);
    assertThat(place("Linux", Map.of("user.home", folder.resolve("no").toString()), env))
        .isEqualTo(here);
    assertThat(place("Linux", Map.of(), env)).isEqualTo(here);
    var other = Files.createDirectory(folder.resolve("other"));
    assertThat(place("Linux", Map.of("user.home", other.toString()), env))
        .isEqualTo(other.resolve(".cache").resolve("jacobi"));
  }

  @Test
  void theVariableHomeCountsWhereNothingCanBeKeptInJavas() throws IOException {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    var locked = Files.createDirectory(folder.resolve("locked"));
    var env = Map.of("HOME", folder.toString());
    var home = Map.of("user.home", locked.toString());
    // A file in the way keeps out root too.
    var inTheWay = Files.writeString(locked.resolve(".cache"), "");
    assertThat(place("Linux", home, env)).isEqualTo(folder.resolve(".cache").resolve("jacobi"));
    assertThat(place("Linux", home, Map.of())).isEqualTo(inTheWay.resolve("jacobi"));
    Files.delete(inTheWay);
    var filled = Files.createDirectories(inTheWay.resolve("jacobi"));
    assertThat(place("Linux", home, env)).isEqualTo(filled);
    Files.delete(filled);
    Files.delete(inTheWay);
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(locked), "root may write everywhere");
    assertThat(place("Linux", home, env)).isEqualTo(folder.resolve(".cache").resolve("jacobi"));
  }

  @Test
  void withoutAHomeTheReasonSaysWhatToSet() {
    assertThatThrownBy(
            () -> place("Linux", Map.of("user.home", "?"), Map.of("XDG_CACHE_HOME", "cache")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the user has no home folder for Jacobi's cache; name another folder by the environment"
                + " variable JACOBI_CACHE or by -Djacobi.cache=FOLDER");
  }
}
