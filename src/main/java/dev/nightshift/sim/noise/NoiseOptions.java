package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;

/**
 * What of a device's figures becomes noise.
 *
 * @param gateErrors whether stated gate errors are depolarisation
 * @param relaxation whether qubits relax while gates, resets and delays take time
 * @param readout how measurements misread
 * @param temperatureMillikelvin of the qubits, for their equilibrium; 0 is the ground state, a
 *     negative one is inverted
 */
public record NoiseOptions(
    boolean gateErrors, boolean relaxation, Readout readout, double temperatureMillikelvin) {

  /** Which figures a readout error takes. */
  public enum Readout {
    /** Both directions where the device states both, else its mean for both. */
    ASYMMETRIC,
    /** The stated mean for both directions. */
    SYMMETRIC,
    NONE
  }

  /** Everything a device states, at temperature 0. */
  public static final NoiseOptions ALL = new NoiseOptions(true, true, Readout.ASYMMETRIC, 0);

  public NoiseOptions {
    if (!Double.isFinite(temperatureMillikelvin)) {
      throw new NightshiftException(
          ErrorCode.NOISE_INVALID,
          "a temperature of %s mK is none; give a finite number".formatted(temperatureMillikelvin));
    }
  }

  public NoiseOptions withTemperature(double millikelvin) {
    return new NoiseOptions(gateErrors, relaxation, readout, millikelvin);
  }

  public NoiseOptions withReadout(Readout other) {
    return new NoiseOptions(gateErrors, relaxation, other, temperatureMillikelvin);
  }
}
