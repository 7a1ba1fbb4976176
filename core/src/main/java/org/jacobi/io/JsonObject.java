package org.jacobi.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is read with care: each getter checks that the key is there and that its value
 * has the type asked for, and otherwise says which key in which file is wrong. For content that may
 * come from anyone.
 */
public final class JsonObject {
  private final Map<String, @Nullable Object> members;
  private final String where;
  private final String path;

  private JsonObject(Map<String, @Nullable Object> members, String where, String path) {
    this.members = members;
    this.where = where;
    this.path = path;
  }

  /**
   * A view of a value that {@link Json#parse} gave.
   *
   * @param where what was read, for messages
   * @throws DataException if the value is not an object
   */
  public static JsonObject of(@Nullable Object value, String where) {
    return view(value, where, "");
  }

  private static JsonObject view(@Nullable Object value, String where, String path) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrongType(where, path, "an object { … }", value);
    }
    var members = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, member) -> members.put((String) key, member));
    return new JsonObject(Collections.unmodifiableMap(members), where, path);
  }

  /** All keys with their values, in the order of the text; it cannot be changed. */
  public Map<String, @Nullable Object> toMap() {
    return members;
  }

  /** The keys in the order of the text. */
  public Set<String> keys() {
    return members.keySet();
  }

  /** True if the key is there, even if its value is null. */
  public boolean has(String key) {
    return members.containsKey(key);
  }

  /** True if the key is there and its value is null. */
  public boolean isNull(String key) {
    return has(key) && members.get(key) == null;
  }

  /**
   * Checks that there are no other keys than these.
   *
   * @throws DataException if there is one
   */
  public void allowOnly(String... known) {
    for (var key : members.keySet()) {
      if (!Arrays.asList(known).contains(key)) {
        throw new DataException(
            prefix(where, path)
                + "the key "
                + Quoted.of(key)
                + " is not known here. Known: "
                + String.join(", ", known)
                + ".");
      }
    }
  }

  /**
   * A string.
   *
   * @throws DataException if the key is missing or its value is not a string
   */
  public String string(String key) {
    return asString(member(key), member(path, key));
  }

  /**
   * A string, or {@code otherwise} if the key is missing.
   *
   * @throws DataException if its value is not a string
   */
  public String string(String key, String otherwise) {
    return has(key) ? string(key) : otherwise;
  }

  /**
   * A number, written as a whole number or not.
   *
   * @throws DataException if the key is missing or its value is not a number
   */
  public double number(String key) {
    return asNumber(member(key), member(path, key));
  }

  /**
   * A number, or {@code otherwise} if the key is missing.
   *
   * @throws DataException if its value is not a number
   */
  public double number(String key, double otherwise) {
    return has(key) ? number(key) : otherwise;
  }

  /**
   * A whole number, written without fraction and exponent.
   *
   * @throws DataException if the key is missing or its value is not a whole number
   */
  public long integer(String key) {
    return asInteger(member(key), member(path, key));
  }

  /**
   * A whole number of a range, both ends included.
   *
   * @throws DataException if the key is missing or its value is not a whole number of the range
   */
  public int integer(String key, int least, int most) {
    long number = integer(key);
    if (number < least || number > most) {
      throw new DataException(
          prefix(where, member(path, key))
              + number
              + " is out of range; it must be from "
              + least
              + " to "
              + most
              + ".");
    }
    return (int) number;
  }

  /**
   * True or false.
   *
   * @throws DataException if the key is missing or its value is neither
   */
  public boolean bool(String key) {
    if (member(key) instanceof Boolean truth) {
      return truth;
    }
    throw wrongType(where, member(path, key), "true or false", member(key));
  }

  /**
   * True or false, or {@code otherwise} if the key is missing.
   *
   * @throws DataException if its value is neither
   */
  public boolean bool(String key, boolean otherwise) {
    return has(key) ? bool(key) : otherwise;
  }

  /**
   * An object.
   *
   * @throws DataException if the key is missing or its value is not an object
   */
  public JsonObject object(String key) {
    return view(member(key), where, member(path, key));
  }

  /**
   * A list of any values; it cannot be changed.
   *
   * @throws DataException if the key is missing or its value is not a list
   */
  public List<@Nullable Object> list(String key) {
    return Collections.unmodifiableList(new ArrayList<@Nullable Object>(rawList(key)));
  }

  /**
   * A list of objects.
   *
   * @throws DataException if the key is missing or its value is not a list of objects
   */
  public List<JsonObject> objects(String key) {
    return elements(key, (value, at) -> view(value, where, at));
  }

  /**
   * A list of strings.
   *
   * @throws DataException if the key is missing or its value is not a list of strings
   */
  public List<String> strings(String key) {
    return elements(key, this::asString);
  }

  /**
   * A list of numbers.
   *
   * @throws DataException if the key is missing or its value is not a list of numbers
   */
  public double[] numbers(String key) {
    return elements(key, this::asNumber).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * A list of whole numbers.
   *
   * @throws DataException if the key is missing or its value is not a list of whole numbers
   */
  public long[] integers(String key) {
    return elements(key, this::asInteger).stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * An exception that names the file and a key of this object, for a value that has the right type
   * and yet is wrong.
   */
  public DataException wrong(String key, String why) {
    return new DataException(prefix(where, member(path, key)) + why);
  }

  /** What one element of a list becomes; {@code at} is its path. */
  private interface Element<T> {
    T from(@Nullable Object value, String at);
  }

  private <T> List<T> elements(String key, Element<T> element) {
    var list = rawList(key);
    var result = new ArrayList<T>(list.size());
    for (int i = 0; i < list.size(); i++) {
      result.add(element.from(list.get(i), element(member(path, key), i)));
    }
    return Collections.unmodifiableList(result);
  }

  private List<? extends @Nullable Object> rawList(String key) {
    if (member(key) instanceof List<?> list) {
      return list;
    }
    throw wrongType(where, member(path, key), "a list [ … ]", member(key));
  }

  private @Nullable Object member(String key) {
    if (!has(key)) {
      throw new DataException(prefix(where, path) + "the key " + Quoted.of(key) + " is missing.");
    }
    return members.get(key);
  }

  private String asString(@Nullable Object value, String at) {
    if (value instanceof String text) {
      return text;
    }
    throw wrongType(where, at, "a string", value);
  }

  private double asNumber(@Nullable Object value, String at) {
    return switch (value) {
      case Long whole -> whole.doubleValue();
      case Double number -> number;
      case null, default -> throw wrongType(where, at, "a number", value);
    };
  }

  private long asInteger(@Nullable Object value, String at) {
    if (value instanceof Long whole) {
      return whole;
    }
    throw wrongType(where, at, "a whole number", value);
  }

  private static DataException wrongType(
      String where, String path, String wanted, @Nullable Object value) {
    return new DataException(
        prefix(where, path) + wanted + " was expected, but there is " + describe(value) + ".");
  }

  private static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "the string " + Quoted.of(text);
      case Map<?, ?> map -> "an object of " + map.size() + " keys";
      case List<?> list -> "a list of " + list.size();
      default -> value.toString();
    };
  }

  private static String prefix(String where, String path) {
    return where + (path.isEmpty() ? ": " : ", " + path + ": ");
  }

  /** The path of a member: {@code layers[2].units}; keys that are no plain words are quoted. */
  static String member(String path, String key) {
    boolean plain = !key.isEmpty() && key.length() <= 60;
    for (int i = 0; plain && i < key.length(); i++) {
      char c = key.charAt(i);
      plain = c == '_' || c == '-' || Character.isLetterOrDigit(c);
    }
    String name = plain ? key : Quoted.of(key);
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The path of an element of a list. */
  static String element(String path, int index) {
    return path + "[" + index + "]";
  }

  /** The object as JSON in one line. */
  @Override
  public String toString() {
    return Json.text(members);
  }
}
