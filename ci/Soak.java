import module java.base;
import module org.jacobi;

/** Trains a small network for many steps and looks at what the process holds of the memory. */
final class Soak {
  private static final int FEATURES = 64;
  private static final int CLASSES = 10;

  private Soak() {}

  private static Dataset data() {
    var rng = Rng.of(1, "soak");
    float[][] features = new float[2048][FEATURES];
    int[] labels = new int[features.length];
    String[] names = new String[CLASSES];
    for (int c = 0; c < CLASSES; c++) {
      names[c] = "class " + c;
    }
    for (int i = 0; i < features.length; i++) {
      for (int k = 0; k < FEATURES; k++) {
        features[i][k] = (float) rng.normal((long) i * FEATURES + k);
      }
      for (int c = 1; c < CLASSES; c++) {
        labels[i] = features[i][c] > features[i][labels[i]] ? c : labels[i];
      }
    }
    return Dataset.of(features, labels, names);
  }

  /** VmRSS of this process in KiB. */
  private static long resident() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prints the resident set now and then, and keeps the first and the last. */
  private static final class Watch implements TrainingListener {
    private final long first;
    private final long steps;
    private long before;
    private long after;

    Watch(long first, long steps) {
      this.first = first;
      this.steps = steps;
    }

    @Override
    public void stepDone(StepRecord record) {
      long step = record.step();
      if (step == first || step == steps || step % (steps / 10) == 0) {
        settle();
        after = resident();
        before = step == first ? after : before;
        IO.println("step " + step + ": " + after + " KiB");
      }
    }

    /** Lets the compilers of the virtual machine finish what the steps so far have given them. */
    private static void settle() {
      try {
        Thread.sleep(3000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    long steps = Long.parseLong(args[1]);
    double allowed = Double.parseDouble(args[2]);
    var watch = new Watch(first, steps);
    var model =
        new Sequential(
            new Linear(FEATURES, 128), new ReLU(), new Linear(128, 64), new ReLU(),
            new Linear(64, CLASSES));
    Trainer.builder(model)
        .loss(new CrossEntropyLoss())
        .optimizer(new SGD(0.01).momentum(0.9))
        .batchSize(64)
        .steps(steps)
        .listener(watch)
        .build()
        .fit(data());
    double grown = 100.0 * (watch.after - watch.before) / watch.before;
    boolean holds = Math.abs(grown) <= allowed;
    IO.println("kernels: " + Kernels.current().name());
    IO.println(
        String.format(
            Locale.ROOT,
            "%s  resident set after %d steps %d KiB, after %d steps %d KiB: %+.2f %% (within %s %%)",
            holds ? "ok    " : "FAILED",
            first,
            watch.before,
            steps,
            watch.after,
            grown,
            args[2]));
    System.exit(holds ? 0 : 1);
  }
}
