package dev.nightshift.learn;

import ai.djl.training.ParameterStore;

/**
 * What one trip through the model is for.
 *
 * @param store gives the parameters' arrays
 * @param dropout whether elements are dropped
 * @param gradients whether derivatives will be asked for
 * @param group sequences that count as one batch: those over which the published program averages
 *     its circuit values; the number of sequences is a multiple of it
 */
record Pass(ParameterStore store, boolean dropout, boolean gradients, int group) {}
