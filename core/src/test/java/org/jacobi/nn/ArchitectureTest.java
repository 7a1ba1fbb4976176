package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jacobi.io.Json;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final class Own extends UnaryLayer {
    @Override
    public Tensor forward(Tensor x) {
      return x;
    }
  }

  /** Not the one of Jacobi, though it is called the same. */
  private static final class ReLU extends UnaryLayer {
    @Override
    public Tensor forward(Tensor x) {
      return x.abs();
    }
  }

  private static UnaryLayer fromJson(String json) {
    return Architecture.fromMap(Json.parseObject(json, "test").toMap());
  }

  @Test
  void aModelIsDescribedByTypesAndSettings() {
    var model =
        new Sequential(new Linear(784, 10), new Sequential(new LayerNorm(10), new LeakyReLU()));
    assertThat(Json.text(Architecture.toMap(model)))
        .isEqualTo(
            "{\"type\":\"Sequential\",\"layers\":[{\"type\":\"Linear\",\"inputs\":784,\"outputs\":10,"
                + "\"bias\":true},{\"type\":\"Sequential\",\"layers\":[{\"type\":\"LayerNorm\","
                + "\"shape\":[10],\"epsilon\":1.0E-5},{\"type\":\"LeakyReLU\",\"slope\":0.01}]}]}");
  }

  @Test
  void nestedModelsAreRebuiltWithTheSamePaths() {
    var model =
        new Sequential(
            new Embedding(11, 3),
            new Flatten(),
            new Sequential(new Linear(6, 5, false), new Sequential(), new BatchNorm1d(5)),
            new Dropout(0.25));
    var again = fromJson(Json.text(Architecture.toMap(model)));
    assertThat(again).hasToString(model.toString());
    assertThat(again.paths()).isEqualTo(model.paths());
  }

  @Test
  void aLayerThatStandsTwiceStaysOne() {
    var twice = new Linear(3, 3);
    var model = new Sequential(new Sequential(twice), new Tanh(), twice);
    var map = Architecture.toMap(model);
    assertThat(map.toString()).endsWith("{type=repeat, of=0.0}]}");
    var again = (Sequential) Architecture.fromMap(map);
    assertThat(again.steps().get(2))
        .isSameAs(((Sequential) again.steps().getFirst()).steps().getFirst());
    assertThat(again.paths()).containsExactly("0.0.weight", "0.0.bias");
  }

  @Test
  void anOwnLayerIsNamedButCannotBeRebuilt() {
    for (UnaryLayer own : List.of(new Own(), new ReLU())) {
      var model = new Sequential(new Tanh(), own);
      assertThat(Architecture.isComplete(model)).isFalse();
      String name = own.getClass().getSimpleName();
      Map<String, Object> map = Architecture.toMap(model);
      assertThat(map.toString())
          .isEqualTo("{type=Sequential, layers=[{type=Tanh}, {type=custom, class=" + name + "}]}");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Architecture.fromMap(map))
          .withMessage(
              "[architecture] layer 1 is a layer that does not ship with Jacobi, \""
                  + name
                  + "\": make the model in code, and load the numbers into it with load(path,"
                  + " MyNet::new)");
    }
    assertThat(Architecture.isComplete(new Sequential(new Tanh()))).isTrue();
  }

  static Stream<Arguments> refused() {
    String linear = "{\"type\":\"Linear\",\"inputs\":%s,\"outputs\":%s,\"bias\":%s}";
    return Stream.of(
        Arguments.of("{}", "the model: type must be a text, but is missing"),
        Arguments.of("{\"type\":3}", "the model: type must be a text, but is 3"),
        Arguments.of(
            "{\"type\":\"java.lang.Runtime\"}",
            "the model: type is none of the layers that this version knows, but is"
                + " \"java.lang.Runtime\""),
        Arguments.of(
            "{\"type\":\"ReLU\",\"inplace\":true}",
            "the model has a setting that is not known: \"inplace\""),
        Arguments.of(
            linear.formatted("3", "2.5", "true"),
            "the model: outputs must be a whole number from 1 to 2147483647, but is 2.5"),
        Arguments.of(
            linear.formatted("-3", "2", "true"),
            "the model: inputs must be a whole number from 1 to 2147483647, but is -3"),
        Arguments.of(
            linear.formatted("3000000000", "2", "true"),
            "the model: inputs must be a whole number from 1 to 2147483647, but is 3000000000"),
        Arguments.of(
            linear.formatted("3", "2", "\"yes\""),
            "the model: bias must be true or false, but is \"yes\""),
        Arguments.of(
            linear.formatted("3", "2", "null"),
            "the model: bias must be true or false, but is null"),
        Arguments.of(
            linear.formatted("{}", "2", "true"),
            "the model: inputs must be a whole number from 1 to 2147483647, but is a map"),
        Arguments.of(
            linear.formatted("2147483647", "2147483647", "true"),
            "the model has more than 2147483647 parameters"),
        Arguments.of(
            "{\"type\":\"Sequential\",\"layers\":[3]}",
            "layer 0 must be described by its type and settings, but is 3"),
        Arguments.of(
            "{\"type\":\"Sequential\",\"layers\":\"ReLU\"}",
            "the model: layers must be a list, but is \"ReLU\""),
        Arguments.of(
            "{\"type\":\"Sequential\",\"layers\":[{\"type\":\"ReLU\"},{\"type\":\"Dropout\","
                + "\"probability\":\"\\n\\u001b[31m"
                + "x".repeat(100)
                + "\"}]}",
            "layer 1: probability must be a number, but is \"\\u000a\\u001b[31m"
                + "x".repeat(54)
                + "…\""),
        Arguments.of(
            "{\"type\":\"LayerNorm\",\"epsilon\":1e-5,\"shape\":[3,0]}",
            "the model: shape must be a list of 1 to 8 positive lengths, but is a list"),
        Arguments.of(
            "{\"type\":\"LayerNorm\",\"epsilon\":1e-5,\"shape\":[1,1,1,1,1,1,1,1,1]}",
            "the model: shape must be a list of 1 to 8 positive lengths, but is a list"),
        Arguments.of(
            "{\"type\":\"LayerNorm\",\"epsilon\":1e-5,\"shape\":[2000000000,2000000000,"
                + "2000000000]}",
            "the model: [shape] (2000000000 × 2000000000 × 2000000000) holds more numbers than can"
                + " be counted"),
        Arguments.of(
            "{\"type\":\"Sequential\",\"layers\":[{\"type\":\"repeat\",\"of\":\"0\"}]}",
            "layer 0: of must be the path of an earlier layer, but is \"0\""),
        Arguments.of(
            "{\"type\":\"Dropout\",\"probability\":1}",
            "the model: [Dropout] the probability of dropping must lie in [0, 1), but is 1.0"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aDescriptionThatIsWrongIsRefusedWithItsPlace(String json, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fromJson(json))
        .withMessage("[architecture] " + message);
  }

  private static Map<String, Object> sequential(List<Object> layers) {
    return Map.of("type", "Sequential", "layers", layers);
  }

  @Test
  void aDescriptionThatNeverEndsIsRefused() {
    Map<String, Object> map = Map.of("type", "ReLU");
    for (int i = 0; i < Architecture.DEEPEST; i++) {
      map = sequential(List.of(map));
    }
    assertThat(Architecture.fromMap(map)).isInstanceOf(Sequential.class);
    Map<String, Object> deeper = sequential(List.of(map));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.fromMap(deeper))
        .withMessage("[architecture] layers may lie 64 deep in each other, but lie deeper");
  }

  @Test
  void aDescriptionThatExplodesIsRefused() {
    List<Object> layers = new ArrayList<>(List.of(Map.of("type", "ReLU")));
    for (int i = 0; i < 60; i++) {
      Map<String, Object> again = Map.of("type", "repeat", "of", Integer.toString(i));
      layers.add(sequential(List.of(again, again)));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.fromMap(sequential(layers)))
        .withMessage("[architecture] there may be 10000 layers, but there are more");
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < Architecture.MOST_LAYERS; i++) {
      many.add(Map.of("type", "ReLU"));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architecture.fromMap(sequential(many)))
        .withMessage("[architecture] there may be 10000 layers, but there are more");
  }
}
