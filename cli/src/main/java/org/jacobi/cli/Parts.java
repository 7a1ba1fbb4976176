package org.jacobi.cli;

import org.jacobi.data.CsvTable;
import org.jacobi.data.Dataset;
import org.jacobi.data.Preprocessor;
import org.jspecify.annotations.Nullable;

/**
 * Data ready for a training.
 *
 * @param train rows to train on
 * @param validation rows to choose the best epoch by, or null
 * @param test rows to measure on
 * @param preprocessor how a table was prepared, fitted to the training rows; null for images
 * @param testTable the table that the test rows are from; null for images
 * @param testRows their numbers in that table; empty for images
 */
record Parts(
    Dataset train,
    @Nullable Dataset validation,
    Dataset test,
    @Nullable Preprocessor preprocessor,
    @Nullable CsvTable testTable,
    int[] testRows) {}
