package org.jacobi.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.data.Task;
import org.jacobi.io.Json;
import org.jacobi.io.SafeTensors;
import org.jacobi.io.TensorFile;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Linear;
import org.jacobi.nn.OutputKind;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.UnaryLayer;
import org.jacobi.optim.Adam;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
  private static final float[][] ROWS = Samples.features(17, 4, 99);

  @TempDir Path folder;
  private Path file;
  private UnaryLayer model;

  private static Sequential net() {
    return new Sequential(
        new Linear(4, 5), new BatchNorm1d(5), new Tanh(), new Dropout(0.1), new Linear(5, 3));
  }

  @BeforeEach
  void aTrainedModelIsSaved() {
    file = folder.resolve("model.safetensors");
    model = net();
    var trainer =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(new Adam(0.05))
            .batchSize(10)
            .epochs(2)
            .build();
    trainer.fit(Samples.classes(45, 4, 3, 5));
    trainer.save(file);
  }

  private static ModelInfo info(int... features) {
    return new ModelInfo(
        Task.CLASSIFICATION,
        OutputKind.LOGITS,
        List.of("a", "b", "c"),
        new InputFormat.Numbers(Shape.of(features)),
        Map.of());
  }

  @Test
  void aModelThatIsReadAgainGivesTheSamePredictionsToTheBit() {
    double[][] expected = new Predictor(model, info(4)).predict(ROWS);
    var loaded = ModelFile.load(file);
    assertThat(loaded.predictor().predict(ROWS)).isDeepEqualTo(expected);
    assertThat(expected[0]).isNotEqualTo(expected[1]);
    assertThat(loaded.model()).hasToString(model.toString());
    assertThat(loaded.info().classNames()).containsExactly("class 0", "class 1", "class 2");
    assertThat(loaded.info().task()).isEqualTo(Task.CLASSIFICATION);
    assertThat(loaded.info().output()).isEqualTo(OutputKind.LOGITS);
    assertThat(loaded.info().input()).isEqualTo(info(4).input());
    assertThat(Predictor.load(file).predict(ROWS)).isDeepEqualTo(expected);
  }

  @Test
  void savingAgainGivesTheSameBytesAndKeepsTheRecord() throws IOException {
    var loaded = ModelFile.load(file);
    Path second = folder.resolve("second.safetensors");
    ModelFile.save(second, loaded.model(), loaded.info());
    assertThat(second).hasSameBinaryContentAs(file);
    Map<String, Object> run = Map.of("seed", 7L, "notes", List.of("x", true));
    ModelFile.save(second, loaded.model(), loaded.info().withRun(run));
    assertThat(ModelFile.load(second).info().run()).isEqualTo(run);
    assertThat(Files.list(folder)).hasSize(2);
  }

  @Test
  void aModelInDoubleStaysDouble() {
    var wide = new Sequential(new Linear(4, 3));
    wide.init(5, DType.F64);
    ModelFile.save(file, wide, info(4));
    var loaded = ModelFile.load(file);
    assertThat(loaded.model().store().values().dtype()).isEqualTo(DType.F64);
    assertThat(Samples.weights(loaded.model())).containsExactly(Samples.weights(wide));
  }

  /** A layer that does not ship with Jacobi. */
  static final class Own extends UnaryLayer {
    private final Linear first = new Linear(4, 5);
    private final Linear second = new Linear(5, 3);

    @Override
    public Tensor forward(Tensor x) {
      return second.forward(first.forward(x).sin());
    }
  }

  @Test
  void ownLayersAreMadeByTheirConstructor() {
    var own = new Own();
    own.init(3);
    ModelFile.save(file, own, info(4));
    ModelFile.Loaded<Own> loaded = ModelFile.load(file, Own::new);
    assertThat(loaded.predictor().predict(ROWS))
        .isDeepEqualTo(new Predictor(own, info(4)).predict(ROWS));
    assertThatThrownBy(() -> ModelFile.load(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("architecture")
        .hasMessageContaining("load(path, MyNet::new)");
    assertThatThrownBy(() -> ModelFile.load(file, ModelFileTest::net))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("missing \"0.bias\"")
        .hasMessageContaining("not known \"first.bias\"");
  }

  // ---- hostile files ----

  @SuppressWarnings("unchecked") // what Json gave
  private void rewritten(Consumer<Map<String, Object>> change) {
    TensorFile content = SafeTensors.read(file);
    var json = Json.parseObject(content.metadata().get("jacobi"), "metadata");
    var map = new LinkedHashMap<>((Map<String, Object>) (Map<String, ?>) json.toMap());
    change.accept(map);
    SafeTensors.write(file, new TensorFile(content.tensors(), Map.of("jacobi", Json.text(map))));
  }

  private void tensors(Consumer<Map<String, NDArray>> change) {
    TensorFile content = SafeTensors.read(file);
    Map<String, NDArray> tensors = new LinkedHashMap<>(content.tensors());
    change.accept(tensors);
    SafeTensors.write(file, new TensorFile(tensors, content.metadata()));
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> ModelFile.load(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file.toString())
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(600))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @ParameterizedTest
  @ValueSource(strings = {"format", "architecture", "task", "output", "classes", "input", "run"})
  void eachEntryMustBeThereAndHaveItsType(String key) {
    rewritten(map -> map.remove(key));
    refused(key, "is missing");
    for (Object wrong :
        Arrays.asList(null, 3.5, true, List.of(1L, 2L), Map.of("x", 1L), "\n\u2028")) {
      if (key.equals("run") && wrong instanceof Map) {
        continue; // any object is a record of a run
      }
      rewritten(map -> map.put(key, wrong));
      refused(key);
    }
  }

  @Test
  void anotherVersionOfTheFormatIsNamed() {
    rewritten(map -> map.put("format", 2L));
    refused("format: this is format 2, but this version of Jacobi reads 1");
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    tensors(map -> map.values().iterator().next().fill(Double.NaN));
    refused("the tensor", "holds NaN, with which nothing can be predicted");
  }

  @Test
  void wordsThatAreNotKnownAreQuoted() {
    rewritten(map -> map.put("task", "guess\n\u001b[31m"));
    refused("task: is \"guess\\u000a\\u001b[31m\", but must be one of classification, regression");
    rewritten(map -> map.put("task", "classification"));
    rewritten(map -> map.put("output", "x".repeat(5000)));
    refused("logits, log_probabilities, binary_logits");
    rewritten(map -> map.put("output", "logits"));
    rewritten(map -> map.put("input", Map.of("kind", "a\nb")));
    refused("input.kind: must be table, image or numbers, not \"a\\u000ab\"");
  }

  private void input(Map<String, Object> input) {
    rewritten(map -> map.put("input", input));
  }

  private static Map<String, Object> image(Object height, Object features, Object factor) {
    return Map.of(
        "kind",
        "image",
        "height",
        height,
        "width",
        2L,
        "features",
        features,
        "factor",
        factor,
        "shift",
        0.0);
  }

  @Test
  void theInputMustBeOneThatTheModelTakes() {
    input(Map.of("kind", "numbers", "features", List.of(7L)));
    refused("input: the model does not take it: [Linear(4 → 5, bias)]", "(7)");
    input(Map.of("kind", "numbers", "features", List.of()));
    refused("features");
    input(Map.of("kind", "numbers", "features", List.of(-4L)));
    refused("an axis cannot have the length -4");
    input(Map.of("kind", "numbers", "features", List.of(1L << 23, 1L << 23, 1L << 23)));
    refused("a row cannot have so many numbers");
    input(Map.of("kind", "numbers"));
    refused("\"features\" is missing");
    input(image(2L, List.of(4L), 0.5));
    assertThat(ModelFile.load(file).info().input()).isInstanceOf(InputFormat.Image.class);
    input(image(3L, List.of(4L), 0.5));
    refused("does not hold an image of 3 × 2");
    input(image(0L, List.of(4L), 0.5));
    refused("height");
    input(image(2L, List.of(4L), 1e300));
    refused("factor");
    input(Map.of("kind", "table", "table", Map.of()));
    refused("input.table: preprocessing.format must be");
    input(Map.of("kind", "table"));
    refused("table");
  }

  @Test
  void pixelsAreBytesAndOlderFilesNeedNotSayIt() {
    var map = new LinkedHashMap<>(image(2L, List.of(4L), 0.5));
    input(map);
    var read = ModelFile.load(file).info().input();
    assertThat(read.toMap()).containsEntry("pixels", "u8");
    input(read.toMap());
    assertThat(ModelFile.load(file).info().input()).isEqualTo(read);
    for (Object other : Arrays.asList("u16", "\u001b", 8L, null)) {
      map.put("pixels", other);
      input(map);
      refused("pixels");
    }
    map.put("pixels", "f32");
    input(map);
    refused("input.pixels: must be u8, not \"f32\"");
  }

  @ParameterizedTest
  @CsvSource({"2", "4", "0", "1"})
  void thereMustBeAsManyClassesAsOutputs(int classes) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      names.add("class " + i);
    }
    rewritten(map -> map.put("classes", names));
    refused("classes: there are " + classes + ", but the model gives (3) for a row");
  }

  @Test
  void theArchitectureMustBeOne() {
    rewritten(map -> map.put("architecture", Map.of("type", "Exploit\n")));
    refused("architecture");
    rewritten(map ->
        map.put(
            "architecture",
            Map.of("type", "Linear", "inputs", 1L << 30, "outputs", 1L << 30, "bias", true)));
    refused("architecture");
    rewritten(map -> map.put("architecture", Map.of("type", "Sequential", "layers", List.of(1L))));
    refused("architecture");
  }

  @Test
  void tensorsMustBeThoseOfTheModel() {
    tensors(map -> map.remove("0.weight"));
    refused("missing \"0.weight\"");
    tensors(map -> map.put("0.weight", NDArray.zeros(DType.F32, Shape.of(4, 5))));
    refused("the tensor 0.weight is (4 × 5), but the layer needs (5 × 4)");
    tensors(map -> map.put("0.weight", NDArray.zeros(DType.I32, Shape.of(5, 4))));
    refused("the tensor 0.weight is i32, but must hold real numbers");
    tensors(map -> map.put("0.weight", NDArray.zeros(DType.F32, Shape.of(5, 4))));
    assertThat(ModelFile.load(file).model().isInitialised()).isTrue();
    tensors(map -> {
      for (int i = 0; i < 1000; i++) {
        map.put("more " + i, NDArray.zeros(DType.F32, Shape.of(1)));
      }
    });
    refused("not known \"more 0\"", "and 995 more");
  }

  @Test
  void whatIsNoModelOfJacobiIsRefused() throws IOException {
    SafeTensors.write(file, new TensorFile(SafeTensors.read(file).tensors(), Map.of()));
    refused("was not written by Jacobi");
    SafeTensors.write(
        file, new TensorFile(SafeTensors.read(file).tensors(), Map.of("jacobi.checkpoint", "{}")));
    refused("this is a checkpoint of a training, and no model");
    SafeTensors.write(
        file, new TensorFile(SafeTensors.read(file).tensors(), Map.of("jacobi", "{\"format\": 1")));
    refused("metadata");
    SafeTensors.write(
        file, new TensorFile(SafeTensors.read(file).tensors(), Map.of("jacobi", "[1]")));
    refused("metadata");
    Files.write(file, new byte[] {1, 2, 3});
    refused("too few");
    Files.writeString(file, "PK\u0003\u0004 this is another file altogether");
    refused("safetensors");
  }

  @Test
  void aFileThatIsCutOffIsRefusedAtEveryLength() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused(": ");
    }
  }
}
