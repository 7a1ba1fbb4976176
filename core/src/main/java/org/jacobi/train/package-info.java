/**
 * Training, evaluation and use of models: the trainer and its shards, metrics, model files,
 * predictors, and the record of a run.
 */
@NullMarked
package org.jacobi.train;

import org.jspecify.annotations.NullMarked;
