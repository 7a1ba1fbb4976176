package org.jacobi.nn;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jacobi.array.Quoted;
import org.jacobi.array.Shape;
import org.jspecify.annotations.Nullable;

/** The description of one layer while it is read: each value is checked as it is asked for. */
final class Settings {
  private static final int MOST_AXES = 8;
  private static final int LONGEST_SHOWN = 40;

  /** A setting that is missing, or is not what it must be. */
  static final class WrongSetting extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private WrongSetting(String message) {
      super(message);
    }
  }

  private final String path;
  private final Map<?, ?> map;
  private final Set<Object> used = new HashSet<>();

  private Settings(String path, Map<?, ?> map) {
    this.path = path;
    this.map = map;
  }

  static Settings of(String path, @Nullable Object description) {
    if (description instanceof Map<?, ?> map) {
      return new Settings(path, map);
    }
    throw new IllegalArgumentException(
        "[architecture] "
            + place(path)
            + " must be described by its type and settings, but is "
            + quoted(description));
  }

  private static String place(String path) {
    return path.isEmpty() ? "the model" : "layer " + path;
  }

  /** Where in the model this is, for messages. */
  String place() {
    return place(path);
  }

  private @Nullable Object get(String name) {
    used.add(name);
    return map.get(name);
  }

  String text(String name) {
    if (get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "must be a text");
  }

  boolean flag(String name) {
    if (get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "must be true or false");
  }

  double number(String name) {
    if (get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name, "must be a number");
  }

  int size(String name) {
    int size = asSize(get(name));
    if (size < 0) {
      throw wrong(name, "must be a whole number from 1 to " + Integer.MAX_VALUE);
    }
    return size;
  }

  List<?> list(String name) {
    if (get(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "must be a list");
  }

  Shape shape(String name) {
    List<?> lengths = list(name);
    int[] dims = lengths.stream().limit(MOST_AXES + 1L).mapToInt(Settings::asSize).toArray();
    for (int length : dims) {
      if (length < 0 || dims.length > MOST_AXES) {
        throw wrong(name, "must be a list of 1 to " + MOST_AXES + " positive lengths");
      }
    }
    return Shape.of(dims);
  }

  /** The number as a positive int, or −1. */
  private static int asSize(@Nullable Object value) {
    double number = value instanceof Number n ? n.doubleValue() : -1;
    boolean whole = number == Math.rint(number) && number >= 1 && number <= Integer.MAX_VALUE;
    return whole ? (int) number : -1;
  }

  /** Refuses settings that nobody asked for. */
  void requireNoOthers() {
    for (Object name : map.keySet()) {
      if (!used.contains(name)) {
        throw new IllegalArgumentException(
            "[architecture] " + place() + " has a setting that is not known: " + quoted(name));
      }
    }
  }

  WrongSetting wrong(String name, String rule) {
    return new WrongSetting(
        "[architecture] "
            + place()
            + ": "
            + name
            + " "
            + rule
            + (map.containsKey(name) ? ", but is " + shown(name) : ", but is missing"));
  }

  /** A setting as it is shown in messages. */
  String shown(String name) {
    return quoted(get(name));
  }

  /** A value that may come from a hostile file: short and without control characters. */
  private static String quoted(@Nullable Object value) {
    if (value instanceof Map) {
      return "a map";
    }
    if (value instanceof List) {
      return "a list";
    }
    return value instanceof String text
        ? Quoted.of(text)
        : Quoted.plain(String.valueOf(value), LONGEST_SHOWN);
  }
}
