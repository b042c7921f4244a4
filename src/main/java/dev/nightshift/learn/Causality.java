package dev.nightshift.learn;

/**
 * Whether a changed token moved the logits of earlier positions.
 *
 * @param leak whether it did, by more than rounding
 * @param largestChange of an earlier position's logit
 * @param changed the position whose token was changed for that
 * @param moved the earlier position whose logit moved most
 */
public record Causality(boolean leak, double largestChange, int changed, int moved) {

  /** {@code LEAK} or {@code PASS}, as reports print it. */
  public String verdict() {
    return leak ? "LEAK" : "PASS";
  }
}
