package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest {
  @TempDir Path folder;
  private final KnownData mnist = KnownData.named("mnist");
  private final RemoteFile labels = mnist.files().get(1);

  private Path put(String path) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, path);
  }

  @Test
  void findsAFileInTheFolderItself() throws IOException {
    var file = put("train-labels-idx1-ubyte.gz");
    assertThat(DataStore.in(folder).find(mnist, labels)).isEqualTo(file);
  }

  @Test
  void findsAFileInAFolderOfTheSet() throws IOException {
    var file = put("mnist/train-labels-idx1-ubyte.gz");
    assertThat(DataStore.in(folder).find(mnist, labels)).isEqualTo(file);
  }

  @Test
  void findsAnUnpackedFile() throws IOException {
    var file = put("mnist/train-labels-idx1-ubyte");
    assertThat(DataStore.in(folder).find(mnist, labels)).isEqualTo(file);
  }

  @Test
  void prefersTheFolderItselfAndThePackedFile() throws IOException {
    put("mnist/train-labels-idx1-ubyte.gz");
    put("train-labels-idx1-ubyte");
    var file = put("train-labels-idx1-ubyte.gz");
    assertThat(DataStore.in(folder).find(mnist, labels)).isEqualTo(file);
  }

  @Test
  void doesNotTakeAFolderForAFile() throws IOException {
    Files.createDirectory(folder.resolve("train-labels-idx1-ubyte.gz"));
    var file = put("mnist/train-labels-idx1-ubyte.gz");
    assertThat(DataStore.in(folder).find(mnist, labels)).isEqualTo(file);
  }

  @Test
  void namesTheMissingFileTheFolderAndTheAddress() {
    assertThatThrownBy(() -> DataStore.in(folder).find(mnist, labels))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder
                + ": there is no train-labels-idx1-ubyte.gz of mnist in this folder, nor in a"
                + " folder mnist inside it. Fetch it from"
                + " https://ossci-datasets.s3.amazonaws.com/mnist/train-labels-idx1-ubyte.gz, or"
                + " name no folder to have it downloaded");
  }

  @Test
  void namesAMissingFolder() throws IOException {
    var absent = folder.resolve("absent");
    assertThatThrownBy(() -> DataStore.in(absent).find(mnist, labels))
        .hasMessage(
            absent + ": there is no such folder; give the folder that holds the files of mnist");
    var file = put("file");
    assertThatThrownBy(() -> DataStore.in(file).find(mnist, labels))
        .hasMessage(file + ": this is not a folder; give the folder that holds the files of mnist");
  }
}
