package org.jacobi.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The library of oneDNN that the published jar carries, unpacked into the user's cache and loaded
 * once, or the reason why that cannot be. Nothing is downloaded.
 *
 * @param symbols finds functions; null if unusable
 * @param unusableReason what is wrong and what to do; null if usable
 */
record NativeLibrary(@Nullable SymbolLookup symbols, @Nullable String unusableReason) {
  private static final long STACK_BYTES = 8 << 20;

  /** The library; the first call loads it (and at the first start ever unpacks it). */
  static NativeLibrary loaded() {
    return Holder.LIBRARY;
  }

  private static final class Holder {
    private static final NativeLibrary LIBRARY = findOnLargeStack();

    private Holder() {}
  }

  /**
   * On a thread of its own: to load the library takes more stack than the caller may have. With the
   * 512 KiB that {@code -Xss512k} gives to every thread, Java would end without a word.
   */
  private static NativeLibrary findOnLargeStack() {
    // Not a lambda of Holder: that would wait for Holder, which waits for this.
    var task = new FutureTask<>(() -> find(Platform.current(), new PublishedJar()));
    Thread.ofPlatform().daemon().name("jacobi-onednn").stackSize(STACK_BYTES).start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return new NativeLibrary(null, "oneDNN cannot be loaded (" + e.getCause() + ")");
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Unpacks and loads the library for a platform (null: not known); never throws. */
  static NativeLibrary find(@Nullable String platform, LibraryCache.Source source) {
    try {
      return new NativeLibrary(load(platform, source), null);
    } catch (UnusableException e) {
      return new NativeLibrary(null, e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      return new NativeLibrary(null, "oneDNN cannot be loaded (" + e + ")");
    }
  }

  private static SymbolLookup load(@Nullable String platform, LibraryCache.Source source)
      throws UnusableException {
    requireNativeAccess();
    if (platform == null) {
      throw new UnusableException(
          "there is no oneDNN for this platform ("
              + System.getProperty("os.name")
              + ", "
              + System.getProperty("os.arch")
              + "), only for Linux and macOS on x86-64 and AArch64 and for Windows on x86-64");
    }
    if (platform.startsWith("linux") && !LoadFailure.hasGlibc()) {
      throw new UnusableException(LoadFailure.NO_GLIBC);
    }
    return load(new LibraryCache(CacheFolder.root(), platform, source), platform);
  }

  /** Asked before anything is unpacked. */
  @SuppressWarnings("restricted") // the question is whether it is allowed
  private static void requireNativeAccess() throws UnusableException {
    try {
      var unused = MemorySegment.NULL.reinterpret(1);
      assert unused.byteSize() == 1;
    } catch (IllegalCallerException e) {
      var module = NativeLibrary.class.getModule();
      throw new UnusableException(
          "Java does not let "
              + (module.isNamed() ? "the module " + module.getName() : "the class path")
              + " call native code; start it with --enable-native-access="
              + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
          e);
    }
  }

  /**
   * Unpacks and loads the files in reverse order: what oneDNN needs stands behind it, and is small:
   * where nothing may be executed, the large file is not even unpacked.
   */
  @SuppressWarnings("restricted") // foreign functions are what this package is for
  private static SymbolLookup load(LibraryCache cache, String platform) throws UnusableException {
    SymbolLookup symbols = name -> Linker.nativeLinker().defaultLookup().find(name);
    var files = LibraryFile.of(platform);
    for (var file : files.reversed()) {
      var path = cache.find(file);
      try {
        symbols = SymbolLookup.libraryLookup(path, Arena.global()).or(symbols);
      } catch (IllegalArgumentException e) {
        var message = LoadFailure.message(path);
        if (LoadFailure.forbidsExecution(message)) {
          files.forEach(cache::remove);
        }
        throw new UnusableException(LoadFailure.reason(path, message), e);
      }
    }
    if (platform.startsWith("windows")) {
      symbols = symbols.or(SymbolLookup.libraryLookup("vcomp140", Arena.global()));
    }
    return symbols;
  }
}
