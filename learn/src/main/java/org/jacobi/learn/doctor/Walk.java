package org.jacobi.learn.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a layer forward and back, all copied.
 *
 * @param output y
 * @param gradients for each variable of the feed what backward gave, null where it gave nothing
 * @param together for each variable the sum of the gradients that were left one after the other;
 *     null where there was one at most
 * @param changed what the calls have changed that is not theirs
 */
record Walk(
    Value output,
    List<@Nullable Value> gradients,
    List<double @Nullable []> together,
    List<Finding> changed) {}
