package org.jacobi.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.array.Shape;
import org.jacobi.data.DataException;
import org.jacobi.data.PixelScaling;
import org.jacobi.data.Preprocessor;
import org.jacobi.io.JsonObject;
import org.jspecify.annotations.Nullable;

/** What one row of a model's input is, and how raw data becomes it. */
public sealed interface InputFormat {
  /** The shape of one row as the model takes it. */
  Shape row();

  /** As a plain structure for JSON. */
  Map<String, Object> toMap();

  /**
   * A row of a table, prepared as while training.
   *
   * @param preprocessor columns, missing values, categories, scaling
   */
  record Table(Preprocessor preprocessor) implements InputFormat {
    @Override
    public Shape row() {
      return Shape.of(preprocessor.featureNames().size());
    }

    @Override
    public Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("kind", "table");
      map.put("table", preprocessor.toMap());
      return map;
    }
  }

  /**
   * A grey image of bytes, background 0: in a file its pixels are called {@value #PIXELS}.
   *
   * @param height rows of pixels
   * @param width columns of pixels
   * @param features shape of one row of the model's input
   * @param scaling how bytes become features
   */
  record Image(int height, int width, Shape features, PixelScaling scaling) implements InputFormat {
    /** The type of a pixel: one channel of bytes without sign. */
    static final String PIXELS = "u8";

    @Override
    public Shape row() {
      return features;
    }

    @Override
    public Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("kind", "image");
      map.put("height", (long) height);
      map.put("width", (long) width);
      map.put("pixels", PIXELS);
      map.put("features", dims(features));
      map.put("factor", (double) scaling.factor());
      map.put("shift", (double) scaling.shift());
      return map;
    }
  }

  /**
   * Numbers as they are.
   *
   * @param features shape of one row
   */
  record Numbers(Shape features) implements InputFormat {
    @Override
    public Shape row() {
      return features;
    }

    @Override
    public Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("kind", "numbers");
      map.put("features", dims(features));
      return map;
    }
  }

  private static List<Object> dims(Shape shape) {
    return Arrays.stream(shape.toArray()).mapToObj(d -> (Object) (long) d).toList();
  }

  /**
   * Back from {@link #toMap}.
   *
   * @throws org.jacobi.data.DataException if the structure is not one
   */
  static InputFormat fromJson(JsonObject json) {
    String kind = json.string("kind");
    return switch (kind) {
      case "table" -> table(json);
      case "image" -> image(json);
      case "numbers" -> new Numbers(shape(json));
      default ->
          throw json.wrong(
              "kind", "must be table, image or numbers, not " + DataException.quote(kind));
    };
  }

  private static Table table(JsonObject json) {
    var map = checked(json.object("table").toMap());
    try {
      return new Table(Preprocessor.fromMap(map));
    } catch (DataException e) {
      throw json.wrong("table", String.valueOf(e.getMessage())); // names the file too
    }
  }

  private static Image image(JsonObject json) {
    int height = json.integer("height", 1, 1 << 14);
    int width = json.integer("width", 1, 1 << 14);
    String pixels = json.string("pixels", Image.PIXELS); // older files do not say it
    if (!pixels.equals(Image.PIXELS)) {
      throw json.wrong(
          "pixels", "must be " + Image.PIXELS + ", not " + DataException.quote(pixels));
    }
    Shape features = shape(json);
    if (features.size() != (long) height * width) {
      throw json.wrong(
          "features", features + " does not hold an image of " + height + " × " + width);
    }
    return new Image(height, width, features, scaling(json));
  }

  private static PixelScaling scaling(JsonObject json) {
    try {
      return new PixelScaling((float) json.number("factor"), (float) json.number("shift"));
    } catch (IllegalArgumentException e) {
      throw json.wrong("factor", String.valueOf(e.getMessage()));
    }
  }

  @SuppressWarnings("unchecked") // the preprocessor checks every value, null included
  private static Map<String, Object> checked(Map<String, @Nullable Object> map) {
    return (Map<String, Object>) (Map<String, ?>) map;
  }

  private static Shape shape(JsonObject json) {
    long[] dims = json.integers("features");
    if (dims.length == 0) {
      throw json.wrong("features", "a row needs at least one axis");
    }
    int[] lengths = new int[dims.length];
    long size = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 1 || dims[i] > 1 << 24) {
        throw json.wrong("features", "an axis cannot have the length " + dims[i]);
      }
      lengths[i] = (int) dims[i];
      size *= dims[i];
      if (size > 1 << 28) {
        throw json.wrong("features", "a row cannot have so many numbers");
      }
    }
    return Shape.of(lengths);
  }
}
