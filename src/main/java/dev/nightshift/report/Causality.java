package dev.nightshift.report;

/**
 * Whether a model reads the future: does a changed later token move the logits of earlier
 * positions?
 *
 * @param classical the classical model's largest move of a past logit
 * @param hybrid the hybrid model's
 */
public record Causality(Probe classical, Probe hybrid) {

  /** What a probe found. */
  public enum Verdict {
    /** No past logit moved. */
    PASS,
    /** Past logits moved: losses of the model are no measure of how well it writes. */
    LEAK
  }

  /**
   * One model's probe.
   *
   * @param largestChange of a past logit, absolute
   */
  public record Probe(Verdict verdict, double largestChange) {

    /**
     * The verdict on a change.
     *
     * @param tolerance largest change that rounding explains
     */
    public static Probe of(double largestChange, double tolerance) {
      return new Probe(largestChange <= tolerance ? Verdict.PASS : Verdict.LEAK, largestChange);
    }
  }

  /** LEAK where either model leaks. */
  public Verdict verdict() {
    return classical.verdict() == Verdict.PASS && hybrid.verdict() == Verdict.PASS
        ? Verdict.PASS
        : Verdict.LEAK;
  }
}
