package org.jacobi.learn.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a layer forward and back, all copied.
 *
 * @param output y
 * @param gradients for each variable of the feed what backward gave, null where it gave nothing
 * @param changed what the calls have changed that is not theirs
 */
record Walk(Value output, List<@Nullable Value> gradients, List<Finding> changed) {}
