package org.jacobi.learn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.jacobi.learn.doctor.blind.BlindPatients;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The patients whose author has not seen the doctor: each mistake is named, none is made up. */
class BlindPatientsDoctorTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  static Stream<Arguments> faulty() {
    return BlindPatients.faulty().entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  static Stream<Class<?>> right() {
    return BlindPatients.right().stream();
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void theMistakeIsNamedAndNoOtherOne(Class<?> patient, Mistake mistake) {
    var diagnosis = Doctor.examine(patient, LIMIT);
    assertThat(diagnosis.findings().stream().map(Finding::mistake).distinct())
        .as(diagnosis.text(Locale.ENGLISH))
        .containsExactly(mistake);
  }

  @ParameterizedTest
  @MethodSource("right")
  void whatIsRightIsHealthy(Class<?> patient) {
    var diagnosis = Doctor.examine(patient, LIMIT);
    assertThat(diagnosis.healthy()).as(diagnosis.text(Locale.ENGLISH)).isTrue();
  }
}
