package dev.nightshift.learn;

/** In which order the same mathematics is carried out, and where its random numbers come from. */
public enum Style {
  /**
   * As the published program: one head after the other, one random generator that runs on through
   * the classical model's training and text into the hybrid model. Losses equal PyTorch's.
   */
  FAITHFUL,
  /**
   * All heads of a layer in one operation, which is faster; every step draws from a generator of
   * its own, so both models see the same batches and a resumed run needs no history.
   */
  BATCHED
}
