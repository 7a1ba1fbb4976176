package org.jacobi.kernel;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Offers an implementation of {@link Kernels}. Providers are found by {@link ServiceLoader}; the
 * first that can be used is chosen, once, else {@link ReferenceKernels}. The log says which, and
 * what to do where a faster one was passed over.
 *
 * <p>Order of the calls: {@link #name} and {@link #unusableReason} at any time; {@link #create}
 * once, and only if there is no reason against it; then {@link #missingPart}.
 */
public interface KernelProvider {
  /** A short name for logs and run records. */
  String name();

  /** Empty if it can be used here, else the reason and what to do about it. */
  Optional<String> unusableReason();

  /** The kernels. */
  Kernels create();

  /**
   * What the kernels have to do without here that would make them faster, and what to do about it:
   * a part of the log line. Empty if all is there.
   */
  default Optional<String> missingPart() {
    return Optional.empty();
  }

  /** The kernels that were chosen when they were first asked for. */
  static Kernels chosen() {
    return Chosen.KERNELS;
  }

  /**
   * Lets the choice be made, and native libraries be loaded, on a thread of its own: called where a
   * program says that it is going to compute, so that it need not wait later.
   */
  static void prepare() {
    if (!Preparation.BEGUN.getAndSet(true)) {
      Thread.ofPlatform().daemon().name("jacobi-kernels").start(KernelProvider::chosen);
    }
  }

  /** Whether somebody has begun to choose. */
  final class Preparation {
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private Preparation() {}
  }

  /** Holds the choice, which is made when this class is initialised. */
  final class Chosen {
    private static final Kernels KERNELS =
        choose(
            ServiceLoader.load(KernelProvider.class, KernelProvider.class.getClassLoader()),
            System.getLogger(KernelProvider.class.getName()));

    private Chosen() {}

    static Kernels choose(Iterable<KernelProvider> providers, System.Logger log) {
      Kernels result = null;
      var toDo = new StringBuilder();
      for (var provider : providers) {
        Optional<String> reason = provider.unusableReason();
        if (reason.isEmpty()) {
          result = provider.create();
          provider.missingPart().ifPresent(part -> toDo.append("; without ").append(part));
          break;
        }
        toDo.append("; not ").append(provider.name()).append(": ").append(reason.get());
      }
      if (result == null) {
        result = new ReferenceKernels();
      }
      log.log(toDo.isEmpty() ? Level.DEBUG : Level.WARNING, "kernels: " + result.name() + toDo);
      return result;
    }
  }
}
