/**
 * Learning: character GPTs, classical and with quantum heads, trained in this process.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.learn.TrainingPlan}, a {@link
 * dev.nightshift.learn.TrainingText} and, for the hybrid model, {@link
 * dev.nightshift.learn.QuantumHeads} with the backend that runs the circuits; <b>gives</b> losses
 * ({@link dev.nightshift.learn.TrainingResult}), text, a {@link dev.nightshift.learn.Causality}
 * verdict and checkpoints; <b>relies on</b> {@code circuit}, {@code job} and DJL's PyTorch engine.
 *
 * <pre>
 *   TrainingText text = TrainingText.of(corpus, 0.9);
 *   try (TrainingRun run = TrainingRun.start(plan, text, quantum)) {
 *     TrainingResult result = run.train(listener, CheckpointPolicy.every(100, file));
 *     String sample = run.sample();
 *     Causality causality = run.probeCausality();
 *   }
 * </pre>
 *
 * <p>Losses are nats a token, angles radians, times seconds. Arrays are row-major with the batch
 * outermost unless a page says otherwise. Null only where marked. One run at a time: PyTorch's
 * generator and gradient tape belong to the process.
 *
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2017</a>
 */
@NullMarked
package dev.nightshift.learn;

import org.jspecify.annotations.NullMarked;
