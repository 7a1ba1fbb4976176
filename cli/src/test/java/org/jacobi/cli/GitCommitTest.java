package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCommitTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;
  private Path git;

  @BeforeEach
  void repository() throws IOException {
    git = Files.createDirectories(folder.resolve("tree/.git/refs/heads")).getParent().getParent();
    Files.writeString(folder.resolve("secret"), COMMIT);
    Files.writeString(git.resolve("refs/heads/main"), COMMIT + "\n");
  }

  private String commit(String head) throws IOException {
    Files.writeString(git.resolve("HEAD"), head);
    return GitCommit.of(folder.resolve("tree"));
  }

  @Test
  void aBranchAndACommitAreRead() throws IOException {
    assertThat(commit("ref: refs/heads/main\n")).isEqualTo(COMMIT);
    assertThat(commit(COMMIT)).isEqualTo(COMMIT);
  }

  @Test
  void aNameThatLeadsOutOfTheFolderIsNotFollowed() throws IOException {
    assertThat(commit("ref: ../../secret")).isNull();
    assertThat(commit("ref: refs/../../../secret")).isNull();
    assertThat(commit("ref: " + folder.resolve("secret"))).isNull();
  }

  @Test
  void whatIsFarTooLongIsNotRead() throws IOException {
    assertThat(commit("ref: refs/heads/main" + "\n".repeat(5000))).isNull();
  }
}
