package org.jacobi.learn.doctor;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jspecify.annotations.Nullable;

/** What a patient holds in its fields, those of its superclasses included. */
final class Fields {
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private Fields() {}

  /** All that may be looked at. */
  static List<Field> of(Object owner) {
    List<Field> all = new ArrayList<>();
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.trySetAccessible()) {
          all.add(field);
        }
      }
    }
    return all;
  }

  static @Nullable Object get(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Gives a new instance the numbers in the arrays of another one, since a constructor may draw
   * them; returns the new one.
   */
  static <T> T copy(T from, T to) {
    try {
      copy(from, to, Collections.newSetFromMap(new IdentityHashMap<>()));
    } catch (RuntimeException e) {
      // an array that may not be read or written any more: the instances stay different
    }
    return to;
  }

  private static void copy(@Nullable Object from, @Nullable Object to, Set<Object> seen) {
    if (from == null || to == null || from.getClass() != to.getClass()) {
      return;
    }
    if (from instanceof Shape || !seen.add(from) || !seen.add(to)) {
      return; // never changed, looked at already, or held by both
    }
    if (from instanceof NDArray ours && to instanceof NDArray theirs) {
      if (ours.shape().equals(theirs.shape())) {
        theirs.copyFrom(ours);
      }
    } else if (from instanceof Map<?, ?> ours && to instanceof Map<?, ?> theirs) {
      ours.forEach((key, value) -> copy(value, theirs.get(key), seen));
    } else if (from instanceof Collection<?> ours && to instanceof Collection<?> theirs) {
      copy(ours.toArray(), theirs.toArray(), seen);
    } else if (from.getClass().isArray()) {
      int length = Array.getLength(from);
      if (length == Array.getLength(to)
          && from instanceof Object[]
          && !(from instanceof Number[])) {
        for (int i = 0; i < length; i++) {
          copy(Array.get(from, i), Array.get(to, i), seen);
        }
      } else if (length == Array.getLength(to)) {
        System.arraycopy(from, 0, to, 0, length);
      }
    } else {
      for (Field field : of(from)) {
        if (!Modifier.isStatic(field.getModifiers())) {
          copy(get(field, from), get(field, to), seen);
        }
      }
    }
  }

  /** Starts the generators of an object anew. */
  static void seed(Object owner, long key) {
    for (Field field : of(owner)) {
      if (get(field, owner) instanceof Random random && random.getClass() == Random.class) {
        random.setSeed(key * SPREAD); // neighbouring seeds begin with nearly the same number
      }
    }
  }
}
