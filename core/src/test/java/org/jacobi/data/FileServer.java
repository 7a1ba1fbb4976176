package org.jacobi.data;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A web server on this machine that behaves as well or as badly as a test wants. It speaks just
 * enough HTTP for one answer a connection; the JDK's own server would mend some of the faults.
 */
final class FileServer implements AutoCloseable {
  /** What a server does with a request for some content; the range is null or its first byte. */
  interface Behaviour {
    void answer(OutputStream out, byte[] content, Integer from) throws IOException;
  }

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();

  /** Path and range of each request, such as {@code /a/file bytes=7-}. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  FileServer() throws IOException {
    var unused = threads.submit(this::listen);
  }

  URI serve(String path, byte[] content, Behaviour behaviour) {
    contents.put(path, content);
    behaviours.put(path, behaviour);
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  private Void listen() throws IOException {
    while (true) {
      var connection = socket.accept();
      var unused = threads.submit(() -> handle(connection));
    }
  }

  private Void handle(Socket connection) throws IOException {
    try (connection;
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII))) {
      String path = in.readLine().split(" ")[1];
      String range = "";
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("Range: ")) {
          range = line.substring("Range: ".length());
        }
      }
      requests.add(path + (range.isEmpty() ? "" : " " + range));
      Integer from =
          range.isEmpty() ? null : Integer.valueOf(range.replace("bytes=", "").replace("-", ""));
      behaviours.get(path).answer(connection.getOutputStream(), contents.get(path), from);
    }
    return null;
  }

  static void head(OutputStream out, String status, String... headers) throws IOException {
    var text = new StringBuilder("HTTP/1.1 ").append(status).append("\r\nConnection: close\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    out.write(text.append("\r\n").toString().getBytes(US_ASCII));
    out.flush();
  }

  /** As a good server does: the whole, or from where the request wants it. */
  static void whole(OutputStream out, byte[] content, Integer from) throws IOException {
    send(out, content, from, content.length);
  }

  /** Knows nothing of ranges. */
  static void always200(OutputStream out, byte[] content, Integer from) throws IOException {
    send(out, content, null, content.length);
  }

  /**
   * Promises the rest, but hangs up after some bytes. It waits until they were received, since a
   * client may drop what it has not read yet when a connection breaks.
   */
  static Behaviour cutAfter(int bytes, CountDownLatch received) {
    return (out, content, from) -> {
      send(out, content, from, bytes);
      try {
        received.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the test is over
      }
    };
  }

  static Behaviour status(String status) {
    return (out, content, from) -> head(out, status, "Content-Length: 0");
  }

  private static void send(OutputStream out, byte[] content, Integer from, int most)
      throws IOException {
    int start = from == null ? 0 : from;
    String length = "Content-Length: " + (content.length - start);
    if (from == null) {
      head(out, "200 OK", length);
    } else {
      int last = content.length - 1;
      String range = "Content-Range: bytes " + start + "-" + last + "/" + content.length;
      head(out, "206 Partial Content", length, range);
    }
    out.write(Arrays.copyOfRange(content, start, Math.min(content.length, start + most)));
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
