package org.jacobi.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jacobi.data.DataException;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
  private final JsonObject model =
      Json.parseObject(
          """
          {"name": "digits", "rate": 0.02, "epochs": 20, "shuffle": true, "note": null,
           "layers": [{"units": 128, "bias": false}, {"units": "many"}],
           "classes": ["zero", "one"], "means": [0.5, 1], "dims": [28, 28.5],
           "odd key": {"x": []}}
          """,
          "model.json");

  private static void fails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(DataException.class).hasMessage(message);
  }

  @Test
  void givesValuesOfTheTypeAskedFor() {
    assertThat(model.string("name")).isEqualTo("digits");
    assertThat(model.number("rate")).isEqualTo(0.02);
    assertThat(model.number("epochs")).isEqualTo(20.0);
    assertThat(model.integer("epochs")).isEqualTo(20L);
    assertThat(model.integer("epochs", 20, 20)).isEqualTo(20);
    assertThat(model.bool("shuffle")).isTrue();
    assertThat(model.objects("layers").getFirst().integer("units")).isEqualTo(128);
    assertThat(model.objects("layers").getFirst().bool("bias")).isFalse();
    assertThat(model.strings("classes")).containsExactly("zero", "one");
    assertThat(model.numbers("means")).containsExactly(0.5, 1.0);
    assertThat(model.list("dims")).containsExactly(28L, 28.5);
    assertThat(model.object("odd key").integers("x")).isEmpty();
    assertThat(model.has("note")).isTrue();
    assertThat(model.isNull("note")).isTrue();
    assertThat(model.isNull("name")).isFalse();
    assertThat(model.keys()).startsWith("name", "rate").hasSize(10);
    assertThat(model.object("odd key")).hasToString("{\"x\":[]}");
  }

  @Test
  void givesTheDefaultOnlyWhenTheKeyIsMissing() {
    assertThat(model.string("other", "none")).isEqualTo("none");
    assertThat(model.string("name", "none")).isEqualTo("digits");
    assertThat(model.number("other", 1.5)).isEqualTo(1.5);
    assertThat(model.number("rate", 1.5)).isEqualTo(0.02);
    assertThat(model.bool("other", true)).isTrue();
    assertThat(model.bool("shuffle", false)).isTrue();
    fails(
        () -> model.string("note", "none"),
        "model.json, note: a string was expected, but there is null.");
  }

  @Test
  void saysWhichKeyIsMissingOrWrong() {
    fails(() -> model.string("path"), "model.json: the key \"path\" is missing.");
    fails(
        () -> model.integer("rate"),
        "model.json, rate: a whole number was expected, but there is 0.02.");
    fails(
        () -> model.number("name"),
        "model.json, name: a number was expected, but there is the string \"digits\".");
    fails(
        () -> model.objects("layers").get(1).integer("units"),
        "model.json, layers[1].units: a whole number was expected, but there is the string"
            + " \"many\".");
    fails(
        () -> model.objects("layers").get(1).bool("bias"),
        "model.json, layers[1]: the key \"bias\" is missing.");
    fails(
        () -> model.integers("dims"),
        "model.json, dims[1]: a whole number was expected, but there is 28.5.");
    fails(
        () -> model.strings("means"),
        "model.json, means[0]: a string was expected, but there is 0.5.");
    fails(
        () -> model.object("odd key").bool("x"),
        "model.json, \"odd key\".x: true or false was expected, but there is a list of 0.");
    fails(
        () -> model.list("odd key"),
        "model.json, \"odd key\": a list [ … ] was expected, but there is an object of 1 keys.");
    fails(
        () -> model.integer("epochs", 1, 19),
        "model.json, epochs: 20 is out of range; it must be from 1 to 19.");
    fails(
        () -> model.integer("epochs", 21, 30),
        "model.json, epochs: 20 is out of range; it must be from 21 to 30.");
    assertThat(model.wrong("name", "no such model."))
        .isInstanceOf(DataException.class)
        .hasMessage("model.json, name: no such model.");
  }

  @Test
  void refusesKeysThatAreNotKnown() {
    var layer = model.objects("layers").getFirst();
    fails(
        () -> layer.allowOnly("units"),
        "model.json, layers[0]: the key \"bias\" is not known here. Known: units.");
    layer.allowOnly("bias", "units", "more");
    assertThat(layer.keys()).containsExactly("units", "bias");
  }
}
