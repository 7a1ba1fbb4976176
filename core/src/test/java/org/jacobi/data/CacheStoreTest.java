package org.jacobi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jacobi.tensor.Rng;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheStoreTest {
  private static final int SIZE = 300_007;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path cache;
  private final byte[] content = content(1);
  private final List<String> heard = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final CountDownLatch received = new CountDownLatch(1);
  private FileServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new FileServer();
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
    client.close();
  }

  private static byte[] content(long seed) {
    byte[] bytes = new byte[SIZE];
    var rng = Rng.of(seed, "content");
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) rng.bits(i);
    }
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private RemoteFile file(URI... urls) throws Exception {
    return new RemoteFile("numbers.bin", SIZE, sha256(content), List.of(urls));
  }

  private Path find(RemoteFile file) {
    return find(file, PATIENCE);
  }

  private Path find(RemoteFile file, Duration patience) {
    var listener =
        new DownloadListener() {
          @Override
          public void started(RemoteFile file, String url, long done) {
            heard.add("started at " + done);
          }

          @Override
          public void progress(RemoteFile file, long done) {
            heard.add("" + done);
            if (done == 7 || done == 100_003) {
              received.countDown();
            }
          }

          @Override
          public void finished(RemoteFile file, Path path) {
            heard.add("finished " + path.getFileName());
          }
        };
    return DataStore.cache(cache, client, patience, listener).find(set(file), file);
  }

  private static KnownData set(RemoteFile file) {
    return new KnownData(
        "numbers",
        "",
        KnownData.Form.IMAGES,
        Task.CLASSIFICATION,
        1,
        1,
        1,
        List.of("a"),
        List.of(),
        "",
        "",
        "",
        List.of(file));
  }

  private Path target() {
    return cache.resolve("numbers").resolve("numbers.bin");
  }

  private Path part() {
    return cache.resolve("numbers").resolve("numbers.bin.part");
  }

  private void leavePart(byte[] bytes) throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), bytes);
  }

  private void assertTargetIsWhole() throws IOException {
    assertThat(Files.readAllBytes(target())).isEqualTo(content);
    assertThat(part()).doesNotExist();
  }

  private void assertFails(RemoteFile file, String... parts) {
    assertThatThrownBy(() -> find(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("numbers.bin: could not be downloaded: ")
        .hasMessageContainingAll(parts)
        .hasMessageEndingWith(". Without a network, fetch it elsewhere and put it at " + target());
    assertThat(target()).doesNotExist();
  }

  // ---- all goes well ----

  @Test
  void fetchesAFileAndReportsItsProgress() throws Exception {
    var url = server.serve("/numbers.bin", content, FileServer::whole);

    assertThat(find(file(url))).isEqualTo(target());

    assertTargetIsWhole();
    assertThat(heard.getFirst()).isEqualTo("started at 0");
    assertThat(heard.getLast()).isEqualTo("finished numbers.bin");
    assertThat(heard.get(heard.size() - 2)).isEqualTo("" + SIZE);
    long[] steps = heard.subList(1, heard.size() - 1).stream().mapToLong(Long::parseLong).toArray();
    assertThat(steps).isSorted().hasSizeGreaterThan(1);
  }

  @Test
  void followsARedirection() throws Exception {
    var real = server.serve("/real", content, FileServer::whole);
    var url = server.serve("/moved", content, FileServer.status("302 Found\r\nLocation: " + real));

    find(file(url));

    assertTargetIsWhole();
  }

  @Test
  void takesACachedFileWithoutTheNetwork() throws Exception {
    var url = server.serve("/numbers.bin", content, FileServer::whole);
    find(file(url));
    server.close();
    heard.clear();

    assertThat(find(file(url))).isEqualTo(target());
    assertThat(server.requests).containsExactly("/numbers.bin");
    assertThat(heard).isEmpty();
  }

  @Test
  void fetchesACachedFileAgainThatWasDamagedSince() throws Exception {
    var url = server.serve("/numbers.bin", content, FileServer::whole);
    find(file(url));
    byte[] damaged = content.clone();
    damaged[SIZE / 2] ^= 1;
    Files.write(target(), damaged);

    find(file(url));

    assertTargetIsWhole();
    assertThat(server.requests).hasSize(2);
  }

  // ---- resuming ----

  @Test
  void goesOnWhereAConnectionWasCut() throws Exception {
    var url = server.serve("/numbers.bin", content, FileServer.cutAfter(100_003, received));
    assertFails(
        file(url), url + ": the connection broke after 100003 of 300007 bytes, which are kept");
    assertThat(Files.readAllBytes(part())).isEqualTo(Arrays.copyOf(content, 100_003));

    server.serve("/numbers.bin", content, FileServer::whole);
    heard.clear();
    find(file(url));

    assertTargetIsWhole();
    assertThat(server.requests).containsExactly("/numbers.bin", "/numbers.bin bytes=100003-");
    assertThat(heard).contains("started at 100003");
  }

  @Test
  void goesOnAtTheSecondAddressWhereTheFirstBroke() throws Exception {
    var first = server.serve("/a/numbers.bin", content, FileServer.cutAfter(7, received));
    var second = server.serve("/b/numbers.bin", content, FileServer::whole);

    find(file(first, second));

    assertTargetIsWhole();
    assertThat(server.requests).containsExactly("/a/numbers.bin", "/b/numbers.bin bytes=7-");
  }

  @Test
  void startsAgainWhereAServerKnowsNoRanges() throws Exception {
    leavePart(Arrays.copyOf(content, 1000));
    var url = server.serve("/numbers.bin", content, FileServer::always200);

    find(file(url));

    assertTargetIsWhole();
    assertThat(server.requests).containsExactly("/numbers.bin bytes=1000-");
    assertThat(heard.getFirst()).isEqualTo("started at 0");
  }

  @Test
  void startsAgainIfTheEarlierBytesWereWrong() throws Exception {
    leavePart(Arrays.copyOf(content(2), 1000));
    var url = server.serve("/numbers.bin", content, FileServer::whole);

    find(file(url));

    assertTargetIsWhole();
    assertThat(server.requests).containsExactly("/numbers.bin bytes=1000-", "/numbers.bin");
  }

  @Test
  void takesAPartThatIsWholeWithoutAskingAgain() throws Exception {
    leavePart(content);
    var url = server.serve("/numbers.bin", content, FileServer::whole);

    find(file(url));

    assertTargetIsWhole();
    assertThat(server.requests).isEmpty();
  }

  @Test
  void dropsAPartThatIsLongerThanTheFile() throws Exception {
    leavePart(Arrays.copyOf(content, SIZE + 1));
    var url = server.serve("/numbers.bin", content, FileServer::whole);

    find(file(url));

    assertTargetIsWhole();
    assertThat(server.requests).containsExactly("/numbers.bin");
  }

  @Test
  void refusesARangeThatWasNotAskedFor() throws Exception {
    leavePart(Arrays.copyOf(content, 1000));
    var url =
        server.serve(
            "/numbers.bin",
            content,
            (out, bytes, from) ->
                FileServer.head(
                    out,
                    "206 Partial Content",
                    "Content-Length: 0",
                    "Content-Range: bytes 0-300006/300007"));

    assertFails(
        file(url),
        "the server sent the range 'bytes 0-300006/300007' instead of 'bytes"
            + " 1000-300006/300007'");
    assertThat(part()).hasSize(1000);
  }

  // ---- what goes wrong ----

  @Test
  void neverTakesAFileWithAWrongChecksum() throws Exception {
    byte[] other = content(2);
    var url = server.serve("/numbers.bin", other, FileServer::whole);

    assertFails(
        file(url),
        url + ": the file that came has the wrong checksum and was deleted: SHA-256 ",
        sha256(other) + " instead of " + sha256(content));
    assertThat(part()).doesNotExist();
    assertThat(heard).doesNotContain("finished numbers.bin");
  }

  @Test
  void triesTheSecondAddressWhereTheFirstHasAWrongFile() throws Exception {
    var first = server.serve("/a/numbers.bin", content(2), FileServer::whole);
    var second = server.serve("/b/numbers.bin", content, FileServer::whole);

    find(file(first, second));

    assertTargetIsWhole();
    assertThat(server.requests).containsExactly("/a/numbers.bin", "/b/numbers.bin");
  }

  @Test
  void triesTheSecondAddressWhereTheFirstHasNoFile() throws Exception {
    var first = server.serve("/a/numbers.bin", content, FileServer.status("404 Not Found"));
    var second = server.serve("/b/numbers.bin", content, FileServer::whole);

    find(file(first, second));

    assertTargetIsWhole();
    assertThat(server.requests).containsExactly("/a/numbers.bin", "/b/numbers.bin");
  }

  @Test
  void tellsWhatEachAddressAnswered() throws Exception {
    var first = server.serve("/a/numbers.bin", content, FileServer.status("404 Not Found"));
    var second = server.serve("/b/numbers.bin", content, FileServer.status("503 Unavailable"));

    assertFails(file(first, second), first + ": HTTP status 404; " + second + ": HTTP status 503.");
  }

  @Test
  void doesNotWriteAPageThatStandsWhereTheFileShould() throws Exception {
    leavePart(Arrays.copyOf(content, 1000));
    byte[] page = "<html>please log in</html>".getBytes(StandardCharsets.UTF_8);
    var url = server.serve("/numbers.bin", page, FileServer::always200);

    assertFails(file(url), "the server has something of 26 bytes, not the file of 300007");
    assertThat(Files.readAllBytes(part())).isEqualTo(Arrays.copyOf(content, 1000));
  }

  @Test
  void stopsAServerThatSendsWithoutEnd() throws Exception {
    var url =
        server.serve(
            "/numbers.bin",
            content,
            (out, bytes, from) -> {
              FileServer.head(out, "200 OK");
              while (true) {
                out.write(bytes);
              }
            });

    assertFails(file(url), "the server sent more than the 300007 bytes the file has");
    assertThat(part()).hasSize(0);
  }

  @Test
  void tellsWhatToDoWithoutANetwork() throws Exception {
    int freePort;
    try (var socket = new ServerSocket(0)) {
      freePort = socket.getLocalPort();
    }
    var url = URI.create("http://127.0.0.1:" + freePort + "/numbers.bin");

    assertFails(file(url), "numbers.bin: could not be downloaded: " + url + ": no connection");
  }

  @Test
  void givesUpAServerThatDoesNotAnswer() throws Exception {
    var url = server.serve("/numbers.bin", content, (out, bytes, from) -> sleep());

    var file = file(url);
    assertThatThrownBy(() -> find(file, Duration.ofSeconds(1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(url + ": no answer within 1 seconds");
  }

  @Test
  void givesUpAServerThatStopsSending() throws Exception {
    var url =
        server.serve(
            "/numbers.bin",
            content,
            (out, bytes, from) -> {
              FileServer.head(out, "200 OK", "Content-Length: " + bytes.length);
              out.write(bytes, 0, 5000);
              sleep();
            });

    var file = file(url);
    assertThatThrownBy(() -> find(file, Duration.ofSeconds(1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "no bytes came for 1 seconds after 5000 of 300007 bytes, which are kept");
    assertThat(Files.readAllBytes(part())).isEqualTo(Arrays.copyOf(content, 5000));
  }

  private static void sleep() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the test is over
    }
  }

  @Test
  void doesNotWriteWhereAnotherDownloadIsWriting() throws Exception {
    leavePart(Arrays.copyOf(content, 1000));
    var url = server.serve("/numbers.bin", content, FileServer::whole);
    var file = file(url);

    try (var other = FileChannel.open(part(), StandardOpenOption.WRITE);
        var lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> find(file))
          .isInstanceOf(DataException.class)
          .hasMessage(
              part() + ": is being downloaded by another run just now. Wait until that one has it");
    }
    assertThat(server.requests).isEmpty();
    find(file);
    assertTargetIsWhole();
  }

  @Test
  void saysWhenTheFolderCannotBeWritten() throws Exception {
    Files.writeString(cache.resolve("numbers"), "a file where a folder should be");
    var url = server.serve("/numbers.bin", content, FileServer::whole);
    var file = file(url);

    assertThatThrownBy(() -> find(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(target() + ": cannot be written (")
        .hasMessageContaining(
            "). Where the disk is full, the folder read-only or a part of the path a")
        .hasMessageEndingWith(UserCache.HOW_TO_CHOOSE);
  }

  @Test
  void anInterruptionKeepsWhatHasCome() throws Exception {
    var url = server.serve("/numbers.bin", content, FileServer::whole);
    var file = file(url);

    var interrupting =
        new DownloadListener() {
          @Override
          public void progress(RemoteFile file, long done) {
            heard.add("" + done);
            Thread.currentThread().interrupt();
          }
        };
    var store = DataStore.cache(cache, client, PATIENCE, interrupting);
    assertThatThrownBy(() -> store.find(set(file), file))
        .isInstanceOf(DataException.class)
        .hasMessage("numbers.bin: the download was interrupted. The next one goes on from there");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(target()).doesNotExist();
    assertThat(part()).hasSize(Long.parseLong(heard.getFirst()));

    find(file);
    assertTargetIsWhole();
    assertThat(server.requests.getLast()).isEqualTo("/numbers.bin bytes=" + heard.getFirst() + "-");
  }
}
