package org.jacobi.train;

import org.jacobi.data.Task;

/**
 * What a run is going to do.
 *
 * @param task what is predicted
 * @param trainRows rows of the training part
 * @param validationRows rows of the validation part, 0 for none
 * @param testRows rows of the test part, 0 for none
 * @param batchSize rows of a batch
 * @param shardRows rows of a shard
 * @param threads how many threads compute
 * @param stepsPerEpoch steps of an epoch
 * @param totalSteps steps of the run if nothing stops it
 * @param parameters numbers that are trained
 * @param memory what it takes outside of the heap
 */
public record TrainingPlan(
    Task task,
    int trainRows,
    int validationRows,
    int testRows,
    int batchSize,
    int shardRows,
    int threads,
    int stepsPerEpoch,
    long totalSteps,
    long parameters,
    MemoryPlan memory) {}
