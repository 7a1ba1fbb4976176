package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jacobi.data.DataException;
import org.jacobi.fuzz.Fuzzer;
import org.jacobi.fuzz.InMemory;
import org.jacobi.fuzz.Seals;
import org.jacobi.fuzz.Target;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Sequential;
import org.jacobi.optim.Adam;
import org.jacobi.optim.Schedule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed checkpoints and models; see {@link Fuzzer}. */
class CheckpointFuzzTest {
  private static final String[] WORDS = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "0",
    "1e308",
    "\"NaN\"",
    "\"Infinity\"",
    "\"9223372036854775807\"",
    "9223372036854775807",
    "2147483648",
    "\"classification\"",
    "\"regression\"",
    "\"epochs\":",
    "\"optimizer\":",
    "\"state\":",
    "\"linear\"",
    "\"Linear\"",
    "\"type\":",
    "\"in\":",
    "16777216",
    "{\"a\":{}}",
    "\"../../x\""
  };

  @TempDir(factory = InMemory.class)
  Path folder;

  private Path file;
  private Sequential model;
  private Adam optimizer;
  private Trainer trainer;

  @BeforeEach
  void trained() {
    file = folder.resolve("changed.safetensors");
    model = new Sequential(new Linear(2, 3), new BatchNorm1d(3), new Linear(3, 2));
    optimizer = new Adam(0.01);
    optimizer.schedule(Schedule.parse("plateau:0.5:0"));
    trainer =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(optimizer)
            .batchSize(4)
            .epochs(2)
            .threads(1)
            .seed(3)
            .checkpoints(Checkpoints.in(folder).everySteps(1))
            .build();
    trainer.fit(Samples.xor(), Samples.xor());
  }

  private static Target with(Target target, byte[] sound, String key) {
    byte[] header = Seals.header(sound);
    byte[] data = Seals.data(sound);
    return target
        .files(sound)
        .parts(changed -> Seals.safetensors(changed, data), header)
        .parts(
            changed -> Seals.safetensors(changed, data), Seals.plainHeader(header, "", new byte[0]))
        .parts(
            changed -> Seals.safetensors(Seals.plainHeader(header, key, changed), data),
            Seals.metadata(header, key))
        .words(WORDS);
  }

  @Test
  void checkpoint() throws InterruptedException, IOException {
    byte[] sound = Files.readAllBytes(new CheckpointFolder(folder).all().getFirst().file());
    var target =
        new Target(
            "checkpoint",
            input -> {
              Files.write(file, input);
              var read = CheckpointFile.read(file);
              read.state();
              read.runHash();
              assertThat(read.differences(Map.of("version", "1")))
                  .allMatch(line -> line.matches("\\P{Cntrl}*"));
              read.restore(model, optimizer, null);
            },
            DataException.class,
            UncheckedIOException.class);
    Fuzzer.run(with(target, sound, "jacobi.checkpoint")).requireVaried(30);
  }

  @Test
  void namesFromACheckpointCannotDisturbATerminal() throws IOException {
    byte[] sound = Files.readAllBytes(new CheckpointFolder(folder).all().getFirst().file());
    byte[] header = Seals.header(sound);
    String text = new String(Seals.metadata(header, "jacobi.checkpoint"), StandardCharsets.UTF_8);
    assertThat(text).contains("\"schedule.best\"").contains("\"identity\":{\"");
    String evil =
        text.replace("\"schedule.best\"", "\"schedule.\\u001b[2J\"")
            .replace("\"identity\":{", "\"identity\":{\"\\u001b[2J\":\"\\r\",");
    byte[] changed =
        Seals.plainHeader(header, "jacobi.checkpoint", evil.getBytes(StandardCharsets.UTF_8));
    Files.write(file, Seals.safetensors(changed, Seals.data(sound)));
    var read = CheckpointFile.read(file);
    assertThat(read.differences(Map.of())).contains("\\u001b[2J: \\u000d then, none now");
    assertThatThrownBy(() -> read.restore(model, optimizer, null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("schedule.\\u001b[2J")
        .message()
        .matches("\\P{Cntrl}*");
  }

  @Test
  void model() throws InterruptedException, IOException {
    Path saved = folder.resolve("model.safetensors");
    trainer.save(saved);
    var target =
        new Target(
            "model",
            input -> {
              Files.write(file, input);
              ModelFile.load(file);
            },
            DataException.class,
            UncheckedIOException.class);
    Fuzzer.run(with(target, Files.readAllBytes(saved), "jacobi")).requireVaried(30);
  }
}
