package org.jacobi.train;

import org.jspecify.annotations.Nullable;

/**
 * What an epoch has brought.
 *
 * @param epoch its number, from 1
 * @param step optimizer steps since the start of the run
 * @param rate the learning rate of its last step
 * @param train figures of the training part, measured after the epoch in evaluation mode
 * @param validation figures of the validation part, if there is one
 * @param test figures of the test part, if there is one; nothing is chosen by them
 * @param seconds time of its training steps, without the measuring
 * @param waitingSeconds the part of it in which training waited for data
 * @param samplesPerSecond training rows a second
 * @param runHash the {@link RunHash} after it
 */
public record EpochRecord(
    int epoch,
    long step,
    double rate,
    Scores train,
    @Nullable Scores validation,
    @Nullable Scores test,
    double seconds,
    double waitingSeconds,
    double samplesPerSecond,
    String runHash) {}
