package org.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jacobi.data.Dataset;
import org.jacobi.nn.Linear;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.Sequential;
import org.jacobi.optim.SGD;
import org.jacobi.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C at moments that no signal can hit surely. */
class InterruptionTest {
  @TempDir Path folder;

  @Test
  void beforeTheFirstStepItEndsTheRunAndMakesNoFolder() {
    var data = Dataset.regression(new float[][] {{1}, {2}}, new float[] {3, 5});
    Path place = folder.resolve("run");
    var log = new RunLog(place, "line", false);
    try (var interruption = new Interruption()) {
      var trainer =
          Trainer.builder(new Sequential(new Linear(1, 1)))
              .loss(new MSELoss())
              .optimizer(new SGD(0.1))
              .epochs(3)
              .listener(interruption)
              .listener(log)
              .build();
      interruption.watch(trainer);
      interruption.ask();
      assertThatThrownBy(() -> trainer.fit(data))
          .isInstanceOf(Interruption.InterruptedRun.class)
          .hasMessage("stopped before the first step; nothing was saved");
      assertThat(Files.exists(place)).isFalse();
      assertThat(Failures.explain(new Interruption.InterruptedRun(), false)).isEqualTo(130);
    }
  }
}
