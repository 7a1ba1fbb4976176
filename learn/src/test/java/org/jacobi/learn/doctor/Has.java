package org.jacobi.learn.doctor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The mistake that was planted in a patient. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Has {
  Mistake value();
}
