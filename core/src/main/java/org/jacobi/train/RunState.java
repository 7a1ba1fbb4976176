package org.jacobi.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.io.JsonObject;

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

  /** All of it but the epochs as JSON. */
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
    return map;
  }

  /** JSON knows no infinity; as text each number keeps its bits. */
  private static String text(double number) {
    return Double.toString(number);
  }

  /** What {@link #toMap()} gave, and the epochs that were done. */
  static RunState of(JsonObject json, List<EpochRecord> epochs) {
    var state =
        new RunState(
            json.integer("epochs_before", 0, Integer.MAX_VALUE), count(json, "steps_before"));
    state.step = count(json, "step");
    state.rate = number(json, "rate", json.string("rate"));
    state.seconds = json.number("seconds");
    state.waitingSeconds = json.number("waiting_seconds");
    state.records.addAll(epochs);
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

  private static double number(JsonObject json, String key, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw json.wrong(key, "is no number");
    }
  }
}
