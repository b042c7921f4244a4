package dev.nightshift.experiment.prove;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Locale;

/**
 * How far an answer may lie from what a canary expects.
 *
 * @param kind of the backend's answers
 * @param shots asked of every sampler pub, and of every value where values are sampled
 */
public record Margin(Kind kind, int shots) {
  /** Not a power of two, nor any backend's default. */
  public static final int DEFAULT_SHOTS = 1234;

  /** The probability, at most, that a page of ideal shots has a FAIL. */
  public static final double FALSE_ALARM = 1e-6;

  /** At most as many values stand on a page; the rate is spread over them. */
  static final int VALUES = 1000;

  /** What errors may take from a value, or add to it, as a share of its weight. */
  static final double LOSS = 0.4;

  private static final double ROUNDING = 1e-9;

  /** Fewer shots scatter as much as errors may take. */
  public static final int LEAST_SHOTS = (int) Math.ceil(2 * logarithm() / (LOSS * LOSS));

  /** What a backend's answers are. */
  public enum Kind {
    /** Values are exact; bits are those of an ideal simulator. */
    EXACT,
    /** Values come from ideal shots. */
    SAMPLED,
    /** Values come from the shots of something that errs. */
    NOISY
  }

  public Margin {
    int least = kind == Kind.EXACT ? 1 : LEAST_SHOTS;
    if (shots < least) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "--shots is %d; give at least %d, fewer prove nothing".formatted(shots, least));
    }
  }

  /**
   * The largest deviation that passes.
   *
   * @param weight sum of the absolute coefficients of all terms but the identity, which has no
   *     variance and no errors
   * @param norm the same with the identity
   */
  double allowed(double weight, double norm) {
    double share =
        switch (kind) {
          case EXACT -> 0;
          case SAMPLED -> Math.sqrt(2 * logarithm() / shots);
          case NOISY -> LOSS;
        };
    return share * weight + ROUNDING * Math.max(1, norm);
  }

  /** The share of shots in which a bit must be as expected. */
  double agreement() {
    return kind == Kind.NOISY ? 1 - LOSS / 2 : 1;
  }

  /** In words, for the page. */
  String text() {
    return switch (kind) {
      case EXACT ->
          String.format(
              Locale.ROOT, "exact: values within %.0e, every bit of %,d shots", ROUNDING, shots);
      case SAMPLED ->
          String.format(
              Locale.ROOT,
              "%,d ideal shots: values within %.3f of their weight (a false FAIL on fewer than one"
                  + " page in %,.0f), every bit",
              shots,
              allowed(1, 0),
              1 / FALSE_ALARM);
      case NOISY ->
          String.format(
              Locale.ROOT,
              "%,d shots with errors: values within %.0f %% of their weight, each bit right in %.0f"
                  + " %% of the shots",
              shots,
              100 * LOSS,
              100 * agreement());
    };
  }

  /**
   * Hoeffding: a mean of n shots, each in a range 2w wide, is off by t with probability 2 exp(-n t²
   * / 2w²) at most. Groups of terms that are read apart add ranges in squares, which is less.
   */
  private static double logarithm() {
    return Math.log(2 * VALUES / FALSE_ALARM);
  }
}
