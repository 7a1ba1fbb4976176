package org.jacobi.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/** Builds plain Java values from the tokens of one document. The parser limits the depth. */
final class JsonTree {
  static final String CUT_OFF = "the text ends before the value does. The file may be cut off.";

  private final JsonParser parser;
  private final String where;
  private final int mostTokens;
  private int tokens;

  /**
   * Over a parser at its start.
   *
   * @param mostTokens a token may take one byte of text, and up to a hundred of memory
   */
  JsonTree(JsonParser parser, int mostTokens, String where) {
    this.parser = parser;
    this.mostTokens = mostTokens;
    this.where = where;
  }

  /** The one value of the document. */
  @Nullable Object read() {
    var first = parser.nextToken();
    if (first == null) {
      throw new DataException(where + ": the text is empty; one value was expected.");
    }
    Object value = value(first);
    if (parser.nextToken() != null) {
      throw wrong("something follows the end of the value. Remove it; one value is allowed.");
    }
    return value;
  }

  private @Nullable Object value(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> list();
      case VALUE_STRING -> unicode(parser.getString());
      case VALUE_NUMBER_INT -> whole();
      case VALUE_NUMBER_FLOAT -> fraction();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw wrong("a value was expected.");
    };
  }

  private Map<String, @Nullable Object> object() {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (var token = next(); token != JsonToken.END_OBJECT; token = next()) {
      String key = unicode(parser.currentName());
      if (map.containsKey(key)) {
        throw wrong("the key " + Quoted.of(key) + " stands twice in one object. Remove one.");
      }
      map.put(key, value(next()));
    }
    return compact(map);
  }

  /** Without room for entries to come, which is most of what a small map takes. */
  private static Map<String, @Nullable Object> compact(Map<String, @Nullable Object> map) {
    if (map.size() > 1) {
      return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
    return map.isEmpty()
        ? Map.of()
        : Collections.singletonMap(map.keySet().iterator().next(), map.values().iterator().next());
  }

  private List<@Nullable Object> list() {
    var list = new ArrayList<@Nullable Object>();
    for (var token = next(); token != JsonToken.END_ARRAY; token = next()) {
      list.add(value(token));
    }
    list.trimToSize();
    return Collections.unmodifiableList(list);
  }

  private JsonToken next() {
    var token = parser.nextToken();
    if (token == null) {
      throw wrong(CUT_OFF);
    }
    if (++tokens > mostTokens) {
      throw wrong("a limit is passed: more than " + mostTokens + " values, keys and brackets.");
    }
    return token;
  }

  private Long whole() {
    if (parser.getNumberType() == NumberType.BIG_INTEGER) {
      throw wrong(
          "the whole number "
              + Quoted.plain(parser.getString(), 40)
              + " does not fit 64 bits. Write it with a fraction, or as a string.");
    }
    return parser.getLongValue();
  }

  private Double fraction() {
    double number = parser.getDoubleValue();
    if (Double.isInfinite(number)) {
      throw wrong("the number " + Quoted.plain(parser.getString(), 40) + " is too large.");
    }
    return number;
  }

  private String unicode(String text) {
    if (!Quoted.isUnicode(text)) {
      throw wrong(Quoted.of(text) + " holds half of a surrogate pair, which is not text.");
    }
    return text;
  }

  private DataException wrong(String why) {
    return new DataException(where + at(parser.currentTokenLocation()) + ": " + why);
  }

  /** Where in the text, such as {@code , line 3, column 7}; nothing if it is not known. */
  static String at(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
