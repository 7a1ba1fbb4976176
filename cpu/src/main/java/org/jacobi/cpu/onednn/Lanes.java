package org.jacobi.cpu.onednn;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lanes that threads borrow for the time of one call. Not a lane per thread: a virtual thread may
 * live for one call only, and there may be thousands of them, while no more lanes are needed than
 * calls run at once. A platform thread looks first where it put its lane last time, so it keeps its
 * own as long as there are not more threads than places; that costs two atomic exchanges and no
 * lock.
 */
final class Lanes {
  static final Lanes SHARED = new Lanes();

  private final AtomicReferenceArray<Lane> places;
  private final int mask;

  Lanes() {
    int count = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1) * 2;
    places = new AtomicReferenceArray<>(count);
    mask = count - 1;
  }

  private static int home() {
    return (int) Thread.currentThread().threadId();
  }

  Lane borrow() {
    int home = home();
    for (int i = 0; i <= mask; i++) {
      int at = home + i & mask;
      if (places.get(at) != null) {
        Lane lane = places.getAndSet(at, null);
        if (lane != null) {
          return lane;
        }
      }
    }
    return new Lane();
  }

  void giveBack(Lane lane) {
    int home = home();
    for (int i = 0; i <= mask; i++) {
      if (places.compareAndSet(home + i & mask, null, lane)) {
        return;
      }
    }
    lane.close();
  }
}
