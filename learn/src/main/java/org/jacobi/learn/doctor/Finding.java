package org.jacobi.learn.doctor;

/**
 * One mistake of a patient.
 *
 * @param mistake its kind
 * @param where the array that shows it, such as {@code ∂L/∂weight}
 * @param evidence the numbers that show it, in the language of the examination
 * @param formula the mended formula
 */
public record Finding(Mistake mistake, String where, String evidence, String formula) {}
