package org.jacobi.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.data.Task;
import org.jacobi.io.JsonObject;
import org.jspecify.annotations.Nullable;

/** Where a call of {@link Trainer#fit} stands, besides the numbers of model and optimizer. */
final class RunState {
  /** Epochs and steps of earlier calls on the same trainer, which the random numbers count too. */
  final int epochsBefore;

  final long stepsBefore;

  /** Steps done. */
  long step;

  /** The learning rate of the last one. */
  double rate;

  /** Of the epoch that goes on: time of its steps, and what it waited for data. */
  double seconds;

  double waitingSeconds;

  final List<EpochRecord> records = new ArrayList<>();
  int bestEpoch;
  double bestLoss = Double.POSITIVE_INFINITY;

  RunState(int epochsBefore, long stepsBefore) {
    this.epochsBefore = epochsBefore;
    this.stepsBefore = stepsBefore;
  }

  /** All of it as JSON. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epochs_before", (long) epochsBefore);
    map.put("steps_before", stepsBefore);
    map.put("step", step);
    map.put("rate", text(rate));
    map.put("seconds", seconds);
    map.put("waiting_seconds", waitingSeconds);
    map.put("best_epoch", (long) bestEpoch);
    map.put("best_loss", text(bestLoss));
    map.put("epochs", records.stream().map(RunState::toMap).toList());
    return map;
  }

  /** JSON knows no infinity; as text each number keeps its bits. */
  private static String text(double number) {
    return Double.toString(number);
  }

  private static Map<String, Object> toMap(EpochRecord epoch) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epoch", (long) epoch.epoch());
    map.put("step", epoch.step());
    map.put("rate", text(epoch.rate()));
    put(map, "train", epoch.train());
    put(map, "validation", epoch.validation());
    put(map, "test", epoch.test());
    map.put("seconds", epoch.seconds());
    map.put("waiting_seconds", epoch.waitingSeconds());
    map.put("samples_per_second", epoch.samplesPerSecond());
    map.put("run_hash", epoch.runHash());
    return map;
  }

  private static void put(Map<String, Object> map, String part, @Nullable Scores scores) {
    if (scores != null) {
      map.put(part, List.of(text(scores.loss()), text(scores.metric())));
    }
  }

  /** What {@link #toMap()} gave. */
  static RunState of(JsonObject json, Task task) {
    var state =
        new RunState(
            json.integer("epochs_before", 0, Integer.MAX_VALUE), count(json, "steps_before"));
    state.step = count(json, "step");
    state.rate = number(json, "rate", json.string("rate"));
    state.seconds = json.number("seconds");
    state.waitingSeconds = json.number("waiting_seconds");
    for (JsonObject epoch : json.objects("epochs")) {
      state.records.add(epoch(epoch, task));
    }
    state.bestEpoch = json.integer("best_epoch", 0, state.records.size());
    state.bestLoss = number(json, "best_loss", json.string("best_loss"));
    return state;
  }

  private static long count(JsonObject json, String key) {
    long number = json.integer(key);
    if (number < 0) {
      throw json.wrong(key, "a count must not be negative, but it is " + number);
    }
    return number;
  }

  private static EpochRecord epoch(JsonObject json, Task task) {
    Scores train = scores(json, "train", task);
    if (train == null) {
      throw json.wrong("train", "is missing");
    }
    return new EpochRecord(
        json.integer("epoch", 1, Integer.MAX_VALUE),
        count(json, "step"),
        number(json, "rate", json.string("rate")),
        train,
        scores(json, "validation", task),
        scores(json, "test", task),
        json.number("seconds"),
        json.number("waiting_seconds"),
        json.number("samples_per_second"),
        json.string("run_hash"));
  }

  private static @Nullable Scores scores(JsonObject json, String part, Task task) {
    if (!json.has(part)) {
      return null;
    }
    List<String> both = json.strings(part);
    if (both.size() != 2) {
      throw json.wrong(part, "must be a loss and a metric");
    }
    return new Scores(
        task, number(json, part, both.getFirst()), number(json, part, both.getLast()));
  }

  private static double number(JsonObject json, String key, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw json.wrong(key, "is no number");
    }
  }
}
