package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What calls make on the heap once they are compiled. In a Java of its own, which waits for its
 * compiler: what it inlines depends on the order in which it comes to methods, and that on the
 * tests before and on whatever else the machine does.
 */
public abstract class HotCalls {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The calls; made in the other Java, by a constructor without parameters. */
  protected abstract List<Runnable> calls();

  /**
   * That so many rounds of all calls make nothing, in one of some attempts. In a Java of its own,
   * which waits for its compiler: what it inlines depends on the order in which it comes to
   * methods, and that on the tests before and on whatever else the machine does.
   */
  public static void assertMakeNothing(Class<? extends HotCalls> calls, int rounds, int attempts)
      throws Exception {
    String last =
        lastLine(
            HotCalls.class, calls.getName(), Integer.toString(rounds), Integer.toString(attempts));
    assertThat(last).isEqualTo("bytes of " + rounds + " rounds: 0");
  }

  /** What a program of the tests says last, in a Java of its own, which waits for its compiler. */
  static String lastLine(Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xbatch", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().toList().getLast();
  }

  /** Run by the tests: a class of calls, rounds and attempts. */
  static void main(String[] arguments) throws ReflectiveOperationException {
    var constructor = Class.forName(arguments[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    var calls = ((HotCalls) constructor.newInstance()).calls();
    int rounds = Integer.parseInt(arguments[1]);
    long bytes = leastBytes(calls, rounds, Integer.parseInt(arguments[2]));
    IO.println("bytes of " + rounds + " rounds: " + bytes);
  }

  /** The least of the attempts: in the first ones the calls are not compiled yet. */
  public static long leastBytes(List<Runnable> calls, int rounds, int attempts) {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < attempts && least > 0; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < rounds; i++) {
        for (int c = 0; c < calls.size(); c++) {
          calls.get(c).run();
        }
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
