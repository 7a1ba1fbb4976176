package org.jacobi.learn.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every planted mistake is named, and nothing else; nothing is found where nothing is wrong. */
class DoctorTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Stream<Class<?>> classes(List<Class<?>> files) {
    return files.stream()
        .flatMap(file -> Arrays.stream(file.getDeclaredClasses()))
        .filter(type -> !type.isInterface())
        .sorted((a, b) -> a.getName().compareTo(b.getName()));
  }

  static Stream<Class<?>> faulty() {
    return classes(
            List.of(
                FaultyLayers.class,
                FaultyParams.class,
                FaultyLosses.class,
                FaultyOthers.class,
                UnusualPatients.class))
        .filter(type -> type.isAnnotationPresent(Has.class));
  }

  static Stream<Class<?>> right() {
    return classes(List.of(RightPatients.class, RightOthers.class, UnusualPatients.class))
        .filter(type -> !type.isAnnotationPresent(Has.class));
  }

  private static Mistake planted(Class<?> patient) {
    return patient.getAnnotation(Has.class).value();
  }

  private static Object make(Class<?> patient) throws ReflectiveOperationException {
    Constructor<?> constructor = patient.getDeclaredConstructor();
    return constructor.newInstance();
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void thePlantedMistakeIsNamedAndNoOther(Class<?> patient) throws ReflectiveOperationException {
    boolean endless = planted(patient) == Mistake.NEVER_RETURNS;
    Object made = make(patient);
    Diagnosis diagnosis = Doctor.examine(made, endless ? Duration.ofSeconds(2) : LIMIT);
    assertThat(diagnosis.findings().stream().map(Finding::mistake))
        .as(diagnosis.text(Locale.ENGLISH))
        .containsExactly(planted(patient));
    assertThat(diagnosis.healthy()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("right")
  void nothingIsFoundWhereNothingIsWrong(Class<?> patient) throws ReflectiveOperationException {
    Diagnosis diagnosis = Doctor.examine(make(patient), LIMIT);
    assertThat(diagnosis.findings()).as(diagnosis.text(Locale.ENGLISH)).isEmpty();
    assertThat(diagnosis.numbers()).as("numbers compared").isPositive();
  }

  @Test
  void thereIsAPatientForEveryMistake() {
    Set<Mistake> all = EnumSet.noneOf(Mistake.class);
    faulty().forEach(patient -> all.add(planted(patient)));
    assertThat(all).containsExactlyInAnyOrder(Mistake.values());
    assertThat(faulty().count()).isGreaterThanOrEqualTo(60);
    assertThat(right().count()).isGreaterThanOrEqualTo(40);
  }

  @Test
  void whatIsNoPatientIsRefused() {
    assertThatThrownBy(() -> Doctor.examine("a text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ManualLayer");
  }
}
