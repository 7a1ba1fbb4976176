package org.jacobi.train;

import java.util.List;

/**
 * A whole training run.
 *
 * @param epochs what each epoch has brought
 * @param bestEpoch number of the epoch whose weights the model holds now
 * @param end why it ended
 * @param runHash the {@link RunHash} of the model as it is now, and its optimizer
 */
public record History(List<EpochRecord> epochs, int bestEpoch, End end, String runHash) {
  /** Why a run ended. */
  public enum End {
    /** All epochs or steps were done. */
    DONE,
    /** The validation loss had not improved for as many epochs as were allowed. */
    EARLY_STOP,
    /** Somebody asked it to stop. */
    STOPPED
  }

  /** Copies the list. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /** The last epoch. */
  public EpochRecord last() {
    return epochs.getLast();
  }

  /** The epoch whose weights the model holds now. */
  public EpochRecord best() {
    return epochs.stream().filter(e -> e.epoch() == bestEpoch).findFirst().orElseThrow();
  }
}
