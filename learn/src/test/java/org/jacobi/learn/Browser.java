package org.jacobi.learn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jacobi.io.Json;
import org.jacobi.io.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A Chromium without a window, driven over its DevTools protocol on loopback. Every call ends after
 * 30 seconds at most; {@link #close} ends the process and deletes its profile, as does the end of
 * the JVM.
 */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  private static final Map<String, Integer> KEYS =
      Map.of(
          "ArrowLeft",
          37,
          "ArrowRight",
          39,
          "Home",
          36,
          "End",
          35,
          "Tab",
          9,
          "Escape",
          27,
          "Enter",
          13,
          " ",
          32);

  private final Path profile;
  private final Process process;
  private final Thread atExit = new Thread(this::kill);
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final WebSocket socket;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<Long, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Boolean> loaded = new CompletableFuture<>();

  private Browser(Path program) throws IOException {
    profile = Files.createTempDirectory("jacobi-browser");
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-default-browser-check",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      socket =
          get(
              http.newWebSocketBuilder()
                  .connectTimeout(PATIENCE)
                  .buildAsync(URI.create(pageAddress(port())), new Listener()));
      for (String domain : List.of("Page", "Runtime", "Log")) {
        send(domain + ".enable", Map.of());
      }
    } catch (RuntimeException | IOException e) {
      close();
      throw e;
    }
  }

  /** Starts one, or skips the test where there is none. */
  public static Browser start() {
    Path program = find();
    assumeTrue(
        program != null,
        "no Chromium: none of " + NAMES + " is on PATH, and CHROMIUM does not name one");
    try {
      return new Browser(Objects.requireNonNull(program));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Path find() {
    String named = System.getenv("CHROMIUM");
    if (named != null && Files.isExecutable(Path.of(named))) {
      return Path.of(named);
    }
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    for (String folder : path.split(File.pathSeparator)) {
      for (String name : NAMES) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program;
        }
      }
    }
    return null;
  }

  // ---- the page ----

  /**
   * Loads a file and waits until it is loaded; messages of earlier pages are forgotten.
   *
   * @param fragment what follows # in the address; empty for nothing
   */
  public void open(Path file, String fragment) {
    load("about:blank");
    messages.clear();
    load(file.toUri() + (fragment.isEmpty() ? "" : "#" + fragment));
  }

  private void load(String address) {
    loaded = new CompletableFuture<>();
    send("Page.navigate", Map.of("url", address));
    get(loaded);
  }

  /** Everything that the page wrote to the console, and all its errors. */
  public List<String> messages() {
    evaluate("0"); // what was said before has arrived by then
    return List.copyOf(messages);
  }

  /** Size of the window in pixels. */
  public void size(int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What the page learns of the reader: colour scheme, motion, and screen or print. */
  public void media(boolean dark, boolean calm, boolean print) {
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            print ? "print" : "screen",
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of(
                    "name",
                    "prefers-reduced-motion",
                    "value",
                    calm ? "reduce" : "no-preference"))));
  }

  /** Whether pages may run scripts; from the next page on. */
  public void scripts(boolean allowed) {
    send("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
  }

  /**
   * The value of an expression in the page, as of {@link Json}.
   *
   * @throws IllegalStateException if it fails there
   */
  public @Nullable Object evaluate(String expression) {
    JsonObject result =
        send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.object("exceptionDetails"));
    }
    return result.object("result").toMap().get("value");
  }

  /** The value of an expression as text. */
  public String text(String expression) {
    return String.valueOf(evaluate(expression));
  }

  /** The text of the first element that a selector finds. */
  public String textOf(String selector) {
    return text("document.querySelector(" + Json.text(selector) + ").textContent");
  }

  /** Waits until an expression is true. */
  public void until(String expression) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(evaluate(expression))) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("never true: " + expression);
      }
      sleep();
    }
  }

  /** Moves the mouse to the middle of an element. */
  public void hover(String selector) {
    mouse("mouseMoved", middle(selector), 0);
  }

  /** Moves the mouse to a place of the window. */
  public void hover(double x, double y) {
    mouse("mouseMoved", new double[] {x, y}, 0);
  }

  /** Clicks on the middle of an element. */
  public void click(String selector) {
    double[] at = middle(selector);
    mouse("mouseMoved", at, 0);
    mouse("mousePressed", at, 1);
    mouse("mouseReleased", at, 1);
  }

  private double[] middle(String selector) {
    Object box =
        evaluate(
            """
            (() => {
              const element = document.querySelector(%s);
              element.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
              const box = element.getBoundingClientRect();
              return {x: box.left + box.width / 2, y: box.top + box.height / 2};
            })()\
            """
                .formatted(Json.text(selector)));
    JsonObject at = JsonObject.of(box, selector);
    return new double[] {at.number("x"), at.number("y")};
  }

  private void mouse(String type, double[] at, int clicks) {
    send(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            at[0],
            "y",
            at[1],
            "button",
            clicks == 0 ? "none" : "left",
            "clickCount",
            clicks));
  }

  /** Presses and releases a key, named as in {@code KeyboardEvent.key}. */
  public void key(String key) {
    int code = Objects.requireNonNull(KEYS.get(key), key);
    String down = key.equals(" ") ? "keyDown" : "rawKeyDown";
    String text = key.equals(" ") ? " " : "";
    for (String type : List.of(down, "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "code",
              key.equals(" ") ? "Space" : key,
              "text",
              type.equals("keyUp") ? "" : text,
              "windowsVirtualKeyCode",
              code));
    }
  }

  /** A picture of the window, or of the whole page. */
  public Path screenshot(Path file, boolean whole) {
    JsonObject result =
        send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole));
    try {
      return Files.write(file, Base64.getDecoder().decode(result.string("data")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page on paper. */
  public Path pdf(Path file) {
    JsonObject result = send("Page.printToPDF", Map.of("preferCSSPageSize", true));
    try {
      return Files.write(file, Base64.getDecoder().decode(result.string("data")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the protocol ----

  private JsonObject send(String method, Map<String, ?> values) {
    long id = number.incrementAndGet();
    var answer = new CompletableFuture<JsonObject>();
    answers.put(id, answer);
    get(socket.sendText(Json.text(Map.of("id", id, "method", method, "params", values)), true));
    JsonObject said = get(answer);
    if (said.has("error")) {
      throw new IllegalStateException(method + ": " + said.object("error"));
    }
    return said.object("result");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        JsonObject message = Json.parseObject(text.toString(), "DevTools");
        text.setLength(0);
        if (message.has("id")) {
          CompletableFuture<JsonObject> answer = answers.remove(message.integer("id"));
          if (answer != null) {
            answer.complete(message);
          }
        } else {
          event(message.string("method"), message.object("params"));
        }
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      answers.values().forEach(answer -> answer.completeExceptionally(error));
    }
  }

  private void event(String method, JsonObject values) {
    switch (method) {
      case "Page.loadEventFired" -> loaded.complete(true);
      case "Runtime.consoleAPICalled" -> messages.add("console: " + values.toMap().get("args"));
      case "Runtime.exceptionThrown" ->
          messages.add("exception: " + values.toMap().get("exceptionDetails"));
      case "Log.entryAdded" -> messages.add("log: " + values.object("entry").string("text"));
      default -> {} // of no interest
    }
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the browser does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The browser chooses a free port and writes it into its profile. */
  private int port() throws IOException {
    Path file = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() > 1) {
        return Integer.parseInt(lines.getFirst());
      }
      sleep();
    }
    throw new IOException(
        "Chromium does not start: " + Files.readString(profile.resolve("output.txt")));
  }

  private String pageAddress(int port) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
            .timeout(PATIENCE)
            .build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      String list = get(http.sendAsync(request, HttpResponse.BodyHandlers.ofString())).body();
      for (Object entry : (List<?>) Objects.requireNonNull(Json.parse(list, "json/list"))) {
        JsonObject target = JsonObject.of(entry, "json/list");
        if (target.string("type").equals("page")) {
          return target.string("webSocketDebuggerUrl");
        }
      }
      sleep();
    }
    throw new IOException("Chromium has no page");
  }

  private static void sleep() {
    try {
      Thread.sleep(40);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  // ---- the end ----

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the JVM is about to end
    }
    http.shutdownNow();
  }

  /** Ends the process and its children; then the profile can go. */
  private void kill() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int attempt = 0; attempt < 20 && Files.exists(profile); attempt++) {
      try {
        delete(profile);
      } catch (IOException e) {
        sleep(); // a process that ends still writes
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, @Nullable IOException error)
              throws IOException {
            Files.delete(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
