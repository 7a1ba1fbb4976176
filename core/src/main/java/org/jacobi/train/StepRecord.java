package org.jacobi.train;

/**
 * What a training step has brought.
 *
 * @param epoch number of the epoch, from 1
 * @param stepInEpoch number of the step within the epoch, from 1
 * @param stepsInEpoch how many steps the epoch has
 * @param step number of the step within the run, from 1
 * @param totalSteps how many steps the run has if nothing stops it
 * @param rows rows of the batch
 * @param loss the loss of the batch before the step, penalty included
 * @param rate the learning rate
 */
public record StepRecord(
    int epoch,
    int stepInEpoch,
    int stepsInEpoch,
    long step,
    long totalSteps,
    int rows,
    double loss,
    double rate) {}
