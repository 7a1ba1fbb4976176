package org.jacobi.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The bytes that a run takes outside of the Java heap, known before its first step.
 *
 * @param data the data sets
 * @param batches the batch that is computed with, and those that are gathered ahead
 * @param parameters all parameters, and the copy of the best ones where there is a validation part
 * @param gradients one slab for each shard
 * @param optimizer the optimizer's states
 * @param steps one slab for each thread: activations, and what the walk back makes
 * @param checkpoint the copy of the numbers that a checkpoint is written from, where there are any
 */
public record MemoryPlan(
    long data,
    long batches,
    long parameters,
    long gradients,
    long optimizer,
    long steps,
    long checkpoint) {
  /** All together. */
  public long total() {
    return data + batches + parameters + gradients + optimizer + steps + checkpoint;
  }

  MemoryPlan withBatches(long bytes) {
    return new MemoryPlan(data, bytes, parameters, gradients, optimizer, steps, checkpoint);
  }

  /** The parts by name, in the order above. */
  public Map<String, Long> parts() {
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("data", data);
    parts.put("batches", batches);
    parts.put("parameters", parameters);
    parts.put("gradients", gradients);
    parts.put("optimizer", optimizer);
    parts.put("steps", steps);
    parts.put("checkpoint", checkpoint);
    return parts;
  }

  /** A number of bytes for people, such as {@code 47.1 MB}; a megabyte is 2²⁰ bytes. */
  public static String text(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    if (bytes < 1 << 20) {
      return String.format(Locale.ROOT, "%.1f KB", bytes / 1024.0);
    }
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1 << 20))
        : String.format(Locale.ROOT, "%.2f GB", bytes / (double) (1 << 30));
  }

  /** Such as {@code 52.3 MB: data 45.0 MB, batches 3.1 MB, …}. */
  @Override
  public String toString() {
    var text = new StringBuilder(text(total()));
    String before = ": ";
    for (var part : parts().entrySet()) {
      text.append(before).append(part.getKey()).append(' ').append(text(part.getValue()));
      before = ", ";
    }
    return text.toString();
  }
}
