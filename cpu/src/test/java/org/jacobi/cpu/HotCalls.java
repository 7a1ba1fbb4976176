package org.jacobi.cpu;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What calls make on the heap once they are compiled. */
public final class HotCalls {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private HotCalls() {}

  /**
   * The least bytes that so many rounds of all calls have made, in one of some attempts: the first
   * are not compiled yet.
   */
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
