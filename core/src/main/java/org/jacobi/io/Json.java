package org.jacobi.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jacobi.array.Quoted;
import org.jacobi.data.DataException;
import org.jacobi.data.ReadLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/**
 * JSON (RFC 8259) to plain Java values and back: {@code Map<String, Object>} in the order of the
 * text, {@code List<Object>}, {@code String}, {@code Long} for numbers written as whole numbers,
 * {@code Double} for all others, {@code Boolean} and null.
 *
 * <p>Reading is strict: UTF-8, one value and nothing after it, no key twice in one object, no NaN,
 * no number that does not fit, and the limits below. Doubles are written with the fewest digits
 * that read back to the same bits.
 */
public final class Json {
  /** How deep objects and lists may be nested. */
  public static final int MAX_DEPTH = 100;

  /**
   * How many bytes or characters a document may have. With {@link #MAX_TOKENS} it keeps what comes
   * of a document below 64 MiB.
   */
  public static final int MAX_LENGTH = 10_000_000;

  /** How many characters one string may have. */
  public static final int MAX_STRING = 5_000_000;

  /** How many characters one key may have. */
  public static final int MAX_KEY = 10_000;

  /** How many characters one number may have. */
  public static final int MAX_NUMBER = 400;

  /** How many values, keys and brackets a document may have. */
  public static final int MAX_TOKENS = 300_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Keys are read once here; a shared table of them would only be a target for attacks.
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxDocumentLength(MAX_LENGTH)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_KEY)
                  .maxNumberLength(MAX_NUMBER)
                  .build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private static final ObjectWriteContext INDENTED =
      new ObjectWriteContext.Base() {
        @Override
        public boolean hasPrettyPrinter() {
          return true;
        }

        @Override
        public PrettyPrinter getPrettyPrinter() {
          var separators =
              Separators.createDefaultInstance()
                  .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                  .withArrayElementSpacing(Separators.Spacing.AFTER)
                  .withObjectEmptySeparator("")
                  .withArrayEmptySeparator("");
          // The line end is fixed: the same content gives the same bytes on every system.
          return new DefaultPrettyPrinter(separators)
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(DefaultPrettyPrinter.NopIndenter.instance());
        }
      };

  private Json() {}

  // ---- reading ----

  /**
   * Reads one JSON value. Maps and lists in it cannot be changed.
   *
   * @param where what is being read, for messages: a file name, or "header of model.safetensors"
   * @throws DataException if the text is not strict JSON or passes a limit
   */
  public static @Nullable Object parse(String text, String where) {
    if (text.length() > MAX_LENGTH) {
      throw tooLong(where, text.length());
    }
    return parse(new StringReader(text), where);
  }

  /**
   * Reads one JSON value from UTF-8 bytes.
   *
   * @throws DataException if the bytes are not UTF-8, not strict JSON, or pass a limit
   */
  public static @Nullable Object parse(byte[] utf8, String where) {
    if (utf8.length > MAX_LENGTH) {
      throw tooLong(where, utf8.length);
    }
    // A decoder made this way reports bytes that are not UTF-8 instead of replacing them.
    var decoder = StandardCharsets.UTF_8.newDecoder();
    return parse(new InputStreamReader(new ByteArrayInputStream(utf8), decoder), where);
  }

  /**
   * Reads one JSON object.
   *
   * @throws DataException if the text is not strict JSON, passes a limit, or is not an object
   */
  public static JsonObject parseObject(String text, String where) {
    return JsonObject.of(parse(text, where), where);
  }

  /**
   * Reads one JSON object from UTF-8 bytes.
   *
   * @throws DataException if the bytes are not strict JSON, pass a limit, or are not an object
   */
  public static JsonObject parseObject(byte[] utf8, String where) {
    return JsonObject.of(parse(utf8, where), where);
  }

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws DataException if the file is not strict JSON, passes a limit, or is not an object
   * @throws UncheckedIOException if the file cannot be read
   */
  public static JsonObject readObject(Path file) {
    try {
      ReadLimits.requireRegular(file);
      long length = Files.size(file);
      if (length > MAX_LENGTH) {
        throw tooLong(file.toString(), length);
      }
      return parseObject(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  /**
   * Reads a file with a JSON object on each line, one after the other: the file may be of any
   * length.
   *
   * @param mayBeTorn passes over what follows the last line break where that is no object: a
   *     process that was killed may have written a part of a line
   * @return how many there are
   * @throws DataException if a line is no object in strict JSON, or passes a limit
   * @throws UncheckedIOException if the file cannot be read
   */
  public static int readLines(Path file, boolean mayBeTorn, Consumer<JsonObject> each) {
    int count = 0;
    try {
      ReadLimits.requireRegular(file);
      try (var in = new BufferedInputStream(Files.newInputStream(file))) {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
          if (next == '\n') {
            count++;
            each.accept(parseObject(line.toByteArray(), file + ", line " + count));
            line.reset();
          } else if (line.size() == MAX_LENGTH) {
            throw tooLong(file + ", line " + (count + 1), MAX_LENGTH + 1L);
          } else {
            line.write(next);
          }
        }
        var last = line.size() == 0 ? null : lastLine(line.toByteArray(), file, mayBeTorn);
        if (last != null) {
          each.accept(last);
          count++;
        }
      }
      return count;
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  private static @Nullable JsonObject lastLine(byte[] utf8, Path file, boolean mayBeTorn) {
    try {
      return parseObject(utf8, file + ", last line");
    } catch (DataException e) {
      if (mayBeTorn) {
        return null;
      }
      throw e;
    }
  }

  private static DataException tooLong(String where, long length) {
    return new DataException(
        where
            + ": "
            + length
            + " bytes are more than the limit of "
            + MAX_LENGTH
            + ". This is hardly the file that was meant.");
  }

  private static @Nullable Object parse(Reader text, String where) {
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return new JsonTree(parser, MAX_TOKENS, where).read();
    } catch (StreamConstraintsException e) {
      throw new DataException(where + ": a limit is passed. " + said(e), e);
    } catch (UnexpectedEndOfInputException e) {
      throw new DataException(where + JsonTree.at(e.getLocation()) + ": " + JsonTree.CUT_OFF, e);
    } catch (JacksonException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new DataException(where + ": the text is not UTF-8. Save it again in UTF-8.", e);
      }
      throw new DataException(
          where + JsonTree.at(e.getLocation()) + ": this is not JSON. " + said(e), e);
    }
  }

  private static String said(JacksonException e) {
    var message = e.getOriginalMessage();
    return message == null ? "" : Quoted.plain(message, 300);
  }

  // ---- writing ----

  /**
   * The value in one line without blanks. Besides the values that reading gives, {@code Integer},
   * {@code Short}, {@code Byte} and {@code Float} may be written, and any {@code Collection}.
   *
   * @throws IllegalArgumentException if a number is NaN or infinite, a value has another type, a
   *     key is not a string, a string is not Unicode, or a limit of length or depth is passed
   */
  public static String text(@Nullable Object value) {
    return write(value, ObjectWriteContext.empty());
  }

  /**
   * The value for people: each key on a line of its own, indented by two blanks.
   *
   * @throws IllegalArgumentException as {@link #text}
   */
  public static String indented(@Nullable Object value) {
    return write(value, INDENTED);
  }

  private static String write(@Nullable Object value, ObjectWriteContext context) {
    var text = new StringWriter();
    try (var generator = FACTORY.createGenerator(context, text)) {
      write(generator, value, "");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("[json] cannot be written: " + said(e), e);
    }
    return readable(text.toString());
  }

  /** A shorter text cannot pass a limit. */
  private static String readable(String text) {
    if (text.length() > MAX_TOKENS) {
      try {
        parse(text.getBytes(StandardCharsets.UTF_8), "what was written");
      } catch (DataException e) {
        throw refused("", String.valueOf(e.getMessage()));
      }
    }
    return text;
  }

  private static void write(JsonGenerator out, @Nullable Object value, String path) {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(checked(text, MAX_STRING, path));
      case Boolean truth -> out.writeBoolean(truth);
      case Double number -> out.writeNumber(finite(number, path));
      case Float number -> {
        finite(number, path);
        out.writeNumber(number.floatValue());
      }
      case Long number -> out.writeNumber(number);
      case Integer number -> out.writeNumber(number.longValue());
      case Short number -> out.writeNumber(number.longValue());
      case Byte number -> out.writeNumber(number.longValue());
      case Map<?, ?> map -> writeMap(out, map, path);
      case Collection<?> list -> {
        out.writeStartArray();
        int index = 0;
        for (var element : list) {
          write(out, element, JsonObject.element(path, index++));
        }
        out.writeEndArray();
      }
      default ->
          throw refused(
              path,
              "a "
                  + value.getClass().getName()
                  + " has no JSON form. Give maps, lists, strings, numbers, booleans or null.");
    }
  }

  private static void writeMap(JsonGenerator out, Map<?, ?> map, String path) {
    out.writeStartObject();
    for (var entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw refused(path, "the key " + entry.getKey() + " is not a string.");
      }
      String below = JsonObject.member(path, key);
      out.writeName(checked(key, MAX_KEY, below));
      write(out, entry.getValue(), below);
    }
    out.writeEndObject();
  }

  private static double finite(double number, String path) {
    if (!Double.isFinite(number)) {
      throw refused(
          path, number + " has no JSON form. Leave the key out, or write null or a string.");
    }
    return number;
  }

  /** What is written must be readable again, so the limits hold here as well. */
  private static String checked(String text, int longest, String path) {
    if (text.length() > longest) {
      throw refused(
          path, text.length() + " characters are more than the limit of " + longest + ".");
    }
    if (!Quoted.isUnicode(text)) {
      throw refused(path, Quoted.of(text) + " holds half of a surrogate pair, which is not text.");
    }
    return text;
  }

  private static IllegalArgumentException refused(String path, String why) {
    return new IllegalArgumentException(
        "[json] cannot write " + (path.isEmpty() ? "the value" : path) + ": " + why);
  }
}
