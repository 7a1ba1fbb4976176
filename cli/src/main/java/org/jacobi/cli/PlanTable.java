package org.jacobi.cli;

import java.util.Locale;
import java.util.Map;
import org.jacobi.train.MemoryPlan;

/** The memory of a run, part by part. */
final class PlanTable {
  private static final Map<String, String> WORDS =
      Map.of(
          "data", "the data sets",
          "batches", "batches gathered ahead",
          "parameters", "parameters, and a copy of the best with --validation",
          "gradients", "gradients, one set for each shard",
          "optimizer", "the optimizer's state",
          "steps", "activations of a step, and of an evaluation",
          "checkpoint", "the copy that a checkpoint is written from");

  private PlanTable() {}

  static void print(MemoryPlan memory, int threads) {
    var out = Terminal.out();
    out.println();
    out.println("Memory outside of the Java heap, with " + Words.count(threads, "thread"));
    memory
        .parts()
        .forEach((part, bytes) -> line(MemoryPlan.text(bytes), WORDS.getOrDefault(part, part)));
    line(MemoryPlan.text(memory.total()), "together");
  }

  private static void line(String size, String words) {
    Terminal.out().println(String.format(Locale.ROOT, "%12s  %s", size, words));
  }
}
