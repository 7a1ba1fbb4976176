package org.jacobi.learn.doctor;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jacobi.learn.ManualBatches;
import org.jacobi.learn.ManualInit;
import org.jacobi.learn.ManualLayer;
import org.jacobi.learn.ManualOptimizer;

/** Which classes can be examined, and how instances of them are made. */
public final class Patients {
  private static final List<Class<?>> KINDS =
      List.of(ManualLayer.class, ManualOptimizer.class, ManualInit.class, ManualBatches.class);

  private Patients() {}

  /** True for a class that extends one of the kinds and is not abstract. */
  public static boolean isPatient(Class<?> type) {
    return KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type))
        && !Modifier.isAbstract(type.getModifiers());
  }

  /**
   * The constructor without arguments.
   *
   * @throws IllegalArgumentException if the class cannot be examined, with the reason
   */
  static Constructor<?> constructor(Class<?> type) {
    String name = type.getName();
    if (KINDS.stream().noneMatch(kind -> kind.isAssignableFrom(type))) {
      throw new IllegalArgumentException(Words.error("kind", name));
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      throw new IllegalArgumentException(Words.error("abstract", name));
    }
    boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
    if (inner) {
      throw new IllegalArgumentException(Words.error("inner", name));
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(Words.error("constructor", name), e);
    }
  }

  /** An instance; what the constructor throws is a finding. */
  static Object make(Constructor<?> constructor) {
    try {
      return constructor.newInstance();
    } catch (InvocationTargetException | ExceptionInInitializerError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new Stopped(
          Finding.of(
              Mistake.THROWS,
              constructor.getDeclaringClass().getSimpleName(),
              "construct",
              Calls.describe(cause)));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
