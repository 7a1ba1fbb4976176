package org.jacobi.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A reader to be attacked, with sound files of its format. */
public final class Target {
  /** Reads an input as a user's file would be read, all of it. */
  public interface Reader {
    /** May throw what the reader documents. */
    void read(byte[] input) throws IOException;
  }

  /**
   * Bytes that are changed, and what is done to make a file of them, such as checksums put right.
   */
  record Kind(List<byte[]> samples, List<byte[]> kept, UnaryOperator<byte[]> seal) {}

  final String name;
  final Reader reader;
  final Set<Class<?>> allowed;
  final List<Kind> kinds = new ArrayList<>();
  final List<String> words = new ArrayList<>();

  /**
   * A reader without samples yet.
   *
   * @param allowed the exceptions that its documentation names
   */
  public Target(String name, Reader reader, Class<?>... allowed) {
    this.name = name;
    this.reader = reader;
    this.allowed = Set.of(allowed);
  }

  /** Sound files, of which each byte may be changed. */
  public Target files(byte[]... samples) {
    return parts(UnaryOperator.identity(), samples);
  }

  /** Sound texts. */
  public Target texts(String... samples) {
    for (String sample : samples) {
      files(sample.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  /** The changeable part of sound files; {@code seal} makes a file of it. */
  public Target parts(UnaryOperator<byte[]> seal, byte[]... samples) {
    kinds.add(new Kind(List.of(samples), new ArrayList<>(), seal));
    return this;
  }

  /** Words of the format that are put anywhere. */
  public Target words(String... more) {
    words.addAll(List.of(more));
    return this;
  }

  @Override
  public String toString() {
    return name;
  }
}
