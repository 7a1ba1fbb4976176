package org.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jacobi.optim.Optimizers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training in a Java that was started otherwise: with less allowed, or on one processor. */
@Timeout(240)
class OtherJavaTest {
  private static final String VECTOR = "--add-modules=jdk.incubator.vector";
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
  private static final String DENY = "--illegal-native-access=deny";

  @TempDir private Path folder;

  /**
   * What a run printed: the words of {@link SmallTraining}, the warnings of the log, and all lines
   * of standard error.
   */
  private record Run(Map<String, String> words, List<String> warnings, List<String> errors) {
    double accuracy() {
      return Double.parseDouble(word("accuracy"));
    }

    String word(String key) {
      return words.getOrDefault(key, "");
    }
  }

  private Run run(String... options) throws IOException, InterruptedException {
    return run(List.of(options), SmallTraining.class.getName());
  }

  /** Runs a program, of which each line is a key and a text. */
  private Run run(List<String> options, String... program)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-Duser.language=en"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(program));
    var process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String errors = Files.readString(err);
    assertThat(process.exitValue()).as(errors).isZero();
    Map<String, String> words = new TreeMap<>();
    for (String line : Files.readAllLines(out)) {
      words.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
    }
    // The first line of a record of java.util.logging has the date, the second the text.
    List<String> warnings = errors.lines().filter(line -> line.contains("kernels: ")).toList();
    return new Run(words, warnings, errors.lines().toList());
  }

  @Test
  void withAllThatIsNeededNothingIsLogged() throws Exception {
    Run run = run(VECTOR, NATIVE);
    assertThat(run.warnings()).isEmpty();
    assertThat(run.word("kernels")).isNotEqualTo("reference");
    assertThat(run.accuracy()).isGreaterThan(0.95);
  }

  @Test
  void anyNumberOfThreadsInterpretedOrCompiledGivesTheSameRunHashWithEachOptimizer()
      throws Exception {
    String program = HashedTrainings.class.getName();
    var compiled = run(List.of(VECTOR, NATIVE), program, "1", "2", "3", "7").words();
    var interpreted = run(List.of(VECTOR, NATIVE, "-Xint"), program, "2").words();
    assertThat(interpreted).hasSize(Optimizers.names().size());
    assertThat(compiled).hasSize(4 * interpreted.size());
    compiled.forEach((key, hash) -> {
      String optimizer = key.substring(0, key.indexOf('/'));
      assertThat(hash).as(key).isEqualTo(interpreted.get(optimizer + "/2"));
    });
    assertThat(new HashSet<>(interpreted.values())).hasSize(interpreted.size());
  }

  @Test
  void withoutTheVectorModuleThePlainKernelsTrainAndTheLogSaysWhatToDo() throws Exception {
    Run run = run(NATIVE);
    assertThat(run.warnings())
        .containsExactly(
            "WARNING: kernels: reference; not cpu: the JDK's module jdk.incubator.vector is not"
                + " there; start Java with --add-modules jdk.incubator.vector");
    assertThat(run.word("kernels")).isEqualTo("reference");
    assertThat(run.accuracy()).isGreaterThan(0.95);
  }

  @Test
  void withoutAnyOptionThePlainKernelsTrainAndJavaWarnsOfNoNativeCall() throws Exception {
    Run run = run();
    assertThat(run.warnings()).hasSize(1);
    assertThat(run.errors()).as("the date, and the text").hasSize(2);
    assertThat(run.word("kernels")).isEqualTo("reference");
    assertThat(run.accuracy()).isGreaterThan(0.95);
  }

  @Test
  void withoutNativeAccessTheVectorKernelsTrainAndTheLogSaysWhatToDo() throws Exception {
    Run run = run(VECTOR, DENY);
    assertThat(run.warnings())
        .containsExactly(
            "WARNING: kernels: "
                + run.word("kernels")
                + "; without oneDNN: Java does not let the class path call native code; start it"
                + " with --enable-native-access=ALL-UNNAMED");
    assertThat(run.word("kernels")).isNotEqualTo("reference");
    assertThat(run.accuracy()).isGreaterThan(0.95);
  }

  @Test
  void withoutBothThePlainKernelsTrain() throws Exception {
    Run run = run(DENY);
    assertThat(run.warnings()).hasSize(1);
    assertThat(run.word("kernels")).isEqualTo("reference");
    assertThat(run.accuracy()).isGreaterThan(0.95);
  }

  @Test
  void smallStacksAreEnough() throws Exception {
    Run small = run(VECTOR, NATIVE, "-Xss256k");
    assertThat(small.warnings()).isEmpty();
    assertThat(small.word("kernels")).isEqualTo(run(VECTOR, NATIVE).word("kernels"));
    assertThat(small.accuracy()).isGreaterThan(0.95);
  }

  @Test
  void oneProcessorGivesTheBitsOfTwo() throws Exception {
    Run one = run(VECTOR, NATIVE, "-XX:ActiveProcessorCount=1");
    Run two = run(VECTOR, NATIVE, "-XX:ActiveProcessorCount=2");
    assertThat(one.word("threads")).isEqualTo("1");
    assertThat(two.word("threads")).isEqualTo("2");
    assertThat(one.word("hash")).isNotEmpty().isEqualTo(two.word("hash"));
    assertThat(one.word("accuracy")).isEqualTo(two.word("accuracy"));
  }
}
