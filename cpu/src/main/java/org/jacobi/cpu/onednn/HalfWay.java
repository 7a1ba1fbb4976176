package org.jacobi.cpu.onednn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How oneDNN multiplies BF16 on a processor, where that is faster than F32. */
enum HalfWay {
  /** Not at all, or no faster. */
  NONE(""),

  /** In tiles (AMX). It rounds F32 factors itself, while it copies them. */
  TILES("amx"),

  /** Two products at a time (AVX512_BF16). Factors have to be BF16 already. */
  PAIRS("avx512_core_bf16");

  static final HalfWay OF_PROCESSOR = ofProcessor();

  /** At twice the pace of F32, measured on "Zen 5"; Intel's are no faster with pairs. */
  private static final String FAST_WITH_PAIRS = "AuthenticAMD";

  /** Any length would do: the way does not depend on it. */
  private static final int LENGTH = 64;

  /** With fewer rows or columns, or fewer multiplications, rounding takes longer than it saves. */
  private static final int LEAST_LENGTH = 16;

  private static final int LEAST_VOLUME = 300_000;

  private final String suffix;

  HalfWay(String suffix) {
    this.suffix = suffix;
  }

  /** Whether an implementation's name is that of this way. */
  boolean is(String implementation) {
    return this != NONE && implementation.endsWith(suffix);
  }

  /** Whether both factors of an m × k · k × n product in F32 are to be rounded before it. */
  boolean rounds(int m, int n, int k) {
    return this == PAIRS && Math.min(m, n) >= LEAST_LENGTH && (long) m * n * k >= LEAST_VOLUME;
  }

  private static HalfWay ofProcessor() {
    String name;
    try (var arena = Arena.ofConfined()) {
      name = WeightLayout.wayOfBf16(arena, LENGTH, LENGTH);
    }
    if (TILES.is(name)) {
      return TILES;
    }
    return PAIRS.is(name) && vendor().contains(FAST_WITH_PAIRS) ? PAIRS : NONE;
  }

  private static String vendor() {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    if (windows != null) {
      return windows;
    }
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
      return lines.filter(line -> line.startsWith("vendor_id")).findFirst().orElse("");
    } catch (IOException | UncheckedIOException e) {
      return ""; // another system
    }
  }
}
