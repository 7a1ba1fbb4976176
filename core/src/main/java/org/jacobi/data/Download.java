package org.jacobi.data;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one file. Bytes go to {@code NAME.part} beside the target and are moved to the target in
 * one step once their number and SHA-256 are right, so a target that exists is whole. A part that
 * was left by an interrupted attempt is carried on; a part whose checksum is wrong is deleted,
 * since nothing that is added to it could make it right.
 */
final class Download {
  private static final int BUFFER = 1 << 16;

  private final RemoteFile file;
  private final Path target;
  private final Path part;
  private final HttpClient client;
  private final Duration patience;
  private final DownloadListener listener;

  Download(
      RemoteFile file,
      Path target,
      HttpClient client,
      Duration patience,
      DownloadListener listener) {
    this.file = file;
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + ".part");
    this.client = client;
    this.patience = patience;
    this.listener = listener;
  }

  /** What one address came to, if it was not the whole file. */
  private static final class FailedException extends IOException {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  /**
   * Leaves the whole, checked file at the target.
   *
   * @throws DataException if no address gives it, naming what each one answered
   */
  void run() {
    List<String> failures = new ArrayList<>();
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      for (URI url : file.urls()) {
        if (succeeds(url, failures)) {
          listener.finished(file, target);
          return;
        }
      }
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw new DataException(
          target
              + ": cannot be written ("
              + e
              + "). Where the disk is full, the folder read-only or a part of the path a file, "
              + UserCache.HOW_TO_CHOOSE);
    }
    throw DataException.in(
        file.name(),
        "could not be downloaded: "
            + String.join("; ", failures)
            + ". Without a network, fetch it elsewhere and put it at "
            + target);
  }

  private boolean succeeds(URI url, List<String> failures) throws IOException {
    try {
      fetch(url);
      return true;
    } catch (FailedException e) {
      failures.add(url + ": " + e.getMessage());
      return false;
    }
  }

  private void fetch(URI url) throws IOException {
    String sum = fill(url);
    if (!sum.equals(file.sha256())) {
      Files.deleteIfExists(part);
      throw new FailedException(
          "the file that came has the wrong checksum and was deleted: SHA-256 "
              + sum
              + " instead of "
              + file.sha256());
    }
    moveIntoPlace();
  }

  /** Brings the part to its full length and gives its checksum; a wrong one is left empty. */
  private String fill(URI url) throws IOException {
    try (var out = FileChannel.open(part, CREATE, READ, WRITE)) {
      lock(out);
      if (out.size() > file.size()) {
        out.truncate(0);
      }
      boolean resumed = out.size() > 0;
      transfer(url, out);
      String sum = sum(out);
      if (!sum.equals(file.sha256()) && resumed) {
        // The bytes of the earlier attempt may be the wrong ones: once more from the start.
        out.truncate(0);
        transfer(url, out);
        sum = sum(out);
      }
      if (!sum.equals(file.sha256())) {
        out.truncate(0);
      }
      out.force(true);
      return sum;
    }
  }

  private void lock(FileChannel out) throws IOException {
    try {
      if (out.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // held by another thread of this program: the same answer
    }
    throw new DataException(
        part + ": is being downloaded by another run just now. Wait until that one has it");
  }

  private String sum(FileChannel out) throws IOException {
    return Sha256.of(out.position(0));
  }

  private void moveIntoPlace() throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // Another run that waited for the lock may have moved the same bytes already.
      if (!Files.exists(target)) {
        throw e;
      }
    }
  }

  // ---- one exchange with a server ----

  private void transfer(URI url, FileChannel out) throws IOException {
    long done = out.size();
    if (done == file.size()) {
      return;
    }
    var request = HttpRequest.newBuilder(url);
    if (done > 0) {
      request.header("Range", "bytes=" + done + "-");
    }
    var response = send(request.build());
    try (var body = response.body()) {
      if (!continues(response, done)) {
        out.truncate(0);
        done = 0;
      }
      listener.started(file, url.toString(), done);
      copy(body, out.position(done));
    }
  }

  // The request's own timeout would, from Java 26 on, end slow downloads as well; so wait here.
  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    var answer = client.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new FailedException("no answer within " + patience.toSeconds() + " seconds");
    } catch (ExecutionException e) {
      boolean refused = e.getCause() instanceof ConnectException;
      throw new FailedException(
          (refused ? "no connection" : "the exchange with the server failed")
              + reason(e.getCause()));
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted();
    }
  }

  /** True if the server goes on at byte {@code done}, false if it starts at the first one. */
  private boolean continues(HttpResponse<InputStream> response, long done) throws IOException {
    int status = response.statusCode();
    if (status != 200 && status != 206) {
      throw new FailedException("HTTP status " + status);
    }
    if (status == 206) {
      String range = response.headers().firstValue("Content-Range").orElse("none");
      String wanted = "bytes " + done + "-" + (file.size() - 1) + "/" + file.size();
      if (!range.equals(wanted)) {
        throw new FailedException(
            "the server sent the range '" + range + "' instead of '" + wanted + "'");
      }
      return true;
    }
    long length = response.headers().firstValueAsLong("Content-Length").orElse(file.size());
    if (length != file.size()) {
      throw new FailedException(
          "the server has something of " + length + " bytes, not the file of " + file.size());
    }
    return false;
  }

  private void copy(InputStream body, FileChannel out) throws IOException {
    byte[] bytes = new byte[BUFFER];
    long done = out.position();
    while (true) {
      int count = patiently(body, bytes, done);
      if (count < 0) {
        break;
      }
      done += count;
      if (done > file.size()) {
        out.truncate(0);
        throw new FailedException(
            "the server sent more than the " + file.size() + " bytes the file has");
      }
      var rest = ByteBuffer.wrap(bytes, 0, count);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      listener.progress(file, done);
    }
    if (done < file.size()) {
      throw cutShort("the connection ended", done);
    }
  }

  private FailedException cutShort(String what, long done) {
    return new FailedException(
        what + " after " + done + " of " + file.size() + " bytes, which are kept to go on from");
  }

  /** Reads some bytes, but does not wait for ever: the body's stream knows no timeout. */
  private int patiently(InputStream body, byte[] bytes, long done) throws IOException {
    Callable<Integer> read = () -> body.read(bytes);
    var task = new FutureTask<>(read);
    Thread.ofVirtual().name("download").start(task);
    try {
      return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw cutShort("no bytes came for " + patience.toSeconds() + " seconds", done);
    } catch (ExecutionException e) {
      throw cutShort("the connection broke", done);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private DataException interrupted() {
    Thread.currentThread().interrupt();
    return new DataException(
        file.name() + ": the download was interrupted. The next one goes on from there");
  }

  private static String reason(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return message == null || message.isEmpty() ? "" : " (" + message + ")";
  }
}
