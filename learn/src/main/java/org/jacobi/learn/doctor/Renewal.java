package org.jacobi.learn.doctor;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jacobi.learn.ManualLayer;
import org.jspecify.annotations.Nullable;

/**
 * New instances of a patient, so that what one call leaves behind is told from what a patient does.
 * They come from its constructor without arguments, if that makes one with the same settings;
 * otherwise the given instance is used for everything.
 *
 * @param given the patient
 * @param maker of new ones; null where the given one is used
 */
record Renewal<T>(T given, @Nullable Supplier<T> maker) implements Supplier<T> {
  static <T> Renewal<T> of(T given) {
    Supplier<T> maker = maker(given);
    try {
      return new Renewal<>(given, maker != null && alike(given, maker.get()) ? maker : null);
    } catch (RuntimeException | LinkageError e) {
      return new Renewal<>(given, null); // what its constructor throws it does not throw for us
    }
  }

  @SuppressWarnings("unchecked") // the class of an instance of T
  private static <T> @Nullable Supplier<T> maker(T given) {
    try {
      var constructor = given.getClass().getDeclaredConstructor();
      constructor.setAccessible(true);
      return () -> {
        try {
          return (T) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      };
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** True if all numbers and texts that both hold in their fields are equal. */
  private static boolean alike(Object one, Object other) {
    List<Object> ours = settings(one);
    return Objects.equals(ours, settings(other));
  }

  /** The primitive fields and texts of an object, superclasses included. */
  static List<Object> settings(Object owner) {
    List<Object> all = new ArrayList<>();
    if (owner instanceof ManualLayer layer) {
      all.add(layer.toString()); // the shapes of its parameters
    }
    for (Field field : Fields.of(owner)) {
      boolean simple = field.getType().isPrimitive() || field.getType() == String.class;
      if (simple && !Modifier.isStatic(field.getModifiers())) {
        all.add(String.valueOf(Fields.get(field, owner)));
      }
    }
    return all;
  }

  boolean isPossible() {
    return maker != null;
  }

  /** A new instance, or the given one where there is no way to make one. */
  @Override
  public T get() {
    return maker == null ? given : maker.get();
  }
}
