package org.jacobi.data;

/**
 * A data set that comes in two parts.
 *
 * @param train to fit a model on
 * @param test to measure the final model on
 */
public record TrainTest(Dataset train, Dataset test) {}
