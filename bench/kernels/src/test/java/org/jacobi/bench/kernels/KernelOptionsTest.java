package org.jacobi.bench.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelOptionsTest {
  @Test
  void argumentsNameImplementationsKernelsAndSeconds() {
    var options =
        KernelOptions.parse(List.of("by=bf16,chosen", "kernels=relu,ADAM", "seconds=0.25"));
    assertThat(options.by()).containsExactly("bf16", "chosen");
    assertThat(options.kernels()).containsExactly(Case.RELU, Case.ADAM);
    assertThat(options.seconds()).isEqualTo(0.25);
  }

  @Test
  void wrongArgumentsAreRefusedInOneLineEach() {
    assertRefused("seconds=abc", "seconds= must be a number such as 0.5, at least 0.001, not abc");
    assertRefused("seconds=0", "seconds= must be a number such as 0.5, at least 0.001, not 0");
    assertRefused("by=fast", "by= must be of chosen,bf16,reference, not fast");
    assertRefused("foo", "there is no argument foo; see ./bench/kernel-report --help");
    assertThatThrownBy(() -> KernelOptions.parse(List.of("kernels=FOO")))
        .hasMessageStartingWith("kernels= must be of ")
        .hasMessageEndingWith(", not FOO");
  }

  private static void assertRefused(String argument, String message) {
    assertThatThrownBy(() -> KernelOptions.parse(List.of(argument))).hasMessage(message);
  }
}
