package org.jacobi.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads plain maps and lists that may hold anything, and says where something is wrong. */
final class MapReader {
  private final String place;
  private final Map<?, ?> map;

  private MapReader(String place, Map<?, ?> map) {
    this.place = place;
    this.map = map;
  }

  /**
   * A reader of one map.
   *
   * @param place what to call it in messages
   */
  static MapReader of(String place, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new MapReader(place, map);
    }
    throw new DataException(place + " must be an object, not " + kind(value));
  }

  DataException fault(String key, String rule) {
    return new DataException(place + "." + key + " " + rule);
  }

  private DataException wrong(String key, String expected, @Nullable Object found) {
    return fault(key, "must be " + expected + ", not " + kind(found));
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "missing";
      case String text -> DataException.quote(text);
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      case List<?> list -> "a list of " + list.size();
      case Map<?, ?> inner -> "an object of " + inner.size();
      default -> value.getClass().getSimpleName();
    };
  }

  boolean has(String key) {
    return map.containsKey(key);
  }

  String text(String key) {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw wrong(key, "a text", map.get(key));
  }

  double number(String key) {
    if (map.get(key) instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw wrong(key, "a finite number", map.get(key));
  }

  boolean truth(String key) {
    if (map.get(key) instanceof Boolean truth) {
      return truth;
    }
    throw wrong(key, "true or false", map.get(key));
  }

  MapReader object(String key) {
    return of(place + "." + key, map.get(key));
  }

  List<MapReader> objects(String key) {
    if (!(map.get(key) instanceof List<?> list)) {
      throw wrong(key, "a list", map.get(key));
    }
    var readers = new ArrayList<MapReader>();
    for (int i = 0; i < list.size(); i++) {
      readers.add(of(place + "." + key + "[" + i + "]", list.get(i)));
    }
    return readers;
  }

  /** A list of texts of which no two are equal. */
  List<String> differentTexts(String key) {
    if (!(map.get(key) instanceof List<?> list)) {
      throw wrong(key, "a list", map.get(key));
    }
    var texts = new ArrayList<String>();
    var seen = new HashSet<String>();
    for (int i = 0; i < list.size(); i++) {
      var place = key + "[" + i + "]";
      if (!(list.get(i) instanceof String text)) {
        throw wrong(place, "a text", list.get(i));
      }
      if (!seen.add(text)) {
        throw fault(place, "repeats " + DataException.quote(text));
      }
      texts.add(text);
    }
    return texts;
  }

  /** The one of these whose text is the value. */
  <E extends Enum<E>> E choice(String key, E[] choices) {
    var text = text(key);
    var known = new ArrayList<String>();
    for (var choice : choices) {
      if (choice.toString().equals(text)) {
        return choice;
      }
      known.add(choice.toString());
    }
    throw fault(key, "must be one of " + known + ", not " + DataException.quote(text));
  }
}
