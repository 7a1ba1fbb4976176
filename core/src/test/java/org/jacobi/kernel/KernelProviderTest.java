package org.jacobi.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jacobi.KeptLines;
import org.jacobi.array.StepScope;
import org.junit.jupiter.api.Test;

/** Which kernels are chosen, and what the log says about it. */
final class KernelProviderTest {

  /** A provider that notes what it is asked. */
  private record Fake(String name, String reason, List<String> asked) implements KernelProvider {
    @Override
    public Optional<String> unusableReason() {
      asked.add(name + "?");
      return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }

    @Override
    public Kernels create() {
      asked.add(name + "!");
      return named(name);
    }
  }

  private static Kernels named(String name) {
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("name")) {
                return name;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private static Kernels choose(KernelProvider... providers) {
    return KernelProvider.Chosen.choose(List.of(providers), new KeptLines(new ArrayList<>()));
  }

  private static List<String> logged(KernelProvider... providers) {
    var log = new KeptLines(new ArrayList<>());
    KernelProvider.Chosen.choose(List.of(providers), log);
    return log.all();
  }

  @Test
  void theFirstUsableProviderIsChosenAndTheNextAreNotAsked() {
    List<String> asked = new ArrayList<>();
    Kernels chosen =
        choose(
            new Fake("broken", "start Java with --add-modules x", asked),
            new Fake("fast", "", asked),
            new Fake("other", "", asked));
    assertThat(chosen.name()).isEqualTo("fast");
    assertThat(asked).containsExactly("broken?", "fast?", "fast!");
  }

  @Test
  void withoutAUsableProviderTheReferenceIsChosen() {
    assertThat(choose()).isInstanceOf(ReferenceKernels.class);
    var broken = new Fake("broken", "no", new ArrayList<>());
    assertThat(choose(broken).name()).isEqualTo("reference");
  }

  @Test
  void theLogSaysWhichWasChosenAndWhatToDoForTheOneThatWasPassedOver() {
    var broken = new Fake("cpu", "start Java with --add-modules x", new ArrayList<>());
    var fast = new Fake("fast", "", new ArrayList<>());
    assertThat(logged(broken, fast))
        .containsExactly("WARNING kernels: fast; not cpu: start Java with --add-modules x");
    assertThat(logged(fast, broken)).containsExactly("DEBUG kernels: fast");
  }

  @Test
  void theLogSaysWhatTheChosenOneIsMissing() {
    var whole = new Fake("fast", "", new ArrayList<>());
    KernelProvider part =
        new KernelProvider() {
          @Override
          public String name() {
            return whole.name();
          }

          @Override
          public Optional<String> unusableReason() {
            return whole.unusableReason();
          }

          @Override
          public Kernels create() {
            return whole.create();
          }

          @Override
          public Optional<String> missingPart() {
            return Optional.of("its half: install it");
          }
        };
    assertThat(logged(part)).containsExactly("WARNING kernels: fast; without its half: install it");
    assertThat(logged(new Fake("x", "no", new ArrayList<>()), part))
        .containsExactly("WARNING kernels: fast; not x: no; without its half: install it");
    assertThat(whole.missingPart()).isEmpty();
  }

  @Test
  void theScopeSaysWhichKernelsHold() {
    Kernels mine = named("mine");
    assertThat(Kernels.current()).isSameAs(KernelProvider.chosen());
    StepScope.current()
        .with(Kernels.SETTING, mine)
        .run(() -> assertThat(Kernels.current()).isSameAs(mine));
    assertThat(Kernels.SETTING).hasToString("kernels");
  }
}
