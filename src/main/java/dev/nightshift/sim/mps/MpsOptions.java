package dev.nightshift.sim.mps;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;

/**
 * How much of a state is kept, by Aer's names.
 *
 * @param truncationThreshold {@code matrix_product_state_truncation_threshold}: at each bond the
 *     smallest Schmidt coefficients are dropped whose squares add up to less than this; from 0 to
 *     below 1
 * @param maxBondDimension {@code matrix_product_state_max_bond_dimension}: Schmidt coefficients
 *     that a bond keeps at most, at least 1; {@link #UNLIMITED} for any number
 */
public record MpsOptions(double truncationThreshold, int maxBondDimension) {
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Aer's defaults. */
  public static final MpsOptions DEFAULT = new MpsOptions(1e-16, UNLIMITED);

  public MpsOptions {
    if (!(truncationThreshold >= 0 && truncationThreshold < 1)) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "matrix_product_state_truncation_threshold is %s; give 0 or more, below 1"
              .formatted(truncationThreshold));
    }
    if (maxBondDimension < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "matrix_product_state_max_bond_dimension is %d; give at least 1"
              .formatted(maxBondDimension));
    }
  }
}
